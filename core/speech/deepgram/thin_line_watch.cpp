// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/thin_line_watch.h"

#include "core/model/audio_frame.h"

namespace talktrack {
namespace {

using std::chrono::milliseconds;

/// So long bytes have to wait. Shorter, and a hiccup of the network would count; longer, and more has to be
/// caught up afterwards, which the provider allows at a quarter of real time only.
constexpr milliseconds persists{3000};
/// The system takes bytes in portions of a second of sound and more, so that at times none wait for a moment.
constexpr milliseconds moment{1000};
/// What is sent at once, a quarter of a second of raw sound, waits for a moment on every line.
constexpr qint64 fewBytes = 16LL * 1024;
/// The answers of a stall that ends come at once; those of a thin line this far apart.
constexpr milliseconds answersApart{1000};
/// Behind by so much; on the best of lines an answer is a second or two behind.
constexpr double lagSeconds = 3;
/// Answers advance in steps of about a second.
constexpr double stepSeconds = 1.2;
/// Of what is spoken meanwhile.
constexpr double keepsUp = 0.95;
/// A line that is thinner than it has to be by little only is seen over a longer time, by a longer lag.
constexpr milliseconds window{12'000};
constexpr double longLagSeconds = 8;

} // namespace

void ThinLineWatch::answered(qint64 upTo, TimePoint now)
{
    if (upTo <= m_answered)
        return;
    m_answered = upTo;
    if (!m_wait)
        return;
    if (!m_wait->firstAnswer)
        m_wait->firstAnswer = now;
    m_wait->lastAnswer = now;
}

void ThinLineWatch::look(qint64 fed, qint64 bytes, TimePoint now)
{
    m_thin = false;
    if (bytes > fewBytes)
        m_lastWaiting = now;
    if (m_callSpeed <= 0 || now - m_lastWaiting > moment) {
        m_wait.reset();
        return;
    }
    if (!m_wait)
        m_wait = Wait{now, m_answered, {}, now};
    if (!isHeldBack(now) || m_wait->lastAnswer - *m_wait->firstAnswer < answersApart)
        return;
    const auto time = now - m_wait->since;
    const double spoken = std::chrono::duration<double>(time).count();
    const double heard = secondsAt(m_answered - m_wait->answeredThen) / m_callSpeed;
    const double lag = secondsAt(fed - m_answered) / m_callSpeed;
    m_thin = lag > lagSeconds && heard + stepSeconds < keepsUp * spoken;
    if (time < window)
        return;
    m_thin = m_thin || (lag > longLagSeconds && heard < spoken);
    m_wait = Wait{now, m_answered, {}, now};
}

bool ThinLineWatch::isHeldBack(TimePoint now) const
{
    return m_wait && m_wait->firstAnswer && now - m_wait->since >= persists;
}

} // namespace talktrack
