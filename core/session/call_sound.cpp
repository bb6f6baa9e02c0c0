// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/call_sound.h"

#include "core/support/log.h"

#include <QFile>

namespace talktrack {

CallSound::CallSound(const QString &file, const SecretKey &key,
                     const std::function<void(const Error &)> &onFailure)
{
    AudioJournal::Options options;
    options.file = file;
    Result<std::unique_ptr<AudioJournal>> journal = AudioJournal::create(options, key, onFailure);
    if (journal) {
        m_journal = std::move(*journal);
        return;
    }
    log::error("session", "sound_in_memory_only", {{"detail", journal.error().detail}});
    m_journal = AudioJournal::inMemory();
    if (onFailure)
        onFailure(journal.error());
}

CallSound::~CallSound()
{
    const QString path = file();
    m_journal.reset();
    if (!m_stays && !path.isEmpty())
        QFile::remove(path);
}

Result<void> CallSound::keep()
{
    stay();
    return m_journal->close();
}

} // namespace talktrack
