// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_credentials.h"

#include <algorithm>

namespace talktrack {

QFuture<Result<DeepgramCredential>> FixedDeepgramKey::obtain()
{
    using Answer = Result<DeepgramCredential>;
    const QByteArray key = m_key.trimmed();
    if (key.isEmpty()) {
        return QtFuture::makeReadyFuture(
            Answer(unexpected(ErrorKind::KeyMissing, QStringLiteral("no Deepgram key"))));
    }
    // It becomes a header: a line break in it would start another one.
    const bool isPlain = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!isPlain) {
        return QtFuture::makeReadyFuture(Answer(unexpected(
            ErrorKind::KeyRefused, QStringLiteral("the Deepgram key holds characters that no key has"))));
    }
    return QtFuture::makeReadyFuture(Answer(DeepgramCredential{DeepgramCredential::Kind::Key, key}));
}

} // namespace talktrack
