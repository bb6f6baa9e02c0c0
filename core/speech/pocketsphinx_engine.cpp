// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/pocketsphinx_engine.h"

#include "core/speech/track_recogniser.h"
#include "core/support/log.h"

#include <algorithm>
#include <cmath>

namespace talktrack {

std::optional<PartState> BacklogWatch::update(double secondsWaiting)
{
    if (isBehind() && secondsWaiting < caughtUpSeconds) {
        m_told = 0;
        return PartState{CallPart::Speech, PartCondition::Live, PartReason::None, {}};
    }
    const bool tell =
        isBehind() ? std::abs(secondsWaiting - m_told) >= stepSeconds : secondsWaiting > behindSeconds;
    if (!tell) {
        return std::nullopt;
    }
    m_told = secondsWaiting;
    return PartState{CallPart::Speech, PartCondition::Degraded, PartReason::FallingBehind,
                     QString::number(std::lround(secondsWaiting))};
}

class PocketSphinxEngine::Private
{
public:
    enum class Phase { Idle, Loading, Running, Over };

    Private(PocketSphinxEngine &engine, QString directory)
        : q(engine)
        , modelDir(std::move(directory))
    {
    }
    ~Private() { abort(); }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    void start(const SpeechOptions &options);
    void handle(Track track, const TrackRecogniser::Report &report);
    void tell(PartCondition condition, PartReason reason);
    void watchBacklog();
    void fail(const Error &error);
    void abort();

    void on(Track track, const TrackRecogniser::Loaded &);
    void on(Track track, const Error &error);
    void on(Track track, const Utterance &utterance);
    void on(Track track, const TrackRecogniser::Withdrawn &withdrawn);
    void on(Track track, const TrackRecogniser::Voice &voice);
    void on(Track track, const TrackRecogniser::Progress &progress);
    void on(Track track, const TrackRecogniser::Done &);

    PocketSphinxEngine &q;
    const QString modelDir;
    Phase phase = Phase::Idle;
    std::array<std::unique_ptr<TrackRecogniser>, trackCount> tracks;
    std::array<qint64, trackCount> consumed{};
    qint64 progressTold = 0;
    int loaded = 0;
    int done = 0;
    BacklogWatch backlog;
};

void PocketSphinxEngine::Private::start(const SpeechOptions &options)
{
    phase = Phase::Loading;
    tell(PartCondition::Connecting, PartReason::ModelLoading);
    for (const Track track : {Track::Rep, Track::Customer}) {
        const auto sink = [this, track](const TrackRecogniser::Report &report) {
            // What is still on its way when the engine goes is dropped with it.
            QMetaObject::invokeMethod(
                &q, [this, track, report] { handle(track, report); }, Qt::QueuedConnection);
        };
        tracks[static_cast<std::size_t>(trackIndex(track))] =
            std::make_unique<TrackRecogniser>(track, modelDir, options, sink);
    }
}

void PocketSphinxEngine::Private::handle(Track track, const TrackRecogniser::Report &report)
{
    if (phase != Phase::Over) {
        std::visit([&](const auto &what) { on(track, what); }, report);
    }
}

void PocketSphinxEngine::Private::tell(PartCondition condition, PartReason reason)
{
    Q_EMIT q.stateChanged({CallPart::Speech, condition, reason, {}});
}

void PocketSphinxEngine::Private::watchBacklog()
{
    double waiting = 0;
    for (const auto &track : tracks) {
        waiting = std::max(waiting, track->secondsBehind());
    }
    // Caught up while still loading is not live yet; Loaded tells.
    if (const auto state = backlog.update(waiting);
        state && !(state->condition == PartCondition::Live && phase == Phase::Loading)) {
        Q_EMIT q.stateChanged(*state);
    }
}

void PocketSphinxEngine::Private::fail(const Error &error)
{
    phase = Phase::Over;
    abort();
    Q_EMIT q.failed(error);
}

/// Both at once, so that waiting for the one is waiting for the other too.
void PocketSphinxEngine::Private::abort()
{
    for (const auto &track : tracks) {
        if (track) {
            track->abort();
        }
    }
}

void PocketSphinxEngine::Private::on(Track, const TrackRecogniser::Loaded &)
{
    if (++loaded == trackCount) {
        phase = Phase::Running;
        if (!backlog.isBehind()) {
            tell(PartCondition::Live, PartReason::None);
        }
    }
}

void PocketSphinxEngine::Private::on(Track, const Error &error)
{
    fail(error);
}

void PocketSphinxEngine::Private::on(Track, const Utterance &utterance)
{
    Q_EMIT q.utteranceChanged(utterance);
}

void PocketSphinxEngine::Private::on(Track, const TrackRecogniser::Withdrawn &withdrawn)
{
    Q_EMIT q.utteranceWithdrawn(withdrawn.id);
}

void PocketSphinxEngine::Private::on(Track track, const TrackRecogniser::Voice &voice)
{
    Q_EMIT q.voiceChanged(track, voice.speaking, voice.position);
}

void PocketSphinxEngine::Private::on(Track track, const TrackRecogniser::Progress &progress)
{
    consumed[static_cast<std::size_t>(trackIndex(track))] = progress.position;
    watchBacklog();
    const qint64 both = *std::min_element(consumed.begin(), consumed.end());
    if (both > progressTold) {
        progressTold = both;
        Q_EMIT q.progressed(both);
    }
}

void PocketSphinxEngine::Private::on(Track, const TrackRecogniser::Done &)
{
    if (++done < trackCount) {
        return;
    }
    phase = Phase::Over;
    if (const qint64 dropped = q.droppedFrames(); dropped > 0) {
        log::warning("speech", "frames_dropped", {{"count", QString::number(dropped)}});
    }
    Q_EMIT q.finished();
}

PocketSphinxEngine::PocketSphinxEngine(QString modelDir, QObject *parent)
    : SpeechEngine(parent)
    , d(std::make_unique<Private>(*this, modelDir.isEmpty() ? PocketSphinxDecoder::defaultModelDir()
                                                            : std::move(modelDir)))
{
}

PocketSphinxEngine::~PocketSphinxEngine() = default;

Result<std::unique_ptr<SpeechEngine>> PocketSphinxEngine::create(const QString &modelDir)
{
    const QString directory = modelDir.isEmpty() ? PocketSphinxDecoder::defaultModelDir() : modelDir;
    if (const auto there = PocketSphinxDecoder::check(directory); !there) {
        return unexpected(there.error());
    }
    return std::unique_ptr<SpeechEngine>(std::make_unique<PocketSphinxEngine>(directory));
}

QString PocketSphinxEngine::name() const
{
    return QStringLiteral("pocketsphinx");
}

void PocketSphinxEngine::start(const SpeechOptions &options)
{
    if (d->phase == Private::Phase::Idle) {
        d->start(options);
    }
}

void PocketSphinxEngine::feed(const AudioFrame &frame)
{
    if (d->phase != Private::Phase::Loading && d->phase != Private::Phase::Running) {
        return;
    }
    for (std::size_t i = 0; i < d->tracks.size(); ++i) {
        d->tracks[i]->feed(frame.position, frame.samples[i]);
    }
    d->watchBacklog();
}

void PocketSphinxEngine::finish()
{
    if (d->phase == Private::Phase::Idle) {
        // Nothing was fed, so all of it has been answered.
        d->phase = Private::Phase::Over;
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(); }, Qt::QueuedConnection);
        return;
    }
    for (const auto &track : d->tracks) {
        if (track) {
            track->finish();
        }
    }
}

qint64 PocketSphinxEngine::droppedFrames() const
{
    qint64 sum = 0;
    for (const auto &track : d->tracks) {
        sum += track ? track->droppedFrames() : 0;
    }
    return sum;
}

} // namespace talktrack
