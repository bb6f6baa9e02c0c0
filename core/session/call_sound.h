// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_journal.h"
#include "core/speech/sound_history.h"

#include <QString>

#include <functional>
#include <memory>

namespace talktrack {

/// The sound of a running call, for whoever has to go back to it: the recogniser after a drop, the filling of
/// gaps, and, if the call is recorded, whoever listens later.
///
/// Thread: append(), stay(), keep() and the destructor on the call thread, reading from any. Unless stay() or
/// keep() was called the file goes with this object, and with it its key.
class CallSound final : public SoundHistory
{
public:
    /// Where the file cannot be made, the last minute is kept in memory and onFailure is told, as it is when
    /// the disk fails later (from a thread of the journal's).
    CallSound(const QString &file, const SecretKey &key, const std::function<void(const Error &)> &onFailure);
    ~CallSound() override;

    void append(const AudioFrame &frame) { m_journal->append(frame); }
    /// Its key is kept with the call: from now on the file stays, however the call ends.
    void stay() { m_stays = true; }
    /// The call is over and its sound stays. Waits for the disk.
    Result<void> keep();
    QString file() const { return m_journal->file(); }

    qint64 begin() const override { return m_journal->begin(); }
    qint64 end() const override { return m_journal->end(); }
    bool read(qint64 position, std::span<qint16> interleaved) const override
    {
        return m_journal->read(position, interleaved);
    }

private:
    std::unique_ptr<AudioJournal> m_journal;
    bool m_stays = false;
};

} // namespace talktrack
