// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/speech_engine.h"

#include <utility>

namespace talktrack {

/// Hears nothing and says so: for a call that is recorded now and transcribed later.
///
/// Thread and order of signals as SpeechEngine; consumes at once, and never fails.
class NoRecognition final : public SpeechEngine
{
    Q_OBJECT

public:
    /// The name of the engine that the call is meant for.
    explicit NoRecognition(QString name)
        : m_name(std::move(name))
    {
    }

    QString name() const override { return m_name; }
    void start(const SpeechOptions &) override
    {
        Q_EMIT stateChanged({CallPart::Speech, PartCondition::Off, PartReason::RecordedOnly, {}});
    }
    void feed(const AudioFrame &frame) override { Q_EMIT progressed(frame.position + frameSamples); }
    void finish() override { Q_EMIT finished(); }

private:
    QString m_name;
};

} // namespace talktrack
