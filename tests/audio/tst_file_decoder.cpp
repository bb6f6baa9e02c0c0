// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_decoder.h"
#include "core/model/audio_frame.h"
#include "tests/support/test_sound.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;
using test::Samples;

namespace {

struct Heard
{
    Samples rep;
    Samples customer;
    bool damaged = false;
};

Heard readAll(FileDecoder &decoder, int piece = 1000)
{
    Heard heard;
    while (true) {
        const Samples samples = decoder.read(piece);
        if (samples.empty()) {
            break;
        }
        for (std::size_t i = 0; i + 1 < samples.size(); i += 2) {
            heard.rep.push_back(samples[i]);
            heard.customer.push_back(samples[i + 1]);
        }
    }
    heard.damaged = decoder.isDamaged();
    return heard;
}

bool isSilent(const Samples &samples)
{
    return std::all_of(samples.begin(), samples.end(), [](qint16 sample) { return sample == 0; });
}

quint8 toMuLaw(qint16 sample)
{
    // ITU-T G.711.
    int magnitude = std::min(std::abs(int{sample}), 32635) + 132;
    int exponent = 7;
    for (int mask = 0x4000; (magnitude & mask) == 0 && exponent > 0; mask >>= 1) {
        --exponent;
    }
    const int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
    return static_cast<quint8>(~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa));
}

} // namespace

class TestFileDecoder final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_dir;

    QString file(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_dir.filePath(name);
        return test::writeFile(path, bytes) ? path : QString();
    }

    void expectError(const QString &path, ErrorKind kind)
    {
        const auto opened = FileDecoder::open(path);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, kind);
        QCOMPARE(opened.error().subject, path);
    }

private Q_SLOTS:
    void readsEightBitTelephoneMono()
    {
        QByteArray data;
        for (const qint16 sample : test::tone(440, 1, 30000, 8000)) {
            data.append(static_cast<char>((sample >> 8) + 128));
        }
        auto decoder = FileDecoder::open(file(QStringLiteral("u8.wav"), test::wavFile(8000, 1, 8, data)));
        QVERIFY(decoder);
        QCOMPARE((*decoder)->channels(), 1);
        QVERIFY(std::abs((*decoder)->duration().value_or(0) - 1) < 0.01);
        const Heard heard = readAll(**decoder);
        QVERIFY(std::abs(static_cast<int>(heard.customer.size()) - 16000) <= 32);
        QVERIFY(test::shareAt(heard.customer, 440) > 0.98);
        QVERIFY(isSilent(heard.rep));
        QVERIFY(!heard.damaged);
    }

    void givesMonoToTheRepIfAsked()
    {
        auto decoder = FileDecoder::open(
            file(QStringLiteral("mono.wav"), test::wavFile(16000, 1, test::tone(440, 0.5))), Track::Rep);
        QVERIFY(decoder);
        const Heard heard = readAll(**decoder);
        QVERIFY(test::shareAt(heard.rep, 440) > 0.98);
        QVERIFY(isSilent(heard.customer));
    }

    void keepsTheChannelsOfStereoApart()
    {
        const Samples left = test::tone(500, 1, 8000, 44100);
        const Samples right = test::tone(1500, 1, 8000, 44100);
        const QString path =
            file(QStringLiteral("stereo.wav"), test::wavFile(44100, 2, test::interleaved(left, right)));
        for (const int piece : {1, 320, 50000}) {
            auto decoder = FileDecoder::open(path);
            QVERIFY(decoder);
            const Heard heard = readAll(**decoder, piece);
            QVERIFY(std::abs(static_cast<int>(heard.rep.size()) - 16000) <= 32);
            QVERIFY(test::shareAt(heard.rep, 500) > 0.98);
            QVERIFY(test::shareAt(heard.customer, 1500) > 0.98);
            QVERIFY(!heard.damaged);
            QVERIFY((*decoder)->atEnd());
        }
    }

    void takesTheFirstTwoOfManyChannels()
    {
        Samples six;
        for (std::size_t i = 0; i < 16000; ++i) {
            for (int channel = 0; channel < 6; ++channel) {
                const double hz = 300 + 400 * channel;
                six.push_back(
                    static_cast<qint16>(4000 * std::sin(6.283185307 * hz * static_cast<double>(i) / 16000)));
            }
        }
        auto decoder = FileDecoder::open(file(QStringLiteral("six.wav"), test::wavFile(16000, 6, six)));
        QVERIFY(decoder);
        const Heard heard = readAll(**decoder);
        QVERIFY(test::shareAt(heard.rep, 300) > 0.97);
        QVERIFY(test::shareAt(heard.customer, 700) > 0.97);
    }

    void readsMuLaw()
    {
        QByteArray data;
        for (const qint16 sample : test::tone(440, 1, 16000, 8000)) {
            data.append(static_cast<char>(toMuLaw(sample)));
        }
        auto decoder = FileDecoder::open(file(QStringLiteral("mu.wav"), test::wavFile(8000, 1, 8, data, 7)));
        QVERIFY(decoder);
        QVERIFY(test::shareAt(readAll(**decoder).customer, 440) > 0.98);
    }

    void readsOggOpus()
    {
        auto decoder = FileDecoder::open(QStringLiteral(TEST_DATA_DIR "/audio/voice_rep.opus"));
        QVERIFY(decoder);
        const double said = (*decoder)->duration().value_or(0);
        const Heard heard = readAll(**decoder);
        QVERIFY(std::abs(static_cast<double>(heard.customer.size()) / sampleRateHz - said) < 0.05);
        QVERIFY(!isSilent(heard.customer));
        QVERIFY(!heard.damaged);
    }

    void playsTheGoodPartOfATruncatedWav()
    {
        QByteArray wav = test::wavFile(16000, 1, test::tone(440, 4));
        wav.truncate(wav.size() / 2 + 1);
        auto decoder = FileDecoder::open(file(QStringLiteral("cut.wav"), wav));
        QVERIFY(decoder);
        const Heard heard = readAll(**decoder);
        QVERIFY(std::abs(static_cast<int>(heard.customer.size()) - 32000) < 200);
        QVERIFY(test::shareAt(heard.customer, 440) > 0.98);
        QVERIFY(heard.damaged);
    }

    void playsTheGoodPartOfATruncatedOgg()
    {
        QByteArray ogg = test::readFile(QStringLiteral(TEST_DATA_DIR "/audio/voice_rep.opus"));
        QVERIFY(ogg.size() > 10000);
        ogg.truncate(ogg.size() / 2);
        auto decoder = FileDecoder::open(file(QStringLiteral("cut.opus"), ogg));
        QVERIFY(decoder);
        const Heard heard = readAll(**decoder);
        QVERIFY(heard.customer.size() > 8 * 16000);
        QVERIFY(heard.damaged);
    }

    void survivesDamageInTheMiddle()
    {
        QByteArray ogg = test::readFile(QStringLiteral(TEST_DATA_DIR "/audio/voice_rep.opus"));
        ogg.replace(ogg.size() / 3, 5000, QByteArray(5000, '\x5a'));
        auto decoder = FileDecoder::open(file(QStringLiteral("hole.opus"), ogg));
        QVERIFY(decoder);
        QVERIFY(readAll(**decoder).customer.size() > 10 * 16000);
    }

    void survivesBeingCutAnywhere()
    {
        const QByteArray wav = test::wavFile(8000, 2, test::tone(440, 0.02));
        const QByteArray ogg = test::readFile(QStringLiteral(TEST_DATA_DIR "/audio/voice_rep.opus"));
        for (qsizetype length = 0; length < 400; length += 3) {
            for (const QByteArray &whole : {wav, ogg}) {
                auto decoder = FileDecoder::open(
                    file(QStringLiteral("any"), whole.first(std::min(length, whole.size()))));
                if (decoder) {
                    readAll(**decoder);
                } else {
                    QVERIFY(decoder.error().kind != ErrorKind::InputMissing);
                }
            }
        }
    }

    void refusesWhatIsNoRecording()
    {
        expectError(file(QStringLiteral("empty.wav"), {}), ErrorKind::InputEmpty);
        expectError(m_dir.filePath(QStringLiteral("absent.wav")), ErrorKind::InputMissing);
        expectError(m_dir.path(), ErrorKind::InputIsFolder);
        expectError(
            file(QStringLiteral("notes.txt"), QByteArray("Call Sarah back on Tuesday.\n").repeated(200)),
            ErrorKind::InputUnsupported);
        expectError(file(QStringLiteral("zero-rate.wav"), test::wavFile(0, 1, 16, QByteArray(3200, 'a'))),
                    ErrorKind::InputUnsupported);
        expectError(
            file(QStringLiteral("absurd.wav"), test::wavFile(2000000000, 1, 16, QByteArray(3200, 'a'))),
            ErrorKind::InputUnsupported);
        expectError(
            file(QStringLiteral("no-channels.wav"), test::wavFile(16000, 0, 16, QByteArray(3200, 'a'))),
            ErrorKind::InputUnsupported);
    }

    void followsNoListToOtherFilesOrTheNetwork()
    {
        const QString sound = file(QStringLiteral("sound.wav"), test::wavFile(16000, 1, test::tone(440, 1)));
        expectError(file(QStringLiteral("list.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n" +
                                                          sound.toUtf8() + "\n#EXT-X-ENDLIST\n"),
                    ErrorKind::InputUnsupported);
        expectError(
            file(QStringLiteral("list.ffconcat"), "ffconcat version 1.0\nfile " + sound.toUtf8() + "\n"),
            ErrorKind::InputUnsupported);
        expectError(QStringLiteral("http://127.0.0.1:9/x.wav"), ErrorKind::InputMissing);
        expectError(QStringLiteral("concat:") + sound, ErrorKind::InputMissing);
        expectError(QStringLiteral("/dev/zero"), ErrorKind::InputUnreadable);
    }

    void takesANameThatLooksLikeAnAddress()
    {
        const QString path =
            file(QStringLiteral("http:%d call.wav"), test::wavFile(16000, 1, test::tone(440, 0.2)));
        QVERIFY(FileDecoder::open(path).has_value());
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_dir.path()));
        QVERIFY(FileDecoder::open(QStringLiteral("http:%d call.wav")).has_value());
        QDir::setCurrent(before);
    }
};

QTEST_GUILESS_MAIN(TestFileDecoder)
#include "tst_file_decoder.moc"
