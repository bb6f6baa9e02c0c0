// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/composition.h"

#include "app/desktop/speech_settings.h"
#include "core/session/kept_sounds.h"
#include "core/support/log.h"

#include <QCoreApplication>

#include <utility>

namespace talktrack {

Result<std::unique_ptr<Composition>> Composition::open(const Paths &paths, const Clock &clock)
{
    if (const Result<void> made = makePrivateDirectory(paths.dataDir); !made)
        return unexpected(made.error());
    std::unique_ptr<Composition> composition(new Composition(paths, clock));
    Result<std::unique_ptr<ObjectionClassifier>> classifier = ObjectionClassifier::shipped();
    if (!classifier)
        return unexpected(classifier.error());
    composition->m_classifier = std::move(*classifier);

    StoreOptions options;
    options.databaseFile = paths.databaseFile();
    options.ballastFile = paths.ballastFile();
    Result<std::unique_ptr<CallStore>> store = CallStore::open(options);
    if (!store)
        return unexpected(store.error());
    composition->m_store = std::move(*store);
    Result<std::unique_ptr<CallArchive>> archive = CallArchive::open(paths.databaseFile());
    if (!archive)
        return unexpected(archive.error());
    composition->m_archive = std::move(*archive);
    composition->sweepSounds();
    return composition;
}

Composition::Composition(Paths paths, const Clock &clock)
    : m_paths(std::move(paths))
    , m_clock(clock)
    , m_speech(readSpeechSettings(m_paths.configFile))
    , m_secrets(std::make_unique<KeychainSecrets>())
    , m_vault(std::make_unique<RecordingVault>(*m_secrets))
{
    m_vault->moveToThread(QCoreApplication::instance()->thread());
}

Composition::~Composition() = default;

/// Sound that a crash left behind, whose key is gone with it.
void Composition::sweepSounds()
{
    const QDateTime listedAt = m_clock.utcNow();
    const Result<QStringList> recorded = m_archive->recordedCalls().result();
    const Result<int> swept =
        recorded ? kept_sounds::sweep(m_paths.dataDir, *recorded, {}, listedAt) : Result<int>(0);
    if (!swept)
        log::warning("app", "sounds_not_swept", {{"detail", swept.error().detail}});
}

CallServices Composition::services() const
{
    return {*m_store, *m_archive, *m_classifier, m_clock, m_paths.dataDir, m_vault.get()};
}

SpeechFactory Composition::speechFactory() const
{
    return standardSpeechFactory(m_speech, m_clock);
}

} // namespace talktrack
