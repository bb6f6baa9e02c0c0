// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/analytics.h"
#include "core/model/audio_frame.h"
#include "core/model/call.h"
#include "core/model/card.h"
#include "core/model/part_state.h"
#include "core/model/transcription.h"
#include "core/session/call_services.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace talktrack {

/// The window's end of one call. What conducts the call stands behind it: CallRunner in the program, a script
/// in tests. Thread, values and order of signals are CallRunner's: started first, then any of the others,
/// then exactly one of ended or failed. Owned by the LiveController.
class CallLink : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start(const CallSetup &setup) = 0;
    virtual void end() = 0;
    virtual void setMuted(bool muted) = 0;
    virtual void setPaused(bool paused) = 0;
    virtual void selectDevice(Track track, const std::optional<QString> &id) = 0;
    virtual void dismissCard(const QString &id) = 0;
    virtual void useCard(const QString &id) = 0;
    virtual void networkBack() = 0;
    virtual void endNow() = 0;

Q_SIGNALS:
    void started(const talktrack::Call &call);
    void lineChanged(const talktrack::Transcription &line);
    void lineRemoved(const QString &id);
    void cardsChanged(const QList<talktrack::Card> &cards);
    void checklistChanged(const QList<talktrack::ChecklistEntry> &entries);
    void metricsChanged(const talktrack::CallMetrics &metrics, const talktrack::MetricBandsReading &bands);
    void levelsChanged(const talktrack::AudioLevels &levels);
    void stateChanged(const talktrack::PartState &state);
    void ended(const talktrack::CallOutcome &outcome);
    void failed(const talktrack::Error &error);
};

/// Makes the link of a new call.
using CallLinkFactory = std::function<std::unique_ptr<CallLink>()>;

} // namespace talktrack
