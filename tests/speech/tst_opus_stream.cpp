// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/opus_stream.h"
#include "tests/support/marked_sound.h"
#include "tests/support/opus_pages.h"
#include "tests/support/pilot_tones.h"

#include <QTest>

#include <cmath>

using namespace talktrack;
using namespace talktrack::test;

namespace {

constexpr qint64 messageSamples = sampleRateHz / 10;

std::vector<qint16> soundOf(const MarkedScript &script, qint64 from, qint64 to)
{
    std::vector<qint16> sound;
    for (qint64 position = from; position < to; position += frameSamples) {
        const AudioFrame frame = script.frameAt(position);
        for (std::size_t i = 0; i < frameSamples; ++i) {
            sound.push_back(frame.samples[0][i]);
            sound.push_back(frame.samples[1][i]);
        }
    }
    return sound;
}

struct Coded
{
    std::vector<qint16> sound;
    qint64 bytes = 0;
    /// The most sound that had gone in and not come out.
    qint64 mostHeldBack = 0;
};

Coded coded(const std::vector<qint16> &sound)
{
    const auto stream = OpusStream::make();
    OpusPages pages;
    Coded result;
    const auto take = [&](const QByteArray &bytes) {
        result.bytes += bytes.size();
        const std::vector<qint16> more = pages.take(bytes);
        result.sound.insert(result.sound.end(), more.begin(), more.end());
    };
    for (std::size_t at = 0; at < sound.size(); at += messageSamples * trackCount) {
        const std::size_t count = std::min<std::size_t>(messageSamples * trackCount, sound.size() - at);
        take(stream->take(std::span(sound).subspan(at, count)));
        result.mostHeldBack =
            std::max(result.mostHeldBack, static_cast<qint64>(at + count - result.sound.size()) / trackCount);
    }
    take(stream->finish());
    return result;
}

std::vector<qint16> trackOf(const std::vector<qint16> &sound, Track track)
{
    std::vector<qint16> own;
    for (auto i = static_cast<std::size_t>(trackIndex(track)); i < sound.size(); i += trackCount)
        own.push_back(sound[i]);
    return own;
}

double energy(const std::vector<qint16> &samples)
{
    double sum = 0;
    for (const qint16 sample : samples)
        sum += double{static_cast<double>(sample)} * sample;
    return sum;
}

} // namespace

class OpusStreamTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecondOfItIsASecondOfTheSound()
    {
        constexpr qint64 from = 21LL * frameSamples;
        const std::vector<qint16> sound =
            soundOf(MarkedScript::random(5, 40).withPilot(), from, from + 30LL * sampleRateHz);
        const Coded result = coded(sound);
        QCOMPARE(result.sound.size(), sound.size());
        for (const Track track : {Track::Rep, Track::Customer}) {
            const std::vector<qint16> own = trackOf(result.sound, track);
            for (const qint64 at : {qint64{0}, 7LL * sampleRateHz, 29LL * sampleRateHz}) {
                const auto place =
                    locateByPilot(std::span(own).subspan(static_cast<std::size_t>(at), pilotSearch));
                QVERIFY(place);
                QCOMPARE(place->track, track);
                // To 2 ms; the pre-skip of 6.5 ms would be seen.
                QVERIFY2(std::abs(place->position - from - at) <= sampleRateHz / 500,
                         qPrintable(QString::number(place->position - from - at)));
            }
        }
    }

    void isATenthOfTheSound()
    {
        const Coded result = coded(soundOf(MarkedScript::random(6, 60), 0, 60LL * sampleRateHz));
        QVERIFY2(result.bytes / 60 < 7000, qPrintable(QString::number(result.bytes / 60)));
    }

    void holdsNothingBackForLong()
    {
        const Coded result = coded(soundOf(MarkedScript::random(6, 20), 0, 20LL * sampleRateHz));
        QVERIFY2(result.mostHeldBack <= sampleRateHz / 5, qPrintable(QString::number(result.mostHeldBack)));
    }

    void tracksStayApart_data()
    {
        QTest::addColumn<int>("speaking");
        QTest::newRow("the rep speaks") << 0;
        QTest::newRow("the customer speaks") << 1;
    }

    void tracksStayApart()
    {
        QFETCH(const int, speaking);
        QList<ScriptedWord> words;
        for (int i = 0; i < 20; ++i)
            words.append(
                {static_cast<Track>(speaking), QStringLiteral("w%1").arg(i), i * 0.5, i * 0.5 + 0.4});
        const Coded result = coded(soundOf(MarkedScript(words), 0, 10LL * sampleRateHz));
        const double own = energy(trackOf(result.sound, static_cast<Track>(speaking)));
        const double other = energy(trackOf(result.sound, static_cast<Track>(1 - speaking)));
        QVERIFY2(10 * std::log10(other / own) < -45,
                 qPrintable(QString::number(10 * std::log10(other / own))));
    }
};

QTEST_GUILESS_MAIN(OpusStreamTest)
#include "tst_opus_stream.moc"
