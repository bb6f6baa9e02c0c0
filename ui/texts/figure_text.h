// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace talktrack {

/// Words for figures and times. What could not be measured says so and never reads as zero. Plain text, never
/// empty. Any thread.

/// Seconds as m:ss, from an hour on as h:mm:ss. What is no time (negative, not a number) reads as 0:00.
QString timeText(double seconds);
/// The same for a duration that may be unknown.
QString durationText(const std::optional<double> &seconds);
/// 0.434 → "43 %".
QString percentText(const std::optional<double> &ratio);
/// A rounded number, or "–".
QString numberText(const std::optional<double> &value);

/// Date and time of day where the user is, short, in the form of the country. "–" if there is none.
QString momentText(const QDateTime &utc);

enum class Figure { TalkRatio, Pace, Monologue, Mood };

/// "Talk time", "Pace", "Monologue", "Mood".
QString figureName(Figure figure);
/// "You 43 %", "150 wpm", "0:22", "warm".
QString figureValue(Figure figure, const CallMetrics &metrics);
/// How it stands ("good", "listen more"); empty where it could not be measured.
QString figureVerdict(Figure figure, Band band);
/// The whole in one sentence, for reading aloud: "Pace: 150 wpm, good".
QString figureText(Figure figure, const CallMetrics &metrics, Band band);
/// 0.434 → "You 43 %".
QString talkTimeText(const std::optional<double> &ratio);

/// A figure of a finished call.
struct NamedFigure
{
    QString name;
    QString value;
    bool operator==(const NamedFigure &) const = default;
};
/// Those that are shown, on the screen and on the terminal, in order.
QList<NamedFigure> finalFigures(const Analytics &analytics);
/// What a checklist item is called.
QString checklistItemText(const Analytics &analytics, const QString &id);

/// −1…1 in a word, or "–".
QString moodText(const std::optional<double> &sentiment);

} // namespace talktrack
