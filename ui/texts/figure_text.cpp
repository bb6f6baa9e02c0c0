// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/figure_text.h"

#include "ui/texts/plain_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

constexpr int longestLabel = 80;
constexpr double longestTime = 99 * 3600.0 + 59 * 60 + 59;

struct FigureWords
{
    Q_DECLARE_TR_FUNCTIONS(FigureText)
};

QString unmeasured()
{
    return QString(QChar(0x2013));
}

bool isKnown(const std::optional<double> &value)
{
    return value && std::isfinite(*value);
}

QString paceText(const std::optional<double> &wordsPerMinute)
{
    return isKnown(wordsPerMinute) ? FigureWords::tr("%1 wpm").arg(numberText(wordsPerMinute)) : unmeasured();
}

QString sidesText(int rep, int customer)
{
    return FigureWords::tr("%1 you \u00b7 %2 they").arg(rep).arg(customer);
}

QString secondsText(const std::optional<double> &seconds)
{
    return isKnown(seconds) ? FigureWords::tr("%1 s").arg(QLocale().toString(*seconds, 'f', 1))
                            : unmeasured();
}

struct Verdicts
{
    QString good;
    QString low;
    QString high;
    QString tooLow;
    QString tooHigh;
};

Verdicts verdictsOf(Figure figure)
{
    switch (figure) {
    case Figure::TalkRatio:
        return {FigureWords::tr("good"), FigureWords::tr("a bit low"), FigureWords::tr("a bit high"),
                FigureWords::tr("say more"), FigureWords::tr("listen more")};
    case Figure::Pace:
        return {FigureWords::tr("good"), FigureWords::tr("a bit slow"), FigureWords::tr("a bit fast"),
                FigureWords::tr("too slow"), FigureWords::tr("slow down")};
    case Figure::Monologue:
        return {FigureWords::tr("good"), FigureWords::tr("short"), FigureWords::tr("getting long"),
                FigureWords::tr("short"), FigureWords::tr("let them speak")};
    case Figure::Mood:
        return {FigureWords::tr("good"), FigureWords::tr("cooling"), FigureWords::tr("good"),
                FigureWords::tr("ask what is wrong"), FigureWords::tr("good")};
    }
    return {};
}

} // namespace

QString timeText(double seconds)
{
    const double safe = std::isfinite(seconds) ? std::clamp(seconds, 0.0, longestTime) : 0;
    const int whole = static_cast<int>(safe);
    const int hours = whole / 3600;
    const int minutes = whole / 60 % 60;
    const QString tail = QStringLiteral(":%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (hours == 0)
        return QString::number(minutes) + tail;
    return QStringLiteral("%1:%2").arg(hours).arg(minutes, 2, 10, QLatin1Char('0')) + tail;
}

QString durationText(const std::optional<double> &seconds)
{
    return isKnown(seconds) ? timeText(*seconds) : unmeasured();
}

QString percentText(const std::optional<double> &ratio)
{
    if (!isKnown(ratio))
        return unmeasured();
    return FigureWords::tr("%1 %").arg(std::lround(std::clamp(*ratio, 0.0, 1.0) * 100));
}

QString numberText(const std::optional<double> &value)
{
    return isKnown(value) ? QString::number(std::llround(std::clamp(*value, -1e9, 1e9))) : unmeasured();
}

QString momentText(const QDateTime &utc)
{
    if (!utc.isValid())
        return unmeasured();
    const QLocale locale;
    const QDateTime local = utc.toLocalTime();
    return QStringLiteral("%1, %2").arg(locale.toString(local.date(), QLocale::ShortFormat),
                                        locale.toString(local.time(), QLocale::ShortFormat));
}

QString figureName(Figure figure)
{
    switch (figure) {
    case Figure::TalkRatio:
        return FigureWords::tr("Talk time");
    case Figure::Pace:
        return FigureWords::tr("Pace");
    case Figure::Monologue:
        return FigureWords::tr("Monologue");
    case Figure::Mood:
        return FigureWords::tr("Mood");
    }
    return FigureWords::tr("Figure");
}

QString figureValue(Figure figure, const CallMetrics &metrics)
{
    switch (figure) {
    case Figure::TalkRatio:
        return talkTimeText(metrics.talkTimeRatio);
    case Figure::Pace:
        return paceText(metrics.paceWpm);
    case Figure::Monologue:
        return timeText(metrics.currentMonologue);
    case Figure::Mood:
        return moodText(isKnown(metrics.sentimentNow) ? metrics.sentimentNow : metrics.sentimentAverage);
    }
    return unmeasured();
}

QString talkTimeText(const std::optional<double> &ratio)
{
    return isKnown(ratio) ? FigureWords::tr("You %1").arg(percentText(ratio)) : unmeasured();
}

QList<NamedFigure> finalFigures(const Analytics &analytics)
{
    const CallMetrics &metrics = analytics.metrics;
    return {
        {FigureWords::tr("Score"), numberText(analytics.score.total)},
        {figureName(Figure::TalkRatio), talkTimeText(metrics.talkTimeRatio)},
        {figureName(Figure::Pace), paceText(metrics.paceWpmCall)},
        {FigureWords::tr("Longest monologue"), timeText(metrics.longestMonologue)},
        {FigureWords::tr("Questions"), sidesText(metrics.questionsRep, metrics.questionsCustomer)},
        {FigureWords::tr("Interruptions"),
         sidesText(metrics.interruptionsByRep, metrics.interruptionsByCustomer)},
        {FigureWords::tr("You answer after"), secondsText(metrics.patience)},
        {FigureWords::tr("Filler words"), percentText(metrics.fillerRatio)},
        {FigureWords::tr("Silence"), timeText(metrics.deadAir)},
        {figureName(Figure::Mood), moodText(metrics.sentimentAverage)},
    };
}

QString checklistItemText(const Analytics &analytics, const QString &id)
{
    QString text = analytics.checklistLabels.value(id).trimmed();
    if (!text.isEmpty())
        return harmless(text, longestLabel);
    // A call from before the labels were kept.
    text = harmless(id, longestLabel).replace(u'-', u' ').replace(u'_', u' ').simplified();
    return text.isEmpty() ? id : text.at(0).toUpper() + text.mid(1);
}

QString figureVerdict(Figure figure, Band band)
{
    const Verdicts words = verdictsOf(figure);
    switch (band) {
    case Band::Unknown:
        return {};
    case Band::Good:
        return words.good;
    case Band::Low:
        return words.low;
    case Band::High:
        return words.high;
    case Band::TooLow:
        return words.tooLow;
    case Band::TooHigh:
        return words.tooHigh;
    }
    return {};
}

QString figureText(Figure figure, const CallMetrics &metrics, Band band)
{
    QString value = figureValue(figure, metrics);
    if (value == unmeasured())
        value = FigureWords::tr("not measured yet");
    const QString verdict = figureVerdict(figure, band);
    return verdict.isEmpty() ? FigureWords::tr("%1: %2").arg(figureName(figure), value)
                             : FigureWords::tr("%1: %2, %3").arg(figureName(figure), value, verdict);
}

QString moodText(const std::optional<double> &sentiment)
{
    if (!isKnown(sentiment))
        return unmeasured();
    if (*sentiment >= 0.35)
        return FigureWords::tr("warm");
    if (*sentiment >= 0.1)
        return FigureWords::tr("friendly");
    if (*sentiment > -0.1)
        return FigureWords::tr("neutral");
    if (*sentiment > -0.35)
        return FigureWords::tr("cool");
    return FigureWords::tr("cold");
}

} // namespace talktrack
