// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/deepgram_records.h"

#include <algorithm>

namespace talktrack::test {

QList<ReceivedStretch> joined(QList<ReceivedStretch> stretches)
{
    std::sort(stretches.begin(), stretches.end(),
              [](const ReceivedStretch &a, const ReceivedStretch &b) { return a.from < b.from; });
    QList<ReceivedStretch> out;
    for (const ReceivedStretch &stretch : std::as_const(stretches)) {
        if (!out.isEmpty() && stretch.from <= out.last().to) {
            out.last().to = std::max(out.last().to, stretch.to);
        } else {
            out.append(stretch);
        }
    }
    return out;
}

void appendStretch(QList<ReceivedStretch> &stretches, qint64 position, qint64 samples, double streamFrom)
{
    if (!stretches.isEmpty()) {
        ReceivedStretch &last = stretches.last();
        const double streamTo = last.streamFrom + secondsAt(last.to - last.from);
        if (last.to == position && std::abs(streamTo - streamFrom) < 0.5 / sampleRateHz) {
            last.to += samples;
            return;
        }
    }
    stretches.append({position, position + samples, streamFrom});
}

} // namespace talktrack::test
