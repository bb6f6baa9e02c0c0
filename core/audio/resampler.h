// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/pcm_format.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <vector>

struct SwrContext;

namespace talktrack {

/// Turns one device's stream into 16 kHz mono, keeping the filter's state from chunk to chunk so that no
/// click and no pitch change is heard at their borders. Any thread, one at a time.
///
/// The channels are averaged. Bytes that do not make up a whole sample frame wait for the next chunk.
class Resampler final
{
public:
    Resampler();
    ~Resampler();
    Resampler(const Resampler &) = delete;
    Resampler &operator=(const Resampler &) = delete;

    /// Goes over to another format; what was held of the former one is drained and returned.
    /// Errors: InputUnsupported for a format that cannot exist; the former format then stays.
    Result<std::vector<qint16>> setFormat(const PcmFormat &format);
    const PcmFormat &format() const { return m_format; }

    /// Without a format, nothing.
    std::vector<qint16> process(QByteArrayView bytes);

    /// The filter's tail at the end of the stream; afterwards the next chunk starts a stream of its own.
    std::vector<qint16> drain();

private:
    struct Free
    {
        void operator()(SwrContext *context) const;
    };
    using Context = std::unique_ptr<SwrContext, Free>;

    static Context makeContext(const PcmFormat &format);
    std::vector<qint16> convert(const char *data, int frames);

    PcmFormat m_format;
    Context m_context;
    QByteArray m_pending;
};

} // namespace talktrack
