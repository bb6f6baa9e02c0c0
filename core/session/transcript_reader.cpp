// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/transcript_reader.h"

#include "core/session/speaker_labels.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <cmath>
#include <optional>

namespace talktrack {
namespace {

constexpr qsizetype maxLineLength = 100'000;
/// Ten days; nothing that is longer is a call.
constexpr double maxSeconds = 864'000;

bool isTime(double seconds)
{
    return std::isfinite(seconds) && seconds >= 0 && seconds <= maxSeconds;
}

Result<ReadTranscript> completed(ReadTranscript transcript)
{
    if (transcript.lines.isEmpty())
        return unexpected(ErrorKind::InputEmpty, QStringLiteral("no lines"));
    std::stable_sort(transcript.lines.begin(), transcript.lines.end(),
                     [](const Transcription &a, const Transcription &b) { return a.start < b.start; });
    return transcript;
}

Transcription makeLine(const QString &speaker, double start, double end, const QString &text)
{
    Transcription line;
    line.speaker = speaker;
    line.track = trackOf(speaker);
    line.start = start;
    line.end = std::max(start, end);
    line.text = text.left(maxLineLength).simplified();
    line.final = true;
    line.engine = QStringLiteral("import");
    return line;
}

/// "rep" is the rep; everybody else is a customer, by the contract's names where they are those, else
/// numbered.
class CustomerNames
{
public:
    QString speaker(const QString &name, bool isRep)
    {
        if (isRep)
            return QStringLiteral("rep");
        const auto known = m_numbers.constFind(name);
        const int number = known != m_numbers.cend() ? *known : static_cast<int>(m_numbers.size()) + 1;
        m_numbers.insert(name, number);
        return number == 1 ? QStringLiteral("customer") : QStringLiteral("customer %1").arg(number);
    }

private:
    QHash<QString, int> m_numbers;
};

std::optional<double> vttTime(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral(R"(^(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})$)"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return match.captured(1).toInt() * 3600 + match.captured(2).toInt() * 60 + match.captured(3).toInt() +
           match.captured(4).toInt() / 1000.0;
}

QString decodeEntities(QString text)
{
    static const QList<std::pair<QString, QString>> entities{
        {QStringLiteral("&lt;"), QStringLiteral("<")},
        {QStringLiteral("&gt;"), QStringLiteral(">")},
        {QStringLiteral("&nbsp;"), QStringLiteral(" ")},
        {QStringLiteral("&lrm;"), QString()},
        {QStringLiteral("&rlm;"), QString()},
        {QStringLiteral("&amp;"), QStringLiteral("&")},
    };
    for (const auto &[entity, replacement] : entities)
        text.replace(entity, replacement);
    return text;
}

/// A cue's payload split at its voice tags: who, and what without any other tag.
struct VoicePart
{
    QString name;
    QString text;
};

bool isVoiceTag(const QString &tag)
{
    return tag.startsWith(QLatin1String("v ")) || tag.startsWith(QLatin1String("v."));
}

QList<VoicePart> voiceParts(const QString &payload)
{
    QList<VoicePart> parts{{}};
    qsizetype i = 0;
    while (i < payload.size()) {
        const qsizetype open = payload.indexOf(QLatin1Char('<'), i);
        const qsizetype close = open < 0 ? -1 : payload.indexOf(QLatin1Char('>'), open);
        if (close < 0) {
            parts.last().text += payload.mid(i);
            break;
        }
        parts.last().text += payload.mid(i, open - i);
        const QString tag = payload.mid(open + 1, close - open - 1);
        if (isVoiceTag(tag)) {
            const qsizetype space = tag.indexOf(QLatin1Char(' '));
            parts.append({decodeEntities(space < 0 ? QString() : tag.mid(space + 1).trimmed()), {}});
        }
        i = close + 1;
    }
    for (VoicePart &part : parts)
        part.text = decodeEntities(part.text).simplified();
    parts.removeIf([](const VoicePart &part) { return part.text.isEmpty(); });
    return parts;
}

struct Cue
{
    double start = 0;
    double end = 0;
    QStringList rows;
};

/// A cue's rows without their tags.
QStringList plainRows(const Cue &cue)
{
    QStringList rows;
    for (const QString &row : cue.rows)
        for (const VoicePart &part : voiceParts(row))
            rows.append(part.text);
    return rows;
}

/// A cue split at the speakers in its text. Who began a row goes on until another does.
QList<VoicePart> labelledParts(const QStringList &rows, const SpeakerLabels &labels, QString &speaking)
{
    QList<VoicePart> parts;
    for (const QString &row : rows) {
        const std::optional<SpeakerLabels::Labelled> labelled = labels.split(row);
        if (labelled)
            speaking = labelled->name;
        if (parts.isEmpty() || labelled)
            parts.append({speaking, {}});
        parts.last().text += QLatin1Char(' ') + (labelled ? labelled->text : row);
    }
    parts.removeIf([](const VoicePart &part) { return part.text.trimmed().isEmpty(); });
    return parts;
}

bool isRepName(const QString &name, const QString &repName)
{
    static const QSet<QString> usual{QStringLiteral("rep"), QStringLiteral("agent"), QStringLiteral("seller"),
                                     QStringLiteral("sales"), QStringLiteral("you")};
    return repName.isEmpty() ? usual.contains(name.toLower())
                             : name.compare(repName, Qt::CaseInsensitive) == 0;
}

Unexpected bad(const QString &where)
{
    return unexpected(ErrorKind::TranscriptInvalid, QStringLiteral("bad transcript"), where);
}

/// Remembers whom a file names, in order of appearance.
class SpeakerList
{
public:
    explicit SpeakerList(QStringList &names)
        : m_names(names)
    {
    }

    void note(const QString &name)
    {
        if (name.isEmpty() || m_known.contains(name))
            return;
        m_known.insert(name);
        m_names.append(name);
    }

private:
    QStringList &m_names;
    QSet<QString> m_known;
};

/// Makes a transcript's lines of who says what.
class LineMaker
{
public:
    LineMaker(ReadTranscript &transcript, const QString &repName)
        : m_transcript(transcript)
        , m_speakers(transcript.speakers)
        , m_repName(repName)
    {
    }

    void add(const VoicePart &part, double start, double end)
    {
        const bool isRep = isRepName(part.name, m_repName);
        m_speakers.note(part.name);
        m_transcript.hasRep = m_transcript.hasRep || isRep;
        m_transcript.lines.append(makeLine(m_names.speaker(part.name, isRep), start, end, part.text));
    }

private:
    ReadTranscript &m_transcript;
    SpeakerList m_speakers;
    QString m_repName;
    CustomerNames m_names;
};

Result<QList<Cue>> readCues(const QStringList &rows)
{
    QList<Cue> cues;
    for (qsizetype i = 1; i < rows.size(); ++i) {
        const qsizetype arrow = rows.at(i).indexOf(QLatin1String("-->"));
        if (arrow < 0)
            continue;
        const QString endPart = rows.at(i).mid(arrow + 3).trimmed();
        const std::optional<double> start = vttTime(rows.at(i).left(arrow).trimmed());
        const std::optional<double> end = vttTime(endPart.section(QLatin1Char(' '), 0, 0));
        if (!start || !end)
            return bad(QStringLiteral("line %1").arg(i + 1));
        Cue cue{*start, *end, {}};
        while (i + 1 < rows.size() && !rows.at(i + 1).trimmed().isEmpty())
            cue.rows.append(rows.at(++i));
        cues.append(cue);
    }
    return cues;
}

bool hasVoiceTags(const QList<Cue> &cues)
{
    return std::any_of(cues.begin(), cues.end(), [](const Cue &cue) {
        const QList<VoicePart> parts = voiceParts(cue.rows.join(QLatin1Char(' ')));
        return std::any_of(parts.begin(), parts.end(),
                           [](const VoicePart &part) { return !part.name.isEmpty(); });
    });
}

} // namespace

Result<ReadTranscript> readTranscriptJson(const QByteArray &json, const QString &repName)
{
    if (json.size() > maxTranscriptBytes)
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("too large"));
    if (json.trimmed().isEmpty())
        return unexpected(ErrorKind::InputEmpty, QStringLiteral("empty file"));
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (parseError.error != QJsonParseError::NoError) {
        const qsizetype line = json.left(parseError.offset).count('\n') + 1;
        return bad(QStringLiteral("line %1").arg(line));
    }
    const QJsonObject root = document.object();
    if (root.value(QLatin1String("format")).toString() != QLatin1String("talktrack-call/1"))
        return unexpected(ErrorKind::TranscriptFormatUnknown, QStringLiteral("another format"));
    if (!root.value(QLatin1String("lines")).isArray())
        return bad(QStringLiteral("lines"));

    ReadTranscript transcript;
    transcript.title = root.value(QLatin1String("title")).toString().left(500).simplified();
    transcript.startedAt =
        QDateTime::fromString(root.value(QLatin1String("started_at")).toString(), Qt::ISODateWithMs).toUTC();
    SpeakerList speakers(transcript.speakers);
    const QJsonArray lines = root.value(QLatin1String("lines")).toArray();
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QJsonObject item = lines.at(i).toObject();
        const double start = item.value(QLatin1String("start")).toDouble(-1);
        const double end = item.value(QLatin1String("end")).toDouble(start);
        const QString speaker = item.value(QLatin1String("speaker")).toString().left(100).simplified();
        const auto at = [i](const char *field) {
            return QStringLiteral("lines[%1].%2").arg(i).arg(QLatin1String(field));
        };
        if (!item.value(QLatin1String("text")).isString())
            return bad(at("text"));
        if (speaker.isEmpty())
            return bad(at("speaker"));
        if (!isTime(start))
            return bad(at("start"));
        if (!isTime(end))
            return bad(at("end"));
        const bool isNamed = !repName.isEmpty() && isRepName(speaker, repName);
        const Transcription line = makeLine(isNamed ? speakerOf(Track::Rep) : speaker, start, end,
                                            item.value(QLatin1String("text")).toString());
        if (line.text.isEmpty())
            continue;
        speakers.note(speaker);
        transcript.hasRep = transcript.hasRep || (repName.isEmpty() ? line.track == Track::Rep : isNamed);
        transcript.lines.append(line);
    }
    return completed(std::move(transcript));
}

Result<ReadTranscript> readTranscriptVtt(const QByteArray &vtt, const QString &repName)
{
    if (vtt.size() > maxTranscriptBytes)
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("too large"));
    if (vtt.trimmed().isEmpty())
        return unexpected(ErrorKind::InputEmpty, QStringLiteral("empty file"));
    QString text = QString::fromUtf8(vtt);
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    if (text.startsWith(QChar(QChar::ByteOrderMark)))
        text.remove(0, 1);
    const QStringList rows = text.split(QLatin1Char('\n'));
    if (!rows.first().startsWith(QLatin1String("WEBVTT")))
        return unexpected(ErrorKind::TranscriptHeaderMissing, QStringLiteral("no WEBVTT"));

    const Result<QList<Cue>> cues = readCues(rows);
    if (!cues)
        return unexpected(cues.error());

    ReadTranscript transcript;
    LineMaker maker(transcript, repName);
    if (hasVoiceTags(*cues)) {
        for (const Cue &cue : *cues)
            for (const VoicePart &part : voiceParts(cue.rows.join(QLatin1Char(' '))))
                maker.add(part, cue.start, cue.end);
        return completed(std::move(transcript));
    }
    QList<QStringList> texts;
    for (const Cue &cue : *cues)
        texts.append(plainRows(cue));
    const SpeakerLabels labels =
        SpeakerLabels::in(texts, [&](const QString &label) { return isRepName(label, repName); });
    QString speaking;
    for (qsizetype i = 0; i < cues->size(); ++i)
        for (const VoicePart &part : labelledParts(texts.at(i), labels, speaking))
            maker.add(part, cues->at(i).start, cues->at(i).end);
    return completed(std::move(transcript));
}

} // namespace talktrack
