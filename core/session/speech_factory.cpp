// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/speech_factory.h"

#include "core/speech/deepgram/deepgram_live.h"
#include "core/speech/deepgram/deepgram_recording.h"
#include "core/speech/deepgram/deepgram_token_endpoint.h"
#include "core/speech/pocketsphinx_decoder.h"
#include "core/speech/pocketsphinx_engine.h"
#include "core/speech/whisper/whisper_engine.h"
#include "core/speech/whisper/whisper_recording.h"
#include "core/speech/whisper/whisper_request.h"

namespace talktrack {
namespace {

const QString deepgram = QStringLiteral("deepgram");
const QString pocketsphinx = QStringLiteral("pocketsphinx");
const QString whisper = QStringLiteral("whisper");

/// Whether the offline recogniser understands the language; a playbook's is looked at by its name, later.
bool isForOffline(const QString &language)
{
    return language.isEmpty() || language == QLatin1String("multi") ||
           language.startsWith(QLatin1String("en"), Qt::CaseInsensitive);
}

StandIn::MakeEngine standInOf(const SpeechSettings &settings)
{
    const QString modelDir = settings.pocketsphinxModelDir.isEmpty() ? PocketSphinxDecoder::defaultModelDir()
                                                                     : settings.pocketsphinxModelDir;
    if (!settings.standIn || !isForOffline(settings.deepgramLanguage) ||
        !PocketSphinxDecoder::check(modelDir))
        return {};
    return [modelDir] {
        return PocketSphinxEngine::create(modelDir);
    };
}

Result<std::shared_ptr<DeepgramCredentials>> credentialsOf(const SpeechSettings &settings)
{
    if (!isSafeBaseUrl(settings.deepgramBaseUrl))
        return unexpected(ErrorKind::AddressUnusable, QStringLiteral("unsafe address"),
                          QStringLiteral("DEEPGRAM_BASE_URL"));
    if (!settings.deepgramTokenUrl.isEmpty()) {
        if (!isSafeBaseUrl(settings.deepgramTokenUrl))
            return unexpected(ErrorKind::AddressUnusable, QStringLiteral("unsafe address"),
                              QStringLiteral("DEEPGRAM_TOKEN_URL"));
        return std::shared_ptr<DeepgramCredentials>(std::make_shared<DeepgramTokenEndpoint>(
            settings.deepgramTokenUrl, settings.deepgramTokenAuthorization));
    }
    if (settings.deepgramKey.isEmpty())
        return unexpected(ErrorKind::KeyMissing, QStringLiteral("no key"), QStringLiteral("Deepgram"));
    return std::shared_ptr<DeepgramCredentials>(std::make_shared<FixedDeepgramKey>(settings.deepgramKey));
}

DeepgramRequest requestOf(const SpeechSettings &settings)
{
    DeepgramRequest request;
    request.model = settings.deepgramModel;
    request.endpointingMs = settings.deepgramEndpointingMs;
    request.utteranceEndMs = settings.deepgramUtteranceEndMs;
    request.redact = settings.deepgramRedact;
    request.tags = settings.deepgramTags;
    request.diarize = settings.severalCustomers;
    return request;
}

GapFiller::MakeJob deepgramJobs(const SpeechSettings &settings, const DeepgramRequest &request,
                                const std::shared_ptr<DeepgramCredentials> &credentials)
{
    return [settings, request, credentials](SoundToSend sound) -> std::unique_ptr<TranscriptionJob> {
        DeepgramRecordingSetup setup;
        setup.baseUrl = settings.deepgramBaseUrl;
        setup.request = request;
        return std::make_unique<DeepgramRecording>(setup, credentials, std::move(sound));
    };
}

Result<SpeechParts> makeDeepgram(const SpeechSettings &settings, const SpeechRequest &wanted,
                                 const Clock &clock)
{
    Q_ASSERT(wanted.history);
    const Result<std::shared_ptr<DeepgramCredentials>> credentials = credentialsOf(settings);
    if (!credentials)
        return unexpected(credentials.error());
    DeepgramLiveSetup setup;
    setup.baseUrl = settings.deepgramBaseUrl;
    setup.request = requestOf(settings);
    setup.request.diarize = setup.request.diarize || wanted.oneTrack;
    setup.language = settings.deepgramLanguage;
    setup.callSpeed = wanted.callSpeed;
    DeepgramRequest forRecordings = setup.request;
    if (!settings.deepgramLanguage.isEmpty())
        forRecordings.language = settings.deepgramLanguage;
    return SpeechParts(std::make_unique<DeepgramLive>(setup, *credentials, *wanted.history, clock),
                       deepgramJobs(settings, forRecordings, *credentials));
}

Result<WhisperSetup> whisperSetup(const SpeechSettings &settings)
{
    if (settings.whisperBaseUrl.isEmpty())
        return unexpected(ErrorKind::AddressUnusable, QStringLiteral("no address"),
                          QStringLiteral("WHISPER_BASE_URL"));
    if (!isSafeWhisperUrl(settings.whisperBaseUrl))
        return unexpected(ErrorKind::AddressUnusable, QStringLiteral("unsafe address"),
                          QStringLiteral("WHISPER_BASE_URL"));
    WhisperSetup setup;
    setup.baseUrl = settings.whisperBaseUrl;
    setup.key = settings.whisperKey;
    setup.model = settings.whisperModel;
    return setup;
}

GapFiller::MakeJob whisperJobs(const WhisperSetup &setup, const SpeechOptions &options, const Clock &clock)
{
    return [setup, options, &clock](SoundToSend sound) -> std::unique_ptr<TranscriptionJob> {
        return std::make_unique<WhisperRecording>(setup, options, std::move(sound), clock);
    };
}

Result<SpeechParts> makeWhisper(const SpeechSettings &settings, const SpeechRequest &wanted,
                                const Clock &clock)
{
    Q_ASSERT(wanted.history);
    Result<WhisperSetup> setup = whisperSetup(settings);
    if (!setup)
        return unexpected(setup.error());
    setup->callSpeed = wanted.callSpeed;
    return SpeechParts(std::make_unique<WhisperEngine>(*setup, *wanted.history, clock),
                       whisperJobs(*setup, {}, clock));
}

} // namespace

SpeechFactory standardSpeechFactory(const SpeechSettings &settings, const Clock &clock)
{
    return [settings, &clock](const SpeechRequest &request) -> Result<SpeechParts> {
        if (request.name == deepgram || request.name == whisper) {
            Result<SpeechParts> parts = request.name == deepgram ? makeDeepgram(settings, request, clock)
                                                                 : makeWhisper(settings, request, clock);
            if (parts)
                parts->makeStandIn = standInOf(settings);
            return parts;
        }
        if (request.name != pocketsphinx)
            return unexpected(ErrorKind::NotSupportedHere, QStringLiteral("no such engine"), request.name);
        Result<std::unique_ptr<SpeechEngine>> engine =
            PocketSphinxEngine::create(settings.pocketsphinxModelDir);
        if (!engine)
            return unexpected(engine.error());
        return SpeechParts(std::move(*engine));
    };
}

QStringList recordingEngines(const SpeechSettings &settings)
{
    QStringList engines;
    if (credentialsOf(settings))
        engines.append(deepgram);
    if (whisperSetup(settings))
        engines.append(whisper);
    return engines;
}

QStringList usableEngines(const SpeechSettings &settings)
{
    return QStringList{pocketsphinx} + recordingEngines(settings);
}

QStringList speechEngines()
{
    return {pocketsphinx, deepgram, whisper};
}

bool needsSoundHistory(const QString &engine)
{
    return engine != pocketsphinx;
}

RecordingRequest recordingRequest(const QString &engine, const Playbook &playbook,
                                  const QStringList &ofThisCall)
{
    return {engine, playbook.language, keytermsOf(playbook, ofThisCall)};
}

Result<GapFiller::MakeJob> recordingJobs(const RecordingRequest &wanted, const SpeechSettings &settings,
                                         const Clock &clock)
{
    if (wanted.engine == whisper) {
        const Result<WhisperSetup> setup = whisperSetup(settings);
        if (!setup)
            return unexpected(setup.error());
        SpeechOptions options;
        options.language = wanted.language;
        options.keyterms = wanted.keyterms;
        return whisperJobs(*setup, options, clock);
    }
    if (wanted.engine != deepgram)
        return unexpected(ErrorKind::NotSupportedHere, QStringLiteral("no recognition of recordings"),
                          wanted.engine);
    const Result<std::shared_ptr<DeepgramCredentials>> credentials = credentialsOf(settings);
    if (!credentials)
        return unexpected(credentials.error());
    DeepgramRequest request = requestOf(settings);
    request.language = settings.deepgramLanguage.isEmpty() ? wanted.language : settings.deepgramLanguage;
    request.keyterms = wanted.keyterms;
    request.diarize = request.diarize || wanted.oneTrack;
    return deepgramJobs(settings, request, *credentials);
}

QStringList keytermsOf(const Playbook &playbook, const QStringList &ofThisCall)
{
    QStringList terms = ofThisCall;
    terms.append({playbook.company.name, playbook.product.name});
    for (const PlaybookCompetitor &competitor : playbook.competitors)
        terms.append(competitor.name);
    for (const VocabularyHint &hint : playbook.vocabulary)
        terms.append(hint.word);
    terms.removeAll(QString());
    terms.removeDuplicates();
    return terms;
}

} // namespace talktrack
