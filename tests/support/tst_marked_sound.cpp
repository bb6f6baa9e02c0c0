// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/voice_activity_detector.h"
#include "tests/support/marked_sound.h"
#include "tests/support/sound_input.h"
#include "tests/support/test_sound.h"

#include <QSet>
#include <QTest>

using namespace talktrack;
using namespace talktrack::test;

namespace {

QByteArray bytesOf(std::span<const qint16> samples)
{
    return QByteArray(reinterpret_cast<const char *>(samples.data()),
                      static_cast<qsizetype>(samples.size_bytes()));
}

/// Both tracks of a stretch of the call.
Samples stretchOf(const MarkedScript &script, qint64 from, qint64 to)
{
    Samples samples;
    for (qint64 position = from / frameSamples * frameSamples; position < to; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        for (qint64 i = std::max(qint64{0}, from - position);
             i < std::min<qint64>(frameSamples, to - position); ++i) {
            samples.push_back(frame.samples[0][static_cast<std::size_t>(i)]);
            samples.push_back(frame.samples[1][static_cast<std::size_t>(i)]);
        }
    }
    return samples;
}

/// Stretches of one place, joined where they go on.
std::vector<std::pair<qint64, qint64>> placesIn(const std::vector<ReceivedSound> &sounds)
{
    std::vector<std::pair<qint64, qint64>> places;
    for (const ReceivedSound &sound : sounds) {
        const qint64 from = sound.channels[0].position;
        if (!places.empty() &&
            ((from < 0 && places.back().first < 0) ||
             (from >= 0 && places.back().first >= 0 && places.back().first + places.back().second == from))) {
            places.back().second += sound.samples;
        } else {
            places.emplace_back(from, sound.samples);
        }
    }
    return places;
}

} // namespace

class TestMarkedSound final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksTellTrackAndPlace();
    void soundIsTakenForSpeechWhereWordsAre();
    void randomScriptsAreTheSameForTheSameSeed();
    void historyGivesBackWhatWasAppended();
    void placesAreFoundWhereverMessagesAreCut();
    void placesAreFoundWhereverTheStreamBegins();
    void soundWithoutMarksOnlyTakesItsTime();
    void scriptsAreComparedWordByWord();
};

void TestMarkedSound::marksTellTrackAndPlace()
{
    const MarkedScript script = MarkedScript::random(3, 20);
    for (qint64 position = 0; position < 20 * sampleRateHz; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        QCOMPARE(readMark(frame.samples[0]), (FrameMark{Track::Rep, position}));
        QCOMPARE(readMark(frame.samples[1]), (FrameMark{Track::Customer, position}));
        QVERIFY(!readMark(std::span(frame.samples[0]).subspan(1)));
    }
    QVERIFY(!readMark(Samples(frameSamples)));
}

void TestMarkedSound::soundIsTakenForSpeechWhereWordsAre()
{
    const MarkedScript script = MarkedScript::random(11, 120);
    for (const Track track : {Track::Rep, Track::Customer}) {
        VoiceActivityDetector detector;
        std::vector<bool> speaking;
        for (qint64 position = 0; position < 120 * sampleRateHz; position += frameSamples) {
            const AudioFrame frame = script.frameAt(position);
            const auto &samples = frame.samples[static_cast<std::size_t>(trackIndex(track))];
            for (std::size_t half = 0; half < 2; ++half) {
                detector.process(std::span<const qint16, voiceFrameSamples>(
                    &samples[half * voiceFrameSamples], voiceFrameSamples));
                speaking.push_back(detector.isSpeaking());
            }
        }
        int heard = 0;
        double quietFrom = 0;
        int wrong = 0;
        for (const ScriptedWord &word : script.wordsOn(track)) {
            heard += speaking[static_cast<std::size_t>(word.end * 100)] ? 1 : 0;
            for (double at = quietFrom + 0.6; at < word.start; at += 0.01) {
                wrong += speaking[static_cast<std::size_t>(at * 100)] ? 1 : 0;
            }
            quietFrom = word.end;
        }
        QVERIFY(script.wordsOn(track).size() > 50);
        QCOMPARE(heard, static_cast<int>(script.wordsOn(track).size()));
        QCOMPARE(wrong, 0);
    }
}

void TestMarkedSound::randomScriptsAreTheSameForTheSameSeed()
{
    const MarkedScript script = MarkedScript::random(5, 300);
    QCOMPARE(script.words(), MarkedScript::random(5, 300).words());
    QVERIFY(script.words() != MarkedScript::random(6, 300).words());
    QSet<QString> texts;
    for (const ScriptedWord &word : script.words()) {
        texts.insert(word.text);
        QVERIFY(word.end - word.start > 0.13 && word.end - word.start < 0.52);
    }
    QCOMPARE(texts.size(), script.words().size());
    int overlaps = 0;
    for (const Track track : {Track::Rep, Track::Customer}) {
        const QList<ScriptedWord> &words = script.wordsOn(track);
        QVERIFY(words.size() > 100);
        for (qsizetype i = 1; i < words.size(); ++i) {
            QVERIFY(words.at(i).start - words.at(i - 1).end > 0.04);
        }
    }
    for (qsizetype i = 1; i < script.words().size(); ++i) {
        const ScriptedWord &before = script.words().at(i - 1);
        overlaps += script.words().at(i).start < before.end ? 1 : 0;
    }
    QVERIFY(overlaps > 3);
}

void TestMarkedSound::historyGivesBackWhatWasAppended()
{
    const MarkedScript script = MarkedScript::random(5, 10);
    MemoryHistory history;
    for (const qint64 frame : {0, 1, 2, 5}) {
        history.append(script.frameAt(frame * frameSamples));
    }
    QCOMPARE(history.begin(), 0);
    QCOMPARE(history.end(), 6 * frameSamples);
    Samples samples(2 * frameSamples);
    QVERIFY(history.read(frameSamples, samples));
    const AudioFrame second = script.frameAt(frameSamples);
    QCOMPARE(samples, interleaved(second.samples[0], second.samples[1]));
    QVERIFY(!history.read(3 * frameSamples, samples));
    QVERIFY(history.read(5 * frameSamples, samples));
    QVERIFY(!history.read(6 * frameSamples, samples));
    history.forgetBefore(2 * frameSamples);
    QCOMPARE(history.begin(), 2 * frameSamples);
    QVERIFY(!history.read(frameSamples, samples));
    QVERIFY(history.read(2 * frameSamples, samples));
}

void TestMarkedSound::placesAreFoundWhereverMessagesAreCut()
{
    const MarkedScript script = MarkedScript::random(4, 3);
    const QByteArray bytes = bytesOf(stretchOf(script, 0, 3 * frameSamples)) +
                             bytesOf(stretchOf(script, 10 * frameSamples, 12 * frameSamples));
    for (const qsizetype size : {1, 7, 640, 1280, 1281, 5000}) {
        SoundInput input(SoundInput::Form::Linear16, 2);
        std::vector<ReceivedSound> sounds;
        for (qsizetype at = 0; at < bytes.size(); at += size) {
            const auto some = input.take(bytes.mid(at, size));
            sounds.insert(sounds.end(), some.begin(), some.end());
        }
        const std::vector<std::pair<qint64, qint64>> expected{{0, 3 * frameSamples},
                                                              {10 * frameSamples, 2 * frameSamples}};
        QCOMPARE(placesIn(sounds), expected);
    }
}

void TestMarkedSound::placesAreFoundWhereverTheStreamBegins()
{
    const MarkedScript script = MarkedScript::random(4, 3);
    for (const qint64 from : {0, 1, 47, 48, 160, 272, 273, 319, 320, 321}) {
        const qint64 to = from + 5 * frameSamples + 100;
        SoundInput input(SoundInput::Form::Container);
        std::vector<ReceivedSound> sounds = input.take(wavFile(sampleRateHz, 2, stretchOf(script, from, to)));
        const std::vector<ReceivedSound> rest = input.finish();
        sounds.insert(sounds.end(), rest.begin(), rest.end());
        const std::vector<std::pair<qint64, qint64>> expected{{from, to - from}};
        QCOMPARE(placesIn(sounds), expected);
        for (const ReceivedSound &sound : sounds) {
            QCOMPARE(sound.channels[1].position, sound.channels[0].position);
            QCOMPARE(sound.channels[1].track, Track::Customer);
        }
    }
}

void TestMarkedSound::soundWithoutMarksOnlyTakesItsTime()
{
    const MarkedScript script = MarkedScript::random(4, 3);
    SoundInput input(SoundInput::Form::Linear16, 2);
    const QByteArray marked = bytesOf(stretchOf(script, 0, frameSamples));
    const Samples hum = tone(200, 0.05);
    std::vector<ReceivedSound> sounds = input.take(QByteArray(640 * 4, 0) + marked);
    const auto more = input.take(bytesOf(interleaved(hum, hum)) + marked);
    sounds.insert(sounds.end(), more.begin(), more.end());
    const auto places = placesIn(sounds);
    QCOMPARE(places.size(), std::size_t{4});
    QCOMPARE(places.at(0), (std::pair<qint64, qint64>(-1, 2 * frameSamples)));
    QCOMPARE(places.at(1), (std::pair<qint64, qint64>(0, frameSamples)));
    QCOMPARE(places.at(2).first, -1);
    QCOMPARE(places.at(3).first, 0);
    QCOMPARE(places.at(2).second + places.at(3).second, 800 + frameSamples);
}

void TestMarkedSound::scriptsAreComparedWordByWord()
{
    const MarkedScript script({{Track::Rep, QStringLiteral("one"), 1, 1.3},
                               {Track::Rep, QStringLiteral("two"), 1.5, 1.8},
                               {Track::Customer, QStringLiteral("three"), 2, 2.3},
                               {Track::Customer, QStringLiteral("four"), 3, 3.3}});
    QList<ScriptedWord> heard{{Track::Rep, QStringLiteral("One"), 1.02, 1.3},
                              {Track::Rep, QStringLiteral("two."), 1.5, 1.8},
                              {Track::Customer, QStringLiteral("Three."), 2, 2.3}};
    QVERIFY(compareWithScript(script, heard, 3.2).isExact());
    QCOMPARE(compareWithScript(script, heard, 4).missing, QStringList{QStringLiteral("four")});
    QVERIFY(compareWithScript(script, heard, 4, {{3.2, 9}}).isExact());
    heard.append({Track::Rep, QStringLiteral("two"), 1.5, 1.8});
    heard.append({Track::Rep, QStringLiteral("zebra"), 1.5, 1.8});
    heard.append({Track::Rep, partOf(QStringLiteral("four")), 3.1, 3.3});
    heard[0].start = 1.1;
    const ScriptFindings findings = compareWithScript(script, heard, 3.2);
    QCOMPARE(findings.doubled, QStringList{QStringLiteral("two")});
    QCOMPARE(findings.foreign, QStringList{QStringLiteral("zebra")});
    QCOMPARE(findings.parts, QStringList{QStringLiteral("part-four")});
    QCOMPARE(findings.misplaced.size(), 1);
    QVERIFY(!findings.isExact());
}

QTEST_GUILESS_MAIN(TestMarkedSound)
#include "tst_marked_sound.moc"
