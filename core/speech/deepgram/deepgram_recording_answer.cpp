// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_recording_answer.h"

#include "core/speech/deepgram/deepgram_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <numeric>

namespace talktrack {
namespace {

using deepgram::confidenceIn;
using deepgram::firstObjectIn;
using deepgram::secondsIn;
using deepgram::shortLine;
using deepgram::smallNumberIn;
using deepgram::textIn;

/// Deepgram's own default for utterances.
constexpr double pauseBetweenLines = 0.8;
/// Less than a sample: what subtraction of times in seconds may be off by.
constexpr double rounding = 1e-5;
/// A line as long as this ends with its sentence.
constexpr double longLine = 12;

QString joined(const QList<Word> &words)
{
    QString text;
    for (const Word &word : words) {
        if (!text.isEmpty()) {
            text += QLatin1Char(' ');
        }
        text += word.text;
    }
    return text;
}

std::optional<double> meanConfidence(const QList<Word> &words)
{
    double sum = 0;
    int known = 0;
    for (const Word &word : words) {
        if (word.confidence) {
            sum += *word.confidence;
            ++known;
        }
    }
    return known > 0 ? std::optional(sum / known) : std::nullopt;
}

bool endsSentence(const QString &word)
{
    static const QString marks = QStringLiteral(".?!…。？！");
    static const QString closers = QStringLiteral("\"'”’)»」");
    qsizetype last = word.size() - 1;
    while (last >= 0 && closers.contains(word.at(last))) {
        --last;
    }
    return last >= 0 && marks.contains(word.at(last));
}

/// Cuts the words of one channel into lines.
class LineCutter
{
public:
    explicit LineCutter(int channel) { m_line.channel = channel; }

    void add(const DeepgramWord &heard)
    {
        const int speaker = heard.speaker.value_or(m_line.speakerNumber);
        if (!m_line.words.isEmpty() &&
            (speaker != m_line.speakerNumber || heard.start - m_line.end >= pauseBetweenLines - rounding)) {
            close();
        }
        if (m_line.words.isEmpty()) {
            m_line.start = heard.start;
            m_line.end = heard.end;
        }
        m_line.speakerNumber = speaker;
        m_line.words.append(Word{heard.text, heard.start, heard.end, heard.confidence});
        m_line.end = std::max(m_line.end, heard.end);
        if (m_line.end - m_line.start >= longLine && endsSentence(heard.text)) {
            close();
        }
    }

    QList<HeardLine> take()
    {
        close();
        return std::move(m_lines);
    }

private:
    void close()
    {
        if (m_line.words.isEmpty()) {
            return;
        }
        m_line.text = joined(m_line.words);
        m_line.confidence = meanConfidence(m_line.words);
        m_lines.append(m_line);
        m_line.words.clear();
    }

    HeardLine m_line;
    QList<HeardLine> m_lines;
};

/// Reads one answer; counts the words it has taken so far.
class AnswerReader
{
public:
    explicit AnswerReader(const QJsonObject &results)
        : m_utterances(results.value(QLatin1String("utterances")).toArray())
        , m_channels(results.value(QLatin1String("channels")).toArray())
    {
    }

    QList<HeardLine> lines(double duration)
    {
        std::array<QList<HeardLine>, trackCount> ofChannels;
        for (const auto &one : m_utterances) {
            if (auto line = utterance(one.toObject())) {
                QList<HeardLine> &lines = ofChannels.at(static_cast<std::size_t>(line->channel));
                lines.append(*std::move(line));
            }
        }
        QList<HeardLine> all;
        for (int channel = 0; channel < trackCount; ++channel) {
            QList<HeardLine> &lines = ofChannels.at(static_cast<std::size_t>(channel));
            all += lines.isEmpty() ? linesOfChannel(channel, duration) : lines;
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const HeardLine &a, const HeardLine &b) { return a.start < b.start; });
        return all;
    }

private:
    QList<DeepgramWord> words(const QJsonValue &value)
    {
        QList<DeepgramWord> taken = deepgram::wordsIn(value, deepgramMostRecordedWords - m_wordsTaken);
        m_wordsTaken += static_cast<int>(taken.size());
        return taken;
    }

    std::optional<HeardLine> utterance(const QJsonObject &object)
    {
        const QJsonValue channel = object.value(QLatin1String("channel"));
        const auto number = channel.isUndefined() ? std::optional(0) : smallNumberIn(channel);
        if (!number || *number >= trackCount) {
            return std::nullopt;
        }
        HeardLine line;
        line.channel = *number;
        auto speaker = smallNumberIn(object.value(QLatin1String("speaker")));
        for (const DeepgramWord &word : words(object.value(QLatin1String("words")))) {
            line.words.append(Word{word.text, word.start, word.end, word.confidence});
            speaker = speaker ? speaker : word.speaker;
        }
        line.speakerNumber = speaker.value_or(0);
        line.text = textIn(object.value(QLatin1String("transcript"))).trimmed();
        if (line.text.isEmpty()) {
            line.text = joined(line.words);
        }
        line.confidence = confidenceIn(object.value(QLatin1String("confidence")));
        if (line.text.isEmpty() || !takeTimes(line, object)) {
            return std::nullopt;
        }
        return line;
    }

    /// Where the utterance does not say its times properly, its words do.
    static bool takeTimes(HeardLine &line, const QJsonObject &object)
    {
        auto start = secondsIn(object.value(QLatin1String("start")));
        auto end = secondsIn(object.value(QLatin1String("end")));
        if (!line.words.isEmpty()) {
            start = start ? start : line.words.first().start;
            end = end ? end : line.words.last().end;
        }
        if (!start || !end) {
            return false;
        }
        line.start = *start;
        line.end = std::max(*start, *end);
        return true;
    }

    QList<HeardLine> linesOfChannel(int channel, double duration)
    {
        const auto ofChannel = firstObjectIn(m_channels.at(channel)).value_or(QJsonObject());
        const auto best = firstObjectIn(ofChannel.value(QLatin1String("alternatives")));
        if (!best) {
            return {};
        }
        LineCutter cutter(channel);
        for (const DeepgramWord &word : words(best->value(QLatin1String("words")))) {
            cutter.add(word);
        }
        QList<HeardLine> lines = cutter.take();
        const QString transcript = textIn(best->value(QLatin1String("transcript"))).trimmed();
        if (lines.isEmpty() && !transcript.isEmpty()) {
            HeardLine whole;
            whole.channel = channel;
            whole.text = transcript;
            whole.end = duration;
            whole.confidence = confidenceIn(best->value(QLatin1String("confidence")));
            lines.append(whole);
        }
        return lines;
    }

    const QJsonArray m_utterances;
    const QJsonArray m_channels;
    int m_wordsTaken = 0;
};

QByteArray sha256In(const QJsonValue &value)
{
    const QByteArray hex = value.toString().toLatin1().toLower();
    const bool isHex = std::all_of(hex.begin(), hex.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return isHex && hex.size() == 64 ? hex : QByteArray();
}

/// "CODE: message (details)", of what there is.
QString reasonIn(const QJsonObject &object)
{
    const auto firstOf = [&object](std::initializer_list<const char *> keys) {
        for (const char *key : keys) {
            if (const QString text = object.value(QLatin1String(key)).toString(); !text.isEmpty()) {
                return text;
            }
        }
        return QString();
    };
    QString reason = firstOf({"err_code", "error_code", "category", "code"});
    const QString message = firstOf({"err_msg", "message", "reason", "error", "description"});
    if (!reason.isEmpty() && !message.isEmpty()) {
        reason += QLatin1String(": ");
    }
    reason += message;
    if (const QString details = firstOf({"details", "detail"}); !details.isEmpty()) {
        reason += reason.isEmpty() ? details : QStringLiteral(" (%1)").arg(details);
    }
    return reason;
}

QString reasonInBody(const QByteArray &body)
{
    const QByteArray text = body.trimmed();
    if (text.startsWith('<')) {
        return {};
    }
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (document.isNull()) {
        return QString::fromUtf8(text.left(4096));
    }
    const QJsonObject object = document.object();
    const QString reason = reasonIn(object);
    // Servers that speak OpenAI's language wrap theirs.
    return reason.isEmpty() ? reasonIn(object.value(QLatin1String("error")).toObject()) : reason;
}

} // namespace

Result<DeepgramRecordingAnswer> parseDeepgramRecordingAnswer(const QByteArray &json)
{
    const auto object = deepgram::objectIn(json);
    if (!object) {
        return unexpected(object.error());
    }
    const QJsonObject results = object->value(QLatin1String("results")).toObject();
    const QJsonValue channels = results.value(QLatin1String("channels"));
    if (!channels.isArray() && !results.value(QLatin1String("utterances")).isArray()) {
        return unexpected(ErrorKind::InputUnreadable,
                          QStringLiteral("an answer without channels and utterances"));
    }
    const QJsonObject metadata = object->value(QLatin1String("metadata")).toObject();

    DeepgramRecordingAnswer answer;
    answer.sha256 = sha256In(metadata.value(QLatin1String("sha256")));
    answer.duration = secondsIn(metadata.value(QLatin1String("duration"))).value_or(0);
    answer.channels = smallNumberIn(metadata.value(QLatin1String("channels")))
                          .value_or(static_cast<int>(std::min<qsizetype>(channels.toArray().size(), 999)));
    answer.lines = AnswerReader(results).lines(answer.duration);
    return answer;
}

QString deepgramReason(const QByteArray &body, const QByteArray &dgErrorHeader)
{
    const QString reason = shortLine(reasonInBody(body), 300);
    return reason.isEmpty() ? shortLine(QString::fromUtf8(dgErrorHeader), 300) : reason;
}

} // namespace talktrack
