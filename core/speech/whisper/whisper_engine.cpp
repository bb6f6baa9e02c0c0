// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_engine.h"

#include "core/speech/whisper/whisper_ear.h"
#include "core/speech/whisper/whisper_verdict.h"
#include "core/support/ids.h"
#include "core/support/log.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <utility>
#include <vector>

namespace talktrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using TimePoint = std::chrono::steady_clock::time_point;

constexpr int tickEveryMs = 50;
constexpr qint64 progressSamples = sampleRateHz / 10;
constexpr std::size_t mostUnderWay = 2;
/// An utterance that failed this often by what may be its own fault is given up once another one works.
constexpr int mostFaults = 3;
/// A server that never worked may refuse this many requests.
constexpr int mostRefusals = 3;
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
        , backoff(setup.backoff)
        , ears{ear(Track::Rep), ear(Track::Customer)}
    {
        manner.inference = setup.baseUrl.path().contains(QLatin1String("/inference"));
    }

    enum class Phase { Idle, Running, Refused, Over };

    struct Asked
    {
        std::unique_ptr<WhisperPost> post;
        /// None where silence was sent to find out whether the server works.
        std::optional<WhisperUtterance> utterance;
        WhisperManner manner;
        TimePoint deadline{};
    };

    std::unique_ptr<WhisperEar> ear(Track track);
    std::deque<WhisperUtterance> &queue(Track track)
    {
        return waiting[static_cast<std::size_t>(trackIndex(track))];
    }

    void utteranceEnded(const WhisperUtterance &utterance);
    void leaveBehind();
    void giveUp(const WhisperUtterance &utterance);
    void putBack(std::optional<WhisperUtterance> utterance);
    std::optional<WhisperUtterance> takeOldest(bool suspectsToo);
    bool isAsking(Track track) const;
    qint64 samplesWaiting() const;

    void askNext();
    void ask(std::optional<WhisperUtterance> utterance, const WhisperManner &as);
    QByteArray wavOf(const WhisperUtterance &utterance);
    void expireLate();
    void ended(WhisperPost *post, const WhisperOutcome &outcome);
    void heard(const Asked &asked, const WhisperAnswer &answer);
    void tryAgain(Asked asked, const WhisperVerdict &verdict, milliseconds askedFor);
    void notTaken(Asked asked, const WhisperVerdict &verdict);
    void waitFor(PartReason reason, milliseconds askedFor);
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
    Backoff backoff;
    QString language;
    std::array<std::unique_ptr<WhisperEar>, trackCount> ears;
    std::array<std::deque<WhisperUtterance>, trackCount> waiting;
    QNetworkAccessManager network;
    std::vector<Asked> asked;
    std::vector<qint16> buffer;

    Phase phase = Phase::Idle;
    /// What worked last, or is to be tried first.
    WhisperManner manner;
    /// The last request was answered.
    bool works = false;
    bool everHeard = false;
    bool anyUtterance = false;
    int refusals = 0;
    int silentInARow = 0;
    TimePoint retryAt{};
    TimePoint downSince{};
    PartReason downReason = PartReason::None;
    QString detail;

    qint64 fed = 0;
    qint64 saidProgress = 0;
    bool finishing = false;
    TimePoint finishMoved{};
    TimePoint saidAt{};
    PartState said;
    Figures figures;
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
    d->language = options.language;
    d->downSince = d->retryAt = d->clock.now();
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
    d->finishMoved = d->retryAt = d->clock.now();
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
    d->retryAt = d->clock.now();
}

WhisperEngine::Figures WhisperEngine::figures() const
{
    Figures figures = d->figures;
    figures.underWay = static_cast<int>(d->asked.size());
    return figures;
}

void WhisperEngine::tick()
{
    if (d->phase == Private::Phase::Idle || d->phase == Private::Phase::Over)
        return;
    d->expireLate();
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

void WhisperEngine::Private::utteranceEnded(const WhisperUtterance &utterance)
{
    anyUtterance = true;
    if (phase == Phase::Refused) {
        giveUp(utterance);
        return;
    }
    queue(utterance.track).push_back(utterance);
    leaveBehind();
}

/// The live conversation goes on with what is recent.
void WhisperEngine::Private::leaveBehind()
{
    const qint64 most = positionAt(setup.mostBehind * std::max(1.0, setup.callSpeed));
    while (setup.callSpeed > 0 && samplesWaiting() > most) {
        const auto longest =
            std::min_element(waiting.begin(), waiting.end(), [](const auto &a, const auto &b) {
                return !a.empty() && (b.empty() || a.front().range.from < b.front().range.from);
            });
        if (longest->empty())
            return;
        giveUp(longest->front());
        longest->pop_front();
    }
}

void WhisperEngine::Private::giveUp(const WhisperUtterance &utterance)
{
    ++figures.givenUp;
    finishMoved = clock.now();
    log::warning("speech", "stretch_given_up",
                 {{"track", speakerOf(utterance.track)},
                  {"seconds", QString::number(secondsAt(utterance.range.length()), 'f', 1)}});
    Q_EMIT q.gapFound({utterance.track, utterance.range.from, utterance.range.to});
}

void WhisperEngine::Private::putBack(std::optional<WhisperUtterance> utterance)
{
    if (utterance)
        queue(utterance->track).push_front(*utterance);
}

bool WhisperEngine::Private::isAsking(Track track) const
{
    return std::any_of(asked.begin(), asked.end(),
                       [track](const Asked &one) { return one.utterance && one.utterance->track == track; });
}

/// Of the tracks that wait for no answer; suspects are those that may have been what the server failed at.
std::optional<WhisperUtterance> WhisperEngine::Private::takeOldest(bool suspectsToo)
{
    std::deque<WhisperUtterance> *oldest = nullptr;
    for (const Track track : {Track::Rep, Track::Customer}) {
        auto &own = queue(track);
        const bool isFree =
            !own.empty() && !isAsking(track) && (suspectsToo || own.front().faults < mostFaults);
        if (isFree && (!oldest || own.front().range.from < oldest->front().range.from))
            oldest = &own;
    }
    if (!oldest)
        return std::nullopt;
    const WhisperUtterance taken = oldest->front();
    oldest->pop_front();
    return taken;
}

qint64 WhisperEngine::Private::samplesWaiting() const
{
    qint64 samples = 0;
    for (const auto &track : waiting)
        for (const WhisperUtterance &utterance : track)
            samples += utterance.range.length();
    for (const Asked &one : asked)
        samples += one.utterance ? one.utterance->range.length() : 0;
    return samples;
}

// --- Requests
// -------------------------------------------------------------------------------------------------------

void WhisperEngine::Private::askNext()
{
    while (phase == Phase::Running && clock.now() >= retryAt && asked.size() < (works ? mostUnderWay : 1)) {
        auto utterance = takeOldest(works);
        if (!utterance && (works || (finishing && samplesWaiting() == 0)))
            return;
        if (utterance && utterance->range.from < history.begin()) {
            // Sound that is not kept any more cannot be sent.
            giveUp(*utterance);
            continue;
        }
        ask(std::move(utterance), manner);
    }
}

void WhisperEngine::Private::ask(std::optional<WhisperUtterance> utterance, const WhisperManner &as)
{
    const WhisperPosting posting = whisperPosting({setup.baseUrl, setup.key, setup.model, language}, as,
                                                  utterance ? wavOf(*utterance) : whisperWav({}));
    const double length = utterance ? utterance->sound().duration : 0;
    const auto patience =
        (setup.answerPatience + milliseconds(std::llround(1000 * length))) * (silentInARow > 0 ? 2 : 1);
    auto post = std::make_unique<WhisperPost>(network, posting);
    connect(post.get(), &WhisperPost::ended, &q,
            [this, own = post.get()](const WhisperOutcome &outcome) { ended(own, outcome); });
    ++figures.requests;
    asked.push_back({std::move(post), std::move(utterance), as, clock.now() + patience});
}

QByteArray WhisperEngine::Private::wavOf(const WhisperUtterance &utterance)
{
    const auto count = static_cast<std::size_t>(utterance.range.length());
    buffer.resize(count * trackCount);
    history.read(utterance.range.from, buffer);
    std::vector<qint16> own(count);
    for (std::size_t i = 0; i < count; ++i)
        own[i] = buffer[i * trackCount + static_cast<std::size_t>(trackIndex(utterance.track))];
    return whisperWav(own);
}

void WhisperEngine::Private::expireLate()
{
    std::vector<QPointer<WhisperPost>> late;
    for (const Asked &one : asked)
        if (clock.now() >= one.deadline)
            late.emplace_back(one.post.get());
    // What one leads to may be the end of another.
    for (const QPointer<WhisperPost> &post : late)
        if (post)
            post->expire();
}

void WhisperEngine::Private::ended(WhisperPost *post, const WhisperOutcome &outcome)
{
    const auto place =
        std::find_if(asked.begin(), asked.end(), [post](const Asked &one) { return one.post.get() == post; });
    if (place == asked.end() || phase == Phase::Over)
        return;
    Asked one = std::move(*place);
    asked.erase(place);
    one.post.release()->deleteLater();
    silentInARow = outcome.kind == WhisperOutcome::Kind::Silent ? silentInARow + 1 : 0;
    const WhisperVerdict verdict =
        verdictOn(outcome, {one.utterance ? one.utterance->sound() : WhisperSound(),
                            one.manner.inference != manner.inference, one.manner.simple, !setup.key.isEmpty(),
                            everHeard});
    switch (verdict.step) {
    case WhisperVerdict::Step::Heard:
        heard(one, verdict.answer);
        break;
    case WhisperVerdict::Step::Again:
        tryAgain(std::move(one), verdict, outcome.retryAfter);
        break;
    case WhisperVerdict::Step::AskSimpler:
        ask(std::move(one.utterance), {one.manner.inference, true});
        break;
    case WhisperVerdict::Step::AskElsewhere:
        ask(std::move(one.utterance), {!one.manner.inference, one.manner.simple});
        break;
    case WhisperVerdict::Step::GiveUpThis:
        notTaken(std::move(one), verdict);
        break;
    case WhisperVerdict::Step::Refuse:
        putBack(std::move(one.utterance));
        refuse(verdict.reason, verdict.detail);
        break;
    }
    q.tick();
}

void WhisperEngine::Private::heard(const Asked &one, const WhisperAnswer &answer)
{
    ++figures.answers;
    if (!std::exchange(works, true))
        log::info("speech", "connected", {{"requests", QString::number(figures.requests)}});
    everHeard = true;
    manner = one.manner;
    refusals = 0;
    downReason = PartReason::None;
    backoff.reset();
    finishMoved = retryAt = clock.now();
    if (one.utterance && answer.text.isEmpty())
        ++figures.empty;
    if (one.utterance && !answer.text.isEmpty()) {
        const double offset = secondsAt(one.utterance->range.from);
        Utterance utterance;
        utterance.id = newId();
        utterance.track = one.utterance->track;
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
    // The server works, so it was theirs.
    for (auto &track : waiting) {
        while (!track.empty() && track.front().faults >= mostFaults) {
            giveUp(track.front());
            track.pop_front();
        }
    }
}

void WhisperEngine::Private::tryAgain(Asked one, const WhisperVerdict &verdict, milliseconds askedFor)
{
    log::warning("speech", "request_failed",
                 {{"detail", verdict.detail}, {"waiting", QString::number(samplesWaiting() / sampleRateHz)}});
    if (one.utterance && verdict.mayBeItsFault)
        ++one.utterance->faults;
    putBack(std::move(one.utterance));
    leaveBehind();
    waitFor(verdict.reason, askedFor);
}

/// Refused although asked for the least. Of a server that works it is this utterance that it does not take.
void WhisperEngine::Private::notTaken(Asked one, const WhisperVerdict &verdict)
{
    log::warning("speech", "utterance_refused", {{"detail", verdict.detail}});
    if (everHeard) {
        if (one.utterance)
            giveUp(*one.utterance);
        return;
    }
    putBack(std::move(one.utterance));
    if (++refusals >= mostRefusals)
        refuse(verdict.reason, verdict.detail);
    else
        waitFor(verdict.reason, {});
}

void WhisperEngine::Private::waitFor(PartReason reason, milliseconds askedFor)
{
    if (std::exchange(works, false))
        downSince = clock.now();
    downReason = reason;
    retryAt = clock.now() + backoff.next(askedFor);
}

void WhisperEngine::Private::refuse(PartReason reason, const QString &why)
{
    phase = Phase::Refused;
    works = false;
    downReason = reason;
    detail = why;
    log::error("speech", "refused", {{"detail", why}});
    say(PartCondition::Failed, reason);
    // What is under way would be refused as well.
    for (Asked &one : std::exchange(asked, {}))
        putBack(std::move(one.utterance));
    while (const auto utterance = takeOldest(true))
        giveUp(*utterance);
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
    for (const auto &track : waiting)
        if (!track.empty())
            position = std::min(position, track.front().range.from);
    for (const Asked &one : asked)
        if (one.utterance)
            position = std::min(position, one.utterance->range.from);
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
    for (Asked &one : std::exchange(asked, {}))
        putBack(std::move(one.utterance));
    while (const auto utterance = takeOldest(true))
        giveUp(*utterance);
    phase = Phase::Over;
    timer.stop();
    if (refused)
        Q_EMIT q.failed(errorOf(downReason, detail));
    else if (anyUtterance && !everHeard)
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
    if (works && waitingSeconds >= worthTellingSeconds * std::max(1.0, setup.callSpeed) &&
        setup.callSpeed > 0)
        say(PartCondition::Degraded, PartReason::CatchingUp, {}, waitingSeconds);
    else if (works)
        say(PartCondition::Live, PartReason::None);
    else if (downReason == PartReason::None)
        say(PartCondition::Connecting, PartReason::None);
    else
        say(PartCondition::Reconnecting, downReason,
            static_cast<int>(std::chrono::duration_cast<seconds>(clock.now() - downSince).count()),
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
