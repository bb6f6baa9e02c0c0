// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/deepgram/deepgram_credentials.h"
#include "core/speech/deepgram/deepgram_query.h"

#include <QTest>

using namespace talktrack;

namespace {

using Pairs = QList<QPair<QString, QString>>;

/// As a server reads it: split first, then decoded, '+' as a space.
Pairs readByAServer(const QString &encoded)
{
    Pairs pairs;
    const QByteArrayList parts = encoded.toLatin1().split('&');
    for (QByteArray part : parts) {
        part.replace('+', ' ');
        const qsizetype at = part.indexOf('=');
        pairs.append({QString::fromUtf8(QByteArray::fromPercentEncoding(part.left(at))),
                      QString::fromUtf8(QByteArray::fromPercentEncoding(part.mid(at + 1)))});
    }
    return pairs;
}

Pairs live(const DeepgramRequest &request)
{
    return readByAServer(deepgramLiveQuery(request).query(QUrl::FullyEncoded));
}

Pairs recording(const DeepgramRequest &request)
{
    return readByAServer(deepgramRecordingQuery(request).query(QUrl::FullyEncoded));
}

QStringList valuesOf(const Pairs &pairs, const char *key)
{
    QStringList values;
    for (const auto &[name, value] : pairs) {
        if (name == QLatin1String(key)) {
            values.append(value);
        }
    }
    return values;
}

QStringList one(const char *value)
{
    return {QString::fromLatin1(value)};
}

QStringList sortedKeys(const Pairs &pairs)
{
    QStringList keys;
    for (const auto &pair : pairs) {
        keys.append(pair.first);
    }
    keys.sort();
    return keys;
}

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

DeepgramRequest requestOf(const char *model)
{
    DeepgramRequest request;
    request.model = QString::fromLatin1(model);
    return request;
}

/// Letters that no other term has.
QString termNumber(int number)
{
    return QStringLiteral("abc") + QString::number(number);
}

} // namespace

class TestDeepgramQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForALiveCallOfTwoTracks()
    {
        const Pairs query = live({});
        QCOMPARE(sortedKeys(query),
                 words("channels encoding endpointing interim_results language mip_opt_out model "
                       "multichannel punctuate sample_rate smart_format utterance_end_ms vad_events"));
        QCOMPARE(valuesOf(query, "model"), one("nova-3"));
        QCOMPARE(valuesOf(query, "language"), one("en"));
        QCOMPARE(valuesOf(query, "encoding"), one("linear16"));
        QCOMPARE(valuesOf(query, "sample_rate"), one("16000"));
        QCOMPARE(valuesOf(query, "channels"), one("2"));
        QCOMPARE(valuesOf(query, "multichannel"), one("true"));
        QCOMPARE(valuesOf(query, "interim_results"), one("true"));
        QCOMPARE(valuesOf(query, "endpointing"), one("300"));
        QCOMPARE(valuesOf(query, "utterance_end_ms"), one("1000"));
        QCOMPARE(valuesOf(query, "mip_opt_out"), one("true"));
    }

    void asksForARecordingWithoutWhatOnlyLiveKnows()
    {
        DeepgramRequest request;
        request.keyterms = one("Talktrack");
        request.redact = words("pci ssn pii");
        request.tags = one("gap");
        request.diarize = true;
        const Pairs query = recording(request);
        QCOMPARE(sortedKeys(query),
                 words("diarize_model keyterm language mip_opt_out model multichannel punctuate "
                       "redact redact redact smart_format tag utterances"));
        QCOMPARE(valuesOf(query, "utterances"), one("true"));
        QCOMPARE(valuesOf(query, "redact"), words("pci ssn pii"));
    }

    void saysTheFormatOfRawSoundAlone()
    {
        DeepgramRequest request;
        request.rawSound = false;
        for (const char *key : {"encoding", "sample_rate", "channels"}) {
            QVERIFY(valuesOf(live(request), key).isEmpty());
        }
        QCOMPARE(valuesOf(live(request), "multichannel"), one("true"));
    }

    void keepsChannelsApartOnlyWhereThereAreSeveral()
    {
        DeepgramRequest request;
        request.channels = 1;
        QVERIFY(valuesOf(live(request), "multichannel").isEmpty());
        QVERIFY(valuesOf(recording(request), "multichannel").isEmpty());
        QCOMPARE(valuesOf(live(request), "channels"), one("1"));
    }

    void switchesOffWhatIsNotWanted()
    {
        DeepgramRequest request;
        request.smartFormat = false;
        request.mipOptOut = false;
        request.vadEvents = false;
        request.utteranceEndMs = 0;
        request.endpointingMs = 0;
        const Pairs query = live(request);
        for (const char *key : {"smart_format", "mip_opt_out", "vad_events", "utterance_end_ms", "diarize",
                                "diarize_model", "keyterm", "redact", "tag"}) {
            QVERIFY2(valuesOf(query, key).isEmpty(), key);
        }
        QCOMPARE(valuesOf(query, "endpointing"), one("false"));
    }

    void endsUtterancesWhenDeepgramRecommends_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("endpointingMs");
        QTest::addColumn<int>("utteranceEndMs");
        QTest::addColumn<QStringList>("endpointing");
        QTest::addColumn<QStringList>("utteranceEnd");
        const QString english = QStringLiteral("en");
        const QString many = QStringLiteral("multi");
        QTest::newRow("default") << english << 300 << 1000 << one("300") << one("1000");
        QTest::newRow("short") << english << 10 << 200 << one("10") << one("1000");
        QTest::newRow("long") << english << 800 << 2500 << one("800") << one("2500");
        QTest::newRow("many languages") << many << 300 << 1000 << one("300") << one("1000");
        QTest::newRow("many languages, short") << many << 10 << 1000 << one("100") << one("1000");
        QTest::newRow("many languages, off") << many << -1 << -1 << one("false") << QStringList();
    }

    void endsUtterancesWhenDeepgramRecommends()
    {
        QFETCH(QString, language);
        QFETCH(int, endpointingMs);
        QFETCH(int, utteranceEndMs);
        QFETCH(QStringList, endpointing);
        QFETCH(QStringList, utteranceEnd);
        DeepgramRequest request;
        request.language = language;
        request.endpointingMs = endpointingMs;
        request.utteranceEndMs = utteranceEndMs;
        QCOMPARE(valuesOf(live(request), "endpointing"), endpointing);
        QCOMPARE(valuesOf(live(request), "utterance_end_ms"), utteranceEnd);
        QCOMPARE(valuesOf(live(request), "language"), QStringList{language});
    }

    void asksEachModelForWhatItKnows_data()
    {
        QTest::addColumn<bool>("isNew");
        for (const char *model : {"nova-3", "nova-3-general", "nova-3-medical", "Nova-3", "nova-4",
                                  "nova-12-x", "flux-general-en", "flux"}) {
            QTest::newRow(model) << true;
        }
        for (const char *model : {"nova-2", "nova-2-meeting", "nova", "nova-general", "nova-30x", "enhanced",
                                  "base", "whisper-large", "supernova-3", "fluxus", ""}) {
            QTest::newRow(model) << false;
        }
    }

    void asksEachModelForWhatItKnows()
    {
        QFETCH(bool, isNew);
        DeepgramRequest request = requestOf(QTest::currentDataTag());
        request.keyterms = one("Talktrack");
        request.diarize = true;
        QCOMPARE(takesKeyterms(request.model), isNew);
        for (const Pairs &query : {live(request), recording(request)}) {
            QCOMPARE(valuesOf(query, "keyterm"), isNew ? request.keyterms : QStringList());
            QCOMPARE(valuesOf(query, "diarize_model"), isNew ? one("latest") : QStringList());
            QCOMPARE(valuesOf(query, "diarize"), isNew ? QStringList() : one("true"));
            QVERIFY(valuesOf(query, "keywords").isEmpty());
            QCOMPARE(valuesOf(query, "model"), one(QTest::currentDataTag()));
        }
    }

    void bringsEveryCharacterOfAKeytermToTheServer_data()
    {
        QTest::addColumn<QString>("term");
        for (const char *term :
             {"two words", "C++", "A & B", "50% off", "%20", "a=b", "#1", "a;b,c", "what?", "a/b\\c",
              "\"quoted\"", "term:2", "M\xc3\xbcller", "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x98\x80"}) {
            QTest::newRow(term) << QString::fromUtf8(term);
        }
    }

    void bringsEveryCharacterOfAKeytermToTheServer()
    {
        QFETCH(QString, term);
        DeepgramRequest request;
        request.keyterms = QStringList{term, QStringLiteral("next")};
        request.tags = QStringList{term};
        const QStringList expected = request.keyterms;
        QCOMPARE(valuesOf(live(request), "keyterm"), expected);
        QCOMPARE(valuesOf(recording(request), "tag"), QStringList{term});
        // On the wire too, as a socket and as a request write it.
        const QUrl base(QStringLiteral("https://api.deepgram.com"));
        const QUrl liveUrl = deepgramLiveUrl(base, request);
        QCOMPARE(valuesOf(readByAServer(liveUrl.query(QUrl::FullyEncoded)), "keyterm"), expected);
        const QByteArray line = deepgramRecordingUrl(base, request).toEncoded();
        QCOMPARE(valuesOf(readByAServer(QString::fromLatin1(line.mid(line.indexOf('?') + 1))), "keyterm"),
                 expected);
    }

    void letsNoControlCharacterIntoAnAddress()
    {
        DeepgramRequest request;
        request.keyterms = QStringList{QStringLiteral("a\r\nHost: b\tc") + QChar(0) + QChar(0xD800)};
        request.tags = QStringList{QString(127, QLatin1Char('x')) + QStringLiteral("\U0001F600")};
        QCOMPARE(valuesOf(live(request), "keyterm"), QStringList{QStringLiteral("a Host: b c\uFFFD")});
        QCOMPARE(valuesOf(live(request), "tag"), QStringList{QString(127, QLatin1Char('x'))});
    }

    void repeatsRedactionsAndTagsOnceEach()
    {
        DeepgramRequest request;
        request.redact = words("pci ssn pci cardinal") + QStringList{QString(), QStringLiteral("  ")};
        request.tags = {QStringLiteral("talktrack"), QStringLiteral(" talktrack "),
                        QString(300, QLatin1Char('t'))};
        QCOMPARE(valuesOf(live(request), "redact"), words("pci ssn cardinal"));
        QCOMPARE(valuesOf(live(request), "tag"),
                 (QStringList{QStringLiteral("talktrack"), QString(128, QLatin1Char('t'))}));
    }

    void estimatesTokensFromAbove_data()
    {
        QTest::addColumn<QString>("term");
        QTest::addColumn<int>("tokens");
        QTest::newRow("empty") << QString() << 0;
        QTest::newRow("one letter") << QStringLiteral("a") << 1;
        QTest::newRow("three letters") << QStringLiteral("abc") << 1;
        QTest::newRow("four letters") << QStringLiteral("abcd") << 2;
        QTest::newRow("two words") << QStringLiteral("abc def") << 3;
        QTest::newRow("digits") << QStringLiteral("2026") << 4;
        QTest::newRow("letters after a digit") << QStringLiteral("ab1ab") << 3;
        QTest::newRow("accents") << QStringLiteral("Müller") << 2;
        QTest::newRow("Cyrillic") << QStringLiteral("Иван") << 8;
        QTest::newRow("Japanese") << QStringLiteral("日本") << 6;
        QTest::newRow("emoji") << QStringLiteral("\U0001F600") << 4;
    }

    void estimatesTokensFromAbove()
    {
        QFETCH(QString, term);
        QFETCH(int, tokens);
        QCOMPARE(keytermTokens(term), tokens);
    }

    void takesKeytermsFromTheFrontUntilTheLimits()
    {
        QStringList terms;
        for (int i = 0; i < 300; ++i) {
            terms.append(termNumber(i));
        }
        const QStringList fitting = fittingKeyterms(terms);
        QCOMPARE(fitting, terms.first(100));

        QStringList costly;
        for (int i = 100; i < 200; ++i) {
            costly.append(QString::number(i).repeated(4));
        }
        QCOMPARE(fittingKeyterms(costly), costly.first(500 / 12));
        int tokens = 0;
        for (const QString &term : fittingKeyterms(costly + terms)) {
            tokens += keytermTokens(term);
        }
        QVERIFY(tokens <= deepgramMostKeytermTokens && tokens > deepgramMostKeytermTokens - 4);
    }

    void passesOverDoublesBlanksAndTermsThatAreTooLong()
    {
        const QStringList terms{QStringLiteral(" Acme  Corp "),
                                QString(),
                                QStringLiteral("\t"),
                                QStringLiteral("ACME corp"),
                                QString(2000, QLatin1Char('x')),
                                QStringLiteral("Widget")};
        QCOMPARE(fittingKeyterms(terms),
                 (QStringList{QStringLiteral("Acme Corp"), QStringLiteral("Widget")}));
        DeepgramRequest request;
        request.keyterms = terms;
        QCOMPARE(valuesOf(live(request), "keyterm").size(), 2);
        QVERIFY(fittingKeyterms({}).isEmpty());
    }

    void sendsKeysAndSoundOnlyWhereNobodyListensIn_data()
    {
        QTest::addColumn<bool>("isSafe");
        for (const char *address :
             {"https://api.deepgram.com", "https://api.eu.deepgram.com/", "wss://api.deepgram.com",
              "HTTPS://a.b", "https://192.168.1.7:8443/proxy", "http://localhost", "http://LOCALHOST:8080",
              "ws://localhost:1", "http://127.0.0.1:9", "http://127.255.0.1", "ws://[::1]:80",
              "http://[::1]"}) {
            QTest::newRow(address) << true;
        }
        for (const char *address : {"",
                                    "api.deepgram.com",
                                    "https://",
                                    "https:///v1",
                                    "http://api.deepgram.com",
                                    "ws://api.deepgram.com",
                                    "http://192.168.1.7",
                                    "http://10.0.0.1",
                                    "http://0.0.0.0",
                                    "http://128.0.0.1",
                                    "http://126.255.255.255",
                                    "http://127.0.0.1.evil.example",
                                    "http://localhost.evil.example",
                                    "http://notlocalhost",
                                    "http://[::2]",
                                    "http://[::]",
                                    "http://[fe80::1]",
                                    "ftp://localhost",
                                    "file:///etc/passwd",
                                    "javascript:alert(1)",
                                    "https://user@api.deepgram.com",
                                    "https://user:key@api.deepgram.com",
                                    "https://:key@api.deepgram.com",
                                    "http://localhost@evil.example",
                                    "https://a.b:99999"}) {
            QTest::newRow(*address ? address : "empty") << false;
        }
    }

    void sendsKeysAndSoundOnlyWhereNobodyListensIn()
    {
        QFETCH(bool, isSafe);
        const QString address = QString::fromLatin1(QTest::currentDataTag());
        const QUrl base = address == QLatin1String("empty") ? QUrl() : QUrl(address);
        QCOMPARE(isSafeBaseUrl(base), isSafe);
        QCOMPARE(deepgramLiveUrl(base, {}).isValid(), isSafe);
        QCOMPARE(deepgramRecordingUrl(base, {}).isValid(), isSafe);
    }

    void findsTheEndpointsBelowTheBaseAddress_data()
    {
        QTest::addColumn<QString>("live");
        QTest::addColumn<QString>("recording");
        const auto row = [](const char *base, const char *address, const char *posted) {
            QTest::newRow(base) << QString::fromLatin1(address) << QString::fromLatin1(posted);
        };
        row("https://api.deepgram.com", "wss://api.deepgram.com/v1/listen",
            "https://api.deepgram.com/v1/listen");
        row("https://api.deepgram.com/", "wss://api.deepgram.com/v1/listen",
            "https://api.deepgram.com/v1/listen");
        row("wss://api.deepgram.com/v1/listen?model=x#y", "wss://api.deepgram.com/v1/listen",
            "https://api.deepgram.com/v1/listen");
        row("https://h/v1/", "wss://h/v1/listen", "https://h/v1/listen");
        row("https://h:8443/deep/gram//", "wss://h:8443/deep/gram/v1/listen",
            "https://h:8443/deep/gram/v1/listen");
        row("https://h/a%20b/listen", "wss://h/a%20b/listen/v1/listen", "https://h/a%20b/listen/v1/listen");
        row("http://127.0.0.1:4000", "ws://127.0.0.1:4000/v1/listen", "http://127.0.0.1:4000/v1/listen");
        row("ws://localhost:4000", "ws://localhost:4000/v1/listen", "http://localhost:4000/v1/listen");
    }

    void findsTheEndpointsBelowTheBaseAddress()
    {
        QFETCH(QString, live);
        QFETCH(QString, recording);
        const QUrl base(QString::fromLatin1(QTest::currentDataTag()));
        const QUrl liveUrl = deepgramLiveUrl(base, {});
        const QUrl recordingUrl = deepgramRecordingUrl(base, {});
        QCOMPARE(liveUrl.toString(QUrl::RemoveQuery | QUrl::FullyEncoded), live);
        QCOMPARE(recordingUrl.toString(QUrl::RemoveQuery | QUrl::FullyEncoded), recording);
        QCOMPARE(liveUrl.query(QUrl::FullyEncoded), deepgramLiveQuery({}).query(QUrl::FullyEncoded));
        QCOMPARE(recordingUrl.query(QUrl::FullyEncoded),
                 deepgramRecordingQuery({}).query(QUrl::FullyEncoded));
    }

    void findsOutWhatARefusalBlames_data()
    {
        QTest::addColumn<BlamedPart>("part");
        const auto row = [](const char *reason, BlamedPart part) {
            QTest::newRow(reason) << part;
        };
        row("Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.",
            BlamedPart::Keyterms);
        row("Bad Request: Key Terms are not supported for this model", BlamedPart::Keyterms);
        row("INVALID_QUERY_PARAMETER: Failed to deserialize query parameters: diarize_model: unknown variant "
            "`latest`",
            BlamedPart::Diarisation);
        row("Diarization is not available", BlamedPart::Diarisation);
        row("unknown field `diarize_model`, expected one of `model`, `keyterm`", BlamedPart::Diarisation);
        row("unknown field `keyterm`, expected one of `model`, `diarize`", BlamedPart::Keyterms);
        row("INVALID_AUTH: Invalid credentials.", BlamedPart::None);
        row("Bad Request: No such model/version combination found.", BlamedPart::None);
        row("key", BlamedPart::None);
    }

    void findsOutWhatARefusalBlames()
    {
        QFETCH(BlamedPart, part);
        QCOMPARE(blamedPart(QString::fromLatin1(QTest::currentDataTag())), part);
    }

    void blamesNothingForAnEmptyReason() { QCOMPARE(blamedPart({}), BlamedPart::None); }

    void givesTheKeyThatIsThere_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("authorization");
        QTest::newRow("a key") << QByteArray("0123abcd") << QByteArray("Token 0123abcd");
        QTest::newRow("with a line break") << QByteArray(" 0123abcd\r\n") << QByteArray("Token 0123abcd");
        QTest::newRow("none") << QByteArray() << QByteArray();
        QTest::newRow("blank") << QByteArray(" \n") << QByteArray();
        QTest::newRow("another header in it") << QByteArray("0123\r\nHost: x") << QByteArray();
        QTest::newRow("a space in it") << QByteArray("0123 abcd") << QByteArray();
        QTest::newRow("not ASCII") << QByteArray("0123\xc3\xbc") << QByteArray();
    }

    void givesTheKeyThatIsThere()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, authorization);
        FixedDeepgramKey credentials(key);
        const QFuture<Result<DeepgramCredential>> answer = credentials.obtain();
        QVERIFY(answer.isFinished());
        const Result<DeepgramCredential> credential = answer.result();
        QCOMPARE(credential.has_value(), !authorization.isEmpty());
        if (credential) {
            QCOMPARE(credential->authorization(), authorization);
        } else {
            QCOMPARE(credential.error().kind,
                     key.trimmed().isEmpty() ? ErrorKind::KeyMissing : ErrorKind::KeyRefused);
            QVERIFY(!credential.error().detail.contains(QLatin1String("0123")));
        }
    }

    void authorisesATemporaryTokenAsSuch()
    {
        const DeepgramCredential token{DeepgramCredential::Kind::TemporaryToken, "a.b.c"};
        QCOMPARE(token.authorization(), QByteArray("Bearer a.b.c"));
    }
};

QTEST_GUILESS_MAIN(TestDeepgramQuery)
#include "tst_deepgram_query.moc"
