// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scripted_channel.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace talktrack::test {

namespace {

/// Keeps a heard time that is off by a little within its segment. Speakers who share a channel overlap by
/// more, and stay where they are.
double within(double time, double from, double to)
{
    constexpr double little = 0.03;
    return time < from && from - time < little ? from : time > to && time - to < little ? to : time;
}

} // namespace

QString modelUuid()
{
    return QStringLiteral("40bd3654-e622-47c4-a111-63a61b23bfe8");
}

QJsonObject modelInfo(const QString &model)
{
    return {{QStringLiteral("name"), QStringLiteral("general-") + model},
            {QStringLiteral("version"), QStringLiteral("2025-04-17.21547")},
            {QStringLiteral("arch"), model}};
}

QJsonObject resultMetadata(const QString &requestId, const QString &model)
{
    return {{QStringLiteral("request_id"), requestId},
            {QStringLiteral("model_uuid"), modelUuid()},
            {QStringLiteral("model_info"), modelInfo(model)}};
}

double roundedTime(double seconds)
{
    return std::round(seconds * 100) / 100;
}

QString writtenWord(const QString &text, bool first, bool last, bool punctuate)
{
    if (!punctuate || text.isEmpty()) {
        return text;
    }
    QString written = text;
    if (first) {
        written[0] = written.at(0).toUpper();
    }
    return last ? written + QLatin1Char('.') : written;
}

QJsonObject wordObject(const HeardWord &word, const QString &written, const ListeningOptions &options)
{
    QJsonObject object{{QStringLiteral("word"), word.text},
                       {QStringLiteral("start"), roundedTime(word.start)},
                       {QStringLiteral("end"), roundedTime(word.end)},
                       {QStringLiteral("confidence"), word.confidence}};
    if (options.punctuate) {
        object.insert(QStringLiteral("punctuated_word"), written);
    }
    if (options.diarize) {
        // Speakers are numbered within a channel, and two channels hold one each.
        object.insert(QStringLiteral("speaker"), options.channelCount > 1 ? 0 : trackIndex(word.track));
    }
    if (options.severalLanguages) {
        object.insert(QStringLiteral("language"), QStringLiteral("en"));
    }
    return object;
}

ScriptedChannel::ScriptedChannel(int channel, ListeningOptions options, const MarkedScript &script,
                                 quint32 seed, double jitterSeconds, Say say)
    : m_channel(channel)
    , m_options(std::move(options))
    , m_listener(script, seed, jitterSeconds)
    , m_random(seed + 1)
    , m_say(std::move(say))
{
}

void ScriptedChannel::hear(qint64 samples, qint64 position, Tracks tracks)
{
    m_listener.hear(samples, position, tracks);
    m_pending += m_listener.take();
    std::stable_sort(m_pending.begin(), m_pending.end(),
                     [](const HeardWord &a, const HeardWord &b) { return a.start < b.start; });
    if (m_listener.speakingSince()) {
        m_silentFrom = m_listener.now();
    } else if (!m_pending.isEmpty()) {
        m_silentFrom = std::max(m_silentFrom, m_pending.last().end);
    }
    considerEvents();
    considerResults();
}

void ScriptedChannel::considerEvents()
{
    const std::optional<double> since = m_listener.speakingSince();
    if (since && !m_inSpeech) {
        m_inSpeech = true;
        if (m_options.vadEvents) {
            // Never quite where the first word begins.
            const double told = std::max(0.0, *since + between(-0.1, 0.05));
            m_say({{QStringLiteral("type"), QStringLiteral("SpeechStarted")},
                   {QStringLiteral("channel"), QJsonArray{m_channel, m_options.channelCount}},
                   {QStringLiteral("timestamp"), shown(told)}});
        }
    }
    if (m_openUtterance && m_options.utteranceEnd && !since && m_pending.isEmpty() &&
        m_listener.now() - *m_openUtterance >= *m_options.utteranceEnd) {
        m_say({{QStringLiteral("type"), QStringLiteral("UtteranceEnd")},
               {QStringLiteral("channel"), QJsonArray{m_channel, m_options.channelCount}},
               {QStringLiteral("last_word_end"), shown(*m_openUtterance)}});
        m_openUtterance.reset();
    }
}

void ScriptedChannel::considerResults()
{
    const double now = m_listener.now();
    const std::optional<double> since = m_listener.speakingSince();
    if (!since && m_inSpeech && m_options.endpointing && now - m_silentFrom >= *m_options.endpointing) {
        m_inSpeech = false;
        sayFinal(now, m_pending.size(), true, false);
    } else if (!m_pending.isEmpty() && now - m_pending.first().start >= m_longest) {
        qsizetype said = m_pending.size();
        if (said > 3 && between(0, 1) < 0.5) {
            // The final takes back what the interim had; the next segment brings it.
            sayInterim();
            said -= 1 + static_cast<qsizetype>(between(0, 1.99));
        }
        const double until = said < m_pending.size()
                                 ? (m_pending.at(said - 1).end + m_pending.at(said).start) / 2
                                 : std::min(now, since.value_or(now));
        sayFinal(until, said, false, false);
    } else if (m_pending.isEmpty() && !since && now - m_segmentFrom >= m_longest + 1) {
        sayFinal(now, 0, between(0, 1) < 0.5, false);
    } else if (m_options.interimResults && now >= m_nextInterim) {
        sayInterim();
    }
}

void ScriptedChannel::finalize()
{
    const std::optional<double> since = m_listener.speakingSince();
    if (m_pending.isEmpty()) {
        return;
    }
    m_inSpeech = since.has_value();
    sayFinal(std::min(m_listener.now(), since.value_or(m_listener.now())), m_pending.size(), true, true);
}

void ScriptedChannel::close()
{
    m_listener.breakOff();
    m_pending += m_listener.take();
    if (m_listener.now() > m_segmentFrom) {
        sayFinal(m_listener.now(), m_pending.size(), true, false);
    }
}

void ScriptedChannel::sayFinal(double until, qsizetype wordCount, bool speechFinal, bool fromFinalize)
{
    const QList<HeardWord> words = m_pending.mid(0, wordCount);
    m_pending.remove(0, wordCount);
    if (!words.isEmpty()) {
        m_openUtterance = words.last().end;
    }
    sayResults(until, words, true, speechFinal, fromFinalize);
    m_segmentFrom = until;
    m_longest = between(3, 4);
}

void ScriptedChannel::sayInterim()
{
    QList<HeardWord> words = m_pending;
    if (const auto guess = m_listener.guess()) {
        words.append(*guess);
    }
    sayResults(m_listener.now(), words, false, false, false);
}

void ScriptedChannel::sayResults(double until, const QList<HeardWord> &words, bool final, bool speechFinal,
                                 bool fromFinalize)
{
    QJsonArray objects;
    QStringList text;
    double confidence = 0;
    for (qsizetype i = 0; i < words.size(); ++i) {
        HeardWord word = words.at(i);
        const QString written =
            writtenWord(word.text, i == 0, speechFinal && i + 1 == words.size(), m_options.punctuate);
        word.start = shown(within(word.start, m_segmentFrom, until));
        word.end = shown(within(word.end, m_segmentFrom, until));
        objects.append(wordObject(word, written, m_options));
        text.append(written);
        confidence += word.confidence / static_cast<double>(words.size());
    }
    QJsonObject alternative{{QStringLiteral("transcript"), text.join(QLatin1Char(' '))},
                            {QStringLiteral("confidence"), confidence},
                            {QStringLiteral("words"), objects}};
    if (m_options.severalLanguages && !words.isEmpty()) {
        alternative.insert(QStringLiteral("languages"), QJsonArray{QStringLiteral("en")});
    }
    const double from = shown(m_segmentFrom);
    m_say(
        {{QStringLiteral("type"), QStringLiteral("Results")},
         {QStringLiteral("channel_index"), QJsonArray{m_channel, m_options.channelCount}},
         {QStringLiteral("start"), from},
         {QStringLiteral("duration"), roundedTime(shown(until) - from)},
         {QStringLiteral("is_final"), final},
         {QStringLiteral("speech_final"), speechFinal},
         {QStringLiteral("from_finalize"), fromFinalize},
         {QStringLiteral("channel"), QJsonObject{{QStringLiteral("alternatives"), QJsonArray{alternative}}}},
         {QStringLiteral("metadata"), resultMetadata(m_options.requestId, m_options.model)}});
    m_nextInterim = m_listener.now() + between(0.9, 1.1);
}

double ScriptedChannel::shown(double streamSeconds) const
{
    return roundedTime(std::max(0.0, streamSeconds - m_timeFrom));
}

double ScriptedChannel::between(double low, double high)
{
    return low + (high - low) * static_cast<double>(m_random()) / 4294967295.0;
}

} // namespace talktrack::test
