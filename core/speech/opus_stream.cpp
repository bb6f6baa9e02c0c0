// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/opus_stream.h"

#include "core/model/audio_frame.h"

#include <opusenc.h>

#include <utility>

namespace talktrack {
namespace {

/// Over both tracks. RFC 7587 (3.1.1) recommends 16-20 kbit/s for wideband speech of one channel; 24 leaves
/// room.
constexpr opus_int32 bitsPerSecond = 48'000;
/// Of the sound in a page, in samples at 48 kHz: 100 ms.
constexpr opus_int32 pageSamples = 4'800;
/// Half of the work of the highest, to the same bitrate.
constexpr opus_int32 complexity = 5;
/// Left and right, joined where that costs less.
constexpr int stereoFamily = 0;

} // namespace

class OpusStream::Private
{
public:
    Private()
        : comments(ope_comments_create())
    {
        const OpusEncCallbacks callbacks{[](void *user, const unsigned char *bytes, opus_int32 size) {
                                             static_cast<QByteArray *>(user)->append(
                                                 reinterpret_cast<const char *>(bytes), size);
                                             return 0;
                                         },
                                         [](void *) {
                                             return 0;
                                         }};
        if (comments)
            encoder = ope_encoder_create_callbacks(&callbacks, &pages, comments, sampleRateHz, trackCount,
                                                   stereoFamily, nullptr);
    }
    ~Private()
    {
        if (encoder)
            ope_encoder_destroy(encoder);
        if (comments)
            ope_comments_destroy(comments);
    }
    Q_DISABLE_COPY_MOVE(Private)

    bool set()
    {
        return encoder && ope_encoder_ctl(encoder, OPUS_SET_BITRATE(bitsPerSecond)) == OPE_OK &&
               ope_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)) == OPE_OK &&
               ope_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity)) == OPE_OK &&
               ope_encoder_ctl(encoder, OPE_SET_DECISION_DELAY(0)) == OPE_OK &&
               ope_encoder_ctl(encoder, OPE_SET_MUXING_DELAY(pageSamples)) == OPE_OK;
    }

    OggOpusComments *comments;
    OggOpusEnc *encoder = nullptr;
    QByteArray pages;
};

OpusStream::OpusStream(std::unique_ptr<Private> made)
    : d(std::move(made))
{
}

OpusStream::~OpusStream() = default;

std::unique_ptr<OpusStream> OpusStream::make()
{
    auto made = std::make_unique<Private>();
    if (!made->set())
        return nullptr;
    return std::unique_ptr<OpusStream>(new OpusStream(std::move(made)));
}

QByteArray OpusStream::take(std::span<const qint16> interleaved)
{
    ope_encoder_write(d->encoder, interleaved.data(), static_cast<int>(interleaved.size()) / trackCount);
    return std::exchange(d->pages, {});
}

QByteArray OpusStream::finish()
{
    ope_encoder_drain(d->encoder);
    return std::exchange(d->pages, {});
}

} // namespace talktrack
