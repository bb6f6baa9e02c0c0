// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/card.h"
#include "core/model/part_state.h"
#include "core/model/transcription.h"
#include "core/session/call_services.h"
#include "core/session/speech_factory.h"
#include "core/support/error.h"

#include <QObject>

#include <memory>
#include <optional>

namespace talktrack {

/// Runs one call: makes its audio and call threads, wires sources, engine, coach, metrics and store, takes
/// them down.
///
/// Thread: the thread it is made on (the window's, or a command's), which it never makes wait, except where
/// it is destroyed during a call. All values arrive by queued signals; a blocked receiver stalls nothing but
/// itself. Signals: started first; then any of the others; then exactly one of ended or failed, once nothing
/// of the call uses the services any more, and nothing after it. failed means that the call never
/// began; what goes wrong during a call is a state, and the call goes on.
class CallRunner final : public QObject
{
    Q_OBJECT

public:
    /// The services outlive the runner.
    CallRunner(const CallServices &services, SpeechFactory speechFactory, QObject *parent = nullptr);
    /// Ends a running call properly and waits for it, for at most half a minute.
    ~CallRunner() override;

    bool isRunning() const;

public Q_SLOTS:
    void start(const talktrack::CallSetup &setup);
    void end();
    /// Ends a recording before its time: what was heard so far is kept as interrupted.
    void interrupt();
    void setMuted(bool muted);
    void setPaused(bool paused);
    void selectDevice(talktrack::Track track, const std::optional<QString> &id);
    void dismissCard(const QString &id);
    void useCard(const QString &id);
    /// The network may be back: whatever waits for a provider tries again now.
    void networkBack();
    /// A call that is being ended waits no longer for what can be had later or not at all.
    void endNow();

Q_SIGNALS:
    void started(const talktrack::Call &call);
    /// Interim, or final and then already on disk. Replaces the line of the same id.
    void lineChanged(const talktrack::Transcription &line);
    /// An interim line that came to nothing, or a rep's line that was only the customer's echo.
    void lineRemoved(const QString &id);
    void feedbackGiven(const talktrack::FeedbackEvent &event);
    /// The cards on the screen, strongest first, at most three.
    void cardsChanged(const QList<talktrack::Card> &cards);
    void checklistChanged(const QList<talktrack::ChecklistEntry> &entries);
    /// About once a second of the call.
    void metricsChanged(const talktrack::CallMetrics &metrics, const talktrack::MetricBandsReading &bands);
    void levelsChanged(const talktrack::AudioLevels &levels);
    void stateChanged(const talktrack::PartState &state);
    void ended(const talktrack::CallOutcome &outcome);
    void failed(const talktrack::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
