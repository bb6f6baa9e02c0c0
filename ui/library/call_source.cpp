// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/call_source.h"

namespace talktrack {

CallSource archiveSource(CallArchive &archive)
{
    return {
        .calls = [&archive](const CallFilter &filter) { return archive.calls(filter); },
        .call = [&archive](const QString &id) { return archive.call(id); },
    };
}

} // namespace talktrack
