// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"

#include "core/support/ids.h"

#include <QCoreApplication>

namespace talktrack {

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

FeedbackEvent CallGaps::closed(FeedbackEvent gap)
{
    gap.metadata.insert(QStringLiteral("closed"), true);
    return gap;
}

} // namespace talktrack
