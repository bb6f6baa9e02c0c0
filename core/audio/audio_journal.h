// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/support/result.h"
#include "core/support/secret_key.h"

#include <QString>

#include <functional>
#include <memory>
#include <span>

namespace talktrack {

/// The sound of one call, kept while it lasts so that any stretch can be gone back to: sealed on the disk
/// (SealedSound), and the last minute in memory.
///
/// Frames are taken in at once and written every 200 ms by a thread of the journal's own, which asks the disk
/// itself to keep them every second: a crash loses 0.2 s of it, a power cut 1.2 s. The caller never waits for
/// the disk. If the disk fails, or has less left than leastFreeBytes, writing ends and is told once; what was
/// written stays readable, and the last minute goes on being kept in memory.
///
/// Thread: append() and close() from one thread, the reading from any. onFailure is called on the journal's
/// thread.
class AudioJournal final
{
public:
    /// Left alone for the database and the rest of the computer.
    static constexpr qint64 leastFreeBytes = 200LL * 1024 * 1024;

    struct Options
    {
        QString file;
        qint64 leastFree = leastFreeBytes;
        qint64 memorySamples = 60LL * sampleRateHz;
    };

    /// The last minute in memory and nothing on the disk, where the disk cannot be had.
    static std::unique_ptr<AudioJournal> inMemory(qint64 memorySamples = 60LL * sampleRateHz);
    /// DiskFull or DiskFailed where the file cannot be made.
    static Result<std::unique_ptr<AudioJournal>> create(const Options &options, const SecretKey &key,
                                                        std::function<void(const Error &)> onFailure = {});
    /// Ends it without the mark of a complete file.
    ~AudioJournal();
    AudioJournal(const AudioJournal &) = delete;
    AudioJournal &operator=(const AudioJournal &) = delete;

    /// A position past the last one is a hole, kept as silence; one before it is ignored.
    void append(const AudioFrame &frame);
    /// Writes what is left and marks the file as complete. Waits for the disk.
    Result<void> close();

    /// From where on everything can be read: 0, unless the disk failed.
    qint64 begin() const;
    qint64 end() const;
    /// Interleaved. False if a part was not there and reads as silence.
    bool read(qint64 position, std::span<qint16> interleaved) const;
    QString file() const;

private:
    class Private;
    explicit AudioJournal(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

/// The sound that was kept of a call that is over.
///
/// Any thread, one at a time.
class KeptSound final
{
public:
    /// As SealedSound::open; also of a file that was cut off.
    static Result<std::unique_ptr<KeptSound>> open(const QString &file, const SecretKey &key);
    ~KeptSound();

    qint64 end() const;
    /// The call ended properly.
    bool isComplete() const;
    /// Interleaved. False if a part was not there or does not open, and reads as silence.
    bool read(qint64 position, std::span<qint16> interleaved) const;

private:
    class Private;
    explicit KeptSound(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace talktrack
