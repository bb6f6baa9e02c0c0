// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_ear.h"

#include <algorithm>
#include <utility>

namespace talktrack {

QList<DeepgramEar::Change> DeepgramEar::hear(const AudioFrame &frame)
{
    constexpr int halves = frameSamples / voiceFrameSamples;
    QList<Change> changes;
    for (const Track track : {Track::Rep, Track::Customer}) {
        const auto index = static_cast<size_t>(trackIndex(track));
        const auto &samples = frame.samples[index];
        const bool silent =
            std::all_of(samples.begin(), samples.end(), [](qint16 sample) { return sample == 0; });
        for (int half = 0; half < halves; ++half) {
            const auto change =
                silent ? m_detectors[index].processSilence()
                       : m_detectors[index].process(std::span<const qint16, voiceFrameSamples>(
                             samples.data() + qint64{half} * voiceFrameSamples, voiceFrameSamples));
            if (!change)
                continue;
            const qint64 position =
                std::max<qint64>(0, frame.position + qint64{half - change->framesAgo} * voiceFrameSamples);
            m_speaking[index] = change->speaking;
            changes.append({track, change->speaking, position});
        }
    }
    return changes;
}

QList<DeepgramEar::Change> DeepgramEar::end(qint64 position)
{
    QList<Change> changes;
    for (const Track track : {Track::Rep, Track::Customer})
        if (std::exchange(m_speaking[static_cast<size_t>(trackIndex(track))], false))
            changes.append({track, false, position});
    return changes;
}

} // namespace talktrack
