// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/agreement_detector.h"

#include <QTest>

using namespace talktrack;

class TestAgreementDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hearsTheCustomerAgree_data();
    void hearsTheCustomerAgree();
};

void TestAgreementDetector::hearsTheCustomerAgree_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("agrees");
    const auto row = [](const char *text, bool agrees) {
        QTest::newRow(text) << QString::fromLatin1(text) << agrees;
    };
    row("that makes sense, ok", true);
    row("when you put it that way it makes sense", true);
    row("fair enough", true);
    row("okay that works for us", true);
    row("yes, I think that would help", true);
    row("okay", false);
    row("yeah right", false);
    row("that makes sense but it is still too much", false);
    row("that does not make sense", false);
    row("it would make sense if it was cheaper", false);
    row("it makes sense to ask my boss first", false);
    row("does that sound good?", false);
    row("that is not fair enough", false);
}

void TestAgreementDetector::hearsTheCustomerAgree()
{
    QFETCH(QString, text);
    QFETCH(bool, agrees);
    const TextNormaliser normaliser;
    const AgreementDetector detector(normaliser);
    QCOMPARE(detector.agrees(normaliser.normalise(text)), agrees);
}

QTEST_GUILESS_MAIN(TestAgreementDetector)
#include "tst_agreement_detector.moc"
