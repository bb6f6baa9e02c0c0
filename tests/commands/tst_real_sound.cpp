// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_decoder.h"
#include "tests/commands/demo_reference.h"
#include "tests/commands/program.h"
#include "tests/support/pulse_server.h"
#include "tests/support/test_sound.h"

#include <QTest>

#include <csignal>

using namespace talktrack;

/// The demo call through a real sound server: one null sink speaks into the microphone, the other is what the
/// computer plays, and 'talktrack live' listens to both. Takes as long as the call.
class RealSoundTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hearsBothSidesOfARealCall();
};

namespace {

/// Both tracks of the demo call as files of their own.
bool splitDemo(const QString &repFile, const QString &customerFile)
{
    auto decoder = FileDecoder::open(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.opus"));
    if (!decoder)
        return false;
    test::Samples rep;
    test::Samples customer;
    while (!(*decoder)->atEnd()) {
        const std::vector<qint16> piece = (*decoder)->read(sampleRateHz);
        for (std::size_t i = 0; i + 1 < piece.size(); i += 2) {
            rep.push_back(piece[i]);
            customer.push_back(piece[i + 1]);
        }
    }
    return test::writeFile(repFile, test::wavFile(sampleRateHz, 1, rep)) &&
           test::writeFile(customerFile, test::wavFile(sampleRateHz, 1, customer));
}

QList<QJsonObject> parsed(const QByteArray &out)
{
    return Program::Output{0, out, {}}.objects();
}

} // namespace

void RealSoundTest::hearsBothSidesOfARealCall()
{
    test::PulseServer server;
    if (!server.start())
        QSKIP(qPrintable(server.problem()));
    const Program program;
    const QString repFile = program.path(QStringLiteral("rep.wav"));
    const QString customerFile = program.path(QStringLiteral("customer.wav"));
    QVERIFY(splitDemo(repFile, customerFile));

    const QByteArray devices = program.run({QStringLiteral("devices"), QStringLiteral("--json")}).out;
    QVERIFY2(devices.contains("\"id\":\"mic\"") && devices.contains("\"id\":\"speakers\""),
             devices.constData());
    QVERIFY2(!devices.contains("monitor"), devices.constData());

    QProcess live;
    program.start(live, {QStringLiteral("live"), QStringLiteral("--mic"), QStringLiteral("mic"),
                         QStringLiteral("--far"), QStringLiteral("speakers"), QStringLiteral("--json")});
    QByteArray out;
    const auto hasSaid = [&](const char *text) {
        out += live.readAllStandardOutput();
        return out.contains(text);
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasSaid("call_started"), 30'000);
    const auto rep = server.play(repFile, QStringLiteral("mic_feed"));
    const auto customer = server.play(customerFile, QStringLiteral("speakers"));
    QVERIFY(rep && customer);
    QTRY_VERIFY_WITH_TIMEOUT((hasSaid(""), rep->isOver() && customer->isOver()), 400'000);
    QTest::qWait(2000);
    ::kill(static_cast<pid_t>(live.processId()), SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT((hasSaid(""), live.state() == QProcess::NotRunning), 60'000);
    out += live.readAllStandardOutput();
    QCOMPARE(live.exitCode(), 0);

    const QList<QJsonObject> events = parsed(out);
    const DemoReference reference;
    const WordErrors errors = reference.errorsOf(events);
    qInfo("word error rate %.1f %%", 100 * errors.rate());
    QVERIFY2(errors.rate() <= 0.15, "a word on the wrong speaker is an error too");
    // The call began a moment before the sound did.
    const double offset = reference.offsetOf(events);
    QVERIFY(offset >= 0 && offset < 30);
    const DemoReference::Moments moments = reference.momentsOf(events, offset);
    QVERIFY2(moments.found.size() >= 5, qPrintable(moments.missed.join(QLatin1String(", "))));
    QVERIFY2(moments.invented.isEmpty(), qPrintable(moments.invented.join(QLatin1String(", "))));
    const QJsonObject analytics = events.last().value(QLatin1String("analytics")).toObject();
    const double ratio = analytics.value(QLatin1String("talk_time_ratio")).toDouble(-1);
    QVERIFY(ratio > 0.4 && ratio < 0.8);
}

QTEST_GUILESS_MAIN(RealSoundTest)
#include "tst_real_sound.moc"
