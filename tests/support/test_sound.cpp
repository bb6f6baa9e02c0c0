// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_sound.h"

#include <QDataStream>
#include <QFile>

#include <cmath>
#include <numbers>

namespace talktrack::test {

Samples tone(double hz, double seconds, double amplitude, int rateHz)
{
    Samples samples(static_cast<std::size_t>(seconds * rateHz));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rateHz;
        samples[i] = static_cast<qint16>(std::lround(amplitude * std::sin(phase)));
    }
    return samples;
}

double shareAt(std::span<const qint16> samples, double hz, int rateHz)
{
    double re = 0;
    double im = 0;
    double power = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / rateHz;
        const double sample = samples[i];
        re += sample * std::cos(phase);
        im += sample * std::sin(phase);
        power += sample * sample;
    }
    return power > 0 ? 2 * (re * re + im * im) / (power * static_cast<double>(samples.size())) : 0;
}

QByteArray wavFile(int rateHz, int channels, int bits, const QByteArray &data, int formatTag)
{
    QByteArray file;
    QDataStream out(&file, QIODevice::WriteOnly);
    out.setByteOrder(QDataStream::LittleEndian);
    const int frameBytes = channels * bits / 8;
    out.writeRawData("RIFF", 4);
    out << static_cast<quint32>(36 + data.size());
    out.writeRawData("WAVEfmt ", 8);
    out << quint32(16) << static_cast<quint16>(formatTag) << static_cast<quint16>(channels)
        << static_cast<quint32>(rateHz) << static_cast<quint32>(qint64{rateHz} * frameBytes)
        << static_cast<quint16>(frameBytes) << static_cast<quint16>(bits);
    out.writeRawData("data", 4);
    out << static_cast<quint32>(data.size());
    return file + data;
}

QByteArray wavFile(int rateHz, int channels, std::span<const qint16> samples)
{
    const QByteArray data(reinterpret_cast<const char *>(samples.data()),
                          static_cast<qsizetype>(samples.size_bytes()));
    return wavFile(rateHz, channels, 16, data);
}

Samples interleaved(std::span<const qint16> left, std::span<const qint16> right)
{
    Samples both;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        both.push_back(left[i]);
        both.push_back(right[i]);
    }
    return both;
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Samples trackOfFrames(std::span<const AudioFrame> frames, Track track)
{
    Samples samples;
    for (const AudioFrame &frame : frames) {
        const auto &one = frame.samples[static_cast<std::size_t>(trackIndex(track))];
        samples.insert(samples.end(), one.begin(), one.end());
    }
    return samples;
}

} // namespace talktrack::test
