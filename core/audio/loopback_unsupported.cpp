// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/loopback_unsupported.h"

namespace talktrack {

void UnsupportedLoopbackSource::start()
{
    Q_EMIT failed(
        {ErrorKind::NotSupportedHere, QStringLiteral("no loopback capture on this system"), {}, {}});
}

} // namespace talktrack
