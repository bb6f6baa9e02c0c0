// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/part_state.h"
#include "core/speech/sound_history.h"
#include "core/speech/whisper/whisper_ear.h"
#include "core/speech/whisper/whisper_engine.h"
#include "core/speech/whisper/whisper_verdict.h"

#include <QNetworkAccessManager>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace talktrack {

/// The server as the engine sees it: asks about utterances, at most one of each track at a time, and knows
/// whether it works, how it wants to be asked, and when it may be tried again.
///
/// Thread: its owner's, with an event loop. Of each utterance asked about exactly one of heard, returned (it
/// may be asked about again), or notTaken (it may not), unless it is taken back before. refused once, after
/// the last of them; whatever is still under way is taken back by the owner then. settled after each of them.
class WhisperLink final : public QObject
{
    Q_OBJECT

public:
    /// The history and the clock outlive it.
    WhisperLink(const WhisperSetup &setup, const SoundHistory &history, const Clock &clock);

    void setLanguage(const QString &language) { m_language = language; }
    /// A request may go out now.
    bool mayAsk() const;
    /// Without an utterance: sends silence, to find out whether the server works.
    void ask(std::optional<WhisperUtterance> utterance);
    void retryNow() { m_retryAt = m_clock.now(); }
    /// Ends requests whose time is up.
    void tick();
    /// Drops the requests under way and gives their utterances back.
    QList<WhisperUtterance> takeBack();

    /// The last request was answered.
    bool works() const { return m_works; }
    bool everWorked() const { return m_everWorked; }
    /// None before the first failure and while it works.
    PartReason downReason() const { return m_downReason; }
    std::chrono::steady_clock::time_point downSince() const { return m_downSince; }
    bool isAsking(Track track) const;
    QList<WhisperUtterance> underWay() const;
    WhisperEngine::Figures figures() const;

Q_SIGNALS:
    void heard(const std::optional<talktrack::WhisperUtterance> &utterance,
               const talktrack::WhisperAnswer &answer);
    void returned(const talktrack::WhisperUtterance &utterance);
    void notTaken(const talktrack::WhisperUtterance &utterance);
    void refused(talktrack::PartReason reason, const QString &detail);
    void settled();

private:
    struct Asked
    {
        std::unique_ptr<WhisperPost> post;
        std::optional<WhisperUtterance> utterance;
        WhisperManner manner;
        std::chrono::steady_clock::time_point deadline{};
    };

    void ask(std::optional<WhisperUtterance> utterance, const WhisperManner &manner);
    QByteArray wavOf(const WhisperUtterance &utterance) const;
    void ended(WhisperPost *post, const WhisperOutcome &outcome);
    void act(Asked asked, const WhisperVerdict &verdict, std::chrono::milliseconds askedFor);
    void answered(const Asked &asked, const WhisperAnswer &answer);
    void tryAgain(Asked asked, const WhisperVerdict &verdict, std::chrono::milliseconds askedFor);
    void refusedThis(Asked asked, const WhisperVerdict &verdict);
    void waitFor(PartReason reason, std::chrono::milliseconds askedFor);
    void refuse(Asked asked, const WhisperVerdict &verdict);

    const WhisperSetup &m_setup;
    const SoundHistory &m_history;
    const Clock &m_clock;
    QString m_language;
    Backoff m_backoff;
    QNetworkAccessManager m_network;
    std::vector<Asked> m_asked;
    /// What worked last, or is to be tried first.
    WhisperManner m_manner;
    bool m_works = false;
    bool m_everWorked = false;
    int m_refusals = 0;
    int m_silentInARow = 0;
    std::chrono::steady_clock::time_point m_retryAt;
    std::chrono::steady_clock::time_point m_downSince;
    PartReason m_downReason = PartReason::None;
    WhisperEngine::Figures m_figures;
};

} // namespace talktrack
