// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/recording_answers.h"

#include "tests/support/scripted_channel.h"
#include "tests/support/sound_input.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace talktrack::test {

namespace {

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

double confidenceOf(const QList<HeardWord> &words)
{
    double sum = 0;
    for (const HeardWord &word : words) {
        sum += word.confidence;
    }
    return words.isEmpty() ? 0 : sum / static_cast<double>(words.size());
}

/// Words of one speaker without a pause of splitSeconds between them.
QList<QList<HeardWord>> utterancesOf(const QList<HeardWord> &words, double splitSeconds, bool bySpeaker)
{
    QList<QList<HeardWord>> utterances;
    for (const HeardWord &word : words) {
        const bool goesOn = !utterances.isEmpty() &&
                            word.start - utterances.last().last().end < splitSeconds &&
                            (!bySpeaker || word.track == utterances.last().last().track);
        if (!goesOn) {
            utterances.append(QList<HeardWord>());
        }
        utterances.last().append(word);
    }
    return utterances;
}

struct Written
{
    QString text;
    QJsonArray words;
};

Written writtenUtterance(const QList<HeardWord> &words, const ListeningOptions &options)
{
    Written written;
    QStringList texts;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString text = writtenWord(words.at(i).text, i == 0, i + 1 == words.size(), options.punctuate);
        QJsonObject word = wordObject(words.at(i), text, options);
        if (options.diarize) {
            word.insert(QStringLiteral("speaker_confidence"), 0.75);
        }
        written.words.append(word);
        texts.append(text);
    }
    written.text = texts.join(QLatin1Char(' '));
    return written;
}

QString textOf(const QList<HeardWord> &words)
{
    QStringList texts;
    for (qsizetype i = 0; i < words.size(); ++i) {
        texts.append(writtenWord(words.at(i).text, i == 0, i + 1 == words.size(), true));
    }
    return texts.join(QLatin1Char(' '));
}

/// A leading space, as Whisper has it.
QJsonObject whisperSegment(const QList<HeardWord> &words, int id)
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("seek"), 0},
            {QStringLiteral("start"), roundedTime(words.first().start)},
            {QStringLiteral("end"), roundedTime(words.last().end)},
            {QStringLiteral("text"), QLatin1Char(' ') + textOf(words)},
            {QStringLiteral("temperature"), 0},
            {QStringLiteral("avg_logprob"), -0.21},
            {QStringLiteral("compression_ratio"), 1.4},
            {QStringLiteral("no_speech_prob"), 0.02}};
}

} // namespace

HeardRecording hearRecording(const QByteArray &file, const RecordingSetting &setting)
{
    SoundInput input(SoundInput::Form::Container);
    std::vector<ReceivedSound> sounds = input.take(file);
    const std::vector<ReceivedSound> rest = input.finish();
    sounds.insert(sounds.end(), rest.begin(), rest.end());

    HeardRecording heard;
    heard.isReadable = !input.isUnreadable() && !sounds.empty();
    heard.channels = input.channels();
    const int listened = setting.multichannel ? input.channels() : 1;
    std::vector<WordListener> listeners;
    listeners.reserve(static_cast<std::size_t>(listened));
    for (int channel = 0; channel < listened; ++channel) {
        listeners.emplace_back(setting.script, setting.seed + static_cast<quint32>(channel),
                               setting.jitterSeconds);
    }
    qint64 samples = 0;
    for (const ReceivedSound &sound : sounds) {
        const auto &places = sound.channels;
        const bool told = places[0].position >= 0 || places[1].position >= 0;
        const qint64 known = places[0].position >= 0 ? places[0].position : places[1].position;
        const qint64 unknown = setting.start >= 0 && !input.hasMarks() ? setting.start + samples : -1;
        const qint64 position = told ? known : unknown;
        if (position >= 0) {
            appendStretch(heard.received, position, sound.samples, secondsAt(samples));
        }
        for (std::size_t i = 0; i < listeners.size(); ++i) {
            const ChannelSound &own = places[std::min<std::size_t>(i, 1)];
            Tracks tracks{};
            qint64 at = position;
            if (listened == 1 && (!told || input.channels() > 1)) {
                tracks = {true, true};
            } else if (told) {
                tracks[static_cast<std::size_t>(trackIndex(own.track))] = true;
                at = own.position;
            } else {
                tracks[std::min<std::size_t>(i, 1)] = true;
            }
            listeners[i].hear(sound.samples, at, tracks);
        }
        samples += sound.samples;
    }
    for (WordListener &listener : listeners) {
        listener.breakOff();
        heard.words.append(listener.take());
    }
    heard.duration = secondsAt(samples);
    return heard;
}

QByteArray recordingAnswer(const HeardRecording &heard, const QUrlQuery &query, const QByteArray &requestId,
                           const QByteArray &sha256, const QString &created)
{
    const auto asks = [&](const QString &name) {
        return query.queryItemValue(name) == QLatin1String("true");
    };
    ListeningOptions options;
    options.channelCount = static_cast<int>(heard.words.size());
    options.punctuate = asks(QStringLiteral("smart_format")) || asks(QStringLiteral("punctuate"));
    options.diarize = asks(QStringLiteral("diarize")) || query.hasQueryItem(QStringLiteral("diarize_model"));
    options.model = query.hasQueryItem(QStringLiteral("model"))
                        ? query.queryItemValue(QStringLiteral("model"))
                        : QStringLiteral("base-general");
    bool isNumber = false;
    const double asked = query.queryItemValue(QStringLiteral("utt_split")).toDouble(&isNumber);
    const double split = isNumber ? asked : 0.8;

    QJsonArray channels;
    QList<std::pair<double, QJsonObject>> utterances;
    for (qsizetype channel = 0; channel < heard.words.size(); ++channel) {
        const QList<HeardWord> &words = heard.words.at(channel);
        QStringList texts;
        QJsonArray allWords;
        for (const QList<HeardWord> &utterance : utterancesOf(words, split, options.diarize)) {
            const Written written = writtenUtterance(utterance, options);
            texts.append(written.text);
            for (const auto &word : written.words) {
                allWords.append(word);
            }
            QJsonObject object{{QStringLiteral("id"), QStringLiteral("2d8211a4-3a5b-4053-8939-%1")
                                                          .arg(utterances.size(), 12, 10, QLatin1Char('0'))},
                               {QStringLiteral("channel"), static_cast<int>(channel)},
                               {QStringLiteral("start"), roundedTime(utterance.first().start)},
                               {QStringLiteral("end"), roundedTime(utterance.last().end)},
                               {QStringLiteral("confidence"), confidenceOf(utterance)},
                               {QStringLiteral("transcript"), written.text},
                               {QStringLiteral("words"), written.words}};
            if (options.diarize) {
                object.insert(QStringLiteral("speaker"),
                              options.channelCount > 1 ? 0 : trackIndex(utterance.first().track));
            }
            utterances.append({utterance.first().start, object});
        }
        channels.append(
            QJsonObject{{QStringLiteral("alternatives"),
                         QJsonArray{QJsonObject{{QStringLiteral("transcript"), texts.join(QLatin1Char(' '))},
                                                {QStringLiteral("confidence"), confidenceOf(words)},
                                                {QStringLiteral("words"), allWords}}}}});
    }
    QJsonObject results{{QStringLiteral("channels"), channels}};
    if (asks(QStringLiteral("utterances"))) {
        std::stable_sort(utterances.begin(), utterances.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        QJsonArray ordered;
        for (const auto &utterance : std::as_const(utterances)) {
            ordered.append(utterance.second);
        }
        results.insert(QStringLiteral("utterances"), ordered);
    }
    return compact(
        {{QStringLiteral("metadata"),
          QJsonObject{{QStringLiteral("transaction_key"), QStringLiteral("deprecated")},
                      {QStringLiteral("request_id"), QString::fromUtf8(requestId)},
                      {QStringLiteral("sha256"), QString::fromLatin1(sha256)},
                      {QStringLiteral("created"), created},
                      {QStringLiteral("duration"), heard.duration},
                      {QStringLiteral("channels"), heard.channels},
                      {QStringLiteral("models"), QJsonArray{modelUuid()}},
                      {QStringLiteral("model_info"), QJsonObject{{modelUuid(), modelInfo(options.model)}}}}},
         {QStringLiteral("results"), results}});
}

QByteArray whisperAnswer(const HeardRecording &heard, WhisperForm form)
{
    const QList<HeardWord> words = heard.words.isEmpty() ? QList<HeardWord>() : heard.words.first();
    const QString text = QLatin1Char(' ') + textOf(words);
    if (form == WhisperForm::PlainText) {
        return text.toUtf8() + '\n';
    }
    if (form == WhisperForm::Text) {
        return compact({{QStringLiteral("text"), text}});
    }
    QJsonArray segments;
    QJsonArray timed;
    for (const QList<HeardWord> &utterance : utterancesOf(words, 0.8, false)) {
        segments.append(whisperSegment(utterance, static_cast<int>(segments.size())));
        for (const HeardWord &word : utterance) {
            timed.append(QJsonObject{{QStringLiteral("word"), word.text},
                                     {QStringLiteral("start"), roundedTime(word.start)},
                                     {QStringLiteral("end"), roundedTime(word.end)}});
        }
    }
    QJsonObject answer{{QStringLiteral("task"), QStringLiteral("transcribe")},
                       {QStringLiteral("language"), QStringLiteral("english")},
                       {QStringLiteral("duration"), heard.duration},
                       {QStringLiteral("text"), text},
                       {QStringLiteral("segments"), segments}};
    if (form == WhisperForm::Words) {
        answer.insert(QStringLiteral("words"), timed);
    }
    return compact(answer);
}

FormData readForm(const QByteArray &contentType, const QByteArray &body)
{
    FormData form;
    const qsizetype at = contentType.indexOf("boundary=");
    if (at < 0) {
        return form;
    }
    const QByteArray boundary = "--" + contentType.mid(at + 9).split(';').first().trimmed().replace('"', "");
    qsizetype from = body.indexOf(boundary);
    while (from >= 0) {
        from += boundary.size() + 2;
        const qsizetype headEnd = body.indexOf("\r\n\r\n", from);
        const qsizetype end = headEnd < 0 ? -1 : body.indexOf("\r\n" + boundary, headEnd + 2);
        if (end < 0) {
            break;
        }
        const QByteArray head = body.mid(from, headEnd - from);
        const QByteArray content = body.mid(headEnd + 4, end - headEnd - 4);
        const auto attribute = [&](const QByteArray &name) {
            const qsizetype begin = head.indexOf(name + "=\"");
            const qsizetype value = begin + name.size() + 2;
            return begin < 0 ? QString()
                             : QString::fromUtf8(head.mid(value, head.indexOf('"', value) - value));
        };
        if (const QString fileName = attribute("filename"); !fileName.isEmpty()) {
            form.fileName = fileName;
            form.file = content;
        } else if (const QString name = attribute(" name"); !name.isEmpty()) {
            form.fields.insert(name, QString::fromUtf8(content));
        }
        from = end + 2;
    }
    return form;
}

} // namespace talktrack::test
