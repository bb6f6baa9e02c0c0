// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_answer.h"

#include "core/speech/whisper/whisper_json.h"
#include "core/speech/whisper/whisper_text.h"
#include "core/speech/word_match.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

using namespace whisper;

/// Whisper's own rule for a segment of silence.
constexpr double surelyNoSpeech = 0.6;
constexpr double poorLogProbability = -1.0;
/// With this chance of no speech at all, a stock phrase is not believed however much voice there was.
constexpr double likelyNoSpeech = 0.8;
/// How far two ways of writing the same words are searched for each other.
constexpr qsizetype lookAhead = 4;

bool isSilence(const Segment &segment)
{
    return segment.noSpeech.value_or(0) > surelyNoSpeech &&
           segment.logProbability.value_or(0) < poorLogProbability;
}

/// Gives the words their writing in the text ("Hello," for "hello") where the two go together.
void takeWriting(QList<Word> &words, const QList<Word> &written)
{
    qsizetype at = 0;
    for (Word &word : words) {
        for (qsizetype i = at; i < std::min(written.size(), at + lookAhead); ++i) {
            if (isSameText(word.text, written.at(i).text)) {
                word.text = written.at(i).text;
                at = i + 1;
                break;
            }
        }
    }
}

/// Over a stretch, each word as long as its letters and a blank.
void spread(QList<Word> &words, double from, double to)
{
    double letters = 0;
    for (const Word &word : std::as_const(words))
        letters += static_cast<double>(word.text.size() + 1);
    double at = 0;
    for (Word &word : words) {
        word.start = from + (to - from) * at / letters;
        at += static_cast<double>(word.text.size());
        word.end = from + (to - from) * at / letters;
        at += 1;
    }
}

/// In order and within the sound.
void straighten(QList<Word> &words, double duration)
{
    double before = 0;
    for (Word &word : words) {
        word.start = std::clamp(word.start, before, duration);
        word.end = std::clamp(word.end, word.start, duration);
        before = word.start;
    }
}

/// Reads one answer that is JSON.
class Reader
{
public:
    Reader(const QJsonObject &object, const WhisperSound &sound)
        : m_sound(sound)
        , m_segments(segmentsIn(object, whisperMostWords))
    {
        m_answer.language = languageIn(object);
        m_text = textIn(object);
        m_timed = timedWordsIn(object, whisperMostWords);
    }

    WhisperAnswer read()
    {
        const bool anySilent = std::any_of(m_segments.begin(), m_segments.end(), isSilence);
        if (anySilent)
            leaveOutSilence();
        QList<Word> written = wordsOf(m_text, whisperMostWords);
        if (written.isEmpty())
            for (const Segment &segment : std::as_const(m_segments))
                written += wordsOf(segment.text, whisperMostWords - static_cast<int>(written.size()));
        if (m_timed.isEmpty())
            for (const Segment &segment : std::as_const(m_segments))
                m_timed += segment.words.mid(0, whisperMostWords - m_timed.size());
        if (written.isEmpty())
            written = m_timed;
        m_answer.words = timed(written);
        m_answer.text = textOf(written);
        m_answer.confidence = confidence();
        return m_answer;
    }

    double noSpeech() const
    {
        double least = m_segments.isEmpty() ? 0 : 1;
        for (const Segment &segment : m_segments)
            least = std::min(least, segment.noSpeech.value_or(0));
        return least;
    }

private:
    void leaveOutSilence()
    {
        const QList<Segment> all = std::exchange(m_segments, {});
        QString text;
        for (const Segment &segment : all) {
            if (!isSilence(segment)) {
                m_segments.append(segment);
                text += segment.text + QLatin1Char(' ');
                continue;
            }
            m_timed.removeIf([&](const Word &word) {
                const double middle = (word.start + word.end) / 2;
                return segment.hasTimes() && middle >= *segment.start && middle <= *segment.end;
            });
        }
        m_text = text;
        if (m_segments.isEmpty())
            m_timed.clear();
    }

    /// The server's words where they have times and go about with the text, else the text's, spread.
    QList<Word> timed(const QList<Word> &written) const
    {
        const bool timesKnown = std::none_of(m_timed.begin(), m_timed.end(), [this](const Word &word) {
            return word.start < 0 || word.end < 0 || word.start > m_sound.duration + 0.5;
        });
        if (timesKnown && m_timed.size() * 2 > written.size()) {
            QList<Word> words = m_timed;
            takeWriting(words, written);
            return words;
        }
        return spreadOverSegments(written);
    }

    QList<Word> spreadOverSegments(const QList<Word> &written) const
    {
        QList<Word> words;
        for (const Segment &segment : m_segments) {
            QList<Word> own = wordsOf(segment.text, whisperMostWords);
            if (!segment.hasTimes() || *segment.start > m_sound.duration + 0.5) {
                words.clear();
                break;
            }
            // Segments begin and end in round numbers; words stand where the voice is.
            const double from = std::max(*segment.start, m_sound.voiceFrom);
            const double to = std::min(*segment.end, m_sound.voiceTo);
            spread(own, std::min(from, *segment.end), std::max(to, from));
            words += own;
        }
        if (words.size() != written.size()) {
            words = written;
            spread(words, m_sound.voiceFrom, std::max(m_sound.voiceFrom, m_sound.voiceTo));
        }
        return words;
    }

    std::optional<double> confidence() const
    {
        double sum = 0;
        double weights = 0;
        for (const Segment &segment : m_segments) {
            if (!segment.logProbability)
                continue;
            const double weight = static_cast<double>(segment.text.size() + 1);
            sum += weight * std::exp(std::min(0.0, *segment.logProbability)) *
                   (1 - segment.noSpeech.value_or(0));
            weights += weight;
        }
        if (weights > 0)
            return std::clamp(sum / weights, 0.0, 1.0);
        for (const Word &word : m_answer.words) {
            sum += word.confidence.value_or(0);
            weights += word.confidence ? 1 : 0;
        }
        return weights > 0 ? std::optional(sum / weights) : std::nullopt;
    }

    WhisperSound m_sound;
    QList<Segment> m_segments;
    QList<Word> m_timed;
    QString m_text;
    WhisperAnswer m_answer;
};

/// Leaves out what nobody said, from the text and the words alike.
WhisperAnswer cleaned(WhisperAnswer answer, const WhisperSound &sound, double noSpeech)
{
    const QList<Word> written = withoutLoops(withoutNotes(wordsOf(answer.text, whisperMostWords)));
    const double voice = noSpeech > likelyNoSpeech ? 0 : sound.voiceSeconds;
    if (written.isEmpty() || isInvented(written, voice)) {
        answer.text.clear();
        answer.words.clear();
        answer.confidence.reset();
        return answer;
    }
    answer.text = textOf(written);
    answer.words = withoutLoops(withoutNotes(answer.words));
    if (answer.words.isEmpty()) {
        answer.words = written;
        spread(answer.words, sound.voiceFrom, std::max(sound.voiceFrom, sound.voiceTo));
    }
    straighten(answer.words, sound.duration);
    return answer;
}

WhisperSound checked(WhisperSound sound)
{
    sound.duration = std::isfinite(sound.duration) ? std::max(0.0, sound.duration) : 0;
    sound.voiceFrom = std::clamp(sound.voiceFrom, 0.0, sound.duration);
    sound.voiceTo = std::clamp(sound.voiceTo, sound.voiceFrom, sound.duration);
    return sound;
}

bool isPage(const QByteArray &text)
{
    // "<|en|>" is a token of Whisper's.
    return text.startsWith('<') && !text.startsWith("<|");
}

} // namespace

Result<WhisperAnswer> parseWhisperAnswer(const QByteArray &body, const WhisperSound &given)
{
    if (body.size() > whisperMostBytes)
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("%1 bytes").arg(body.size()));
    const WhisperSound sound = checked(given);
    QByteArray text = body.trimmed();
    if (text.startsWith("\xEF\xBB\xBF"))
        text = text.mid(3).trimmed();
    if (isPage(text))
        return unexpected(ErrorKind::ProviderRefused, QStringLiteral("a page instead of an answer"));
    const bool looksLikeJson =
        text.startsWith('{') || (text.startsWith('[') && text.contains('{')) || text.startsWith('"');
    if (!looksLikeJson) {
        if (text.contains('\0'))
            return unexpected(ErrorKind::InputUnreadable, QStringLiteral("no text"));
        WhisperAnswer plain;
        plain.text = mended(QString::fromUtf8(text.left(longestText)));
        return cleaned(std::move(plain), sound, 0);
    }
    const Result<QJsonObject> object = answerIn(text);
    if (!object)
        return unexpected(object.error());
    Reader reader(*object, sound);
    WhisperAnswer answer = reader.read();
    return cleaned(std::move(answer), sound, reader.noSpeech());
}

QString whisperErrorCode(const QByteArray &body)
{
    if (body.size() > whisperMostBytes)
        return {};
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QJsonObject inner = object.value(QLatin1String("error")).toObject();
    for (const QJsonObject &one : {inner, object}) {
        for (const char *key : {"code", "type"}) {
            const QString code = one.value(QLatin1String(key)).toString();
            const bool isIdentifier = std::all_of(code.begin(), code.end(), [](QChar c) {
                return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'_' || c == u'.' || c == u'-');
            });
            if (!code.isEmpty() && code.size() <= 64 && isIdentifier)
                return code;
        }
    }
    return {};
}

} // namespace talktrack
