// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/gap_desk.h"

#include "core/model/audio_frame.h"
#include "core/session/call_gaps.h"

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

using namespace std::chrono_literals;

/// The job itself has tried several times already.
constexpr std::chrono::milliseconds firstPause = 30s;
constexpr std::chrono::milliseconds longestPause = 5min;
/// Somebody waits for the end of the call.
constexpr std::chrono::milliseconds pauseAtTheEnd = 3s;

} // namespace

GapDesk::GapDesk(QString callId, QString rule, const GapFiller::MakeJob &makeJob, const SoundHistory *sound)
    : m_callId(std::move(callId))
    , m_rule(std::move(rule))
    , m_pause(firstPause)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &GapDesk::end);
    if (!makeJob || !sound)
        return;
    m_filler = std::make_unique<GapFiller>(
        makeJob, [sound](qint64 position, std::span<qint16> into) { sound->read(position, into); }, m_rule);
    connect(m_filler.get(), &GapFiller::lineFilled, this, &GapDesk::lineFilled);
    connect(m_filler.get(), &GapFiller::echoesDropped, this, &GapDesk::echoesDropped);
    connect(m_filler.get(), &GapFiller::gapClosed, this, &GapDesk::closed);
    connect(m_filler.get(), &GapFiller::away, this, &GapDesk::tryLater);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_isReachable || m_settling)
            m_filler->setReachable(true);
    });
    connect(m_filler.get(), &GapFiller::refused, this, [this] {
        if (m_settling)
            end();
    });
}

void GapDesk::found(const SpeechGap &gap)
{
    const FeedbackEvent event = CallGaps::open(m_callId, gap, m_rule);
    m_open.append({gap, event});
    Q_EMIT eventDue(event);
    if (m_filler)
        m_filler->add(gap);
}

void GapDesk::note(const Transcription &finalLine)
{
    if (m_filler)
        m_filler->note(finalLine);
}

void GapDesk::setReachable(bool reachable)
{
    m_isReachable = reachable;
    if (m_filler)
        m_filler->setReachable(reachable);
}

void GapDesk::tryLater()
{
    m_again.start(m_settling ? pauseAtTheEnd : m_pause);
    m_pause = std::min(m_pause * 2, longestPause);
}

void GapDesk::settle(std::chrono::milliseconds patience)
{
    m_settling = true;
    if (!m_filler || m_open.isEmpty()) {
        end();
        return;
    }
    m_patience.start(patience);
    m_filler->setReachable(true);
}

void GapDesk::closed(const SpeechGap &gap)
{
    m_pause = firstPause;
    for (qsizetype i = 0; i < m_open.size(); ++i) {
        if (m_open.at(i).gap == gap) {
            Q_EMIT closing(gap);
            Q_EMIT eventDue(CallGaps::closed(m_open.takeAt(i).event));
            break;
        }
    }
    if (m_settling && m_open.isEmpty())
        end();
}

void GapDesk::end()
{
    m_patience.stop();
    if (std::exchange(m_settling, false))
        Q_EMIT settled();
}

} // namespace talktrack
