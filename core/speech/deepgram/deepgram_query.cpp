// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_query.h"

#include "core/speech/deepgram/deepgram_json.h"
#include "core/support/plain_text.h"

#include <QHostAddress>
#include <QSet>

#include <algorithm>

namespace talktrack {
namespace {

constexpr int mostKeyterms = 100;
constexpr int longestTag = 128;
constexpr int rawSampleRateHz = 16'000;
/// Interim results come about once a second: less has no benefit, says Deepgram.
constexpr int shortestUtteranceEndMs = 1000;
/// What Deepgram recommends at least where several languages are spoken.
constexpr int shortestEndpointingOfManyLanguagesMs = 100;

/// Latin letters, which tokenisers put together; of other scripts a letter may cost as much as its bytes do.
bool isLatinLetter(QChar c)
{
    return c.isLetter() && c.unicode() < 0x250;
}

int utf8Bytes(QChar c)
{
    if (c.unicode() < 0x80) {
        return 1;
    }
    // Half of a pair of surrogates is half of four bytes.
    return c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
}

QString cleaned(const QString &text)
{
    return singleLine(text).simplified();
}

/// QUrlQuery takes what it is given as half encoded already and leaves '+' alone, which servers read as a
/// space; so everything but unreserved characters is encoded first.
void add(QUrlQuery &query, const char *key, const QString &value)
{
    query.addQueryItem(QLatin1String(key), QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

void addFlag(QUrlQuery &query, const char *key, bool flag)
{
    if (flag) {
        add(query, key, QStringLiteral("true"));
    }
}

/// Each once, in their order, without blanks.
void addAll(QUrlQuery &query, const char *key, const QStringList &values)
{
    QSet<QString> had;
    for (const QString &value : values) {
        const QString text = cleaned(value);
        if (!text.isEmpty() && !had.contains(text)) {
            had.insert(text);
            add(query, key, text);
        }
    }
}

/// nova-3 and newer, by name; the names of one's own models say nothing.
bool isNova3OrNewer(const QString &model)
{
    const QString name = model.trimmed().toLower();
    if (name == QLatin1String("flux") || name.startsWith(QLatin1String("flux-"))) {
        return true;
    }
    return name.section(QLatin1Char('-'), 0, 0) == QLatin1String("nova") &&
           name.section(QLatin1Char('-'), 1, 1).toInt() >= 3;
}

QUrlQuery commonQuery(const DeepgramRequest &request)
{
    QUrlQuery query;
    add(query, "model", request.model);
    if (!request.language.isEmpty()) {
        add(query, "language", request.language);
    }
    addFlag(query, "multichannel", request.channels > 1);
    if (request.diarize && isNova3OrNewer(request.model)) {
        add(query, "diarize_model", QStringLiteral("latest"));
    } else {
        addFlag(query, "diarize", request.diarize);
    }
    addFlag(query, "punctuate", true);
    addFlag(query, "smart_format", request.smartFormat);
    if (takesKeyterms(request.model)) {
        addAll(query, "keyterm", fittingKeyterms(request.keyterms));
    }
    // As asked, known here or not: what is refused is seen, what is left out would be heard.
    addAll(query, "redact", request.redact);
    QStringList tags;
    for (const QString &tag : request.tags) {
        tags.append(deepgram::shortLine(tag, longestTag));
    }
    addAll(query, "tag", tags);
    addFlag(query, "mip_opt_out", request.mipOptOut);
    return query;
}

QString endpointing(const DeepgramRequest &request)
{
    if (request.endpointingMs <= 0) {
        return QStringLiteral("false");
    }
    const bool manyLanguages = request.language == QLatin1String("multi");
    const int least = manyLanguages ? shortestEndpointingOfManyLanguagesMs : 1;
    return QString::number(std::max(request.endpointingMs, least));
}

QUrl listenUrl(const QUrl &base, const QString &scheme, const QUrlQuery &query)
{
    if (!isSafeBaseUrl(base)) {
        return {};
    }
    QString path = base.path(QUrl::FullyEncoded);
    for (const char *end : {"/", "/v1/listen", "/v1", "/"}) {
        while (path.endsWith(QLatin1String(end))) {
            path.chop(static_cast<qsizetype>(qstrlen(end)));
        }
    }
    QUrl url = base;
    url.setScheme(scheme);
    url.setPath(path + QStringLiteral("/v1/listen"), QUrl::StrictMode);
    url.setFragment({});
    url.setQuery(query);
    return url;
}

bool isEncrypted(const QUrl &base)
{
    return base.scheme() == QLatin1String("https") || base.scheme() == QLatin1String("wss");
}

} // namespace

int keytermTokens(const QString &term)
{
    int tokens = 0;
    int letters = 0;
    for (const QChar c : term) {
        if (isLatinLetter(c)) {
            tokens += letters % 3 == 0 ? 1 : 0;
            ++letters;
        } else {
            tokens += utf8Bytes(c);
            letters = 0;
        }
    }
    return tokens;
}

QStringList fittingKeyterms(const QStringList &terms)
{
    QStringList fitting;
    QSet<QString> had;
    int tokens = 0;
    for (const QString &one : terms) {
        const QString term = cleaned(one);
        const int cost = keytermTokens(term);
        if (term.isEmpty() || had.contains(term.toCaseFolded()) ||
            tokens + cost > deepgramMostKeytermTokens) {
            continue;
        }
        if (fitting.size() == mostKeyterms) {
            break;
        }
        had.insert(term.toCaseFolded());
        fitting.append(term);
        tokens += cost;
    }
    return fitting;
}

bool takesKeyterms(const QString &model)
{
    return isNova3OrNewer(model);
}

QUrlQuery deepgramLiveQuery(const DeepgramRequest &request)
{
    QUrlQuery query = commonQuery(request);
    if (request.rawSound) {
        add(query, "encoding", QStringLiteral("linear16"));
        add(query, "sample_rate", QString::number(rawSampleRateHz));
        add(query, "channels", QString::number(std::max(request.channels, 1)));
    }
    addFlag(query, "interim_results", true);
    add(query, "endpointing", endpointing(request));
    if (request.utteranceEndMs > 0) {
        add(query, "utterance_end_ms",
            QString::number(std::max(request.utteranceEndMs, shortestUtteranceEndMs)));
    }
    addFlag(query, "vad_events", request.vadEvents);
    return query;
}

QUrlQuery deepgramRecordingQuery(const DeepgramRequest &request)
{
    QUrlQuery query = commonQuery(request);
    addFlag(query, "utterances", true);
    return query;
}

QUrl deepgramLiveUrl(const QUrl &base, const DeepgramRequest &request)
{
    return listenUrl(base, isEncrypted(base) ? QStringLiteral("wss") : QStringLiteral("ws"),
                     deepgramLiveQuery(request));
}

QUrl deepgramRecordingUrl(const QUrl &base, const DeepgramRequest &request)
{
    return listenUrl(base, isEncrypted(base) ? QStringLiteral("https") : QStringLiteral("http"),
                     deepgramRecordingQuery(request));
}

bool isSafeBaseUrl(const QUrl &base)
{
    if (!base.isValid() || base.host().isEmpty() || !base.userInfo().isEmpty()) {
        return false;
    }
    if (isEncrypted(base)) {
        return true;
    }
    if (base.scheme() != QLatin1String("http") && base.scheme() != QLatin1String("ws")) {
        return false;
    }
    if (base.host() == QLatin1String("localhost")) {
        return true;
    }
    const QHostAddress address(base.host());
    return address == QHostAddress(QHostAddress::LocalHostIPv6) ||
           (address.protocol() == QAbstractSocket::IPv4Protocol &&
            address.isInSubnet(QHostAddress(QStringLiteral("127.0.0.0")), 8));
}

BlamedPart blamedPart(const QString &reason)
{
    const auto placeOf = [&reason](const char *word) {
        const qsizetype at = reason.indexOf(QLatin1String(word), 0, Qt::CaseInsensitive);
        return at < 0 ? reason.size() : at;
    };
    const qsizetype keyterms = std::min(placeOf("keyterm"), placeOf("key term"));
    const qsizetype diarisation = std::min(placeOf("diariz"), placeOf("diaris"));
    if (keyterms == diarisation) {
        return BlamedPart::None;
    }
    // A message about one parameter may list the others after it.
    return keyterms < diarisation ? BlamedPart::Keyterms : BlamedPart::Diarisation;
}

} // namespace talktrack
