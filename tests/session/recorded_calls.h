// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/sealed_sound.h"
#include "core/session/kept_sounds.h"
#include "core/session/recording_vault.h"
#include "core/support/ids.h"
#include "tests/session/session_fixture.h"
#include "tests/session/told_job.h"
#include "tests/support/memory_secrets.h"

#include <QTest>

#include <memory>

inline talktrack::HeardLine heard(int channel, const QString &text, double start, double end, int speaker = 0)
{
    talktrack::HeardLine line;
    line.channel = channel;
    line.speakerNumber = speaker;
    line.text = text;
    line.start = start;
    line.end = end;
    return line;
}

template <typename T>
T answerOf(const QFuture<talktrack::Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }))
        qFatal("no answer");
    const talktrack::Result<T> result = future.result();
    if (!result)
        qFatal("%s", qPrintable(result.error().detail));
    return *result;
}

/// Calls that have ended, in a real database, with real sealed sound and a keychain in memory.
struct RecordedCalls
{
    talktrack::CallServices services()
    {
        talktrack::CallServices all = fixture.services();
        all.vault = vault.get();
        return all;
    }

    /// With so much silence kept.
    talktrack::Call add(double seconds, talktrack::CallStatus status)
    {
        using namespace talktrack;
        Call call;
        call.id = newId();
        call.title = QStringLiteral("Karen");
        call.startedAt = fixture.clock.utcNow();
        call.speech = QStringLiteral("deepgram");
        const SecretKey key = *SecretKey::generate();
        call.recordingKey = answerOf(vault->wrap(key, Recordings::NoneYet));
        call.recordingUrl = QStringLiteral("file:///sound");
        const QString dir = fixture.directory.path();
        if (!kept_sounds::makeDirectory(dir))
            qFatal("no directory");
        auto sound = SealedSound::create(kept_sounds::fileOf(dir, call.id), key);
        if (!sound)
            qFatal("no sound");
        const SealedSound::Chunk silence{};
        for (qint64 at = 0; at < positionAt(seconds); at += SealedSound::chunkSamples)
            if (!(*sound)->append(silence))
                qFatal("sound not written");
        if (!(*sound)->finish(positionAt(seconds)))
            qFatal("sound not kept");
        if (!fixture.store->createCall(call).result())
            qFatal("no call");
        call.status = status;
        call.duration = seconds;
        call.endedAt = call.startedAt.addSecs(static_cast<qint64>(seconds));
        if (!fixture.store->finishCall(call, {}).result())
            qFatal("call not finished");
        return call;
    }

    SessionFixture fixture;
    talktrack::test::MemorySecrets secrets;
    std::unique_ptr<talktrack::RecordingVault> vault = std::make_unique<talktrack::RecordingVault>(secrets);
};
