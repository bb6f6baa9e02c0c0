// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"

#include <QIODevice>

#include <functional>
#include <span>

namespace talktrack {

/// A stretch of a call's sound as a WAV file of two channels (rep, customer), made as it is read: nothing of
/// it stands on the disk, and its size is known from the start. Seekable. Thread: its reader's.
class SoundWavDevice final : public QIODevice
{
public:
    /// Fills with interleaved sound from the position on.
    using Reader = std::function<void(qint64 position, std::span<qint16> interleaved)>;

    /// [from, to) in samples of the call.
    SoundWavDevice(Reader reader, qint64 from, qint64 to);

    qint64 size() const override;
    bool isSequential() const override { return false; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    Reader m_reader;
    qint64 m_from;
    qint64 m_samples;
    QByteArray m_head;
};

} // namespace talktrack
