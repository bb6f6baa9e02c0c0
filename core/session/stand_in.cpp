// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/stand_in.h"

#include "core/model/audio_frame.h"
#include "core/support/log.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

/// Most drops are over sooner; loading a model for them would be for nothing.
constexpr qint64 patienceWithOther = 3LL * sampleRateHz;
/// A recogniser that comes and goes does not make the other start anew each time.
constexpr qint64 backForGood = 2LL * sampleRateHz;
/// Sound before the first missing word, so that it is heard whole.
constexpr qint64 leadIn = sampleRateHz / 5;
/// Not more than this is gone back: the call's sound has the last minute in memory.
constexpr qint64 farthestBack = 60LL * sampleRateHz;

std::size_t at(Track track)
{
    return static_cast<std::size_t>(trackIndex(track));
}

} // namespace

StandIn::StandIn(QString callId, MakeEngine makeEngine, const SoundHistory *sound,
                 std::chrono::milliseconds patience)
    : m_callId(std::move(callId))
    , m_makeEngine(std::move(makeEngine))
    , m_sound(sound)
{
    m_watchdog.setSingleShot(true);
    m_watchdog.setInterval(patience);
    connect(&m_watchdog, &QTimer::timeout, this, [this] {
        log::error("speech", "stand_in_did_not_finish");
        m_failed = true;
        over();
    });
}

StandIn::~StandIn() = default;

void StandIn::otherChanged(const PartState &state)
{
    const bool wasAway = m_away;
    const bool wasLive = m_live;
    m_live = hearsNow(state);
    m_away = state.condition == PartCondition::Connecting || state.condition == PartCondition::Reconnecting ||
             state.condition == PartCondition::Failed;
    m_awayForLong = state.condition == PartCondition::Failed ||
                    (m_away && state.reason == PartReason::LinkSilent) || (m_away && m_awayForLong);
    if (m_away && !wasAway) {
        m_awaySince = m_end;
        m_others = {};
    }
    if (m_live && !wasLive)
        m_liveSince = m_end;
    beginIfDue();
}

void StandIn::otherGone()
{
    m_live = false;
    m_away = m_awayForLong = true;
    beginIfDue();
}

void StandIn::otherHeard(const Transcription &line)
{
    qint64 &upTo = m_heardUpTo.at(at(line.track));
    upTo = std::max(upTo, positionAt(line.end));
    m_others.at(at(line.track)) = {};
    Interim &own = m_own.at(at(line.track));
    if (own.id.isEmpty() || own.start >= line.end)
        return;
    const Interim gone = std::exchange(own, {});
    Q_EMIT lineWithdrawn(gone.id);
}

void StandIn::otherWithdrew(const QString &id)
{
    for (Interim &other : m_others)
        if (other.id == id)
            other = {};
}

void StandIn::soundUpTo(qint64 position)
{
    m_end = std::max(m_end, position);
    beginIfDue();
    if (!m_engine || m_finishing)
        return;
    feed();
    if (m_live && m_end - m_liveSince >= backForGood)
        endEngine();
}

void StandIn::beginIfDue()
{
    if (m_engine || !m_away || m_ending || !isPossible() || m_end == 0)
        return;
    if (m_awayForLong || m_end - m_awaySince >= patienceWithOther)
        begin();
}

void StandIn::begin()
{
    Result<std::unique_ptr<SpeechEngine>> made = m_makeEngine();
    if (!made) {
        log::warning("speech", "no_stand_in", {{"detail", made.error().detail}});
        m_failed = true;
        return;
    }
    m_engine = std::move(*made);
    m_finishing = false;
    m_stoodIn = true;
    m_assembler.emplace(m_callId, m_engine->name());
    m_own = {};
    const qint64 heard = *std::min_element(m_heardUpTo.begin(), m_heardUpTo.end());
    m_next = std::max({heard - leadIn, m_awaySince - farthestBack, m_sound->begin(), m_next, qint64{0}});
    m_next = (m_next + frameSamples - 1) / frameSamples * frameSamples;
    log::info("speech", "stand_in_began", {{"back", QString::number(secondsAt(m_end - m_next), 'f', 1)}});
    connect(m_engine.get(), &SpeechEngine::utteranceChanged, this, &StandIn::utteranceChanged);
    connect(m_engine.get(), &SpeechEngine::utteranceWithdrawn, this, [this](const QString &id) {
        for (Interim &own : m_own)
            if (own.id == id)
                own = {};
        if (m_assembler->withdraw(id))
            Q_EMIT lineWithdrawn(id);
    });
    connect(m_engine.get(), &SpeechEngine::voiceChanged, this, &StandIn::voiceChanged);
    connect(m_engine.get(), &SpeechEngine::progressed, this, [this] {
        if (m_watchdog.isActive())
            m_watchdog.start();
    });
    connect(m_engine.get(), &SpeechEngine::finished, this, &StandIn::over);
    connect(m_engine.get(), &SpeechEngine::failed, this, [this](const Error &error) {
        log::error("speech", "stand_in_failed", {{"detail", error.detail}});
        m_failed = true;
        over();
    });
    m_engine->start(m_options);
    feed();
    if (isAtWork())
        Q_EMIT atWorkChanged();
}

/// What the other has heard of a track is silence here: there is nothing to decode in it.
void StandIn::feed()
{
    std::array<qint16, frameValues> interleaved{};
    while (m_engine && m_next + frameSamples <= m_end) {
        m_sound->read(m_next, interleaved);
        AudioFrame frame = frameOf(m_next, interleaved);
        for (std::size_t track = 0; track < trackCount; ++track)
            if (m_next + frameSamples <= m_heardUpTo.at(track) - leadIn)
                frame.samples.at(track).fill(0);
        m_next += frameSamples;
        m_engine->feed(frame);
    }
}

void StandIn::endEngine()
{
    m_finishing = true;
    Q_EMIT atWorkChanged();
    m_engine->finish();
}

void StandIn::finish()
{
    if (m_ending)
        return;
    // An outage too young to be stood in for: it may be the call's last words.
    if (!m_engine && m_away && isPossible() && m_end > m_awaySince)
        begin();
    m_ending = true;
    if (!m_engine)
        return;
    m_watchdog.start();
    if (!std::exchange(m_finishing, true))
        m_engine->finish();
}

void StandIn::utteranceChanged(const Utterance &utterance)
{
    if (m_watchdog.isActive())
        m_watchdog.start();
    const std::optional<Transcription> line = m_assembler->update(utterance);
    if (!line)
        return;
    if (!line->final)
        return showInterim(*line, utterance.arrived);
    m_own.at(at(line->track)) = {};
    Interim &other = m_others.at(at(line->track));
    if (!other.id.isEmpty() && other.start < line->end && line->start < other.end) {
        const Interim gone = std::exchange(other, {});
        Q_EMIT lineWithdrawn(gone.id);
    }
    Q_EMIT lineChanged(*line, utterance.arrived);
}

/// What the other one shows of the same words stays.
void StandIn::showInterim(Transcription line, TimePoint arrived)
{
    Interim &own = m_own.at(at(line.track));
    const Interim &other = m_others.at(at(line.track));
    if (!other.id.isEmpty() && other.start < line.end) {
        line.words.removeIf([&](const Word &word) { return (word.start + word.end) / 2 >= other.start; });
        if (line.words.isEmpty()) {
            const Interim gone = std::exchange(own, {});
            if (gone.id == line.id)
                Q_EMIT lineWithdrawn(line.id);
            return;
        }
        line.text = textOf(line.words);
        line.end = line.words.constLast().end;
    }
    own = {line.id, line.start, line.end};
    Q_EMIT lineChanged(line, arrived);
}

void StandIn::over()
{
    m_watchdog.stop();
    if (!m_engine)
        return;
    const bool wasAtWork = isAtWork();
    m_engine->disconnect(this);
    m_engine.release()->deleteLater();
    m_finishing = false;
    m_own = {};
    const QStringList open = m_assembler->open();
    for (const QString &id : open)
        Q_EMIT lineWithdrawn(id);
    if (m_ending) {
        Q_EMIT done();
        return;
    }
    if (wasAtWork)
        Q_EMIT atWorkChanged();
    beginIfDue();
}

std::optional<Utterance> StandIn::beyond(const Utterance &interim, double provisionalEnd)
{
    const double until = std::max(provisionalEnd, m_own.at(at(interim.track)).end);
    if (interim.start >= until) {
        m_others.at(at(interim.track)) = {interim.id, interim.start, interim.end};
        return interim;
    }
    Utterance rest = interim;
    rest.words.removeIf([&](const Word &word) { return (word.start + word.end) / 2 < until; });
    if (rest.words.isEmpty())
        return std::nullopt;
    rest.text = textOf(rest.words);
    rest.start = rest.words.first().start;
    m_others.at(at(interim.track)) = {rest.id, rest.start, rest.end};
    return rest;
}

} // namespace talktrack
