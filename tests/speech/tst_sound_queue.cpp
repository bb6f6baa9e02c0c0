// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/pocketsphinx_engine.h"
#include "core/speech/sound_queue.h"

#include <QTest>

#include <thread>

using namespace talktrack;

namespace {

SoundQueue::Sound filled(qint16 value)
{
    SoundQueue::Sound sound;
    sound.fill(value);
    return sound;
}

constexpr qint16 loud = 8000;
constexpr qint16 quiet = 20;

} // namespace

class TestSoundQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesEverythingInOrderAndThenTheEnd()
    {
        SoundQueue queue;
        for (qint64 i = 0; i < 5; ++i) {
            queue.put(i * frameSamples, filled(static_cast<qint16>(i)), {});
        }
        queue.close();
        queue.put(5 * frameSamples, filled(loud), {});
        QCOMPARE(queue.secondsWaiting(), 0.1);
        for (qint64 i = 0; i < 5; ++i) {
            const auto frame = queue.take();
            QVERIFY(frame);
            QCOMPARE(frame->position, i * frameSamples);
            // Digital silence takes no room.
            QCOMPARE(bool(frame->sound), i > 0);
        }
        QVERIFY(!queue.take());
        QCOMPARE(queue.secondsWaiting(), 0.0);
    }

    void ignoresFramesThatWereThereAlready()
    {
        SoundQueue queue;
        queue.put(10 * frameSamples, filled(loud), {});
        queue.put(10 * frameSamples, filled(loud), {});
        queue.put(3 * frameSamples, filled(loud), {});
        queue.close();
        QVERIFY(queue.take());
        QVERIFY(!queue.take());
    }

    void givesUpTheOldestQuietFrameFirst()
    {
        SoundQueue queue(4);
        const qint16 values[] = {loud, quiet, loud, quiet, loud, loud, loud};
        for (qint64 i = 0; i < 7; ++i) {
            queue.put(i * frameSamples, filled(values[i]), {});
        }
        queue.close();
        QCOMPARE(queue.droppedFrames(), 3);
        // Both quiet ones, then the oldest; the clock stays true.
        const bool kept[] = {false, false, true, false, true, true, true};
        for (qint64 i = 0; i < 7; ++i) {
            const auto frame = queue.take();
            QVERIFY(frame);
            QCOMPARE(frame->position, i * frameSamples);
            QCOMPARE(bool(frame->sound), kept[i]);
        }
    }

    void staysBoundedWhileItIsTakenFrom()
    {
        SoundQueue queue(50);
        qint64 position = 0;
        qint64 sounding = 0;
        for (int round = 0; round < 200; ++round) {
            for (int i = 0; i < 7; ++i, position += frameSamples) {
                queue.put(position, filled(i % 2 == 0 ? loud : quiet), {});
            }
            for (int i = 0; i < 3; ++i) {
                sounding += queue.take()->sound ? 1 : 0;
            }
        }
        queue.close();
        qint64 rest = 0;
        while (const auto frame = queue.take()) {
            rest += frame->sound ? 1 : 0;
        }
        QVERIFY(rest <= 50);
        QCOMPARE(sounding + rest + queue.droppedFrames(), 1400);
    }

    void wakesTheTakerWhenAborted()
    {
        SoundQueue queue;
        bool ended = false;
        std::thread taker([&] { ended = !queue.take(); });
        queue.abort();
        taker.join();
        QVERIFY(ended);
    }

    void tellsWhenItFallsBehindAndWhenItHasCaughtUp()
    {
        BacklogWatch watch;
        QVERIFY(!watch.update(0));
        QVERIFY(!watch.update(60));
        const auto behind = watch.update(61);
        QVERIFY(behind);
        QCOMPARE(behind->condition, PartCondition::Degraded);
        QCOMPARE(behind->reason, PartReason::FallingBehind);
        QCOMPARE(behind->subject, QStringLiteral("61"));
        QVERIFY(!watch.update(80));
        QCOMPARE(watch.update(91)->subject, QStringLiteral("91"));
        QCOMPARE(watch.update(50)->subject, QStringLiteral("50"));
        QVERIFY(!watch.update(30));
        const auto live = watch.update(4.9);
        QVERIFY(live);
        QCOMPARE(live->condition, PartCondition::Live);
        QVERIFY(!watch.update(4));
    }
};

QTEST_GUILESS_MAIN(TestSoundQueue)
#include "tst_sound_queue.moc"
