// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_gaps.h"
#include "core/session/live_call_lock.h"
#include "core/session/transcription_desk.h"
#include "tests/session/recorded_calls.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTest>

using namespace talktrack;

namespace {

const ToldJob::Answer hello = QList<HeardLine>{heard(1, QStringLiteral("Hello."), 1, 2)};

ToldJob::Answer refusal(ErrorKind kind)
{
    return unexpected(kind, QStringLiteral("told"), QStringLiteral("Deepgram"));
}

} // namespace

/// Calls that wait, a provider that answers as it is told, and what a person asks for in between.
class TranscriptionDeskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatWaitsIsTranscribedByItself();
    void whileTheProviderIsAwayItIsPutOff();
    void whatAPersonWantsIsAnsweredAndStillTriedLater();
    void whatIsRefusedIsNotTriedAgainByItself();
    void aPersonTakesOverWhatWasBegunByItself();
    void whatIsCancelledInTheQueueIsPutOff();
    void aClosedKeychainIsAskedOnce();
    void aCallHasTheLineToItself();
    void aWishWhileItIsStoppedIsHeard();
    void aCallThatDoesNotBeginPutsOffNothingForGood();

private:
    void begin();
    bool isDone(const QString &callId) { return record(callId).call.status == CallStatus::Completed; }
    CallRecord record(const QString &id) { return m_calls->fixture.record(id); }
    void answer(const ToldJob::Answer &answer);
    int asked();

    std::unique_ptr<RecordedCalls> m_calls;
    std::unique_ptr<TranscriptionDesk> m_desk;
    std::unique_ptr<QSignalSpy> m_finished;
    std::unique_ptr<QSignalSpy> m_failed;
    std::unique_ptr<QSignalSpy> m_putOff;
    QMutex m_mutex;
    /// What is answered from now on.
    ToldJob::Answer m_answer = hello;
    int m_asked = 0;
    /// Jobs that are not answered wait.
    bool m_answers = true;
};

void TranscriptionDeskTest::init()
{
    m_calls = std::make_unique<RecordedCalls>();
    m_answer = hello;
    m_asked = 0;
    m_answers = true;
}

void TranscriptionDeskTest::cleanup()
{
    m_desk.reset();
    m_calls.reset();
}

void TranscriptionDeskTest::begin()
{
    m_desk = std::make_unique<TranscriptionDesk>(
        m_calls->services(), QStringList{QStringLiteral("deepgram")},
        [this](const QString &, const Playbook &) -> Result<GapFiller::MakeJob> {
            return GapFiller::MakeJob([this](const SoundToSend &) -> std::unique_ptr<TranscriptionJob> {
                const QMutexLocker lock(&m_mutex);
                ++m_asked;
                if (!m_answers)
                    return std::make_unique<SilentJob>();
                return std::make_unique<ToldJob>(m_answer);
            });
        });
    m_finished = std::make_unique<QSignalSpy>(m_desk.get(), &TranscriptionDesk::finished);
    m_failed = std::make_unique<QSignalSpy>(m_desk.get(), &TranscriptionDesk::failed);
    m_putOff = std::make_unique<QSignalSpy>(m_desk.get(), &TranscriptionDesk::putOff);
    m_desk->begin();
}

void TranscriptionDeskTest::answer(const ToldJob::Answer &answer)
{
    const QMutexLocker lock(&m_mutex);
    m_answer = answer;
}

int TranscriptionDeskTest::asked()
{
    const QMutexLocker lock(&m_mutex);
    return m_asked;
}

void TranscriptionDeskTest::whatWaitsIsTranscribedByItself()
{
    const Call first = m_calls->add(5, CallStatus::Pending);
    const Call second = m_calls->add(5, CallStatus::Pending);
    begin();
    QTRY_COMPARE(m_finished->size(), 2);
    QVERIFY(isDone(first.id));
    QVERIFY(isDone(second.id));
    QVERIFY(m_failed->isEmpty());
}

void TranscriptionDeskTest::whileTheProviderIsAwayItIsPutOff()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    const Call other = m_calls->add(5, CallStatus::Pending);
    answer(refusal(ErrorKind::NetworkAway));
    begin();
    QTRY_COMPARE(m_putOff->size(), 1);
    QTest::qWait(50);
    // The other would fare no better.
    QCOMPARE(asked(), 1);
    QVERIFY(m_failed->isEmpty());

    answer(hello);
    m_desk->look();
    QTRY_COMPARE(m_finished->size(), 2);
    QVERIFY(isDone(call.id));
    QVERIFY(isDone(other.id));
}

void TranscriptionDeskTest::whatAPersonWantsIsAnsweredAndStillTriedLater()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    answer(refusal(ErrorKind::NetworkAway));
    begin();
    QTRY_COMPARE(m_putOff->size(), 1);
    m_desk->transcribe(call.id, call.speech);
    QTRY_COMPARE(m_failed->size(), 1);
    QCOMPARE(m_failed->first().at(1).value<Error>().kind, ErrorKind::NetworkAway);
    answer(hello);
    m_desk->look();
    QTRY_COMPARE(m_finished->size(), 1);
}

void TranscriptionDeskTest::whatIsRefusedIsNotTriedAgainByItself()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    answer(refusal(ErrorKind::KeyRefused));
    begin();
    QTRY_COMPARE(m_failed->size(), 1);
    m_desk->look();
    QTest::qWait(50);
    QCOMPARE(asked(), 1);
    answer(hello);
    m_desk->transcribe(call.id, call.speech);
    QTRY_COMPARE(m_finished->size(), 1);
}

void TranscriptionDeskTest::aPersonTakesOverWhatWasBegunByItself()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    m_answers = false;
    begin();
    QTRY_COMPARE(asked(), 1);
    m_desk->transcribe(call.id, call.speech);
    m_desk->cancel(call.id);
    QTRY_COMPARE(m_failed->size(), 1);
    QCOMPARE(m_failed->first().at(1).value<Error>().kind, ErrorKind::Cancelled);
    // Somebody who has stopped it does not want it to begin again by itself.
    m_desk->look();
    QTest::qWait(50);
    QCOMPARE(asked(), 1);
}

void TranscriptionDeskTest::whatIsCancelledInTheQueueIsPutOff()
{
    const Call first = m_calls->add(5, CallStatus::Completed);
    const Call second = m_calls->add(5, CallStatus::Completed);
    for (const Call &call : {first, second})
        QVERIFY(m_calls->fixture.store
                    ->addFeedback({CallGaps::open(call.id, Track::Rep, 1, 2, QStringLiteral("deepgram"))})
                    .result());
    m_answers = false;
    begin();
    QTRY_COMPARE(asked(), 1);
    m_desk->transcribe(first.id, first.speech);
    m_desk->cancel(first.id);
    QTRY_COMPARE(m_putOff->size() + m_failed->size(), 1);
}

void TranscriptionDeskTest::aClosedKeychainIsAskedOnce()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    const Call other = m_calls->add(5, CallStatus::Pending);
    // A program that was started anew does not know the master key.
    m_calls->secrets.set(test::MemorySecrets::State::Away);
    m_calls->vault = std::make_unique<RecordingVault>(m_calls->secrets);
    begin();
    QTRY_COMPARE(m_failed->size(), 1);
    QCOMPARE(m_failed->first().at(1).value<Error>().kind, ErrorKind::KeychainAway);
    m_desk->look();
    QTest::qWait(50);
    QCOMPARE(m_failed->size(), 1);
    // Nor after a person has found it closed.
    m_desk->transcribe(call.id, call.speech);
    QTRY_COMPARE(m_failed->size(), 2);
    m_desk->look();
    QTest::qWait(50);
    QCOMPARE(m_failed->size(), 2);

    m_calls->secrets.set(test::MemorySecrets::State::Open);
    m_desk->transcribe(call.id, call.speech);
    QTRY_COMPARE(m_finished->size(), 1);
    m_desk->look();
    QTRY_COMPARE(m_finished->size(), 2);
    QVERIFY(isDone(other.id));
}

void TranscriptionDeskTest::aCallHasTheLineToItself()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    m_answers = false;
    begin();
    QTRY_COMPARE(asked(), 1);
    m_desk->setCallRunning(true);
    QTRY_COMPARE(m_putOff->size(), 1);
    m_desk->look();
    QTest::qWait(50);
    QCOMPARE(asked(), 1);
    m_answers = true;
    m_desk->setCallRunning(false);
    QTRY_COMPARE(m_finished->size(), 1);
    QVERIFY(isDone(call.id));
}

void TranscriptionDeskTest::aCallThatDoesNotBeginPutsOffNothingForGood()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    m_answers = false;
    begin();
    QTRY_COMPARE(asked(), 1);
    {
        const QMutexLocker lock(&m_mutex);
        m_answers = true;
    }
    m_desk->setCallRunning(true);
    m_desk->setCallRunning(false);
    QTRY_COMPARE(m_putOff->size() + m_failed->size(), 1);
    QVERIFY(m_failed->isEmpty());
    m_desk->look();
    QTRY_COMPARE(m_finished->size(), 1);
    QVERIFY(isDone(call.id));
}

void TranscriptionDeskTest::aWishWhileItIsStoppedIsHeard()
{
    const Call call = m_calls->add(5, CallStatus::Pending);
    m_answers = false;
    begin();
    QTRY_COMPARE(asked(), 1);
    m_answers = true;
    m_desk->setCallRunning(true);
    m_desk->transcribe(call.id, call.speech);
    m_desk->setCallRunning(false);
    QTRY_COMPARE(m_finished->size(), 1);
    QVERIFY(m_failed->isEmpty());
    QVERIFY(isDone(call.id));
}

QTEST_GUILESS_MAIN(TranscriptionDeskTest)
#include "tst_transcription_desk.moc"
