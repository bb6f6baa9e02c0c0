// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/pocketsphinx_engine.h"
#include "tests/speech/speech_sounds.h"

#include <QHash>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using namespace talktrack::test;

namespace {

constexpr int patience = 120'000;

/// Both tracks fed from the sound of each; the shorter goes on in silence.
void feed(SpeechEngine &engine, const Samples &rep, const Samples &customer, qint64 from = 0)
{
    const std::array<const Samples *, trackCount> tracks{&rep, &customer};
    for (std::size_t at = 0; at < std::max(rep.size(), customer.size()); at += frameSamples) {
        AudioFrame frame;
        frame.position = from + static_cast<qint64>(at);
        for (std::size_t track = 0; track < trackCount; ++track) {
            const Samples &sound = *tracks[track];
            const std::size_t first = std::min(at, sound.size());
            const std::size_t last = std::min(at + frameSamples, sound.size());
            std::copy(sound.begin() + static_cast<std::ptrdiff_t>(first),
                      sound.begin() + static_cast<std::ptrdiff_t>(last), frame.samples[track].begin());
        }
        engine.feed(frame);
    }
}

/// Everything an engine said, in order, with what must hold for each of it checked on the way.
struct Witness
{
    QList<Utterance> finals;
    QHash<QString, int> interims;
    QStringList withdrawn;
    QList<PartState> states;
    qint64 progress = 0;
    bool inOrder = true;
    bool afterFinal = false;
    QList<std::pair<Track, bool>> voice;

    explicit Witness(SpeechEngine &engine)
    {
        QObject::connect(&engine, &SpeechEngine::utteranceChanged, [this](const Utterance &utterance) {
            for (const Utterance &earlier : finals) {
                afterFinal = afterFinal || earlier.id == utterance.id;
            }
            if (utterance.final) {
                finals.append(utterance);
            } else {
                ++interims[utterance.id];
            }
        });
        QObject::connect(&engine, &SpeechEngine::utteranceWithdrawn,
                         [this](const QString &id) { withdrawn << id; });
        QObject::connect(&engine, &SpeechEngine::stateChanged,
                         [this](const PartState &state) { states << state; });
        QObject::connect(&engine, &SpeechEngine::progressed, [this](qint64 position) {
            inOrder = inOrder && position > progress;
            progress = position;
        });
        QObject::connect(&engine, &SpeechEngine::voiceChanged, [this](Track track, bool speaking, qint64) {
            voice.append({track, speaking});
        });
    }

    QList<Utterance> of(Track track) const
    {
        QList<Utterance> result;
        std::copy_if(finals.begin(), finals.end(), std::back_inserter(result),
                     [&](const Utterance &utterance) { return utterance.track == track; });
        return result;
    }
};

double lengthOf(const Samples &samples)
{
    return static_cast<double>(samples.size()) / sampleRateHz;
}

} // namespace

class TestPocketSphinxEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name :
             {"rep_question", "rep_answer", "rep_product", "customer_team", "customer_sarah"}) {
            QVERIFY2(!voice(QLatin1String(name)).empty(), name);
        }
    }

    void hearsBothTracksWithTheRightWordsSpeakersAndTimes()
    {
        const Samples question = voice(QStringLiteral("rep_question"));
        const Samples answer = voice(QStringLiteral("rep_answer"));
        const Samples team = voice(QStringLiteral("customer_team"));
        Samples rep = noise(10, -60);
        mixIn(rep, 0.7, question);
        mixIn(rep, 7.0, answer);
        Samples customer = noise(10, -62);
        mixIn(customer, 4.5, team);

        PocketSphinxEngine engine;
        Witness witness(engine);
        QSignalSpy finished(&engine, &SpeechEngine::finished);
        QSignalSpy failed(&engine, &SpeechEngine::failed);
        engine.start({});
        feed(engine, rep, customer);
        engine.finish();
        QVERIFY(finished.wait(patience));

        const auto repLines = witness.of(Track::Rep);
        const auto customerLines = witness.of(Track::Customer);
        QCOMPARE(repLines.size(), 2);
        QCOMPARE(customerLines.size(), 1);
        QCOMPARE(repLines[0].text, QStringLiteral("How does your sales team keep track of customers"));
        QCOMPARE(repLines[1].text, QStringLiteral("That is good to know"));
        QCOMPARE(customerLines[0].text, QStringLiteral("There are three people in our sales team"));
        checkTimes(repLines[0], 0.7, question);
        checkTimes(repLines[1], 7.0, answer);
        checkTimes(customerLines[0], 4.5, team);

        QVERIFY(!witness.afterFinal);
        QVERIFY(witness.inOrder);
        QCOMPARE(witness.progress, 10 * sampleRateHz);
        for (const Utterance &line : witness.finals) {
            QVERIFY(witness.interims.value(line.id) > 0);
            QVERIFY(line.arrived != std::chrono::steady_clock::time_point{});
        }
        QCOMPARE(witness.voice.count({Track::Rep, true}), 2);
        QCOMPARE(witness.voice.count({Track::Rep, false}), 2);
        QCOMPARE(witness.voice.count({Track::Customer, true}), 1);
        QCOMPARE(witness.states.first().condition, PartCondition::Connecting);
        QCOMPARE(witness.states.first().reason, PartReason::ModelLoading);
        QCOMPARE(witness.states.last().condition, PartCondition::Live);
        engine.finish();
        engine.feed({});
        QCoreApplication::processEvents();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(failed.size(), 0);
        QCOMPARE(engine.droppedFrames(), 0);
    }

    void saysNothingOnSilenceAndNoise()
    {
        PocketSphinxEngine engine;
        Witness witness(engine);
        QSignalSpy finished(&engine, &SpeechEngine::finished);
        engine.start({});
        // More than a minute before the model is there: behind, and then not.
        feed(engine, Samples(samplesIn(70), 0), noise(70, -60));
        engine.finish();
        QVERIFY(finished.wait(patience));
        QVERIFY(witness.finals.isEmpty());
        QVERIFY(witness.interims.isEmpty());
        QVERIFY(witness.voice.isEmpty());
        QCOMPARE(witness.progress, 70 * sampleRateHz);
        QVERIFY(std::any_of(witness.states.begin(), witness.states.end(), [](const PartState &state) {
            return state.reason == PartReason::FallingBehind && state.subject.toInt() >= 60;
        }));
        QCOMPARE(witness.states.last().condition, PartCondition::Live);
    }

    void hearsAPlaybooksProductOnlyWithItsHint()
    {
        Samples track = noise(4, -60);
        mixIn(track, 0.6, voice(QStringLiteral("rep_product")));
        SpeechOptions hinted;
        hinted.vocabulary = {{QStringLiteral("Northbeam"), QStringLiteral("north beam")},
                             {QStringLiteral("Xyzzq"), QStringLiteral("qqxyz unheard")},
                             {QStringLiteral("<b>"), QStringLiteral("bee")}};
        hinted.keyterms = {QStringLiteral("pipeline"), QStringLiteral("qqxyz")};
        for (const SpeechOptions &options : {SpeechOptions{}, hinted}) {
            PocketSphinxEngine engine;
            Witness witness(engine);
            QSignalSpy finished(&engine, &SpeechEngine::finished);
            engine.start(options);
            feed(engine, track, {});
            engine.finish();
            QVERIFY(finished.wait(patience));
            QCOMPARE(witness.finals.size(), 1);
            const QString text = witness.finals.first().text;
            QVERIFY2(text.startsWith(QLatin1String("I am calling from")), qPrintable(text));
            QCOMPARE(text.contains(QLatin1String("Northbeam")), !options.vocabulary.isEmpty());
        }
    }

    void keepsTimesTrueWhateverThePacing()
    {
        const Samples sarah = voice(QStringLiteral("customer_sarah"));
        Samples track = noise(4, -60);
        mixIn(track, 1, sarah);
        PocketSphinxEngine engine;
        Witness witness(engine);
        QSignalSpy finished(&engine, &SpeechEngine::finished);
        engine.start({});
        // An hour into the call, a first part while the model loads, a repeated frame, the rest when all is
        // live.
        const qint64 hour = qint64{3600} * sampleRateHz;
        const Samples firstPart(track.begin(), track.begin() + 16000);
        const Samples rest(track.begin() + 16000, track.end());
        feed(engine, {}, firstPart, hour);
        engine.feed(AudioFrame{hour, {}});
        QTRY_VERIFY_WITH_TIMEOUT(
            !witness.states.isEmpty() && witness.states.last().condition == PartCondition::Live, patience);
        feed(engine, {}, rest, hour + 16000);
        engine.finish();
        QVERIFY(finished.wait(patience));
        QCOMPARE(witness.finals.size(), 1);
        QCOMPARE(witness.finals.first().track, Track::Customer);
        QCOMPARE(witness.finals.first().text, QStringLiteral("I would need to check with sarah"));
        checkTimes(witness.finals.first(), 3601, sarah);
    }

    void failsOnceWithoutItsModel_data()
    {
        QTest::addColumn<bool>("emptyFiles");
        QTest::addColumn<QString>("language");
        QTest::newRow("no directory") << false << QStringLiteral("en");
        QTest::newRow("empty files") << true << QStringLiteral("en");
        QTest::newRow("another language") << false << QStringLiteral("de");
    }
    void failsOnceWithoutItsModel()
    {
        QFETCH(bool, emptyFiles);
        QFETCH(QString, language);
        QTemporaryDir folder;
        if (emptyFiles) {
            QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("en-us/en-us")));
            for (const auto *name : {"en-us/mdef", "en-us/means", "en-us.lm.bin", "cmudict-en-us.dict"}) {
                QFile file(folder.path() + QLatin1String("/en-us/") + QLatin1String(name));
                QVERIFY(file.open(QIODevice::WriteOnly));
            }
        }
        const auto made = PocketSphinxEngine::create(folder.path());
        QVERIFY2(!made, "what is missing is known before a call begins");
        QCOMPARE(made.error().kind, ErrorKind::ModelMissing);
        // The files may also go between the look and the start.
        const auto engine = std::make_unique<PocketSphinxEngine>(folder.path());
        QSignalSpy failed(engine.get(), &SpeechEngine::failed);
        QSignalSpy finished(engine.get(), &SpeechEngine::finished);
        SpeechOptions options;
        options.language = language;
        engine->start(options);
        feed(*engine, noise(1, -20), {});
        QVERIFY(failed.wait(patience));
        QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::ModelMissing);
        engine->feed({});
        engine->finish();
        QCoreApplication::processEvents();
        QCOMPARE(failed.size(), 1);
        QCOMPARE(finished.size(), 0);
    }

    void canBeDestroyedAtAnyMoment()
    {
        const Samples speech = voice(QStringLiteral("rep_question"));
        {
            PocketSphinxEngine unused;
        }
        {
            PocketSphinxEngine engine;
            engine.start({});
        }
        auto engine = std::make_unique<PocketSphinxEngine>();
        QSignalSpy interim(engine.get(), &SpeechEngine::utteranceChanged);
        engine->start({});
        for (int i = 0; i < 10; ++i) {
            feed(*engine, speech, speech, i * qint64{60'000});
        }
        QVERIFY(interim.wait(patience));
        engine.reset();
    }

    void finishesWithoutHavingBeenStarted()
    {
        PocketSphinxEngine engine;
        QSignalSpy finished(&engine, &SpeechEngine::finished);
        engine.finish();
        engine.finish();
        QVERIFY(finished.wait(patience));
        QCoreApplication::processEvents();
        QCOMPARE(finished.size(), 1);
    }

private:
    static void checkTimes(const Utterance &line, double at, const Samples &sound)
    {
        const double end = at + lengthOf(sound);
        const QByteArray figures =
            QStringLiteral("%1-%2 for %3-%4").arg(line.start).arg(line.end).arg(at).arg(end).toUtf8();
        QVERIFY2(std::abs(line.start - at) <= 0.15, figures.constData());
        QVERIFY2(std::abs(line.end - end) <= 0.15, figures.constData());
        QCOMPARE(line.words.size(), line.text.count(QLatin1Char(' ')) + 1);
        double before = line.start;
        for (const Word &word : line.words) {
            QVERIFY(word.start >= before - 1e-6 && word.end > word.start && word.end <= line.end + 1e-6);
            QVERIFY(word.confidence && *word.confidence >= 0 && *word.confidence <= 1);
            before = word.start;
        }
        QVERIFY(line.confidence);
    }
};

QTEST_GUILESS_MAIN(TestPocketSphinxEngine)
#include "tst_pocketsphinx_engine.moc"
