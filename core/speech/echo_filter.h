// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace talktrack {

/// Finds lines on the rep's track that are only the customer's voice, come back through speakers into the
/// microphone.
///
/// To be asked while the audio room says that echo is there (CallAudio::echoChanged); two people can say the
/// same thing at the same time, so nothing is dropped on text and time alone. Only ever the rep's copy. A
/// line is an echo when it runs within the customer's own time, shifted by 0–500 ms, and its words stand in
/// the customer's words in the same order: at least wordsInCommon of them, which leaves room for the two
/// copies being recognised differently. Short lines can coincide ("right", "yes"), so they need every word
/// and a tight fit in time. Pure; call thread.
class EchoFilter final
{
public:
    /// Seconds the copy may come after the original, as far as the coupling measure looks, and what word
    /// times may be off in either direction.
    static constexpr double longestDelay = 0.5;
    static constexpr double tolerance = 0.35;
    /// For short lines, and how much longer or shorter than the original their words may be.
    static constexpr double tightTolerance = 0.12;
    /// Share of the copy's words found in order in the customer's.
    static constexpr double wordsInCommon = 0.65;
    /// Up to this many words a line counts as short.
    static constexpr int shortLineWords = 3;
    /// Lines that ended longer ago than this are forgotten.
    static constexpr double memorySeconds = 60.0;

    /// What the customer is known to have said: interim or final, the latest of an id counts.
    void noteCustomer(const Transcription &line);
    /// A final line of the rep's that is shown, so that it can still be found to be an echo.
    void noteRep(const Transcription &line);

    /// Whether this line of the rep's is an echo of what is known of the customer so far.
    bool isEcho(const Transcription &repLine) const;
    /// Ids of the rep's shown lines that this final line of the customer's turns out to be the origin of,
    /// oldest first. They are forgotten, and so named once.
    QStringList lateEchoes(const Transcription &customerFinal);
    /// The same for all that is known of the customer, at the moment at which the echo is first noticed.
    QStringList echoesSoFar();

private:
    struct HeardWord
    {
        QString text;
        double start = 0;
        double end = 0;
    };
    struct HeardLine
    {
        QString id;
        double start = 0;
        double end = 0;
        QList<HeardWord> words;
    };

    static HeardLine heard(const Transcription &line);
    static void note(QList<HeardLine> &lines, const Transcription &line);
    bool matches(const HeardLine &rep) const;
    /// Takes out the rep's lines that match, among those between the two moments.
    QStringList takeEchoes(double from, double to);

    QList<HeardLine> m_customer;
    QList<HeardLine> m_rep;
};

} // namespace talktrack
