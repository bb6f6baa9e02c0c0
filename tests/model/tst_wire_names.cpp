// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/call.h"
#include "core/model/feedback_event.h"
#include "core/model/part_state.h"
#include "core/model/track.h"

#include <QSet>
#include <QTest>

using namespace talktrack;

/// The closed lists of the contract, word for word.
class WireNamesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void feedbackTypesAreTheContracts();
    void objectionCategoriesAreTheContracts();
    void statusesAreTheContracts();
    void partsAndConditionsAreTheContracts();
    void speakersBelongToTheirTracks();
    void unknownNamesAreNothing();
};

namespace {

template <typename Enum>
QStringList names(int count)
{
    QStringList result;
    for (int i = 0; i < count; ++i)
        result.append(toWire(static_cast<Enum>(i)));
    return result;
}

} // namespace

void WireNamesTest::feedbackTypesAreTheContracts()
{
    const QStringList expected = QStringLiteral("suggestion objection buying_signal question competitor "
                                                "keyword next_step checklist sentiment metric gap")
                                     .split(QLatin1Char(' '));
    QCOMPARE(names<FeedbackType>(11), expected);
    for (const QString &name : expected)
        QCOMPARE(toWire(*feedbackTypeFromWire(name)), name);
}

void WireNamesTest::objectionCategoriesAreTheContracts()
{
    const QStringList expected =
        QStringLiteral("price budget timing authority need competitor trust brush_off risk effort")
            .split(QLatin1Char(' '));
    QCOMPARE(names<ObjectionCategory>(objectionCategoryCount), expected);
    for (const QString &name : expected)
        QCOMPARE(toWire(*objectionCategoryFromWire(name)), name);
}

void WireNamesTest::statusesAreTheContracts()
{
    const QStringList expected =
        QStringLiteral("live completed interrupted pending failed").split(QLatin1Char(' '));
    QCOMPARE(names<CallStatus>(5), expected);
    for (const QString &name : expected)
        QCOMPARE(toWire(*callStatusFromWire(name)), name);
}

void WireNamesTest::partsAndConditionsAreTheContracts()
{
    QCOMPARE(names<CallPart>(5), QStringLiteral("speech coach audio recording sync").split(QLatin1Char(' ')));
    QCOMPARE(names<PartCondition>(6),
             QStringLiteral("connecting live reconnecting degraded failed off").split(QLatin1Char(' ')));
}

void WireNamesTest::speakersBelongToTheirTracks()
{
    QCOMPARE(trackOf(speakerOf(Track::Rep)), Track::Rep);
    QCOMPARE(trackOf(speakerOf(Track::Customer)), Track::Customer);
    QCOMPARE(trackOf(QStringLiteral("customer 2")), Track::Customer);
}

void WireNamesTest::unknownNamesAreNothing()
{
    QVERIFY(!feedbackTypeFromWire(QStringLiteral("Objection")));
    QVERIFY(!objectionCategoryFromWire({}));
    QVERIFY(!callStatusFromWire(QStringLiteral("done")));
    QVERIFY(!callTypeFromWire(QStringLiteral("chat")));
    QVERIFY(!feedbackOriginFromWire(QStringLiteral("AI")));
}

QTEST_GUILESS_MAIN(WireNamesTest)
#include "tst_wire_names.moc"
