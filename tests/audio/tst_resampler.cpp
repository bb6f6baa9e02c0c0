// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/resampler.h"
#include "tests/support/test_sound.h"

#include <QTest>

using namespace talktrack;
using test::Samples;

namespace {

QByteArray bytesOf(const Samples &samples)
{
    return QByteArray(reinterpret_cast<const char *>(samples.data()),
                      static_cast<qsizetype>(samples.size() * sizeof(qint16)));
}

void append(Samples &to, const Samples &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

Samples resampleInPieces(const PcmFormat &format, const QByteArray &bytes, qsizetype piece)
{
    Resampler resampler;
    Samples out;
    if (!resampler.setFormat(format)) {
        return out;
    }
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        append(out, resampler.process(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at))));
    }
    append(out, resampler.drain());
    return out;
}

} // namespace

class TestResampler final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPitchAndLength_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("piece");
        for (const int rate : {8000, 16000, 22050, 44100, 48000, 96000}) {
            for (const int piece : {1, 2, 3, 7, 641, 1920, 100000}) {
                QTest::addRow("%d Hz in %d bytes", rate, piece) << rate << piece;
            }
        }
    }

    void keepsPitchAndLength()
    {
        QFETCH(int, rate);
        QFETCH(int, piece);
        const double seconds = 0.5;
        const Samples out = resampleInPieces({rate, 1, SampleFormat::Int16},
                                             bytesOf(test::tone(440, seconds, 8000, rate)), piece);
        QVERIFY2(std::abs(static_cast<int>(out.size()) - 8000) <= 32,
                 qPrintable(QString::number(out.size())));
        QVERIFY(test::shareAt(out, 440) > 0.98);
    }

    void isTheSameWhateverTheChunks()
    {
        const QByteArray bytes = bytesOf(test::tone(1000, 0.3, 8000, 44100));
        const PcmFormat format{44100, 1, SampleFormat::Int16};
        const Samples whole = resampleInPieces(format, bytes, bytes.size());
        QVERIFY(!whole.empty());
        QCOMPARE(resampleInPieces(format, bytes, 2), whole);
        QCOMPARE(resampleInPieces(format, bytes, 333), whole);
    }

    void averagesTheChannels()
    {
        const Samples left = test::tone(500, 0.5, 8000, 48000);
        const Samples right = test::tone(1500, 0.5, 8000, 48000);
        const Samples out =
            resampleInPieces({48000, 2, SampleFormat::Int16}, bytesOf(test::interleaved(left, right)), 1111);
        QVERIFY(std::abs(test::shareAt(out, 500) - 0.5) < 0.05);
        QVERIFY(std::abs(test::shareAt(out, 1500) - 0.5) < 0.05);
        QVERIFY(*std::max_element(out.begin(), out.end()) < 8200);
    }

    void readsOtherSampleFormats()
    {
        QByteArray bytes;
        for (const qint16 sample : test::tone(440, 0.5, 32000, 8000)) {
            bytes.append(static_cast<char>((sample >> 8) + 128));
        }
        const Samples out = resampleInPieces({8000, 1, SampleFormat::UInt8}, bytes, 100);
        QVERIFY(test::shareAt(out, 440) > 0.98);
    }

    void changesFormatMidwayWithoutPitchChange()
    {
        Resampler resampler;
        Samples out;
        QVERIFY(resampler.setFormat({48000, 1, SampleFormat::Int16}));
        append(out, resampler.process(bytesOf(test::tone(440, 0.5, 8000, 48000))));
        auto tail = resampler.setFormat({44100, 2, SampleFormat::Int16});
        QVERIFY(tail);
        append(out, *tail);
        const Samples next = test::tone(440, 0.5, 8000, 44100);
        const std::size_t border = out.size();
        append(out, resampler.process(bytesOf(test::interleaved(next, next))));
        append(out, resampler.drain());
        QVERIFY(std::abs(static_cast<int>(out.size()) - 16000) <= 64);
        QVERIFY(test::shareAt(std::span(out).first(border), 440) > 0.98);
        QVERIFY(test::shareAt(std::span(out).subspan(border), 440) > 0.98);
    }

    void refusesFormatsThatCannotBe()
    {
        Resampler resampler;
        for (const PcmFormat &format : {PcmFormat{0, 1}, PcmFormat{-8000, 1}, PcmFormat{16000, 0},
                                        PcmFormat{16000, 1000}, PcmFormat{2000000000, 1}}) {
            const auto refused = resampler.setFormat(format);
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, ErrorKind::InputUnsupported);
        }
        QVERIFY(resampler.process(QByteArray(1000, 'x')).empty());
        QVERIFY(resampler.drain().empty());
    }
};

QTEST_GUILESS_MAIN(TestResampler)
#include "tst_resampler.moc"
