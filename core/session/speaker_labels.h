// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

namespace talktrack {

/// The speakers of a transcript that names them in its text: "Anna: Good morning". What looks so is taken for
/// a speaker only where that is the transcript's habit: short labels at the beginning of most cues, each of
/// them come back. Pure.
class SpeakerLabels final
{
public:
    struct Labelled
    {
        QString name;
        QString text;
        bool operator==(const Labelled &) const = default;
    };

    SpeakerLabels() = default;
    /// Each cue is its rows of text. isNamed says of a label that it is known to be somebody's name: one such
    /// label is enough, however seldom it comes.
    static SpeakerLabels in(const QList<QStringList> &cues,
                            const std::function<bool(const QString &)> &isNamed);

    /// No speaker is named in this way.
    bool isEmpty() const { return m_names.isEmpty(); }
    /// The row without its label, if it begins with one of the speakers.
    std::optional<Labelled> split(const QString &row) const;

private:
    QSet<QString> m_names;
};

} // namespace talktrack
