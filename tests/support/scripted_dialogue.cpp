// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_dialogue.h"

#include <opusenc.h>

namespace talktrack::test {

QList<QByteArray> opusOf(const MarkedScript &script, qint64 from, qint64 to)
{
    QByteArray file;
    const OpusEncCallbacks callbacks{[](void *user, const unsigned char *bytes, opus_int32 size) {
                                         static_cast<QByteArray *>(user)->append(
                                             reinterpret_cast<const char *>(bytes), size);
                                         return 0;
                                     },
                                     [](void *) {
                                         return 0;
                                     }};
    OggOpusComments *const comments = ope_comments_create();
    OggOpusEnc *const encoder =
        ope_encoder_create_callbacks(&callbacks, &file, comments, sampleRateHz, 2, 0, nullptr);
    ope_encoder_ctl(encoder, OPE_SET_MUXING_DELAY(9600));
    for (qint64 position = from; position < to; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        const Samples both = interleaved(frame.samples[0], frame.samples[1]);
        ope_encoder_write(encoder, both.data(), frameSamples);
    }
    ope_encoder_drain(encoder);
    ope_encoder_destroy(encoder);
    ope_comments_destroy(comments);

    QList<QByteArray> pages;
    for (qsizetype at = 0; at >= 0 && at < file.size();) {
        const qsizetype next = file.indexOf("OggS", at + 4);
        pages.append(file.mid(at, next < 0 ? -1 : next - at));
        at = next;
    }
    return pages;
}

} // namespace talktrack::test
