// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/speaker_labels.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace talktrack {
namespace {

constexpr int mostWords = 5;

/// Where nearly every cue has a label, one that comes once is a speaker too who spoke once.
constexpr double nearlyAll = 0.9;

std::optional<SpeakerLabels::Labelled> looksLabelled(const QString &row)
{
    // A colon within a word, as of a time or an address, ends no label.
    static const QRegularExpression pattern(
        QStringLiteral(
            R"(^\s*(?:>>\s*|[-–—]\s+)?([\p{L}][\p{L}\p{M}\p{N} _.'’()&,/-]{0,39}?)\s*:(?:\s+(.*))?$)"),
        QRegularExpression::UseUnicodePropertiesOption);
    const QRegularExpressionMatch match = pattern.match(row);
    if (!match.hasMatch())
        return std::nullopt;
    const QString name = match.captured(1).simplified();
    if (name.count(QLatin1Char(' ')) >= mostWords)
        return std::nullopt;
    return SpeakerLabels::Labelled{name, match.captured(2).trimmed()};
}

bool isWrittenAsName(const QString &label)
{
    const QStringList words = label.split(QLatin1Char(' '));
    return std::all_of(words.begin(), words.end(), [](const QString &word) { return !word.at(0).isLower(); });
}

} // namespace

SpeakerLabels SpeakerLabels::in(const QList<QStringList> &cues,
                                const std::function<bool(const QString &)> &isNamed)
{
    QMap<QString, int> counts;
    int labelled = 0;
    for (const QStringList &rows : cues) {
        if (const auto found = rows.isEmpty() ? std::nullopt : looksLabelled(rows.first())) {
            ++labelled;
            ++counts[found->name];
        }
    }
    qsizetype ofThoseWhoComeBack = 0;
    bool someIsNamed = false;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        ofThoseWhoComeBack += it.value() > 1 ? it.value() : 0;
        someIsNamed = someIsNamed || isNamed(it.key());
    }
    SpeakerLabels labels;
    if (!someIsNamed && ofThoseWhoComeBack * 2 <= cues.size())
        return labels;
    const bool takesThoseWhoSpokeOnce = labelled >= nearlyAll * static_cast<double>(cues.size());
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        if (it.value() > 1 || isNamed(it.key()) || (takesThoseWhoSpokeOnce && isWrittenAsName(it.key())))
            labels.m_names.insert(it.key());
    return labels;
}

std::optional<SpeakerLabels::Labelled> SpeakerLabels::split(const QString &row) const
{
    std::optional<Labelled> found = looksLabelled(row);
    if (found && !m_names.contains(found->name))
        found.reset();
    return found;
}

} // namespace talktrack
