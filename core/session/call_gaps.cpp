// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"

#include "core/model/audio_frame.h"
#include "core/model/call.h"
#include "core/support/ids.h"

#include <QCoreApplication>

#include <algorithm>

namespace talktrack {
namespace {

const QString lostSoundRule = QStringLiteral("audio");

} // namespace

FeedbackEvent CallGaps::open(const QString &callId, Track track, double start, double end,
                             const QString &rule)
{
    FeedbackEvent gap;
    gap.id = newId();
    gap.callId = callId;
    gap.type = FeedbackType::Gap;
    gap.content = QCoreApplication::translate("CallGaps", "%1 s could not be transcribed.")
                      .arg(end - start, 0, 'f', end - start < 10 ? 1 : 0);
    gap.timestamp = start;
    gap.metadata = {{QStringLiteral("segment"), QString()},
                    {QStringLiteral("rule"), rule},
                    {QStringLiteral("speaker"), speakerOf(track)},
                    {QStringLiteral("start"), start},
                    {QStringLiteral("end"), end},
                    {QStringLiteral("closed"), false}};
    return gap;
}

bool CallGaps::isOpen(const FeedbackEvent &event)
{
    return event.type == FeedbackType::Gap && !event.metadata.value(QLatin1String("closed")).toBool(true);
}

FeedbackEvent CallGaps::open(const QString &callId, const SpeechGap &gap, const QString &rule)
{
    return open(callId, gap.track, secondsAt(gap.from), secondsAt(gap.to), rule);
}

FeedbackEvent CallGaps::lostSound(const QString &callId, const SpeechGap &gap)
{
    return open(callId, gap, lostSoundRule);
}

bool CallGaps::isOfLostSound(const FeedbackEvent &event)
{
    return event.type == FeedbackType::Gap &&
           event.metadata.value(QLatin1String("rule")).toString() == lostSoundRule;
}

SpeechGap CallGaps::stretchOf(const FeedbackEvent &event)
{
    const auto position = [&event](QLatin1String name) {
        return positionAt(std::clamp(event.metadata.value(name).toDouble(), 0.0, longestCallSeconds));
    };
    return {trackOf(event.metadata.value(QLatin1String("speaker")).toString()),
            position(QLatin1String("start")), position(QLatin1String("end"))};
}

FeedbackEvent CallGaps::closed(FeedbackEvent gap)
{
    gap.metadata.insert(QStringLiteral("closed"), true);
    return gap;
}

} // namespace talktrack
