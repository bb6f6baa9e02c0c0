// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/transcription_job.h"

#include <QTimer>

#include <utility>

/// A provider that answers as it is told, after it has read all that is sent.
class ToldJob final : public talktrack::TranscriptionJob
{
public:
    using Answer = talktrack::Result<QList<talktrack::HeardLine>>;

    explicit ToldJob(Answer answer)
        : m_answer(std::move(answer))
    {
    }
    void start() override
    {
        QTimer::singleShot(0, this, [this] {
            Q_EMIT progressed(1, 1);
            if (m_answer)
                Q_EMIT finished(*m_answer);
            else
                Q_EMIT failed(m_answer.error());
        });
    }
    void cancel() override {}

private:
    Answer m_answer;
};

/// A provider that never answers.
class SilentJob final : public talktrack::TranscriptionJob
{
public:
    void start() override {}
    void cancel() override {}
};
