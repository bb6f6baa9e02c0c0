// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/speech_settings.h"

#include <QSettings>

namespace talktrack {
namespace {

constexpr int leastEndpointingMs = 10;
constexpr int mostEndpointingMs = 5000;
constexpr int leastUtteranceEndMs = 1000;
constexpr int mostUtteranceEndMs = 5000;

void readUrl(const char *variable, QUrl &url)
{
    if (const QString text = qEnvironmentVariable(variable).trimmed(); !text.isEmpty())
        url = QUrl(text, QUrl::StrictMode);
}

void readNumber(const QSettings &file, const QString &key, int least, int most, int &number)
{
    bool ok = false;
    const int value = file.value(key).toInt(&ok);
    if (ok && value >= least && value <= most)
        number = value;
}

void readText(const QSettings &file, const QString &key, QString &text)
{
    if (const QString value = file.value(key).toString().trimmed(); !value.isEmpty())
        text = value;
}

QStringList readList(const QSettings &file, const QString &key)
{
    QStringList list = file.value(key).toStringList().join(u',').split(u',', Qt::SkipEmptyParts);
    for (QString &entry : list)
        entry = entry.trimmed();
    list.removeAll(QString());
    return list;
}

} // namespace

SpeechSettings readSpeechSettings(const QString &configFile)
{
    SpeechSettings settings;
    settings.pocketsphinxModelDir = qEnvironmentVariable("TALKTRACK_SPEECH_MODEL");
    settings.deepgramKey = qgetenv("DEEPGRAM_API_KEY").trimmed();
    settings.deepgramTokenAuthorization = qgetenv("DEEPGRAM_TOKEN_AUTHORIZATION").trimmed();
    readUrl("DEEPGRAM_BASE_URL", settings.deepgramBaseUrl);
    readUrl("WHISPER_BASE_URL", settings.whisperBaseUrl);
    settings.whisperKey = qgetenv("WHISPER_API_KEY").trimmed();
    readUrl("DEEPGRAM_TOKEN_URL", settings.deepgramTokenUrl);

    const QSettings file(configFile, QSettings::IniFormat);
    readText(file, QStringLiteral("speech/engine"), settings.engine);
    if (!speechEngines().contains(settings.engine))
        settings.engine = SpeechSettings{}.engine;
    readText(file, QStringLiteral("deepgram/model"), settings.deepgramModel);
    readText(file, QStringLiteral("deepgram/language"), settings.deepgramLanguage);
    readNumber(file, QStringLiteral("deepgram/endpointing_ms"), leastEndpointingMs, mostEndpointingMs,
               settings.deepgramEndpointingMs);
    readNumber(file, QStringLiteral("deepgram/utterance_end_ms"), leastUtteranceEndMs, mostUtteranceEndMs,
               settings.deepgramUtteranceEndMs);
    settings.deepgramRedact = readList(file, QStringLiteral("deepgram/redact"));
    settings.deepgramTags = readList(file, QStringLiteral("deepgram/tags"));
    readText(file, QStringLiteral("whisper/model"), settings.whisperModel);
    settings.severalCustomers = file.value(QStringLiteral("speech/several_customers"), false).toBool();
    settings.standIn = file.value(QStringLiteral("speech/stand_in"), settings.standIn).toBool();
    return settings;
}

} // namespace talktrack
