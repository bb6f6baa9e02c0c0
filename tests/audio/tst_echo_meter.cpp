// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/echo_meter.h"
#include "core/audio/file_decoder.h"
#include "tests/support/test_sound.h"

#include <QTest>

#include <cmath>
#include <ctime>
#include <random>

using namespace talktrack;
using test::Samples;

namespace {

Samples voice(const char *name)
{
    auto decoder = FileDecoder::open(QStringLiteral(TEST_DATA_DIR "/audio/") + QLatin1String(name));
    Samples samples;
    while (decoder && samples.size() < 16 * sampleRateHz) {
        const Samples piece = (*decoder)->read(sampleRateHz);
        if (piece.empty()) {
            break;
        }
        for (std::size_t i = 1; i < piece.size(); i += 2) {
            samples.push_back(piece[i]);
        }
    }
    return samples;
}

/// Reflections are this far apart, which saves the test time and changes nothing in what is measured.
constexpr std::size_t tapDistance = 37;

struct Room
{
    int delayMs = 100;
    double gain = 0.1;
    /// Reverberation time; reverberant and direct sound equally strong.
    double rt60 = 0.3;
    double noiseRms = 0;
};

/// What a microphone hears of a loudspeaker: delayed, attenuated, a small speaker's band, the room's
/// reverberation.
Samples heardThroughRoom(const Samples &far, const Room &room)
{
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> response(static_cast<std::size_t>(sampleRateHz * room.rt60 / 2) + 1);
    double energy = 1e-9;
    for (std::size_t i = 80; i < response.size(); i += tapDistance) {
        const double decay = std::pow(10, -3.0 * static_cast<double>(i) / (sampleRateHz * room.rt60));
        response[i] = normal(random) * static_cast<float>(decay);
        energy += response[i] * response[i];
    }
    for (float &tap : response) {
        tap /= static_cast<float>(std::sqrt(energy));
    }
    response[0] = 1;
    const auto delay = static_cast<std::size_t>(room.delayMs * sampleRateHz / 1000);
    std::vector<float> heard(far.size());
    for (std::size_t i = 0; i < far.size(); ++i) {
        const float sample = static_cast<float>(far[i] * room.gain);
        for (std::size_t k = 0; k < response.size() && i + k + delay < heard.size();
             k += k < 80 ? 80 : tapDistance) {
            heard[i + k + delay] += sample * response[k];
        }
    }
    float low = 0;
    float high = 0;
    float previous = 0;
    Samples out;
    for (const float sample : heard) {
        low += 0.5F * (sample - low);
        high = 0.85F * (high + low - previous);
        previous = low;
        out.push_back(static_cast<qint16>(high + normal(random) * static_cast<float>(room.noiseRms)));
    }
    return out;
}

Samples sum(const Samples &a, const Samples &b)
{
    Samples both;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        both.push_back(static_cast<qint16>(std::clamp(a[i] + b[i], -32768, 32767)));
    }
    return both;
}

struct Measured
{
    std::vector<double> couplings;
    int changes = 0;
    bool speakers = false;
    double cpuShare = 0;

    double share(double atLeast) const
    {
        const auto count =
            std::count_if(couplings.begin(), couplings.end(), [&](double c) { return c >= atLeast; });
        return couplings.empty() ? -1 : static_cast<double>(count) / static_cast<double>(couplings.size());
    }
};

Measured measure(EchoMeter &meter, const Samples &mic, const Samples &far)
{
    Measured measured;
    const std::clock_t before = std::clock();
    const std::size_t length = std::min(mic.size(), far.size());
    for (std::size_t at = 0; at + frameSamples <= length; at += frameSamples) {
        AudioFrame frame;
        frame.position = static_cast<qint64>(at);
        std::copy_n(mic.begin() + static_cast<std::ptrdiff_t>(at), frameSamples, frame.samples[0].begin());
        std::copy_n(far.begin() + static_cast<std::ptrdiff_t>(at), frameSamples, frame.samples[1].begin());
        if (const auto reading = meter.add(frame)) {
            measured.couplings.push_back(reading->coupling);
            measured.changes += reading->changed ? 1 : 0;
            measured.speakers = reading->speakers;
        }
    }
    const double spent = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    measured.cpuShare = spent / (static_cast<double>(length) / sampleRateHz);
    return measured;
}

Measured measure(const Samples &mic, const Samples &far)
{
    EchoMeter meter;
    return measure(meter, mic, far);
}

} // namespace

class TestEchoMeter final : public QObject
{
    Q_OBJECT

private:
    Samples m_rep;
    Samples m_customer;

private Q_SLOTS:
    void initTestCase()
    {
        m_rep = voice("voice_rep.opus");
        m_customer = voice("voice_customer.opus");
        QCOMPARE(m_rep.size(), std::size_t{16 * sampleRateHz});
        QCOMPARE(m_customer.size(), std::size_t{16 * sampleRateHz});
    }

    void hearsLoudspeakers_data()
    {
        QTest::addColumn<int>("delayMs");
        QTest::addColumn<double>("gain");
        QTest::addColumn<double>("rt60");
        QTest::addColumn<double>("noiseRms");
        for (const int delay : {20, 130, 270, 400}) {
            QTest::addRow("dry, %d ms", delay) << delay << 0.3 << 0.0 << 5.0;
            QTest::addRow("office, %d ms", delay) << delay << 0.1 << 0.3 << 10.0;
            QTest::addRow("living room, %d ms", delay) << delay << 0.2 << 0.5 << 20.0;
        }
    }

    void hearsLoudspeakers()
    {
        QFETCH(int, delayMs);
        QFETCH(double, gain);
        QFETCH(double, rt60);
        QFETCH(double, noiseRms);
        const Measured measured =
            measure(heardThroughRoom(m_customer, {delayMs, gain, rt60, noiseRms}), m_customer);
        QVERIFY(measured.couplings.size() >= 11);
        QVERIFY2(measured.share(EchoMeter::speakersFrom) > 0.95,
                 qPrintable(QString::number(measured.share(EchoMeter::speakersFrom))));
        QVERIFY(measured.speakers);
        QCOMPARE(measured.changes, 1);
    }

    void takesDoubleTalkForNoEcho()
    {
        for (int shift = 0; shift < 16; shift += 4) {
            Samples rep = m_rep;
            std::rotate(rep.begin(), rep.begin() + shift * sampleRateHz, rep.end());
            const Measured measured = measure(rep, m_customer);
            QVERIFY(measured.couplings.size() >= 11);
            QCOMPARE(measured.share(EchoMeter::speakersUpTo), 0.0);
            QVERIFY(!measured.speakers);
            QCOMPARE(measured.changes, 0);
        }
    }

    void doesNotFlapWhenTheRepSpeaksOverTheEcho()
    {
        EchoMeter meter;
        const Samples echo = heardThroughRoom(m_customer, {100, 0.1, 0.3, 10});
        QVERIFY(measure(meter, echo, m_customer).speakers);
        // 4 s in which both speak.
        const auto part = static_cast<std::ptrdiff_t>(4 * sampleRateHz);
        const Samples both = sum(echo, m_rep);
        const Measured over = measure(meter, Samples(both.begin() + part, both.begin() + 2 * part),
                                      Samples(m_customer.begin() + part, m_customer.begin() + 2 * part));
        QCOMPARE(over.changes, 0);
        QCOMPARE(measure(meter, echo, m_customer).changes, 0);
    }

    void noticesThatHeadphonesWerePutOn()
    {
        EchoMeter meter;
        QVERIFY(measure(meter, heardThroughRoom(m_customer, {}), m_customer).speakers);
        std::mt19937 random(3);
        std::normal_distribution<float> noise(0, 20);
        Samples quiet(m_customer.size());
        std::generate(quiet.begin(), quiet.end(), [&] { return static_cast<qint16>(noise(random)); });
        const Measured after = measure(meter, quiet, m_customer);
        QVERIFY(!after.speakers);
        QCOMPARE(after.changes, 1);
    }

    void measuresNothingWhileTheFarEndIsSilent()
    {
        QVERIFY(measure(m_rep, Samples(m_rep.size(), 0)).couplings.empty());
        Samples hiss(m_rep.size());
        std::mt19937 random(3);
        std::generate(hiss.begin(), hiss.end(), [&] { return static_cast<qint16>(random() % 60); });
        QVERIFY(measure(m_rep, hiss).couplings.empty());
    }

    void takesASilentMicrophoneForNoEcho()
    {
        const Measured measured = measure(Samples(m_customer.size(), 0), m_customer);
        QVERIFY(!measured.couplings.empty());
        QCOMPARE(measured.share(0.1), 0.0);
    }

    void costsLittle()
    {
        const Measured measured = measure(m_rep, m_customer);
        qInfo("echo meter: %.2f %% of a core", 100 * measured.cpuShare);
        QVERIFY(!measured.couplings.empty());
    }
};

QTEST_GUILESS_MAIN(TestEchoMeter)
#include "tst_echo_meter.moc"
