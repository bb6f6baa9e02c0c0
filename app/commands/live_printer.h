// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/console.h"
#include "core/session/call_runner.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace talktrack {

/// Prints a call as it goes: the contract's event stream with --json, a readable transcript with the coach's
/// cards otherwise. In the transcript a line waits up to two seconds for one that began before it and is
/// still being spoken; one that a card is given for waits for nothing. Thread: the runner's.
class LivePrinter final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    LivePrinter(CallRunner &runner, const Console &console);

    /// The figures of a finished call for people.
    static void printAnalytics(const Console &console, const Call &call, const Analytics &analytics);
    static void printLine(const Console &console, const Transcription &line);
    static void printFeedback(const Console &console, const FeedbackEvent &event);
    /// A piece of feedback in the words of people, a line or two.
    static QStringList feedbackLines(const FeedbackEvent &event);

Q_SIGNALS:
    /// Standard output takes no more; said on standard error already. Once, within a second of the call.
    void outputLost();

private:
    void started(const Call &call);
    void lineChanged(const Transcription &line);
    void finalLine(const Transcription &line);
    void feedbackGiven(const FeedbackEvent &event);
    /// Prints what waits, in order of time, as far as it may.
    void printWaiting();
    bool mustWait(const Transcription &line, double since) const;
    void lineRemoved(const QString &id);
    void watchOutput();
    void metricsChanged(const CallMetrics &metrics);
    void stateChanged(const PartState &state);
    void ended(const CallOutcome &outcome);

    const Console &m_console;
    struct Waiting
    {
        Transcription line;
        /// In seconds of the call.
        double since = 0;
    };

    double m_nextMetrics = 0;
    double m_now = 0;
    /// Final, and not printed yet; in order of time.
    QList<Waiting> m_waiting;
    /// When the lines that are still being spoken began, by their ids.
    QHash<QString, double> m_spoken;
    std::optional<PartState> m_lastState;
    /// When the final lines that were printed began, by their ids.
    QHash<QString, double> m_printed;
    /// Those of them that another recogniser heard than the call's, and that may be heard again.
    QSet<QString> m_ofStandIn;
    QString m_engine;
    /// The line that stands at the bottom of the terminal for now.
    QString m_passing;
    bool m_outputLost = false;
};

} // namespace talktrack
