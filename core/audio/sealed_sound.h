// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audio_frame.h"
#include "core/support/result.h"
#include "core/support/secret_key.h"

#include <QFile>
#include <QString>

#include <array>
#include <memory>
#include <span>

namespace talktrack {

/// The sound of one call in a file that only its key opens: a head of 64 bytes, then chunks of 200 ms of both
/// tracks, each sealed by itself, so that any stretch is read at once and what was cut off by a crash is
/// short of at most one chunk.
///
/// Each chunk is sealed with XChaCha20-Poly1305 (libsodium). Its number and 16 random bytes of the head are
/// the nonce, the head is what is authenticated with it: a chunk that was altered, moved or taken from
/// another file does not open. A last record, sealed likewise, says how much sound there is; without it the
/// file was cut off. One thread at a time.
class SealedSound final
{
public:
    static constexpr qint64 chunkSamples = sampleRateHz / 5;
    using Chunk = std::array<qint16, static_cast<size_t>(chunkSamples *trackCount)>;

    /// A new file, mode 0600. DiskFull or DiskFailed, the path as subject.
    static Result<std::unique_ptr<SealedSound>> create(const QString &path, const SecretKey &key);
    /// For reading. InputMissing, InputUnreadable (no such file of ours) or InputUnsupported (a newer form);
    /// a wrong key shows at the first chunk.
    static Result<std::unique_ptr<SealedSound>> open(const QString &path, const SecretKey &key);
    ~SealedSound();

    /// The next chunk; interleaved.
    Result<void> append(const Chunk &chunk);
    /// Everything appended so far is on the disk itself.
    Result<void> sync();
    /// Ends the file; samples is how much of it is sound.
    Result<void> finish(qint64 samples);

    /// InputUnreadable for one that does not open or is not there.
    Result<void> read(qint64 number, Chunk &chunk);
    /// Whole chunks in the file now.
    qint64 chunks() const;
    /// Samples by the last record; nothing where the file was cut off.
    std::optional<qint64> length() const { return m_length; }
    QString path() const { return m_file.fileName(); }

private:
    SealedSound(const QString &path, const SecretKey &key);
    QByteArray seal(quint64 number, QByteArrayView plain) const;
    bool unseal(quint64 number, QByteArrayView sealed, std::span<char> plain) const;

    QFile m_file;
    SecretKey m_key;
    QByteArray m_head;
    qint64 m_written = 0;
    std::optional<qint64> m_length;
};

} // namespace talktrack
