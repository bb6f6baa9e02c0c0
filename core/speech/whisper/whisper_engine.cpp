// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_engine.h"

#include "core/speech/whisper/whisper_ear.h"
#include "core/speech/whisper/whisper_link.h"
#include "core/speech/whisper/whisper_queue.h"
#include "core/support/ids.h"
#include "core/support/log.h"

#include <QTimer>

#include <algorithm>
#include <array>
#include <utility>

namespace talktrack {
namespace {

using std::chrono::seconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int tickEveryMs = 50;
constexpr qint64 progressSamples = sampleRateHz / 10;
/// Waiting for longer than one long utterance is worth telling.
constexpr int worthTellingSeconds = 15;

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
        case PartReason::ProviderBusy:
        case PartReason::TooManyCalls:
            return ErrorKind::ProviderBusy;
        case PartReason::NotAllowed:
        case PartReason::RequestRefused:
            return ErrorKind::ProviderRefused;
        default:
            return ErrorKind::NetworkAway;
        }
    }();
    return {kind, detail, QStringLiteral("Whisper"), {}};
}

} // namespace

class WhisperEngine::Private
{
public:
    Private(WhisperEngine &engine, WhisperSetup theSetup, const SoundHistory &sound, const Clock &theClock)
        : q(engine)
        , setup(std::move(theSetup))
        , history(sound)
        , clock(theClock)
        , ears{ear(Track::Rep), ear(Track::Customer)}
        , link(setup, sound, theClock)
    {
        connectLink();
    }

    enum class Phase { Idle, Running, Refused, Over };

    std::unique_ptr<WhisperEar> ear(Track track);
    void connectLink();
    void utteranceEnded(const WhisperUtterance &utterance);
    void leaveBehind();
    void giveUp(const WhisperUtterance &utterance);
    void giveUpAll();
    qint64 samplesWaiting() const;
    void askNext();
    void heard(const WhisperUtterance &utterance, const WhisperAnswer &answer);
    void refuse(PartReason reason, const QString &detail);

    qint64 consumed() const;
    void tellProgress();
    void checkFinish();
    void wrapUp();
    void report();
    void say(PartCondition condition, PartReason reason, std::optional<int> forSeconds = {},
             std::optional<int> waitingSeconds = {});

    WhisperEngine &q;
    WhisperSetup setup;
    const SoundHistory &history;
    const Clock &clock;
    std::array<std::unique_ptr<WhisperEar>, trackCount> ears;
    WhisperQueue queue;
    WhisperLink link;

    Phase phase = Phase::Idle;
    bool anyUtterance = false;
    PartReason refusal = PartReason::None;
    QString refusalDetail;
    int givenUp = 0;
    qint64 fed = 0;
    qint64 saidProgress = 0;
    bool finishing = false;
    TimePoint finishMoved{};
    TimePoint saidAt{};
    PartState said;
    QTimer timer;
};

WhisperEngine::WhisperEngine(WhisperSetup setup, const SoundHistory &history, const Clock &clock,
                             QObject *parent)
    : SpeechEngine(parent)
    , d(std::make_unique<Private>(*this, std::move(setup), history, clock))
{
    connect(&d->timer, &QTimer::timeout, this, &WhisperEngine::tick);
}

WhisperEngine::~WhisperEngine() = default;

QString WhisperEngine::name() const
{
    return QStringLiteral("whisper");
}

void WhisperEngine::start(const SpeechOptions &options)
{
    if (d->phase != Private::Phase::Idle)
        return;
    d->phase = Private::Phase::Running;
    d->link.setLanguage(options.language);
    d->timer.start(tickEveryMs);
    d->say(PartCondition::Connecting, PartReason::None);
    if (isSafeWhisperUrl(d->setup.baseUrl))
        d->askNext();
    else
        d->refuse(PartReason::RequestRefused,
                  QStringLiteral("the address is neither https nor of the local network"));
}

void WhisperEngine::feed(const AudioFrame &frame)
{
    if (d->phase == Private::Phase::Idle || d->phase == Private::Phase::Over || d->finishing)
        return;
    d->fed = frame.position + frameSamples;
    for (std::size_t track = 0; track < d->ears.size(); ++track)
        d->ears[track]->hear(frame.position, frame.samples[track]);
    d->askNext();
    d->tellProgress();
}

void WhisperEngine::finish()
{
    if (d->finishing || d->phase == Private::Phase::Over)
        return;
    d->finishing = true;
    d->finishMoved = d->clock.now();
    d->link.retryNow();
    if (d->phase == Private::Phase::Idle) {
        // Nothing was fed, so all of it has been answered.
        d->phase = Private::Phase::Over;
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(); }, Qt::QueuedConnection);
        return;
    }
    for (const auto &ear : d->ears)
        ear->flush();
    tick();
}

void WhisperEngine::retryNow()
{
    d->link.retryNow();
}

WhisperEngine::Figures WhisperEngine::figures() const
{
    Figures figures = d->link.figures();
    figures.givenUp = d->givenUp;
    return figures;
}

void WhisperEngine::tick()
{
    if (d->phase == Private::Phase::Idle || d->phase == Private::Phase::Over)
        return;
    d->link.tick();
    // A request that ended may have been the last.
    if (d->phase == Private::Phase::Over)
        return;
    d->askNext();
    d->tellProgress();
    if (d->finishing)
        d->checkFinish();
    d->report();
}

// --- Utterances
// -----------------------------------------------------------------------------------------------------

std::unique_ptr<WhisperEar> WhisperEngine::Private::ear(Track track)
{
    return std::make_unique<WhisperEar>(
        track,
        [this](Track of, bool speaking, qint64 position) { Q_EMIT q.voiceChanged(of, speaking, position); },
        [this](const WhisperUtterance &utterance) { utteranceEnded(utterance); });
}

void WhisperEngine::Private::connectLink()
{
    connect(&link, &WhisperLink::heard, &q,
            [this](const std::optional<WhisperUtterance> &utterance, const WhisperAnswer &answer) {
                finishMoved = clock.now();
                if (utterance && !answer.text.isEmpty())
                    heard(*utterance, answer);
                // The server works, so it was theirs.
                for (const WhisperUtterance &suspect : queue.takeSuspects())
                    giveUp(suspect);
            });
    connect(&link, &WhisperLink::returned, &q, [this](const WhisperUtterance &utterance) {
        queue.putBack(utterance);
        leaveBehind();
    });
    connect(&link, &WhisperLink::notTaken, &q,
            [this](const WhisperUtterance &utterance) { giveUp(utterance); });
    connect(&link, &WhisperLink::refused, &q,
            [this](PartReason reason, const QString &detail) { refuse(reason, detail); });
    connect(&link, &WhisperLink::settled, &q, &WhisperEngine::tick);
}

void WhisperEngine::Private::utteranceEnded(const WhisperUtterance &utterance)
{
    anyUtterance = true;
    if (phase == Phase::Refused) {
        giveUp(utterance);
        return;
    }
    queue.add(utterance);
    leaveBehind();
}

/// The live conversation goes on with what is recent.
void WhisperEngine::Private::leaveBehind()
{
    const qint64 most = positionAt(setup.mostBehind * std::max(1.0, setup.callSpeed));
    while (setup.callSpeed > 0 && samplesWaiting() > most) {
        const auto oldest = queue.takeOldest();
        if (!oldest)
            return;
        giveUp(*oldest);
    }
}

void WhisperEngine::Private::giveUp(const WhisperUtterance &utterance)
{
    ++givenUp;
    finishMoved = clock.now();
    log::warning("speech", "stretch_given_up",
                 {{"track", speakerOf(utterance.track)},
                  {"seconds", QString::number(secondsAt(utterance.range.length()), 'f', 1)}});
    Q_EMIT q.gapFound({utterance.track, utterance.range.from, utterance.range.to});
}

void WhisperEngine::Private::giveUpAll()
{
    for (const WhisperUtterance &utterance : link.takeBack())
        queue.putBack(utterance);
    while (const auto utterance = queue.takeOldest())
        giveUp(*utterance);
}

/// Of ended utterances, those under way among them.
qint64 WhisperEngine::Private::samplesWaiting() const
{
    qint64 samples = queue.samples();
    for (const WhisperUtterance &utterance : link.underWay())
        samples += utterance.range.length();
    return samples;
}

void WhisperEngine::Private::askNext()
{
    while (phase == Phase::Running && link.mayAsk()) {
        const auto utterance =
            queue.takeOldest([this](Track track) { return !link.isAsking(track); }, link.works());
        if (!utterance && (link.works() || (finishing && samplesWaiting() == 0)))
            return;
        if (utterance && utterance->range.from < history.begin())
            // Sound that is not kept any more cannot be sent.
            giveUp(*utterance);
        else
            link.ask(utterance);
    }
}

void WhisperEngine::Private::heard(const WhisperUtterance &asked, const WhisperAnswer &answer)
{
    const double offset = secondsAt(asked.range.from);
    Utterance utterance;
    utterance.id = newId();
    utterance.track = asked.track;
    utterance.text = answer.text;
    utterance.words = answer.words;
    for (Word &word : utterance.words) {
        word.start += offset;
        word.end += offset;
    }
    utterance.start = utterance.words.constFirst().start;
    utterance.end = utterance.words.constLast().end;
    utterance.confidence = answer.confidence;
    utterance.final = true;
    utterance.arrived = clock.now();
    Q_EMIT q.utteranceChanged(utterance);
}

void WhisperEngine::Private::refuse(PartReason reason, const QString &detail)
{
    phase = Phase::Refused;
    refusal = reason;
    refusalDetail = detail;
    say(PartCondition::Failed, reason);
    // What is under way would be refused as well.
    giveUpAll();
}

// --- Progress and the end
// -------------------------------------------------------------------------------------------

/// A call is not held up by the server; a file waits for what has been cut out of it, not for an utterance
/// that is still open, which needs more of the file to end.
qint64 WhisperEngine::Private::consumed() const
{
    qint64 position = fed;
    if (setup.callSpeed > 0)
        return position;
    position = queue.firstBefore(position);
    for (const WhisperUtterance &utterance : link.underWay())
        position = std::min(position, utterance.range.from);
    return position;
}

void WhisperEngine::Private::tellProgress()
{
    const qint64 position = consumed();
    // The end waits for a sign of life.
    if (position < saidProgress + progressSamples && !finishing)
        return;
    saidProgress = std::max(saidProgress, position);
    Q_EMIT q.progressed(saidProgress);
}

void WhisperEngine::Private::checkFinish()
{
    if (phase == Phase::Refused || samplesWaiting() == 0 || clock.now() - finishMoved >= setup.finishPatience)
        wrapUp();
}

void WhisperEngine::Private::wrapUp()
{
    const bool refused = phase == Phase::Refused;
    const PartReason downReason = link.downReason();
    giveUpAll();
    phase = Phase::Over;
    timer.stop();
    if (refused)
        Q_EMIT q.failed(errorOf(refusal, refusalDetail));
    else if (anyUtterance && !link.everWorked())
        Q_EMIT q.failed(errorOf(downReason, QStringLiteral("nothing was ever answered")));
    else
        Q_EMIT q.finished();
}

// --- What is said of it
// ---------------------------------------------------------------------------------------------

void WhisperEngine::Private::report()
{
    if (phase != Phase::Running)
        return;
    const int waitingSeconds = static_cast<int>(samplesWaiting() / sampleRateHz);
    if (link.works() && waitingSeconds >= worthTellingSeconds * std::max(1.0, setup.callSpeed) &&
        setup.callSpeed > 0)
        say(PartCondition::Degraded, PartReason::CatchingUp, {}, waitingSeconds);
    else if (link.works())
        say(PartCondition::Live, PartReason::None);
    else if (link.downReason() == PartReason::None)
        say(PartCondition::Connecting, PartReason::None);
    else
        say(PartCondition::Reconnecting, link.downReason(),
            static_cast<int>(std::chrono::duration_cast<seconds>(clock.now() - link.downSince()).count()),
            waitingSeconds);
}

/// At once if the condition or the reason is another, else at most once a second.
void WhisperEngine::Private::say(PartCondition condition, PartReason reason, std::optional<int> forSeconds,
                                 std::optional<int> waitingSeconds)
{
    const PartState state{CallPart::Speech, condition, reason, {}, forSeconds, waitingSeconds};
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
