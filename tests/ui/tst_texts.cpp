// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/error_text.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/texts/plain_text.h"
#include "ui/texts/playbook_text.h"
#include "ui/texts/state_text.h"

#include <QSet>
#include <QTest>

#include <limits>

using namespace talktrack;

namespace {

template <typename Enum>
QList<Enum> all(Enum last)
{
    QList<Enum> out;
    for (int value = 0; value <= static_cast<int>(last); ++value)
        out.append(static_cast<Enum>(value));
    return out;
}

} // namespace

class TextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyErrorIsOneSentenceThatNeverTellsItsDetail()
    {
        QSet<QString> seen;
        for (const ErrorKind kind : all(ErrorKind::AlreadyRunning)) {
            Error error{kind, QStringLiteral("SELECT secret"), {}, std::nullopt};
            const QString bare = errorText(error);
            QVERIFY(!seen.contains(bare));
            seen.insert(bare);
            error.subject = QStringLiteral("thing-7");
            for (const QString &text : {bare, errorText(error)}) {
                QVERIFY(text.size() > 20);
                QVERIFY(text.endsWith(QLatin1Char('.')));
                QVERIFY(!text.contains(QStringLiteral("secret")));
                QVERIFY(!text.contains(QStringLiteral("%1")));
                QVERIFY(!text.contains(QLatin1Char('\n')));
                // What happened, and what to do.
                QVERIFY2(text.contains(QLatin1Char(':')) || text.contains(QLatin1Char(';')),
                         qPrintable(text));
            }
        }
        QCOMPARE(seen.size(), static_cast<int>(ErrorKind::AlreadyRunning) + 1);
    }

    void theSubjectOfAnErrorIsNamedAndHarmless()
    {
        Error error{ErrorKind::InputMissing, {}, QStringLiteral("a\nb\u001b[31m%1"), std::nullopt};
        const QString text = errorText(error);
        QVERIFY(text.contains(QStringLiteral("a b[31m%1")));
        error.subject = QString(100'000, QChar(u'x'));
        QVERIFY(errorText(error).size() < 400);
    }

    void everyStateHasWords()
    {
        for (const CallPart part : all(CallPart::Sync)) {
            QVERIFY(!partText(part).isEmpty());
            for (const PartCondition condition : all(PartCondition::Off)) {
                QVERIFY(!conditionText(part, condition).isEmpty());
                QCOMPARE(stateText({part, condition, PartReason::None, {}}),
                         partText(part) + QStringLiteral(": ") + conditionText(part, condition));
            }
        }
        for (const PartReason reason : all(PartReason::StoreFailing)) {
            if (reason == PartReason::None)
                continue;
            for (const QString &subject : {QString(), QStringLiteral("Jabra")}) {
                const QString text = reasonText(reason, subject);
                QVERIFY2(text.size() > 10, qPrintable(QString::number(static_cast<int>(reason))));
                QVERIFY(!text.contains(QLatin1Char('%')));
            }
        }
        QVERIFY(reasonText(PartReason::None, QStringLiteral("x")).isEmpty());
        QVERIFY(reasonText(PartReason::MicrophoneGone, QStringLiteral("Jabra"))
                    .contains(QStringLiteral("Jabra")));
    }

    void aStandInIsNamed()
    {
        PartState state{CallPart::Speech, PartCondition::Degraded, PartReason::KeyRefused, {}};
        state.standsIn = true;
        QCOMPARE(
            reasonText(state),
            QStringLiteral("The key was refused: check it before the next call. The offline recogniser has "
                           "taken over."));
        QVERIFY(stateText(state).contains(QStringLiteral("stands in")));
        for (const PartReason reason : all(PartReason::StoreFailing)) {
            state.reason = reason;
            QVERIFY(reasonText(state).contains(QStringLiteral("offline recogniser")));
            QVERIFY(!reasonText(state).contains(QStringLiteral("no transcript. ")));
        }
    }

    void linesThatWereLeftOutAsEchoAreCounted()
    {
        QCOMPARE(
            reasonText(PartReason::Echo, QStringLiteral("3")),
            QStringLiteral("3 of your lines were the customer's echo and were left out. Use headphones."));
        QVERIFY(reasonText(PartReason::Echo, QStringLiteral("1")).startsWith(QStringLiteral("One of your")));
        QVERIFY(!reasonText(PartReason::Echo, {}).contains(QStringLiteral("left out")));
    }

    void aCardSaysWhereItIsFrom()
    {
        Card card;
        QCOMPARE(cardOriginText(card), QStringLiteral("Playbook"));
        card.guessed = true;
        QCOMPARE(cardOriginText(card), QStringLiteral("Heard"));
        card.type = FeedbackType::Metric;
        QCOMPARE(cardOriginText(card), QStringLiteral("Delivery"));
        card.origin = FeedbackOrigin::Ai;
        QCOMPARE(cardOriginText(card), QStringLiteral("AI"));
    }

    void everyLabelIsThereAndTellsItselfApart()
    {
        QSet<QString> types;
        for (const FeedbackType type : all(FeedbackType::Gap))
            types.insert(feedbackTypeText(type));
        QCOMPARE(types.size(), static_cast<int>(FeedbackType::Gap) + 1);
        QSet<QString> categories;
        for (const ObjectionCategory category : all(ObjectionCategory::Effort))
            categories.insert(objectionCategoryText(category));
        QCOMPARE(categories.size(), objectionCategoryCount);
        QSet<QString> statuses;
        for (const CallStatus status : all(CallStatus::Failed))
            statuses.insert(callStatusText(status));
        QCOMPARE(statuses.size(), static_cast<int>(CallStatus::Failed) + 1);
        for (const CallType type : all(CallType::ColdCall))
            QVERIFY(!callTypeText(type).isEmpty());
        QCOMPARE(originText(FeedbackOrigin::Rule), QStringLiteral("Playbook"));
        QCOMPARE(originText(FeedbackOrigin::Ai), QStringLiteral("AI"));
        for (const QSet<QString> &set : {types, categories, statuses})
            QVERIFY(!set.contains(QString()));
    }

    void aFileThatIsTranscribedIsNoLiveCall()
    {
        Call call;
        QCOMPARE(callStatusText(call), callStatusText(CallStatus::Live));
        call.source = QStringLiteral("demo");
        QCOMPARE(callStatusText(call), callStatusText(CallStatus::Live));
        call.source = QStringLiteral("/recordings/acme.wav");
        QCOMPARE(callStatusText(call), QStringLiteral("Being transcribed"));
        call.status = CallStatus::Completed;
        QCOMPARE(callStatusText(call), callStatusText(CallStatus::Completed));
    }

    void checklistItemsAreCalledAsInThePlaybook()
    {
        Analytics analytics;
        analytics.checklistLabels = {{QStringLiteral("next_step"), QStringLiteral("What comes next")}};
        QCOMPARE(checklistItemText(analytics, QStringLiteral("next_step")),
                 QStringLiteral("What comes next"));
        // Of a call from before the labels were kept.
        QCOMPARE(checklistItemText({}, QStringLiteral("decision_process")),
                 QStringLiteral("Decision process"));
    }

    void figuresOfAFinishedCallHaveDifferentNames()
    {
        QSet<QString> names;
        const QList<NamedFigure> figures = finalFigures({});
        for (const NamedFigure &figure : figures) {
            names.insert(figure.name);
            QVERIFY2(!figure.value.isEmpty(), qPrintable(figure.name));
        }
        QCOMPARE(names.size(), figures.size());
        QCOMPARE(figures.first().value, QStringLiteral("\u2013"));
    }

    void aCallThatWasNotRecordedIsSaidToBeKept()
    {
        for (const ErrorKind kind : {ErrorKind::KeychainAway, ErrorKind::RecordingsLocked,
                                     ErrorKind::DiskFull, ErrorKind::DiskFailed}) {
            const QString text = notRecordedText({kind, QStringLiteral("secret"), {}, {}});
            QVERIFY2(text.contains(QStringLiteral("kept but was not recorded")), qPrintable(text));
            QVERIFY2(!text.contains(QStringLiteral("try again")) && text.endsWith(QLatin1Char('.')),
                     qPrintable(text));
        }
    }

    void whatIsNotRightInAPlaybookIsSaid()
    {
        Playbook playbook;
        playbook.name = QStringLiteral("Mine");
        QVERIFY(playbookWarnings(playbook).isEmpty());
        for (int i = 0; i < 7; ++i)
            playbook.warnings.append(QStringLiteral("line %1, cards[0].max_per_call: raised").arg(i));
        const QStringList sentences = playbookWarnings(playbook);
        QCOMPARE(sentences.size(), 6);
        QCOMPARE(sentences.first(), QStringLiteral("The playbook Mine needs correcting at line 0, "
                                                   "cards[0].max_per_call: raised."));
        QVERIFY(sentences.last().contains(QLatin1Char('2')));
    }

    void speakersAreNamed()
    {
        QCOMPARE(speakerText(QStringLiteral("rep")), QStringLiteral("You"));
        QCOMPARE(speakerText(QStringLiteral("customer")), QStringLiteral("Customer"));
        QCOMPARE(speakerText(QStringLiteral("customer 2")), QStringLiteral("Customer 2"));
        QCOMPARE(speakerText(QString()), QStringLiteral("Customer"));
        QCOMPARE(speakerText(QStringLiteral("\u0001\n")), QStringLiteral("Customer"));
        QCOMPARE(speakerText(QStringLiteral("Anna")), QStringLiteral("Anna"));
    }

    void aFeedbackEventIsCalledByItsTitleElseItsCategoryElseItsType()
    {
        FeedbackEvent event;
        event.type = FeedbackType::Objection;
        QCOMPARE(feedbackTitle(event), QStringLiteral("Objection"));
        event.metadata[QStringLiteral("category")] = QStringLiteral("trust");
        QCOMPARE(feedbackTitle(event), objectionCategoryText(ObjectionCategory::Trust));
        event.metadata[QStringLiteral("title")] = QStringLiteral("Wants proof");
        QCOMPARE(feedbackTitle(event), QStringLiteral("Wants proof"));
    }

    void timesReadAsTimes()
    {
        QCOMPARE(timeText(0), QStringLiteral("0:00"));
        QCOMPARE(timeText(62.9), QStringLiteral("1:02"));
        QCOMPARE(timeText(3600), QStringLiteral("1:00:00"));
        QCOMPARE(timeText(8 * 3600 + 61), QStringLiteral("8:01:01"));
        QCOMPARE(timeText(-5), QStringLiteral("0:00"));
        QCOMPARE(timeText(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("0:00"));
        QVERIFY(timeText(1e300).size() < 10);
        QCOMPARE(durationText(std::nullopt), QStringLiteral("\u2013"));
        QCOMPARE(momentText({}), QStringLiteral("\u2013"));
    }

    void whatCouldNotBeMeasuredNeverReadsAsZero()
    {
        const CallMetrics unknown;
        QCOMPARE(percentText(std::nullopt), QStringLiteral("\u2013"));
        QVERIFY(percentText(0.0) != percentText(std::nullopt));
        for (const Figure figure : {Figure::TalkRatio, Figure::Pace, Figure::Mood}) {
            QVERIFY(!figureValue(figure, unknown).contains(QLatin1Char('0')));
            QVERIFY(figureText(figure, unknown, Band::Unknown).contains(QStringLiteral("not measured")));
        }
    }

    void figuresAreSaidInWords()
    {
        CallMetrics metrics;
        metrics.talkTimeRatio = 0.434;
        metrics.paceWpm = 149.6;
        metrics.currentMonologue = 22.8;
        metrics.sentimentNow = 0.5;
        QCOMPARE(figureText(Figure::TalkRatio, metrics, Band::Good),
                 QStringLiteral("Talk time: You 43 %, good"));
        QCOMPARE(figureText(Figure::Pace, metrics, Band::TooHigh),
                 QStringLiteral("Pace: 150 wpm, slow down"));
        QCOMPARE(figureText(Figure::Monologue, metrics, Band::Unknown), QStringLiteral("Monologue: 0:22"));
        QCOMPARE(figureText(Figure::Mood, metrics, Band::Unknown), QStringLiteral("Mood: warm"));
        for (const Figure figure : {Figure::TalkRatio, Figure::Pace, Figure::Monologue, Figure::Mood})
            for (const Band band : all(Band::TooHigh))
                QCOMPARE(figureVerdict(figure, band).isEmpty(), band == Band::Unknown);
    }

    void ordinaryTextComesBackAsItIs()
    {
        const QString text = QStringLiteral("It's 20 percent, isn't it? Ja, genau: f\u00fcr Z\u00fcrich.");
        QCOMPARE(harmless(text, 200), text);
        QCOMPARE(harmless(text, 200).constData(), text.constData());
        QCOMPARE(harmless(QString::fromUtf8("😀 ok"), 200), QString::fromUtf8("😀 ok"));
    }
};

QTEST_APPLESS_MAIN(TextsTest)
#include "tst_texts.moc"
