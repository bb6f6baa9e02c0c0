// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/state_board.h"

#include <QTest>

using namespace talktrack;

class StateBoardTest final : public QObject
{
    Q_OBJECT

private:
    static PartState audio(PartCondition condition, PartReason reason)
    {
        return {CallPart::Audio, condition, reason, {}};
    }
    static QList<PartReason> reasons(const StateBoard &board)
    {
        QList<PartReason> out;
        for (const PartState &state : board.troubles())
            out.append(state.reason);
        return out;
    }

private Q_SLOTS:
    void keepsTroublesOfBothSidesUntilEachIsPutRight()
    {
        StateBoard board;
        QVERIFY(board.apply(audio(PartCondition::Degraded, PartReason::MicrophoneSilent)));
        QVERIFY(board.apply(audio(PartCondition::Degraded, PartReason::FarEndGone)));
        QCOMPARE(reasons(board), (QList{PartReason::MicrophoneSilent, PartReason::FarEndGone}));
        board.apply(audio(PartCondition::Degraded, PartReason::MicrophoneBack));
        QCOMPARE(reasons(board), QList{PartReason::FarEndGone});
        board.apply(audio(PartCondition::Live, PartReason::FarEndBack));
        QVERIFY(board.troubles().isEmpty());
    }

    void soundThatIsLostNoLongerIsPutRightWhileAnotherTroubleStays()
    {
        StateBoard board;
        board.apply(audio(PartCondition::Degraded, PartReason::Echo));
        board.apply(audio(PartCondition::Degraded, PartReason::Overflow));
        board.apply(audio(PartCondition::Degraded, PartReason::OverflowGone));
        QCOMPARE(reasons(board), QList{PartReason::Echo});
    }

    void aLaterWordOnTheSameMatterReplacesTheEarlier()
    {
        StateBoard board;
        board.apply(audio(PartCondition::Degraded, PartReason::MicrophoneSilent));
        board.apply(audio(PartCondition::Degraded, PartReason::MicrophoneGone));
        QCOMPARE(reasons(board), QList{PartReason::MicrophoneGone});
    }

    void aPartThatIsWellClearsItsOwnTroublesAlone()
    {
        StateBoard board;
        board.apply(audio(PartCondition::Degraded, PartReason::Echo));
        board.apply({CallPart::Speech, PartCondition::Degraded, PartReason::FallingBehind, {}});
        board.apply({CallPart::Speech, PartCondition::Live, PartReason::None, {}});
        QCOMPARE(reasons(board), QList{PartReason::Echo});
    }

    void muteAndPauseStandApartAndEachUntilItIsUndone()
    {
        StateBoard board;
        board.apply(audio(PartCondition::Degraded, PartReason::FarEndSilent));
        board.apply(audio(PartCondition::Degraded, PartReason::Paused));
        board.apply(audio(PartCondition::Degraded, PartReason::Muted));
        QCOMPARE(reasons(board), (QList{PartReason::FarEndSilent, PartReason::Paused, PartReason::Muted}));
        board.apply(audio(PartCondition::Degraded, PartReason::Unmuted));
        QCOMPARE(reasons(board), (QList{PartReason::FarEndSilent, PartReason::Paused}));
        board.apply(audio(PartCondition::Degraded, PartReason::Resumed));
        QCOMPARE(reasons(board), QList{PartReason::FarEndSilent});
    }

    void aDeviceThatIsWellDoesNotUnmute()
    {
        StateBoard board;
        board.apply(audio(PartCondition::Live, PartReason::Muted));
        board.apply(audio(PartCondition::Live, PartReason::None));
        QCOMPARE(reasons(board), QList{PartReason::Muted});
        board.apply(audio(PartCondition::Live, PartReason::Unmuted));
        QVERIFY(board.troubles().isEmpty());
    }

    void aTroubleToldAgainKeepsItsPlace()
    {
        StateBoard board;
        PartState away{CallPart::Speech, PartCondition::Reconnecting, PartReason::NetworkAway, {}, 3, 2};
        board.apply(away);
        board.apply(audio(PartCondition::Degraded, PartReason::Echo));
        away.forSeconds = 4;
        QVERIFY(board.apply(away));
        QCOMPARE(reasons(board), (QList{PartReason::NetworkAway, PartReason::Echo}));
        QCOMPARE(board.troubles().first().forSeconds, std::optional(4));
        board.apply({CallPart::Speech, PartCondition::Live, PartReason::None, {}});
        QCOMPARE(reasons(board), QList{PartReason::Echo});
    }

    void saysWhetherAnythingChanged()
    {
        StateBoard board;
        QVERIFY(board.apply(audio(PartCondition::Live, PartReason::None)));
        QVERIFY(!board.apply(audio(PartCondition::Live, PartReason::None)));
    }

    void partsThatAreOffAreNotShown()
    {
        StateBoard board;
        board.apply({CallPart::Recording, PartCondition::Off, PartReason::None, {}});
        board.apply(audio(PartCondition::Live, PartReason::None));
        board.apply({CallPart::Speech, PartCondition::Live, PartReason::None, {}});
        QCOMPARE(board.parts().size(), 2);
        QCOMPARE(board.parts().first().part, CallPart::Speech);
    }
};

QTEST_APPLESS_MAIN(StateBoardTest)
#include "tst_state_board.moc"
