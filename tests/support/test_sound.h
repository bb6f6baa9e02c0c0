// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <QByteArray>
#include <QString>

#include <span>
#include <vector>

namespace talktrack::test {

using Samples = std::vector<qint16>;

/// A sine; amplitude 0–32767.
Samples tone(double hz, double seconds, double amplitude = 8000, int rateHz = sampleRateHz);

/// Share of the sound's power that is at this frequency, 0–1 (Goertzel). 0 for silence.
double shareAt(std::span<const qint16> samples, double hz, int rateHz = sampleRateHz);

/// 1 linear, 7 mu-law.
QByteArray wavFile(int rateHz, int channels, int bits, const QByteArray &data, int formatTag = 1);
/// 16-bit WAV of interleaved samples.
QByteArray wavFile(int rateHz, int channels, std::span<const qint16> samples);
Samples interleaved(std::span<const qint16> left, std::span<const qint16> right);

/// False if it could not be written whole.
bool writeFile(const QString &path, const QByteArray &bytes);
QByteArray readFile(const QString &path);

/// One track of a run of frames.
Samples trackOfFrames(std::span<const AudioFrame> frames, Track track);

} // namespace talktrack::test
