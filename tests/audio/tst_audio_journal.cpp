// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_journal.h"
#include "core/audio/sealed_sound.h"
#include "core/audio/sound_wav_device.h"

#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <limits>
#include <vector>

using namespace talktrack;

namespace {

qint16 sampleAt(qint64 position, size_t track)
{
    return static_cast<qint16>((position * 7 + static_cast<qint64>(track) * 13) % 30000);
}

AudioFrame frameAt(qint64 position)
{
    AudioFrame frame;
    frame.position = position;
    for (size_t track = 0; track < trackCount; ++track)
        for (size_t i = 0; i < frameSamples; ++i)
            frame.samples[track][i] = sampleAt(position + static_cast<qint64>(i), track);
    return frame;
}

template <typename Sound>
bool holds(const Sound &sound, qint64 position, qint64 samples)
{
    std::vector<qint16> got(static_cast<size_t>(samples * trackCount));
    if (!sound.read(position, got))
        return false;
    for (qint64 i = 0; i < samples; ++i)
        for (size_t track = 0; track < trackCount; ++track)
            if (got[static_cast<size_t>(i) * trackCount + track] != sampleAt(position + i, track))
                return false;
    return true;
}

/// Files of this process can grow to this size only, as on a disk that is full.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limited{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

void appendSeconds(AudioJournal &journal, qint64 seconds, qint64 from = 0)
{
    for (qint64 position = from; position < from + seconds * sampleRateHz; position += frameSamples)
        journal.append(frameAt(position));
}

} // namespace

class AudioJournalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_options.file = m_directory->filePath(QStringLiteral("call.sound"));
        m_options.leastFree = 0;
        m_options.memorySamples = 2LL * sampleRateHz;
    }

    void readsAnyStretchFromMemoryAndDisk();
    void aHoleIsSilence();
    void whatIsNotThereIsSilenceAndSaid();
    void aClosedFileIsReadBackWithItsKey();
    void aFileThatWasCutOffIsReadUpToThere_data();
    void aFileThatWasCutOffIsReadUpToThere();
    void anotherKeyOpensNothing();
    void anAlteredOrMovedChunkDoesNotOpen();
    void theFileHoldsNothingReadable();
    void aDiskThatRefusesEndsTheWritingButNotTheCall();
    void withoutADiskTheLastMinuteIsKept();
    void tooLittleRoomIsAReasonNotToBegin();
    void aStretchIsAWavFileOfKnownSize();

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    AudioJournal::Options m_options;
    const SecretKey m_key = *SecretKey::generate();
};

void AudioJournalTest::readsAnyStretchFromMemoryAndDisk()
{
    m_options.memorySamples = 5LL * sampleRateHz;
    auto journal = *AudioJournal::create(m_options, m_key);
    appendSeconds(*journal, 10);
    QTRY_COMPARE(journal->begin(), 0);
    QCOMPARE(journal->end(), 10LL * sampleRateHz);
    QVERIFY(holds(*journal, 0, 5000));
    QVERIFY(holds(*journal, 3199, 2));
    QVERIFY(holds(*journal, 6LL * sampleRateHz + 17, 4LL * sampleRateHz - 17));
    QVERIFY(holds(*journal, 0, 10LL * sampleRateHz));
}

void AudioJournalTest::aHoleIsSilence()
{
    auto journal = *AudioJournal::create(m_options, m_key);
    journal->append(frameAt(0));
    journal->append(frameAt(10 * frameSamples));
    std::vector<qint16> got(20, 99);
    QVERIFY(journal->read(5 * frameSamples, got));
    QVERIFY(std::all_of(got.begin(), got.end(), [](qint16 sample) { return sample == 0; }));
    QVERIFY(holds(*journal, 10 * frameSamples, frameSamples));
}

void AudioJournalTest::whatIsNotThereIsSilenceAndSaid()
{
    auto journal = *AudioJournal::create(m_options, m_key);
    appendSeconds(*journal, 1);
    std::vector<qint16> got(200, 99);
    QVERIFY(!journal->read(sampleRateHz - 50, got));
    QCOMPARE(got[0], sampleAt(sampleRateHz - 50, 0));
    QCOMPARE(got[100], qint16{0});
    QVERIFY(!journal->read(-5, got));
    QCOMPARE(got[0], qint16{0});
}

void AudioJournalTest::aClosedFileIsReadBackWithItsKey()
{
    {
        auto journal = *AudioJournal::create(m_options, m_key);
        appendSeconds(*journal, 3);
        journal->append(frameAt(3LL * sampleRateHz));
        QVERIFY(journal->close());
    }
    QCOMPARE(QFile::permissions(m_options.file) &
                 ~(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser),
             QFile::Permissions{});
    const auto kept = *KeptSound::open(m_options.file, m_key);
    QVERIFY(kept->isComplete());
    QCOMPARE(kept->end(), 3LL * sampleRateHz + frameSamples);
    QVERIFY(holds(*kept, 0, kept->end()));
    std::vector<qint16> past(4);
    QVERIFY(!kept->read(kept->end(), past));
}

void AudioJournalTest::aFileThatWasCutOffIsReadUpToThere_data()
{
    QTest::addColumn<int>("bytesLost");
    for (const int bytes : {1, 24, 25, 12000, 30000})
        QTest::addRow("%d bytes", bytes) << bytes;
}

void AudioJournalTest::aFileThatWasCutOffIsReadUpToThere()
{
    QFETCH(const int, bytesLost);
    {
        auto journal = *AudioJournal::create(m_options, m_key);
        appendSeconds(*journal, 3);
        QVERIFY(journal->close());
    }
    QFile file(m_options.file);
    QVERIFY(file.resize(file.size() - bytesLost));
    const auto kept = *KeptSound::open(m_options.file, m_key);
    QVERIFY(!kept->isComplete());
    QVERIFY(kept->end() >= 3LL * sampleRateHz - (bytesLost / 12800 + 1) * SealedSound::chunkSamples);
    QVERIFY(holds(*kept, 0, kept->end()));
}

void AudioJournalTest::anotherKeyOpensNothing()
{
    {
        auto journal = *AudioJournal::create(m_options, m_key);
        appendSeconds(*journal, 1);
        QVERIFY(journal->close());
    }
    const auto kept = *KeptSound::open(m_options.file, *SecretKey::generate());
    std::vector<qint16> got(2000, 99);
    QVERIFY(!kept->read(0, got));
    QVERIFY(std::all_of(got.begin(), got.end(), [](qint16 sample) { return sample == 0; }));
}

void AudioJournalTest::anAlteredOrMovedChunkDoesNotOpen()
{
    {
        auto journal = *AudioJournal::create(m_options, m_key);
        appendSeconds(*journal, 1);
        QVERIFY(journal->close());
    }
    QFile file(m_options.file);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray all = file.readAll();
    constexpr qsizetype record = sizeof(SealedSound::Chunk) + 16;
    const QByteArray second = all.mid(64 + record, record);
    all.replace(64, record, second);
    all[64 + 3 * record + 100] = static_cast<char>(all.at(64 + 3 * record + 100) ^ 1);
    file.seek(0);
    file.write(all);
    file.close();
    const auto kept = *KeptSound::open(m_options.file, m_key);
    QVERIFY(!holds(*kept, 0, 10));
    QVERIFY(holds(*kept, SealedSound::chunkSamples, 2 * SealedSound::chunkSamples));
    QVERIFY(!holds(*kept, 3 * SealedSound::chunkSamples, 10));
    QVERIFY(holds(*kept, 4 * SealedSound::chunkSamples, 10));
}

void AudioJournalTest::theFileHoldsNothingReadable()
{
    {
        auto journal = *AudioJournal::create(m_options, m_key);
        appendSeconds(*journal, 2);
        QVERIFY(journal->close());
    }
    QFile file(m_options.file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray all = file.readAll();
    const AudioFrame frame = frameAt(0);
    QByteArray plain;
    for (size_t i = 0; i < 8; ++i)
        for (size_t track = 0; track < trackCount; ++track)
            plain.append(reinterpret_cast<const char *>(&frame.samples[track][i]), 2);
    QVERIFY(!all.contains(plain));
    QVERIFY(!all.contains(m_key.view()));
}

void AudioJournalTest::aDiskThatRefusesEndsTheWritingButNotTheCall()
{
    const FileSizeLimit limit(64 + 5 * (sizeof(SealedSound::Chunk) + 16) + 100);
    m_options.memorySamples = 3LL * sampleRateHz;
    std::atomic<int> told = 0;
    auto journal = *AudioJournal::create(m_options, m_key, [&](const Error &) { ++told; });
    appendSeconds(*journal, 1);
    QVERIFY(holds(*journal, 0, sampleRateHz));
    appendSeconds(*journal, 5, sampleRateHz);
    QTRY_COMPARE(told.load(), 1);
    appendSeconds(*journal, 1, 6LL * sampleRateHz);
    // What was written, and the last three seconds in memory.
    QVERIFY(holds(*journal, 0, sampleRateHz));
    QTRY_COMPARE(journal->begin(), 4LL * sampleRateHz);
    QVERIFY(holds(*journal, journal->begin(), 3LL * sampleRateHz));
    QCOMPARE(journal->end(), 7LL * sampleRateHz);
    QVERIFY(!journal->close());
    QCOMPARE(told.load(), 1);
}

void AudioJournalTest::withoutADiskTheLastMinuteIsKept()
{
    const auto journal = AudioJournal::inMemory(2LL * sampleRateHz);
    appendSeconds(*journal, 10);
    QCOMPARE(journal->begin(), 8LL * sampleRateHz);
    QVERIFY(holds(*journal, journal->begin(), 2LL * sampleRateHz));
    std::vector<qint16> got(10, 99);
    QVERIFY(!journal->read(0, got));
    QVERIFY(!journal->close());
}

void AudioJournalTest::tooLittleRoomIsAReasonNotToBegin()
{
    m_options.leastFree = std::numeric_limits<qint64>::max();
    const auto journal = AudioJournal::create(m_options, m_key);
    QVERIFY(!journal);
    QCOMPARE(journal.error().kind, ErrorKind::DiskFull);
    QVERIFY(!QFile::exists(m_options.file));
}

void AudioJournalTest::aStretchIsAWavFileOfKnownSize()
{
    auto journal = *AudioJournal::create(m_options, m_key);
    appendSeconds(*journal, 3);
    const qint64 from = sampleRateHz + 5;
    SoundWavDevice wav([&](qint64 position, std::span<qint16> into) { journal->read(position, into); }, from,
                       from + 1000);
    QCOMPARE(wav.size(), 44 + 1000 * 4);
    QByteArray all;
    // In odd pieces, as a network takes it.
    while (!wav.atEnd())
        all += wav.read(333);
    QCOMPARE(all.size(), wav.size());
    QVERIFY(all.startsWith("RIFF"));
    QCOMPARE(qFromLittleEndian<quint32>(all.constData() + 24), 16000U);
    for (qint64 i = 0; i < 1000; ++i)
        for (size_t track = 0; track < trackCount; ++track)
            QCOMPARE(qFromLittleEndian<qint16>(all.constData() + 44 + i * 4 + static_cast<qint64>(track) * 2),
                     sampleAt(from + i, track));
    QVERIFY(wav.seek(0));
    QCOMPARE(wav.readAll(), all);
}

QTEST_GUILESS_MAIN(AudioJournalTest)
#include "tst_audio_journal.moc"
