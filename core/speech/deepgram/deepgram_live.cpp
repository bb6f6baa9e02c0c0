// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_live.h"

#include "core/speech/deepgram/deepgram_channel.h"
#include "core/speech/deepgram/deepgram_link.h"
#include "core/speech/deepgram/send_pacer.h"
#include "core/speech/voice_activity_detector.h"
#include "core/support/answer.h"
#include "core/support/log.h"

#include <QTimer>

#include <array>
#include <utility>
#include <vector>

namespace talktrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int tickEveryMs = 50;
/// 100 ms of sound a message, as Deepgram recommends.
constexpr qint64 messageSamples = sampleRateHz / 10;
/// Sound that goes out once more after a drop, so that the recogniser hears the first word from its
/// beginning.
constexpr qint64 leadIn = 3LL * sampleRateHz / 10;
/// The same after a stretch that was given up, whose end may lie in the middle of a word.
constexpr qint64 leadInAfterGap = sampleRateHz;
/// More than this waiting in the program: the line is busy.
constexpr qint64 mostWaitingBytes = 64LL * 1024;
/// Digital silence of both tracks (a pause) is sent for this long and then left out; of one track (mute) it
/// makes us ask for what is final.
constexpr qint64 silenceSent = 2LL * sampleRateHz;
constexpr qint64 muteSeen = 1LL * sampleRateHz;
/// A connection that is open but has no sound yet is kept by a little silence.
constexpr auto fillerAfter = seconds(4);
/// The beginning of a stretch after a gap is put where nobody speaks, if there is such a place in this much
/// sound.
constexpr qint64 quietPlaceWithin = 2LL * sampleRateHz;
/// Behind by more than this is worth telling.
constexpr int worthTellingSeconds = 3;
/// The wall's clock running ahead of the steady one by this much: the computer slept.
constexpr auto slept = seconds(5);
/// Unanswered sound at the very end that is no more than rounding.
constexpr qint64 endTolerance = sampleRateHz / 10;

int at(Track track)
{
    return trackIndex(track);
}

Error errorOf(PartReason reason, const QString &detail)
{
    const auto kind = [reason] {
        switch (reason) {
        case PartReason::KeyMissing:
            return ErrorKind::KeyMissing;
        case PartReason::KeyRefused:
            return ErrorKind::KeyRefused;
        case PartReason::NoCredit:
            return ErrorKind::NoCredit;
        case PartReason::NetworkAway:
            return ErrorKind::NetworkAway;
        default:
            return ErrorKind::ProviderRefused;
        }
    }();
    return {kind, detail, QStringLiteral("Deepgram"), {}};
}

/// What a loss means: whether to try again, and what to say.
struct Meaning
{
    PartReason reason = PartReason::LinkLost;
    bool isFinal = false;
};

Meaning meaningOfStatus(int status)
{
    // Neither yes nor no: a login page of the network, or a server that is none of Deepgram's.
    if (status < 400)
        return {PartReason::Intercepted, false};
    switch (status) {
    case 401:
        return {PartReason::KeyRefused, true};
    case 402:
        return {PartReason::NoCredit, true};
    case 403:
        return {PartReason::NotAllowed, true};
    case 429:
        return {PartReason::TooManyCalls, false};
    default:
        return status >= 500 || status == 408 ? Meaning{PartReason::ProviderBusy, false}
                                              : Meaning{PartReason::RequestRefused, true};
    }
}

Meaning meaningOf(const LinkLoss &loss)
{
    switch (loss.kind) {
    case LinkLoss::Kind::Refused:
        return meaningOfStatus(loss.httpStatus);
    case LinkLoss::Kind::Unreachable:
        return {PartReason::NetworkAway, false};
    case LinkLoss::Kind::Untrusted:
        return {PartReason::Intercepted, false};
    case LinkLoss::Kind::Silent:
        return {PartReason::LinkSilent, false};
    case LinkLoss::Kind::Dropped:
        // The same sound would be refused again. Other codes that speak of what was sent are the socket's own
        // word for a message or a code that it does not understand.
        if (loss.closeCode == 1008)
            return {PartReason::SoundRefused, true};
        break;
    case LinkLoss::Kind::Complete:
        break;
    }
    return {PartReason::LinkLost, false};
}

} // namespace

class DeepgramLive::Private
{
public:
    Private(DeepgramLive &engine, DeepgramLiveSetup theSetup, std::shared_ptr<DeepgramCredentials> secrets,
            const SoundHistory &sound, const Clock &theClock)
        : q(engine)
        , setup(std::move(theSetup))
        , credentials(std::move(secrets))
        , history(sound)
        , clock(theClock)
        , backoff(setup.backoff)
        , pacer(setup.callSpeed, theClock.now())
        , lastWall(theClock.utcNow())
        , lastSteady(theClock.now())
    {
    }

    enum class Phase { Idle, Authorising, Dialling, Open, Waiting, Refused, Over };

    void connectNow();
    void dial(const DeepgramCredential &credential);
    void linkOpened();
    void linkLost(const LinkLoss &loss);
    bool askedAgainWithout(const LinkLoss &loss);
    bool mayHaveExpired(const LinkLoss &loss);
    void waitFor(milliseconds wait, PartReason reason);
    void refuse(PartReason reason, const QString &detail);
    void received(const DeepgramMessage &message);
    void give(const DeepgramChannel::Changes &changes);

    void hear(const AudioFrame &frame);
    void startOfConnection();
    void leaveBehind();
    qint64 quietPlaceBefore(qint64 position) const;
    void pump();
    bool sendNext();
    void leaveOutSilence(qint64 from, qint64 count);
    void noteSilence(std::span<const qint16> interleaved);
    void keepFed();
    void configureWhenQuiet();
    void watchForSleep();
    void checkFinish();
    void wrapUp();
    bool hasUnanswered() const;
    void giveUp(Track track, qint64 from, qint64 to);

    void report();
    void say(PartCondition condition, PartReason reason, std::optional<int> forSeconds = {},
             std::optional<int> waiting = {});
    qint64 mostBehind() const { return positionAt(setup.mostBehind * std::max(1.0, setup.callSpeed)); }
    qint64 answered() const { return std::min(channels[0].answeredUpTo(), channels[1].answeredUpTo()); }
    int secondsSince(TimePoint then) const
    {
        return static_cast<int>(std::chrono::duration_cast<seconds>(clock.now() - then).count());
    }

    DeepgramLive &q;
    DeepgramLiveSetup setup;
    std::shared_ptr<DeepgramCredentials> credentials;
    const SoundHistory &history;
    const Clock &clock;
    Backoff backoff;
    SendPacer pacer;
    std::unique_ptr<DeepgramLink> link;
    std::array<DeepgramChannel, trackCount> channels{DeepgramChannel(Track::Rep),
                                                     DeepgramChannel(Track::Customer)};
    std::array<VoiceActivityDetector, trackCount> detectors;

    /// One past the last position fed, and the next to be sent.
    qint64 fed = 0;
    qint64 next = 0;
    qint64 saidProgress = 0;
    /// How long the sound sent has been digital silence, by track.
    std::array<qint64, trackCount> silentFor{};
    std::vector<qint16> buffer;

    TimePoint retryAt{};
    TimePoint downSince{};
    TimePoint saidAt{};
    PartState said;
    QString refusal;

    QStringList wantedKeyterms;
    TimePoint keytermsWantedAt{};

    TimePoint finishMoved{};
    qint64 finishAnswered = -1;

    QDateTime lastWall;
    TimePoint lastSteady;
    Figures figures;
    QTimer timer;

    Phase phase = Phase::Idle;
    PartReason downReason = PartReason::None;
    DeepgramCredential::Kind credentialKind = DeepgramCredential::Kind::Key;
    std::array<bool, trackCount> speaking{};
    bool leavingOut = false;
    bool everOpened = false;
    bool stripKeyterms = false;
    bool stripDiarisation = false;
    bool tokenRetried = false;
    bool isFiller = false;
    bool keytermsChanged = false;
    bool finishing = false;
};

DeepgramLive::DeepgramLive(DeepgramLiveSetup setup, std::shared_ptr<DeepgramCredentials> credentials,
                           const SoundHistory &history, const Clock &clock, QObject *parent)
    : SpeechEngine(parent)
    , d(std::make_unique<Private>(*this, std::move(setup), std::move(credentials), history, clock))
{
    connect(&d->timer, &QTimer::timeout, this, &DeepgramLive::tick);
}

DeepgramLive::~DeepgramLive() = default;

QString DeepgramLive::name() const
{
    return QStringLiteral("deepgram");
}

void DeepgramLive::start(const SpeechOptions &options)
{
    d->setup.request.language = d->setup.language.isEmpty() ? options.language : d->setup.language;
    d->wantedKeyterms = options.keyterms;
    d->downSince = d->clock.now();
    d->timer.start(tickEveryMs);
    d->say(PartCondition::Connecting, PartReason::None);
    d->connectNow();
}

void DeepgramLive::feed(const AudioFrame &frame)
{
    if (d->phase == Private::Phase::Over)
        return;
    d->hear(frame);
    d->fed = frame.position + frameSamples;
    d->pump();
    // A file is allowed to run ahead of what could be sent, in steps.
    if (d->setup.callSpeed > 0 && d->fed >= d->saidProgress + messageSamples) {
        d->saidProgress = d->fed;
        Q_EMIT progressed(d->fed);
    }
}

void DeepgramLive::finish()
{
    if (d->finishing || d->phase == Private::Phase::Over)
        return;
    d->finishing = true;
    d->finishMoved = d->clock.now();
    for (const Track track : {Track::Rep, Track::Customer}) {
        if (std::exchange(d->speaking[static_cast<size_t>(at(track))], false)) {
            d->channels[static_cast<size_t>(at(track))].voice(false, d->fed);
            Q_EMIT voiceChanged(track, false, d->fed);
        }
    }
    d->retryAt = d->clock.now();
    tick();
}

void DeepgramLive::favour(const QStringList &keyterms)
{
    d->wantedKeyterms = keyterms;
    d->keytermsChanged = true;
    d->keytermsWantedAt = d->clock.now();
}

void DeepgramLive::retryNow()
{
    if (d->phase == Private::Phase::Waiting)
        d->retryAt = d->clock.now();
}

DeepgramLive::Figures DeepgramLive::figures() const
{
    Figures figures = d->figures;
    for (const DeepgramChannel &channel : d->channels) {
        figures.doubles += channel.doubles();
        figures.outOfRange += channel.outOfRange();
    }
    if (d->link)
        figures.bytesSent += d->link->bytesSent();
    return figures;
}

void DeepgramLive::tick()
{
    if (d->phase == Private::Phase::Over)
        return;
    d->watchForSleep();
    if (d->link)
        d->link->tick();
    if (d->phase == Private::Phase::Waiting && d->clock.now() >= d->retryAt)
        d->connectNow();
    if (d->phase == Private::Phase::Open) {
        d->pump();
        d->keepFed();
        d->configureWhenQuiet();
        if (d->link && d->link->isAnswering() && d->clock.now() - d->link->openedAt() >= d->setup.stableAfter)
            d->backoff.reset();
        for (DeepgramChannel &channel : d->channels)
            d->give(channel.settle(d->next, d->clock.now()));
    }
    if (d->finishing)
        d->checkFinish();
    d->report();
}

// --- The connection
// -------------------------------------------------------------------------------------------------

void DeepgramLive::Private::connectNow()
{
    phase = Phase::Authorising;
    whenAnswered(credentials->obtain(), &q, [this](const Result<DeepgramCredential> &credential) {
        if (phase != Phase::Authorising)
            return;
        if (credential) {
            dial(*credential);
            return;
        }
        switch (credential.error().kind) {
        case ErrorKind::NetworkAway:
            waitFor(backoff.next(credential.error().retryAfter.value_or(milliseconds(0))),
                    PartReason::NetworkAway);
            break;
        case ErrorKind::ProviderBusy:
            waitFor(backoff.next(credential.error().retryAfter.value_or(milliseconds(0))),
                    PartReason::ProviderBusy);
            break;
        case ErrorKind::KeyMissing:
            refuse(PartReason::KeyMissing, credential.error().detail);
            break;
        default:
            refuse(PartReason::KeyRefused, credential.error().detail);
            break;
        }
    });
}

void DeepgramLive::Private::dial(const DeepgramCredential &credential)
{
    DeepgramRequest request = setup.request;
    request.keyterms = stripKeyterms ? QStringList{} : wantedKeyterms;
    request.diarize = request.diarize && !stripDiarisation;
    keytermsChanged = false;
    credentialKind = credential.kind;
    phase = Phase::Dialling;
    ++figures.connections;
    link = std::make_unique<DeepgramLink>(deepgramLiveUrl(setup.baseUrl, request), credential, clock,
                                          setup.limits);
    connect(link.get(), &DeepgramLink::opened, &q, [this] { linkOpened(); });
    connect(link.get(), &DeepgramLink::received, &q,
            [this](const DeepgramMessage &message) { received(message); });
    connect(link.get(), &DeepgramLink::lost, &q, [this](const LinkLoss &loss) { linkLost(loss); });
}

void DeepgramLive::Private::linkOpened()
{
    phase = Phase::Open;
    everOpened = true;
    isFiller = false;
    tokenRetried = false;
    silentFor = {};
    leavingOut = false;
    pacer = SendPacer(setup.callSpeed, clock.now());
    log::info("speech", "connected", {{"connection", QString::number(figures.connections)}});
    startOfConnection();
    pump();
    report();
}

void DeepgramLive::Private::linkLost(const LinkLoss &loss)
{
    const TimePoint now = clock.now();
    const bool wasOpen = phase == Phase::Open;
    figures.bytesSent += link->bytesSent();
    if (wasOpen) {
        downSince = now;
        backoff.lived(std::chrono::duration_cast<milliseconds>(now - link->openedAt()));
    }
    link.release()->deleteLater();
    for (DeepgramChannel &channel : channels)
        give(channel.connectionLost(next, now));
    log::warning("speech", "connection_lost",
                 {{"kind", QString::number(static_cast<int>(loss.kind))},
                  {"status", QString::number(loss.httpStatus)},
                  {"code", QString::number(loss.closeCode)},
                  {"reason", loss.reason.left(300)}});
    if (loss.kind == LinkLoss::Kind::Complete && finishing) {
        wrapUp();
        return;
    }
    if (finishing && !hasUnanswered()) {
        wrapUp();
        return;
    }
    if (askedAgainWithout(loss) || mayHaveExpired(loss)) {
        connectNow();
        return;
    }
    const Meaning meaning = meaningOf(loss);
    if (meaning.isFinal)
        refuse(meaning.reason, QStringLiteral("%1 %2").arg(loss.httpStatus).arg(loss.reason).trimmed());
    else
        waitFor(backoff.next(loss.retryAfter),
                backoff.isFlapping() ? PartReason::LinkFlapping : meaning.reason);
}

/// A request that is refused for a part that can be done without is asked once more without it.
bool DeepgramLive::Private::askedAgainWithout(const LinkLoss &loss)
{
    if (loss.kind != LinkLoss::Kind::Refused || loss.httpStatus != 400)
        return false;
    switch (blamedPart(loss.reason)) {
    case BlamedPart::Keyterms:
        return !std::exchange(stripKeyterms, true);
    case BlamedPart::Diarisation:
        return !std::exchange(stripDiarisation, true);
    case BlamedPart::None:
        break;
    }
    return false;
}

/// A temporary token lives for seconds; a fresh one is asked for once.
bool DeepgramLive::Private::mayHaveExpired(const LinkLoss &loss)
{
    return loss.httpStatus == 401 && credentialKind == DeepgramCredential::Kind::TemporaryToken &&
           !std::exchange(tokenRetried, true);
}

void DeepgramLive::Private::waitFor(milliseconds wait, PartReason reason)
{
    phase = Phase::Waiting;
    retryAt = clock.now() + wait;
    downReason = reason;
    report();
}

void DeepgramLive::Private::refuse(PartReason reason, const QString &detail)
{
    phase = Phase::Refused;
    downReason = reason;
    refusal = detail;
    log::error("speech", "refused", {{"detail", detail}});
    say(PartCondition::Failed, reason);
    if (finishing)
        wrapUp();
}

void DeepgramLive::Private::received(const DeepgramMessage &message)
{
    if (!link)
        return;
    const TimePoint now = clock.now();
    const StreamClock &streamClock = link->streamClock();
    if (const auto *results = std::get_if<DeepgramResults>(&message)) {
        DeepgramResults heard = *results;
        const Track track = heard.channel == 0 ? Track::Rep : Track::Customer;
        if (track == Track::Rep)
            for (DeepgramWord &word : heard.words)
                word.speaker.reset();
        give(channels[static_cast<size_t>(at(track))].results(heard, streamClock, now));
    } else if (const auto *end = std::get_if<DeepgramUtteranceEnd>(&message)) {
        give(channels[static_cast<size_t>(std::clamp(end->channel, 0, trackCount - 1))].utteranceEnd(
            end->lastWordEnd, streamClock, now));
    } else if (const auto *trouble = std::get_if<DeepgramTrouble>(&message)) {
        log::warning("speech", "provider_says", {{"detail", trouble->detail}});
    } else if (const auto *configured = std::get_if<DeepgramConfigured>(&message)) {
        if (!configured->accepted)
            log::warning("speech", "keyterms_not_taken");
    } else if (std::holds_alternative<DeepgramUnknown>(message)) {
        ++figures.notUnderstood;
    }
}

void DeepgramLive::Private::give(const DeepgramChannel::Changes &changes)
{
    for (const Utterance &utterance : changes.utterances)
        Q_EMIT q.utteranceChanged(utterance);
    for (const QString &id : changes.withdrawn)
        Q_EMIT q.utteranceWithdrawn(id);
}

// --- The sound
// ------------------------------------------------------------------------------------------------------

/// Our own ear: for the figures, and to know whether silence from the server means anything.
void DeepgramLive::Private::hear(const AudioFrame &frame)
{
    constexpr int halves = frameSamples / voiceFrameSamples;
    for (const Track track : {Track::Rep, Track::Customer}) {
        const auto index = static_cast<size_t>(at(track));
        const auto &samples = frame.samples[index];
        const bool silent =
            std::all_of(samples.begin(), samples.end(), [](qint16 sample) { return sample == 0; });
        for (int half = 0; half < halves; ++half) {
            const auto change =
                silent ? detectors[index].processSilence()
                       : detectors[index].process(std::span<const qint16, voiceFrameSamples>(
                             samples.data() + qint64{half} * voiceFrameSamples, voiceFrameSamples));
            if (!change)
                continue;
            const qint64 position =
                std::max<qint64>(0, frame.position + qint64{half - change->framesAgo} * voiceFrameSamples);
            speaking[index] = change->speaking;
            channels[index].voice(change->speaking, position);
            Q_EMIT q.voiceChanged(track, change->speaking, position);
        }
    }
}

/// From where a new connection is sent sound: a little before what was answered; or, if that is too long ago,
/// from now, and what is in between is left for later.
void DeepgramLive::Private::startOfConnection()
{
    next = answered();
    if (fed - next > mostBehind()) {
        leaveBehind();
        return;
    }
    // Sound that is not kept any more cannot be sent again.
    for (const Track track : {Track::Rep, Track::Customer})
        giveUp(track, 0, history.begin());
    next = std::max({qint64{0}, answered() - leadIn, history.begin()});
    next -= next % frameSamples;
}

/// What has not been sent on this connection is left for later, and the live conversation goes on.
void DeepgramLive::Private::leaveBehind()
{
    const qint64 from = quietPlaceBefore(fed);
    for (const Track track : {Track::Rep, Track::Customer})
        giveUp(track, next, from);
    next = std::max<qint64>(next, from - leadInAfterGap);
    next -= next % frameSamples;
}

/// The unanswered sound of a track between two positions will not be recognised here.
void DeepgramLive::Private::giveUp(Track track, qint64 from, qint64 to)
{
    DeepgramChannel &channel = channels[static_cast<size_t>(at(track))];
    for (const PositionRange &range : channel.unanswered({from, to})) {
        if (!channel.hadVoice(range))
            continue;
        log::warning(
            "speech", "stretch_given_up",
            {{"track", speakerOf(track)}, {"seconds", QString::number(secondsAt(range.length()), 'f', 1)}});
        Q_EMIT q.gapFound({track, range.from, range.to});
    }
    channel.giveUp({from, to});
}

/// A place where nobody speaks, so that no word lies across it; the position itself if there is none close
/// by.
qint64 DeepgramLive::Private::quietPlaceBefore(qint64 position) const
{
    constexpr qint64 step = frameSamples;
    constexpr qint64 margin = 8LL * frameSamples;
    for (qint64 place = position; place > std::max<qint64>(0, position - quietPlaceWithin); place -= step) {
        const PositionRange around{place - margin, place + margin};
        if (!channels[0].hadVoice(around) && !channels[1].hadVoice(around))
            return place;
    }
    return position;
}

void DeepgramLive::Private::pump()
{
    if (phase != Phase::Open || !link || !link->isOpen())
        return;
    if (setup.callSpeed > 0 && fed - next > mostBehind())
        leaveBehind();
    while (sendNext()) {
    }
    if (finishing && next >= fed)
        link->closeStream();
    if (setup.callSpeed <= 0 && next > saidProgress) {
        saidProgress = next;
        Q_EMIT q.progressed(next);
    }
}

/// One message; false if there is nothing to send now, or it may not go out yet.
bool DeepgramLive::Private::sendNext()
{
    const qint64 waiting = fed - next;
    if (waiting <= 0 || (waiting < messageSamples && !finishing))
        return false;
    const qint64 count = std::min(messageSamples, waiting);
    if (link->bytesWaiting() > mostWaitingBytes || pacer.allowed(clock.now()) < count)
        return false;
    buffer.resize(static_cast<size_t>(count * trackCount));
    history.read(next, buffer);
    noteSilence(buffer);
    const qint64 from = next;
    next += count;
    if (silentFor[0] > silenceSent && silentFor[1] > silenceSent && !finishing) {
        leaveOutSilence(from, count);
        return true;
    }
    leavingOut = false;
    const bool speech =
        channels[0].hadVoice({from, from + count}) || channels[1].hadVoice({from, from + count});
    link->sendSound(from, buffer, speech);
    pacer.sent(count);
    for (int track = 0; track < trackCount; ++track) {
        const qint64 silent = silentFor[static_cast<size_t>(track)];
        if (silent >= muteSeen && silent < muteSeen + count)
            link->finalize(track);
    }
    return true;
}

void DeepgramLive::Private::leaveOutSilence(qint64 from, qint64 count)
{
    if (!std::exchange(leavingOut, true))
        link->finalize();
    for (DeepgramChannel &channel : channels)
        channel.leaveOut({from, from + count});
}

void DeepgramLive::Private::noteSilence(std::span<const qint16> interleaved)
{
    for (size_t track = 0; track < trackCount; ++track) {
        qint64 run = silentFor[track];
        for (size_t i = track; i < interleaved.size(); i += trackCount)
            run = interleaved[i] == 0 ? run + 1 : 0;
        silentFor[track] = run;
    }
}

void DeepgramLive::Private::keepFed()
{
    if (link && !isFiller && link->streamClock().isEmpty() && clock.now() - link->openedAt() >= fillerAfter) {
        isFiller = true;
        link->sendFiller(messageSamples);
    }
}

/// New keyterms cut off what is being said, so they wait for a pause; not for ever.
void DeepgramLive::Private::configureWhenQuiet()
{
    if (!keytermsChanged || !link || !takesKeyterms(setup.request.model) || stripKeyterms)
        return;
    if ((speaking[0] || speaking[1]) && secondsSince(keytermsWantedAt) < 10)
        return;
    keytermsChanged = false;
    link->configure(fittingKeyterms(wantedKeyterms));
}

/// A socket does not survive sleep, and does not say so for a long time.
void DeepgramLive::Private::watchForSleep()
{
    const QDateTime wall = clock.utcNow();
    const TimePoint steady = clock.now();
    const milliseconds ahead =
        milliseconds(lastWall.msecsTo(wall)) - std::chrono::duration_cast<milliseconds>(steady - lastSteady);
    lastWall = wall;
    lastSteady = steady;
    if (ahead < slept)
        return;
    log::info("speech", "woke_up", {{"seconds", QString::number(ahead.count() / 1000)}});
    backoff.reset();
    if (phase == Phase::Open && link) {
        link->abort();
        linkLost({LinkLoss::Kind::Silent, 0, QStringLiteral("slept"), 0, {}});
        retryAt = steady;
    } else if (phase == Phase::Waiting) {
        retryAt = steady;
    }
}

// --- The end
// --------------------------------------------------------------------------------------------------------

bool DeepgramLive::Private::hasUnanswered() const
{
    return std::any_of(channels.begin(), channels.end(), [this](const DeepgramChannel &channel) {
        return channel.hadVoice({channel.answeredUpTo() + endTolerance, fed});
    });
}

void DeepgramLive::Private::checkFinish()
{
    Q_EMIT q.progressed(setup.callSpeed > 0 ? fed : next);
    if (phase == Phase::Refused || (phase == Phase::Waiting && !hasUnanswered())) {
        wrapUp();
        return;
    }
    const qint64 now = answered() + next;
    if (now != finishAnswered) {
        finishAnswered = now;
        finishMoved = clock.now();
    } else if (clock.now() - finishMoved >= setup.finishPatience) {
        wrapUp();
    }
}

void DeepgramLive::Private::wrapUp()
{
    const bool refused = phase == Phase::Refused;
    if (link) {
        figures.bytesSent += link->bytesSent();
        link->abort();
        link.release()->deleteLater();
    }
    for (DeepgramChannel &channel : channels)
        give(channel.connectionLost(next, clock.now()));
    for (const Track track : {Track::Rep, Track::Customer}) {
        const DeepgramChannel &channel = channels[static_cast<size_t>(at(track))];
        if (channel.hadVoice({channel.answeredUpTo() + endTolerance, fed}))
            giveUp(track, 0, fed);
    }
    phase = Phase::Over;
    timer.stop();
    if (refused)
        Q_EMIT q.failed(errorOf(downReason, refusal));
    else if (!everOpened)
        Q_EMIT q.failed(errorOf(PartReason::NetworkAway, QStringLiteral("never connected")));
    else
        Q_EMIT q.finished();
}

// --- What is said of it
// ---------------------------------------------------------------------------------------------

void DeepgramLive::Private::report()
{
    const int waiting = static_cast<int>((fed - next) / sampleRateHz);
    switch (phase) {
    case Phase::Open:
        if (waiting >= worthTellingSeconds * std::max(1.0, setup.callSpeed) && setup.callSpeed > 0)
            say(PartCondition::Degraded, PartReason::CatchingUp, {}, waiting);
        else
            say(PartCondition::Live, PartReason::None);
        break;
    case Phase::Authorising:
    case Phase::Dialling:
    case Phase::Waiting:
        if (downReason == PartReason::None)
            say(PartCondition::Connecting, PartReason::None);
        else
            say(PartCondition::Reconnecting, downReason, secondsSince(downSince),
                static_cast<int>(std::max<qint64>(0, fed - answered()) / sampleRateHz));
        break;
    case Phase::Idle:
    case Phase::Refused:
    case Phase::Over:
        break;
    }
}

/// At once if the condition or the reason is another, else at most once a second.
void DeepgramLive::Private::say(PartCondition condition, PartReason reason, std::optional<int> forSeconds,
                                std::optional<int> waiting)
{
    const PartState state{CallPart::Speech, condition, reason, {}, forSeconds, waiting};
    const bool sameKind = said.condition == condition && said.reason == reason && saidAt != TimePoint{};
    if (state == said && saidAt != TimePoint{})
        return;
    if (sameKind && clock.now() - saidAt < seconds(1))
        return;
    said = state;
    saidAt = clock.now();
    Q_EMIT q.stateChanged(state);
}

} // namespace talktrack
