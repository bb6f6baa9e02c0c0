// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/playbook.h"
#include "core/session/gap_filler.h"
#include "core/session/stand_in.h"
#include "core/speech/sound_history.h"
#include "core/speech/speech_engine.h"
#include "core/support/clock.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <functional>
#include <memory>

namespace talktrack {

/// How the recognisers are to be used. Secrets in it come from the environment and are never written
/// anywhere.
struct SpeechSettings
{
    /// Which one a call is begun with unless it says otherwise.
    QString engine = QStringLiteral("pocketsphinx");
    /// Empty is the offline recogniser's own.
    QString pocketsphinxModelDir;

    QByteArray deepgramKey;
    QUrl deepgramBaseUrl{QStringLiteral("https://api.deepgram.com")};
    /// Where temporary tokens are given out, in place of a key.
    QUrl deepgramTokenUrl;
    QByteArray deepgramTokenAuthorization;
    QString deepgramModel = QStringLiteral("nova-3");
    /// Empty is the playbook's; "multi" for several in one call.
    QString deepgramLanguage;
    int deepgramEndpointingMs = 300;
    int deepgramUtteranceEndMs = 1000;
    QStringList deepgramRedact;
    QStringList deepgramTags;
    QUrl whisperBaseUrl;
    QByteArray whisperKey;
    /// Empty is the server's usual one.
    QString whisperModel;
    /// Several people share the customer's track.
    bool severalCustomers = false;
    /// The offline recogniser hears the call while the provider is away, where its model is installed.
    bool standIn = true;
};

/// What an engine is made for.
struct SpeechRequest
{
    /// "pocketsphinx", "deepgram", "whisper".
    QString name;
    /// The call's sound; outlives the engine. Null for an engine that does not need it.
    const SoundHistory *history = nullptr;
    /// How many seconds of the call pass in one second; 0 = a file as fast as the engine takes it.
    double callSpeed = 1;
    /// All speakers share one track.
    bool oneTrack = false;
};

/// An engine, and, where there is such a thing, recognition of recordings for the gaps it leaves and another
/// engine for while its provider is away.
struct SpeechParts
{
    SpeechParts(std::unique_ptr<SpeechEngine> theEngine, GapFiller::MakeJob transcribeRecording = {})
        : engine(std::move(theEngine))
        , makeJob(std::move(transcribeRecording))
    {
    }

    std::unique_ptr<SpeechEngine> engine;
    GapFiller::MakeJob makeJob;
    /// Makes what hears the call while the engine's provider is away; empty where nothing does.
    StandIn::MakeEngine makeStandIn;
};

/// Makes the engine of that name, or says why it cannot be had here: KeyMissing, ModelMissing,
/// NotSupportedHere, Usage (an address that keys and sound must not go to). Called on the call thread, where
/// the engine lives.
using SpeechFactory = std::function<Result<SpeechParts>(const SpeechRequest &request)>;

/// The engines this program has. The clock outlives what is made.
SpeechFactory standardSpeechFactory(const SpeechSettings &settings, const Clock &clock);

/// The engines with recognition of recordings that these settings have a key or an address for.
QStringList recordingEngines(const SpeechSettings &settings);

/// The same, and the offline one.
QStringList usableEngines(const SpeechSettings &settings);

/// The names of the engines that a call may be begun with.
QStringList speechEngines();

/// Whether an engine goes back to the sound of the call, so that it has to be kept while the call lasts.
bool needsSoundHistory(const QString &engine);

/// What recordings are to be recognised with.
struct RecordingRequest
{
    QString engine;
    QString language = QStringLiteral("en");
    QStringList keyterms;
    /// Everybody is on one track.
    bool oneTrack = false;
};

/// In the language of the playbook, with its names and those of this call.
RecordingRequest recordingRequest(const QString &engine, const Playbook &playbook,
                                  const QStringList &ofThisCall = {});

/// Recognition of recordings by the provider of that name: NotSupportedHere for one that has none, else as
/// SpeechFactory. Any thread with an event loop. The clock outlives the jobs.
Result<GapFiller::MakeJob> recordingJobs(const RecordingRequest &request, const SpeechSettings &settings,
                                         const Clock &clock);

/// Names that a recogniser should expect: the seller's, the competitors', and those of this call.
QStringList keytermsOf(const Playbook &playbook, const QStringList &ofThisCall = {});

} // namespace talktrack
