// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/plain_text.h"

#include <QTest>

using namespace talktrack;

class PlainTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOrdinaryTextAlone();
    void takesAwayWhatATerminalWouldObey();
    void keepsPairsAndMendsLoneSurrogates();
};

void PlainTextTest::leavesOrdinaryTextAlone()
{
    const QString text = QStringLiteral("Größe: 5 %, “yes” – 日本 مرحبا");
    QCOMPARE(singleLine(text), text);
}

void PlainTextTest::takesAwayWhatATerminalWouldObey()
{
    const QString hostile =
        QStringLiteral("a\nb\tc\x1b[2J") + QChar(0) + QChar(0x202E) + QChar(0x9B) + QStringLiteral("d");
    QCOMPARE(singleLine(hostile), QStringLiteral("a b c[2Jd"));
}

void PlainTextTest::keepsPairsAndMendsLoneSurrogates()
{
    const QString smile = QString::fromUcs4(U"\U0001F600", 1);
    QCOMPARE(singleLine(smile), smile);
    QCOMPARE(singleLine(QString(QChar(0xD800)) + QLatin1Char('x')),
             QString(QChar(0xFFFD)) + QLatin1Char('x'));
}

QTEST_GUILESS_MAIN(PlainTextTest)
#include "tst_plain_text.moc"
