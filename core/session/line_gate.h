// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/transcription.h"
#include "core/speech/echo_filter.h"

#include <QList>
#include <QObject>
#include <QStringList>

#include <chrono>

namespace talktrack {

/// Lets the final lines of a running call through in their order, and without the echoes: while the customer
/// is heard in the microphone, a line of the rep's waits for the customer's own copy of it and is dropped if
/// it is one.
///
/// Thread: the call thread; owned by LiveCall. Signals come within the calls. Times in seconds since the
/// call's start.
class LineGate final : public QObject
{
    Q_OBJECT

public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// inOrder: the tracks are not recognised side by side, so that every line waits for its turn.
    explicit LineGate(bool inOrder);

    bool hasEcho() const { return m_echo; }
    /// The far end comes out of loudspeakers, or does no more. It did so before the measure was sure of it:
    /// findPastEchoes() then.
    void setEcho(bool echo) { m_echo = echo; }
    void findPastEchoes();

    /// What the customer is known to have said, interim or final.
    void noteCustomer(const Transcription &line) { m_filter.noteCustomer(line); }
    /// A line of the rep's that is in the transcript as it is here.
    void noteRep(const Transcription &line) { m_filter.noteRep(line); }

    /// A line that is final. It is let through or dropped now or later.
    void take(const Transcription &line, TimePoint arrived);
    /// The recogniser has consumed everything up to now.
    void releaseUntil(double now);
    void releaseAll();

Q_SIGNALS:
    void passed(const talktrack::Transcription &line, talktrack::LineGate::TimePoint arrived);
    /// An echo that was not let through.
    void dropped(const QString &id);
    /// Lines that were let through are echoes.
    void foundEchoes(const QStringList &ids);

private:
    struct HeldLine
    {
        Transcription line;
        TimePoint arrived;
        double due = 0;
    };

    void hold(const Transcription &line, TimePoint arrived, double due);
    bool isEcho(const Transcription &line) const;

    const bool m_inOrder;
    bool m_echo = false;
    EchoFilter m_filter;
    /// By due.
    QList<HeldLine> m_held;
};

} // namespace talktrack
