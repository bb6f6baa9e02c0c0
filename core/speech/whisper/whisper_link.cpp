// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_link.h"

#include "core/support/log.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace talktrack {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t mostUnderWay = 2;
/// A server that never worked may refuse this many requests.
constexpr int mostRefusals = 3;

} // namespace

WhisperLink::WhisperLink(const WhisperSetup &setup, const SoundHistory &history, const Clock &clock)
    : m_setup(setup)
    , m_history(history)
    , m_clock(clock)
    , m_backoff(setup.backoff)
    , m_retryAt(clock.now())
    , m_downSince(clock.now())
{
    m_manner.inference = setup.baseUrl.path().endsWith(QLatin1String("/inference"));
}

bool WhisperLink::mayAsk() const
{
    return m_clock.now() >= m_retryAt && m_asked.size() < (m_works ? mostUnderWay : 1);
}

void WhisperLink::ask(std::optional<WhisperUtterance> utterance)
{
    ask(utterance, m_manner);
}

void WhisperLink::ask(std::optional<WhisperUtterance> utterance, const WhisperManner &manner)
{
    const WhisperPosting posting = whisperPosting({m_setup.baseUrl, m_setup.key, m_setup.model, m_language},
                                                  manner, utterance ? wavOf(*utterance) : whisperWav({}));
    const double length = utterance ? utterance->sound().duration : 0;
    const auto patience =
        (m_setup.answerPatience + milliseconds(std::llround(1000 * length))) * (m_silentInARow > 0 ? 2 : 1);
    auto post = std::make_unique<WhisperPost>(m_network, posting);
    connect(post.get(), &WhisperPost::ended, this,
            [this, own = post.get()](const WhisperOutcome &outcome) { ended(own, outcome); });
    ++m_figures.requests;
    m_asked.push_back({std::move(post), utterance, manner, m_clock.now() + patience});
}

QByteArray WhisperLink::wavOf(const WhisperUtterance &utterance) const
{
    const auto count = static_cast<std::size_t>(utterance.range.length());
    const auto track = static_cast<std::size_t>(trackIndex(utterance.track));
    std::vector<qint16> both(count * trackCount);
    m_history.read(utterance.range.from, both);
    std::vector<qint16> own(count);
    for (std::size_t i = 0; i < count; ++i)
        own[i] = both[i * trackCount + track];
    return whisperWav(own);
}

void WhisperLink::tick()
{
    std::vector<QPointer<WhisperPost>> late;
    for (const Asked &asked : m_asked)
        if (m_clock.now() >= asked.deadline)
            late.emplace_back(asked.post.get());
    // What one leads to may be the end of another.
    for (const QPointer<WhisperPost> &post : late)
        if (post)
            post->expire();
}

QList<WhisperUtterance> WhisperLink::takeBack()
{
    QList<WhisperUtterance> utterances = underWay();
    m_asked.clear();
    return utterances;
}

bool WhisperLink::isAsking(Track track) const
{
    return std::any_of(m_asked.begin(), m_asked.end(), [track](const Asked &asked) {
        return asked.utterance && asked.utterance->track == track;
    });
}

QList<WhisperUtterance> WhisperLink::underWay() const
{
    QList<WhisperUtterance> utterances;
    for (const Asked &asked : m_asked)
        if (asked.utterance)
            utterances.append(*asked.utterance);
    return utterances;
}

WhisperEngine::Figures WhisperLink::figures() const
{
    WhisperEngine::Figures figures = m_figures;
    figures.underWay = static_cast<int>(m_asked.size());
    return figures;
}

void WhisperLink::ended(WhisperPost *post, const WhisperOutcome &outcome)
{
    const auto place = std::find_if(m_asked.begin(), m_asked.end(),
                                    [post](const Asked &asked) { return asked.post.get() == post; });
    if (place == m_asked.end())
        return;
    Asked asked = std::move(*place);
    m_asked.erase(place);
    // It is the one that is speaking.
    asked.post.release()->deleteLater();
    m_silentInARow = outcome.kind == WhisperOutcome::Kind::Silent ? m_silentInARow + 1 : 0;
    const WhisperVerdict verdict =
        verdictOn(outcome, {asked.utterance ? asked.utterance->sound() : WhisperSound(),
                            asked.manner.inference != m_manner.inference, asked.manner.simple,
                            !m_setup.key.isEmpty(), m_everWorked});
    act(std::move(asked), verdict, outcome.retryAfter);
    Q_EMIT settled();
}

void WhisperLink::act(Asked asked, const WhisperVerdict &verdict, milliseconds askedFor)
{
    switch (verdict.step) {
    case WhisperVerdict::Step::Heard:
        answered(asked, verdict.answer);
        break;
    case WhisperVerdict::Step::Again:
        tryAgain(std::move(asked), verdict, askedFor);
        break;
    case WhisperVerdict::Step::AskSimpler:
        ask(asked.utterance, {asked.manner.inference, true});
        break;
    case WhisperVerdict::Step::AskElsewhere:
        ask(asked.utterance, {!asked.manner.inference, asked.manner.simple});
        break;
    case WhisperVerdict::Step::GiveUpThis:
        refusedThis(std::move(asked), verdict);
        break;
    case WhisperVerdict::Step::Refuse:
        refuse(std::move(asked), verdict);
        break;
    }
}

void WhisperLink::answered(const Asked &asked, const WhisperAnswer &answer)
{
    ++m_figures.answers;
    if (asked.utterance && answer.text.isEmpty())
        ++m_figures.empty;
    if (!std::exchange(m_works, true))
        log::info("speech", "connected", {{"requests", QString::number(m_figures.requests)}});
    m_everWorked = true;
    m_manner = asked.manner;
    m_refusals = 0;
    m_downReason = PartReason::None;
    m_backoff.reset();
    m_retryAt = m_clock.now();
    Q_EMIT heard(asked.utterance, answer);
}

void WhisperLink::tryAgain(Asked asked, const WhisperVerdict &verdict, milliseconds askedFor)
{
    log::warning("speech", "request_failed", {{"detail", verdict.detail}});
    waitFor(verdict.reason, askedFor);
    if (!asked.utterance)
        return;
    if (verdict.mayBeItsFault)
        ++asked.utterance->faults;
    Q_EMIT returned(*asked.utterance);
}

/// Refused although asked for the least. Of a server that works it is this utterance that it does not take.
void WhisperLink::refusedThis(Asked asked, const WhisperVerdict &verdict)
{
    if (!m_everWorked && ++m_refusals >= mostRefusals) {
        refuse(std::move(asked), verdict);
        return;
    }
    log::warning("speech", "utterance_refused", {{"detail", verdict.detail}});
    if (!m_everWorked)
        waitFor(verdict.reason, {});
    if (asked.utterance && m_everWorked)
        Q_EMIT notTaken(*asked.utterance);
    else if (asked.utterance)
        Q_EMIT returned(*asked.utterance);
}

void WhisperLink::waitFor(PartReason reason, milliseconds askedFor)
{
    if (std::exchange(m_works, false))
        m_downSince = m_clock.now();
    m_downReason = reason;
    m_retryAt = m_clock.now() + m_backoff.next(askedFor);
}

void WhisperLink::refuse(Asked asked, const WhisperVerdict &verdict)
{
    log::error("speech", "refused", {{"detail", verdict.detail}});
    m_works = false;
    m_downReason = verdict.reason;
    if (asked.utterance)
        Q_EMIT returned(*asked.utterance);
    Q_EMIT refused(verdict.reason, verdict.detail);
}

} // namespace talktrack
