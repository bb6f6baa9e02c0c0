// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_live.h"

#include "core/speech/deepgram/deepgram_ear.h"
#include "core/speech/deepgram/deepgram_tracks.h"
#include "core/speech/deepgram/link_keeper.h"
#include "core/speech/deepgram/loss_meaning.h"
#include "core/speech/deepgram/sound_sender.h"
#include "core/speech/deepgram/state_teller.h"
#include "core/speech/deepgram/thin_line_watch.h"
#include "core/speech/deepgram/time_watches.h"
#include "core/support/log.h"

#include <QTimer>

#include <utility>

namespace talktrack {
namespace {

using std::chrono::seconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int tickEveryMs = 50;
/// How often a file's progress is told.
constexpr qint64 progressSamples = sampleRateHz / 10;
/// Behind by more than this is worth telling.
constexpr int worthTellingSeconds = 3;
/// New keyterms cut off what is being said, so they wait for a pause; not for ever.
constexpr auto keytermsWait = seconds(10);
/// A link that has gone quiet is noticed within this time: LinkWatch.
constexpr double stallSeconds = 10;

} // namespace

class DeepgramLive::Private
{
public:
    Private(DeepgramLive &engine, DeepgramLiveSetup theSetup, std::shared_ptr<DeepgramCredentials> secrets,
            const SoundHistory &history, const Clock &theClock)
        : q(engine)
        , setup(std::move(theSetup))
        , clock(theClock)
        , keeper({setup.baseUrl, setup.request, setup.limits, setup.backoff, setup.stableAfter},
                 std::move(secrets), theClock)
        , sender(history, tracks, theClock, setup.callSpeed,
                 positionAt(setup.mostBehind * std::max(1.0, setup.callSpeed)))
        , teller(theClock)
        , sleep(theClock.utcNow(), theClock.now())
        , patience(setup.finishPatience)
    {
    }

    void connectSignals();
    qint64 beforeTheStall() const;
    void linkLost(const LinkLoss &loss);
    void received(const DeepgramMessage &message);
    void give(const DeepgramChannel::Changes &changes);
    void give(const QList<SpeechGap> &gaps);
    void give(const QList<DeepgramEar::Change> &voices);
    void pump();
    void configureWhenQuiet();
    void watchForSleep();
    void watchForThinLine();
    void checkFinish();
    void wrapUp();
    void report();
    void say(PartCondition condition, PartReason reason, std::optional<int> forSeconds = {},
             std::optional<int> waiting = {});

    DeepgramLive &q;
    const DeepgramLiveSetup setup;
    const Clock &clock;
    LinkKeeper keeper;
    DeepgramTracks tracks;
    DeepgramEar ear;
    SoundSender sender;
    StateTeller teller;
    ThinLineWatch thinLine;
    SleepWatch sleep;
    FinishWatch patience;
    QTimer timer;
    qint64 saidProgress = 0;
    TimePoint keytermsWantedAt{};
    qint64 notUnderstood = 0;
    bool finishing = false;
    bool isOver = false;
};

DeepgramLive::DeepgramLive(DeepgramLiveSetup setup, std::shared_ptr<DeepgramCredentials> credentials,
                           const SoundHistory &history, const Clock &clock, QObject *parent)
    : SpeechEngine(parent)
    , d(std::make_unique<Private>(*this, std::move(setup), std::move(credentials), history, clock))
{
    d->connectSignals();
}

DeepgramLive::~DeepgramLive() = default;

QString DeepgramLive::name() const
{
    return QStringLiteral("deepgram");
}

void DeepgramLive::start(const SpeechOptions &options)
{
    d->timer.start(tickEveryMs);
    d->say(PartCondition::Connecting, PartReason::None);
    d->keeper.setKeyterms(options.keyterms);
    d->keeper.start(d->setup.language.isEmpty() ? options.language : d->setup.language);
}

void DeepgramLive::feed(const AudioFrame &frame)
{
    if (d->isOver)
        return;
    d->give(d->ear.hear(frame));
    d->sender.fedUpTo(frame.position + frameSamples);
    d->pump();
    // A file is allowed to run ahead of what could be sent, in steps.
    if (d->setup.callSpeed > 0 && d->sender.fed() >= d->saidProgress + progressSamples) {
        d->saidProgress = d->sender.fed();
        Q_EMIT progressed(d->saidProgress);
    }
}

void DeepgramLive::finish()
{
    if (d->finishing || d->isOver)
        return;
    d->finishing = true;
    d->sender.finish();
    d->patience.begin(d->clock.now());
    d->give(d->ear.end(d->sender.fed()));
    d->keeper.tryNow();
    tick();
}

void DeepgramLive::favour(const QStringList &keyterms)
{
    d->keeper.setKeyterms(keyterms);
    d->keytermsWantedAt = d->clock.now();
}

void DeepgramLive::retryNow()
{
    d->keeper.networkBack();
}

DeepgramLive::Figures DeepgramLive::figures() const
{
    Figures figures;
    figures.connections = d->keeper.connections();
    figures.bytesSent = d->keeper.bytesSent();
    figures.notUnderstood = d->notUnderstood;
    for (const DeepgramChannel &channel : d->tracks.channels()) {
        figures.doubles += channel.doubles();
        figures.outOfRange += channel.outOfRange();
    }
    return figures;
}

void DeepgramLive::tick()
{
    if (d->isOver)
        return;
    d->watchForSleep();
    d->keeper.tick();
    // A connection that is lost at the end of a call may have been the last.
    if (d->isOver)
        return;
    if (d->keeper.phase() == LinkKeeper::Phase::Open) {
        d->pump();
        if (DeepgramLink *link = d->keeper.link())
            d->sender.keepFed(*link);
        d->configureWhenQuiet();
        d->watchForThinLine();
        for (DeepgramChannel &channel : d->tracks.channels())
            d->give(channel.settle(d->sender.next(), d->clock.now()));
    }
    if (d->finishing && !d->isOver)
        d->checkFinish();
    d->report();
}

void DeepgramLive::Private::connectSignals()
{
    connect(&timer, &QTimer::timeout, &q, &DeepgramLive::tick);
    connect(&keeper, &LinkKeeper::opened, &q, [this] {
        thinLine = ThinLineWatch(setup.callSpeed);
        give(sender.begin(*keeper.link(), keeper.isCompressed()));
        thinLine.begin(sender.next());
        pump();
        report();
    });
    connect(&keeper, &LinkKeeper::received, &q,
            [this](const DeepgramMessage &message) { received(message); });
    connect(&keeper, &LinkKeeper::lost, &q, [this](const LinkLoss &loss) { linkLost(loss); });
    connect(&keeper, &LinkKeeper::waiting, &q, [this] { report(); });
    connect(&keeper, &LinkKeeper::refused, &q, [this] {
        say(PartCondition::Failed, keeper.downReason());
        if (finishing)
            wrapUp();
    });
}

/// What had been sent before the other side can have gone quiet.
qint64 DeepgramLive::Private::beforeTheStall() const
{
    // A file that is sent as fast as it is taken may have been sent as a whole meanwhile.
    return setup.callSpeed > 0 ? sender.next() - positionAt(stallSeconds * std::max(1.0, setup.callSpeed))
                               : 0;
}

void DeepgramLive::Private::linkLost(const LinkLoss &loss)
{
    // On a line that is thinner still, sound is on its way for so long that the other side seems to be
    // silent.
    const bool quiet = loss.kind == LinkLoss::Kind::Silent || loss.kind == LinkLoss::Kind::Unanswered;
    if (quiet && thinLine.isHeldBack(clock.now()))
        keeper.compress();
    if (finishing && (quiet || loss.kind == LinkLoss::Kind::Dropped))
        patience.connectionLost();
    for (DeepgramChannel &channel : tracks.channels())
        give(channel.connectionLost(quiet ? beforeTheStall() : sender.next(), clock.now()));
    if (finishing && (loss.kind == LinkLoss::Kind::Complete || !tracks.hasUnanswered(sender.fed())))
        wrapUp();
}

void DeepgramLive::Private::received(const DeepgramMessage &message)
{
    DeepgramLink *link = keeper.link();
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
        for (const PositionRange &stretch : streamClock.stretches(heard.start, heard.start + heard.duration))
            thinLine.answered(stretch.to, now);
        give(tracks[track].results(heard, streamClock, now));
    } else if (const auto *end = std::get_if<DeepgramUtteranceEnd>(&message)) {
        const Track track = end->channel <= 0 ? Track::Rep : Track::Customer;
        give(tracks[track].utteranceEnd(end->lastWordEnd, streamClock, now));
    } else if (const auto *trouble = std::get_if<DeepgramTrouble>(&message)) {
        log::warning("speech", "provider_says", {{"detail", trouble->detail}});
    } else if (const auto *configured = std::get_if<DeepgramConfigured>(&message)) {
        if (!configured->accepted)
            log::warning("speech", "keyterms_not_taken");
    } else if (std::holds_alternative<DeepgramUnknown>(message)) {
        ++notUnderstood;
    }
}

void DeepgramLive::Private::give(const DeepgramChannel::Changes &changes)
{
    for (const Utterance &utterance : changes.utterances)
        Q_EMIT q.utteranceChanged(utterance);
    for (const QString &id : changes.withdrawn)
        Q_EMIT q.utteranceWithdrawn(id);
}

void DeepgramLive::Private::give(const QList<SpeechGap> &gaps)
{
    for (const SpeechGap &gap : gaps)
        Q_EMIT q.gapFound(gap);
}

void DeepgramLive::Private::give(const QList<DeepgramEar::Change> &voices)
{
    for (const DeepgramEar::Change &change : voices) {
        tracks[change.track].voice(change.speaking, change.position);
        Q_EMIT q.voiceChanged(change.track, change.speaking, change.position);
    }
}

void DeepgramLive::Private::pump()
{
    DeepgramLink *link = keeper.link();
    if (!link)
        return;
    give(sender.pump(*link));
    if (setup.callSpeed <= 0 && sender.next() > saidProgress) {
        saidProgress = sender.next();
        Q_EMIT q.progressed(saidProgress);
    }
}

void DeepgramLive::Private::configureWhenQuiet()
{
    if (!ear.isAnybodySpeaking() || clock.now() - keytermsWantedAt >= keytermsWait)
        keeper.applyKeyterms();
}

void DeepgramLive::Private::watchForSleep()
{
    const auto slept = sleep.sleptSince(clock.utcNow(), clock.now());
    if (!slept)
        return;
    log::info("speech", "woke_up", {{"seconds", QString::number(slept->count() / 1000)}});
    keeper.wokeUp();
}

/// Compressed once, compressed to the end of the call: finding out whether the line has become better would
/// cost a new connection, and another one each time it has not.
void DeepgramLive::Private::watchForThinLine()
{
    const DeepgramLink *link = keeper.link();
    if (!link)
        return;
    thinLine.look(sender.fed(), link->bytesWaiting(), clock.now());
    if (thinLine.isThin() && keeper.compress())
        keeper.redial(PartReason::ThinLine);
}

void DeepgramLive::Private::checkFinish()
{
    Q_EMIT q.progressed(setup.callSpeed > 0 ? sender.fed() : sender.next());
    const auto phase = keeper.phase();
    const bool isDone = phase == LinkKeeper::Phase::Refused ||
                        (phase == LinkKeeper::Phase::Waiting && !tracks.hasUnanswered(sender.fed()));
    if (isDone || !patience.isWorthWaiting(tracks.answeredUpTo(), sender.next(), clock.now()))
        wrapUp();
}

void DeepgramLive::Private::wrapUp()
{
    if (std::exchange(isOver, true))
        return;
    const bool refused = keeper.phase() == LinkKeeper::Phase::Refused;
    keeper.stop();
    for (DeepgramChannel &channel : tracks.channels())
        give(channel.connectionLost(sender.next(), clock.now()));
    give(tracks.giveUpRest(sender.fed()));
    timer.stop();
    if (refused)
        Q_EMIT q.failed(deepgramError(keeper.downReason(), keeper.refusal()));
    else if (!keeper.hasEverOpened())
        Q_EMIT q.failed(deepgramError(PartReason::NetworkAway, QStringLiteral("never connected")));
    else
        Q_EMIT q.finished();
}

void DeepgramLive::Private::report()
{
    const int waiting = static_cast<int>((sender.fed() - sender.next()) / sampleRateHz);
    switch (keeper.phase()) {
    case LinkKeeper::Phase::Open:
        if (keeper.isCompressed())
            say(PartCondition::Degraded, PartReason::ThinLine, {},
                waiting >= worthTellingSeconds ? std::optional(waiting) : std::nullopt);
        else if (waiting >= worthTellingSeconds * std::max(1.0, setup.callSpeed) && setup.callSpeed > 0)
            say(PartCondition::Degraded, PartReason::CatchingUp, {}, waiting);
        else
            say(PartCondition::Live, PartReason::None);
        break;
    case LinkKeeper::Phase::Authorising:
    case LinkKeeper::Phase::Dialling:
    case LinkKeeper::Phase::Waiting:
        if (keeper.downReason() == PartReason::None) {
            say(PartCondition::Connecting, PartReason::None);
        } else {
            const auto since = std::chrono::duration_cast<seconds>(clock.now() - keeper.downSince());
            const qint64 unanswered = std::max<qint64>(0, sender.fed() - tracks.answeredUpTo());
            say(PartCondition::Reconnecting, keeper.downReason(), static_cast<int>(since.count()),
                static_cast<int>(unanswered / sampleRateHz));
        }
        break;
    case LinkKeeper::Phase::Idle:
    case LinkKeeper::Phase::Refused:
    case LinkKeeper::Phase::Over:
        break;
    }
}

void DeepgramLive::Private::say(PartCondition condition, PartReason reason, std::optional<int> forSeconds,
                                std::optional<int> waiting)
{
    const PartState state{CallPart::Speech, condition, reason, {}, forSeconds, waiting};
    if (teller.isToBeTold(state))
        Q_EMIT q.stateChanged(state);
}

} // namespace talktrack
