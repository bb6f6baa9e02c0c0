// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/utterance_segmenter.h"
#include "tests/speech/speech_sounds.h"

#include <QTest>

using namespace talktrack;
using namespace talktrack::test;

namespace {

class Listener final : public UtteranceListener
{
public:
    struct Piece
    {
        qint64 begin = 0;
        qint64 end = -1;
        Samples sound;
    };
    std::vector<Piece> pieces;
    std::vector<std::pair<bool, qint64>> voice;

    void voiceChanged(bool speaking, qint64 position) override { voice.emplace_back(speaking, position); }
    void utteranceBegan(qint64 position) override { pieces.push_back({position, -1, {}}); }
    void utteranceSound(std::span<const qint16> samples) override
    {
        Samples &sound = pieces.back().sound;
        sound.insert(sound.end(), samples.begin(), samples.end());
    }
    void utteranceEnded(qint64 position) override { pieces.back().end = position; }
};

void push(UtteranceSegmenter &segmenter, const Samples &track, qint64 from = 0)
{
    for (std::size_t at = 0; at + frameSamples <= track.size(); at += frameSamples) {
        segmenter.push(from + static_cast<qint64>(at), std::span(track).subspan(at, frameSamples));
    }
}

} // namespace

class TestUtteranceSegmenter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void passesSpeechWithItsSurroundingsAndNothingOfTheSilence()
    {
        const Samples speech = voice(QStringLiteral("customer_team"));
        const double length = static_cast<double>(speech.size()) / sampleRateHz;
        Samples track = noise(8, -60);
        mixIn(track, 3, speech);
        Listener listener;
        UtteranceSegmenter segmenter(listener);
        push(segmenter, track);
        QCOMPARE(listener.pieces.size(), std::size_t{1});
        const auto &piece = listener.pieces.front();
        const double begin = secondsAt(piece.begin);
        const double end = secondsAt(piece.end);
        QVERIFY2(begin > 2.5 && begin < 3.0, qPrintable(QString::number(begin)));
        QVERIFY2(end > 3 + length - 0.1 && end < 3 + length + 0.6, qPrintable(QString::number(end)));
        QCOMPARE(static_cast<qint64>(piece.sound.size()), piece.end - piece.begin);
        QVERIFY(std::equal(piece.sound.begin(), piece.sound.end(), track.begin() + piece.begin));
    }

    void splitsAtPausesAndKeepsShortOnes()
    {
        Samples track = noise(14, -60);
        const Samples speech = voice(QStringLiteral("customer_team"));
        const double length = static_cast<double>(speech.size()) / sampleRateHz;
        mixIn(track, 1, speech);
        mixIn(track, 1 + length + 0.25, speech);
        mixIn(track, 2 + 2 * length + 1.5, speech);
        Listener listener;
        UtteranceSegmenter segmenter(listener);
        push(segmenter, track);
        QCOMPARE(listener.pieces.size(), std::size_t{2});
        QVERIFY(listener.pieces[0].end <= listener.pieces[1].begin);
    }

    void cutsSomebodyWhoDoesNotPauseWithoutLosingASample()
    {
        const Samples speech = voice(QStringLiteral("rep_question"));
        Samples track;
        while (track.size() < samplesIn(60)) {
            track.insert(track.end(), speech.begin(), speech.end() - 1600);
        }
        Listener listener;
        UtteranceSegmenter segmenter(listener);
        push(segmenter, track);
        segmenter.flush();
        QVERIFY(listener.pieces.size() >= 3);
        for (std::size_t i = 0; i < listener.pieces.size(); ++i) {
            const auto &piece = listener.pieces[i];
            QVERIFY(piece.end - piece.begin <= UtteranceSegmenter::longestFrames * voiceFrameSamples);
            QCOMPARE(static_cast<qint64>(piece.sound.size()), piece.end - piece.begin);
            if (i > 0) {
                QCOMPARE(piece.begin, listener.pieces[i - 1].end);
            }
        }
        // A cut is no pause: the person is speaking from the first to the last.
        QCOMPARE(listener.voice.size(), std::size_t{2});
    }

    void takesAGapInThePositionsAsSilence()
    {
        Samples track = noise(4, -60);
        mixIn(track, 1, voice(QStringLiteral("rep_question")));
        track.resize(samplesIn(2));
        Listener listener;
        UtteranceSegmenter segmenter(listener);
        push(segmenter, track);
        QCOMPARE(listener.pieces.size(), std::size_t{1});
        QCOMPARE(listener.pieces[0].end, qint64{-1});
        const qint64 muchLater = qint64{8} * 3600 * sampleRateHz;
        push(segmenter, track, muchLater);
        segmenter.flush();
        QCOMPARE(listener.pieces.size(), std::size_t{2});
        QVERIFY(listener.pieces[0].end > 0 && listener.pieces[0].end < 4 * sampleRateHz);
        QVERIFY(listener.pieces[1].begin >= muchLater);
    }

    void saysNothingOnSilence()
    {
        Listener listener;
        UtteranceSegmenter segmenter(listener);
        push(segmenter, noise(5, -60));
        segmenter.pushSilence(5 * sampleRateHz, 3600 * sampleRateHz);
        segmenter.flush();
        QVERIFY(listener.pieces.empty());
        QVERIFY(listener.voice.empty());
    }
};

QTEST_GUILESS_MAIN(TestUtteranceSegmenter)
#include "tst_utterance_segmenter.moc"
