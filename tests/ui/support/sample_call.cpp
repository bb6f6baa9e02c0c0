// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_call.h"

#include <QTimeZone>

namespace talktrack::sample {

Transcription line(const QString &id, Track track, double start, const QString &text, bool final)
{
    Transcription out;
    out.id = id;
    out.callId = QStringLiteral("call-1");
    out.track = track;
    out.speaker = speakerOf(track);
    out.text = text;
    out.start = start;
    out.end = start + 3;
    out.final = final;
    return out;
}

QList<Transcription> lines()
{
    const auto rep = Track::Rep;
    const auto customer = Track::Customer;
    struct Said
    {
        Track track;
        double at;
        const char *text;
    };
    const Said said[] = {
        {rep, 1,
         "Hi, Karen, my name is Daniel, and I am calling from Northbeam. I am glad that we could talk "
         "today."},
        {customer, 8, "Good morning, Daniel. Nice to meet you. I have about twenty minutes for you."},
        {rep, 14,
         "That is plenty. I would like to ask a few questions about your sales team, show you how we can "
         "help, and then agree on what to do next. Does that sound good?"},
        {customer, 25, "Yes, please go ahead."},
        {rep, 28, "How does the sales team at Green Valley Foods keep track of customers today?"},
        {customer, 34,
         "We have twelve people in sales, and each of them keeps his own notes. Some of them write "
         "everything on paper."},
        {rep, 43, "And what happens when one of them forgets to call a customer back?"},
        {customer, 48,
         "We lose the customer. Last month we lost three good customers because nobody called them "
         "back in time."},
        {rep, 57, "I am sorry to hear that. What does that cost you in a year?"},
        {customer, 62, "I would say about two hundred thousand dollars a year. It is a real problem for us."},
        {rep, 70, "For twelve people, it would be nine hundred dollars a month."},
        {customer, 76, "To be honest, that is too expensive for us."},
        {customer, 80, "And we are already talking to another vendor"},
    };
    QList<Transcription> out;
    int number = 0;
    for (const Said &one : said)
        out.append(
            line(QStringLiteral("line-%1").arg(number++), one.track, one.at, QString::fromLatin1(one.text)));
    out.last().final = false;
    return out;
}

QList<Transcription> manyLines(int count)
{
    const QString words =
        QStringLiteral("and then we agreed that the numbers have to be looked at once more before "
                       "anybody says anything about the price of the whole thing in writing ");
    QList<Transcription> out;
    out.reserve(count);
    for (int i = 0; i < count; ++i)
        out.append(line(QStringLiteral("many-%1").arg(i), i % 3 == 0 ? Track::Rep : Track::Customer, i * 0.96,
                        QStringLiteral("%1: %2").arg(i).arg(words.left(20 + (i * 37) % (2 * words.size())))));
    return out;
}

QList<Card> cards()
{
    Card price;
    price.id = QStringLiteral("card-price");
    price.title = QStringLiteral("Price objection");
    price.say = QStringLiteral("I hear you. If it saved you one customer a month, would it pay for itself?");
    price.why = QStringLiteral("She named lost customers worth 200,000 a year.");
    price.type = FeedbackType::Objection;
    price.timestamp = 79;
    Card competitor = price;
    competitor.id = QStringLiteral("card-competitor");
    competitor.title = QStringLiteral("Another vendor");
    competitor.say = QStringLiteral("What do you like about them, and what is still missing?");
    competitor.why = QStringLiteral("Ask before you compare.");
    competitor.type = FeedbackType::Competitor;
    competitor.origin = FeedbackOrigin::Ai;
    Card monologue = price;
    monologue.id = QStringLiteral("card-monologue");
    monologue.title = QStringLiteral("Long monologue");
    monologue.say = QStringLiteral("Pause and ask a question.");
    monologue.why = QString();
    monologue.type = FeedbackType::Metric;
    return {price, competitor, monologue};
}

QList<ChecklistEntry> checklist()
{
    const QStringList labels{QStringLiteral("Introduction"), QStringLiteral("Agenda"),
                             QStringLiteral("Pain"),         QStringLiteral("Impact"),
                             QStringLiteral("Budget"),       QStringLiteral("Decision process"),
                             QStringLiteral("Timeline"),     QStringLiteral("Next step")};
    QList<ChecklistEntry> out;
    for (int i = 0; i < labels.size(); ++i)
        out.append({QStringLiteral("item-%1").arg(i), labels.at(i), i < 4, i < 4 ? 10.0 * i : 0});
    return out;
}

CallMetrics metrics()
{
    CallMetrics out;
    out.at = 742;
    out.talkTimeRatio = 0.43;
    out.repSpeechSeconds = 300;
    out.customerSpeechSeconds = 398;
    out.paceWpm = 151;
    out.paceWpmCall = 148;
    out.currentMonologue = 22;
    out.longestMonologue = 84;
    out.questionsRep = 9;
    out.questionsCustomer = 4;
    out.interruptionsByRep = 1;
    out.patience = 0.8;
    out.fillerRatio = 0.021;
    out.deadAir = 12;
    out.sentimentAverage = 0.2;
    out.sentimentNow = -0.2;
    out.keywordCounts = {{QStringLiteral("onboarding"), 2}, {QStringLiteral("pipeline"), 3}};
    return out;
}

MetricBandsReading bands()
{
    return {.talkTimeRatio = Band::Good,
            .pace = Band::Good,
            .monologue = Band::Good,
            .fillers = Band::Good,
            .sentiment = Band::Low};
}

QList<AudioDevice> devices()
{
    return {
        {QStringLiteral("mic-1"), QStringLiteral("Jabra Evolve2 65"), DeviceKind::Input, true},
        {QStringLiteral("mic-2"), QStringLiteral("Built-in Audio Analog Stereo"), DeviceKind::Input, false},
        {QStringLiteral("out-1"), QStringLiteral("Jabra Evolve2 65"), DeviceKind::Output, true},
        {QStringLiteral("out-2"), QStringLiteral("HDMI Monitor"), DeviceKind::Output, false},
    };
}

Call call()
{
    Call out;
    out.id = QStringLiteral("call-1");
    out.title = QStringLiteral("Karen, Green Valley Foods");
    out.startedAt = QDateTime(QDate(2026, 11, 22), QTime(10, 0), QTimeZone::utc());
    return out;
}

CallOutcome outcome()
{
    CallOutcome out;
    out.call = call();
    out.call.duration = 742;
    out.call.status = CallStatus::Completed;
    out.analytics.callId = out.call.id;
    out.analytics.metrics = metrics();
    out.analytics.score.total = 78;
    out.analytics.checklistDone = {QStringLiteral("item-0"), QStringLiteral("item-1")};
    out.analytics.checklistMissed = {QStringLiteral("item-2")};
    return out;
}

CallRecord record()
{
    CallRecord out;
    out.call = outcome().call;
    out.analytics = outcome().analytics;
    for (const Transcription &said : lines())
        out.lines.append({said, std::nullopt});
    FeedbackEvent objection;
    objection.id = QStringLiteral("event-1");
    objection.type = FeedbackType::Objection;
    objection.content = QStringLiteral("The price is too high for her.");
    objection.timestamp = 79;
    objection.metadata = {{QStringLiteral("segment"), QStringLiteral("line-11")},
                          {QStringLiteral("category"), QStringLiteral("price")}};
    FeedbackEvent suggestion = objection;
    suggestion.id = QStringLiteral("event-2");
    suggestion.type = FeedbackType::Suggestion;
    suggestion.content = QStringLiteral("If it saved you one customer a month, would it pay for itself?");
    suggestion.metadata = {{QStringLiteral("segment"), QStringLiteral("line-11")},
                           {QStringLiteral("answers"), objection.id}};
    FeedbackEvent gap = objection;
    gap.id = QStringLiteral("event-3");
    gap.type = FeedbackType::Gap;
    gap.content = QStringLiteral("Eight seconds could not be transcribed.");
    gap.timestamp = 44;
    gap.metadata = {{QStringLiteral("segment"), QString()}};
    out.feedback = {objection, suggestion, gap};
    return out;
}

QList<CallSummary> summaries(int count)
{
    QList<CallSummary> out;
    out.reserve(count);
    const QStringList names{QStringLiteral("Karen, Green Valley Foods"),
                            QStringLiteral("Discovery with Hartmann AG"),
                            QStringLiteral("Second call, Lumen Logistics"), QStringLiteral("Demo call")};
    for (int i = 0; i < count; ++i) {
        CallSummary one;
        one.call = outcome().call;
        one.call.id = QStringLiteral("call-%1").arg(i + 1);
        one.call.title = names.at(i % names.size());
        one.call.startedAt = call().startedAt.addSecs(-i * 5400LL);
        one.call.duration = 300 + (i * 677) % 3500;
        one.call.status = i % 5 == 3 ? CallStatus::Interrupted : CallStatus::Completed;
        one.talkTimeRatio = i % 7 == 4 ? std::nullopt : std::optional(0.3 + 0.05 * (i % 6));
        one.performanceScore = i % 7 == 4 ? std::nullopt : std::optional(60.0 + i % 35);
        out.append(one);
    }
    return out;
}

} // namespace talktrack::sample
