// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/transcription.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <optional>

/// How values look in a column, and back. What is read was perhaps written by another hand: anything that
/// does not parse reads as absent or empty.
namespace talktrack::columns {

/// Never NULL. Lone surrogates and NUL become U+FFFD: SQLite mangles the characters beside the one and its
/// functions (and other programs) see the text cut off at the other.
QVariant text(const QString &value);
/// NULL for an empty text.
QVariant textOrNull(const QString &value);
/// NULL where there are none.
QVariant bytesOrNull(const QByteArray &value);
/// 0 for what is no number.
QVariant real(double value);
/// NULL for what is absent or no number.
QVariant real(std::optional<double> value);
/// ISO 8601 UTC with milliseconds, NULL if invalid.
QVariant time(const QDateTime &value);
QDateTime timeOf(const QString &column);

/// [["word", start, end, confidence?], …]; NULL for none.
QVariant words(const QList<Word> &words);
QList<Word> wordsOf(const QByteArray &json);

QVariant json(const QJsonObject &object);
QJsonObject objectOf(const QByteArray &json);

/// {"label": count, …}
QVariant counts(const QMap<QString, int> &counts);
QMap<QString, int> countsOf(const QByteArray &json);

/// Everything of the metrics that has no column of its own in analytics.
QVariant metrics(const CallMetrics &metrics);
CallMetrics metricsOf(const QByteArray &json);

QVariant scoreParts(const PerformanceScore &score);
QList<ScorePart> scorePartsOf(const QByteArray &json);

/// {"done": […], "missed": […]}
/// The checklist alone.
QVariant checklist(const Analytics &analytics);
void readChecklist(const QByteArray &json, Analytics &analytics);

} // namespace talktrack::columns
