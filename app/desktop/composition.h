// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_classifier.h"
#include "core/session/call_services.h"
#include "core/session/recording_vault.h"
#include "core/session/speech_factory.h"
#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/clock.h"
#include "core/support/keychain_secrets.h"
#include "core/support/paths.h"
#include "core/support/result.h"

#include <memory>

namespace talktrack {

/// The one place where the long-lived objects are made and wired; the window and the commands are given
/// theirs from here. Opening blocks (it checks the database): not for the window's thread.
/// To be destroyed on the main thread.
class Composition final
{
public:
    /// The clock outlives it. The data directory is made if need be.
    static Result<std::unique_ptr<Composition>> open(const Paths &paths, const Clock &clock);
    ~Composition();

    CallServices services() const;
    /// The recognisers, as the environment and the settings file say.
    SpeechFactory speechFactory() const;
    const SpeechSettings &speechSettings() const { return m_speech; }
    const Paths &paths() const { return m_paths; }
    const Clock &clock() const { return m_clock; }

private:
    Composition(Paths paths, const Clock &clock);
    void sweepSounds();

    Paths m_paths;
    const Clock &m_clock;
    SpeechSettings m_speech;
    std::unique_ptr<const ObjectionClassifier> m_classifier;
    std::unique_ptr<CallStore> m_store;
    std::unique_ptr<CallArchive> m_archive;
    /// Both live on the main thread, whichever opened the rest.
    std::unique_ptr<KeychainSecrets> m_secrets;
    std::unique_ptr<RecordingVault> m_vault;
};

} // namespace talktrack
