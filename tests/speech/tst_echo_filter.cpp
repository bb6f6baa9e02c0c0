// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/echo_filter.h"

#include <QTest>

using namespace talktrack;

namespace {

/// Words at 0.3 s each from that time on.
Transcription line(Track track, double start, const char *text, bool final = true)
{
    Transcription result;
    result.track = track;
    result.text = QString::fromLatin1(text);
    result.id = QStringLiteral("%1@%2").arg(speakerOf(track)).arg(start);
    result.start = start;
    result.final = final;
    double at = start;
    for (const QString &word : result.text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        result.words.append({word, at, at + 0.25, std::nullopt});
        at += 0.3;
    }
    result.end = std::max(start, at - 0.05);
    return result;
}

Transcription rep(double start, const char *text)
{
    return line(Track::Rep, start, text);
}

Transcription customer(double start, const char *text, bool final = true)
{
    return line(Track::Customer, start, text, final);
}

} // namespace

class TestEchoFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesTheRepsCopy_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<double>("at");
        QTest::addColumn<bool>("echo");
        const auto row = [](const char *name, const char *said, double at, bool echo) {
            QTest::newRow(name) << QString::fromLatin1(said) << at << echo;
        };
        // The customer says at 10 s: "to be honest that is too expensive for us right now"
        row("the same at once", "to be honest that is too expensive for us right now", 10.0, true);
        row("a little later", "to be honest that is too expensive for us right now", 10.2, true);
        row("half a second later", "to be honest that is too expensive for us right now", 10.5, true);
        row("heard a little early", "to be honest that is too expensive for us right now", 9.8, true);
        row("recognised differently", "to be on his that is two expensive for us right now", 10.2, true);
        row("the beginning only", "To be honest that is too", 10.2, true);
        row("the end only", "too expensive for us right now", 11.7, true);
        row("with another ending", "honest that is to expensively for us right now", 10.8, true);
        row("other words at the same time", "i understand let us look at the numbers", 10.2, false);
        row("half of the words", "honest that was not what we had in mind", 10.8, false);
        row("words in another order", "now right us for expensive too is that honest be to", 10.2, false);
        row("repeated afterwards", "to be honest that is too expensive for us right now", 14.0, false);
        row("repeated soon after", "too expensive for us right now", 13.4, false);
        row("said before", "to be honest that is too expensive for us right now", 8.5, false);
        row("a second and a half later", "to be honest that is too expensive for us right now", 11.5, false);
        row("short and tight", "right now", 13.0, true);
        row("short at another moment", "right now", 12.0, false);
        row("short back-channel", "right", 11.0, false);
        row("short back-channel, other word", "yes", 13.0, false);
        row("short back-channel, much later", "right", 13.7, false);
        row("nothing", "", 10.2, false);
        row("only signs", "... --", 10.2, false);
    }
    void judgesTheRepsCopy()
    {
        QFETCH(QString, said);
        QFETCH(double, at);
        QFETCH(bool, echo);
        EchoFilter filter;
        filter.noteCustomer(customer(10.0, "to be honest that is too expensive for us right now"));
        QCOMPARE(filter.isEcho(rep(at, said.toLatin1().constData())), echo);
    }

    void keepsAShortWordThatIsDrawnOutDifferently()
    {
        EchoFilter filter;
        filter.noteCustomer(customer(10.0, "right"));
        Transcription copy = rep(10.2, "right");
        QVERIFY(filter.isEcho(copy));
        copy.words[0].end += 0.3;
        copy.end += 0.3;
        QVERIFY(!filter.isEcho(copy));
    }

    void neverTakesTheCustomersOwnLine()
    {
        EchoFilter filter;
        const Transcription said = customer(10.0, "to be honest that is too expensive");
        filter.noteCustomer(said);
        QVERIFY(!filter.isEcho(said));
        // Nor the rep's sentence for the origin of the customer's.
        filter.noteRep(rep(20.0, "what does that cost you in a year"));
        QVERIFY(!filter.isEcho(customer(20.2, "what does that cost you in a year")));
    }

    void knowsAnInterimLineAndItsLaterForms()
    {
        EchoFilter filter;
        const Transcription copy = rep(10.2, "to be honest that is too expensive for us");
        filter.noteCustomer(customer(10.0, "to be", false));
        QVERIFY(!filter.isEcho(copy));
        filter.noteCustomer(customer(10.0, "to be honest that is too expensive", false));
        QVERIFY(filter.isEcho(copy));
        filter.noteCustomer(customer(10.0, "something else was said all the time"));
        QVERIFY(!filter.isEcho(copy));
    }

    void findsAnEchoOverTwoOfTheCustomersLines()
    {
        EchoFilter filter;
        filter.noteCustomer(customer(10.0, "we have three people in sales"));
        filter.noteCustomer(customer(12.4, "each of them keeps notes"));
        QVERIFY(filter.isEcho(rep(10.3, "we have three people in sales x x each of them keeps notes")));
    }

    void findsEchoesAlreadyShownWhenTheCustomersFinalComesLater()
    {
        EchoFilter filter;
        const Transcription own = rep(5.0, "how does your team keep track of customers");
        const Transcription copy = rep(10.2, "to be honest that is too expensive for us");
        QVERIFY(!filter.isEcho(copy));
        filter.noteRep(own);
        filter.noteRep(copy);
        const Transcription origin = customer(10.0, "to be honest that is too expensive for us");
        QCOMPARE(filter.lateEchoes(origin), QStringList{copy.id});
        // Named once.
        QVERIFY(filter.lateEchoes(origin).isEmpty());
        // The final is known from now on.
        QVERIFY(filter.isEcho(copy));
    }

    void leavesTheRepsOwnWordsWhenTheFinalComesLater()
    {
        EchoFilter filter;
        filter.noteRep(rep(10.1, "right"));
        filter.noteRep(rep(10.4, "that is a lot of money"));
        QVERIFY(filter.lateEchoes(customer(10.0, "about two hundred thousand dollars a year")).isEmpty());
    }

    void doesWithoutWordTimes()
    {
        EchoFilter filter;
        Transcription origin = customer(10.0, "to be honest that is too expensive for us");
        origin.words.clear();
        Transcription copy = rep(10.3, "To be honest, that is too expensive for us.");
        copy.words.clear();
        filter.noteCustomer(origin);
        QVERIFY(filter.isEcho(copy));
    }

    void forgetsWhatIsLongPast()
    {
        EchoFilter filter;
        const Transcription copy = rep(10.2, "to be honest that is too expensive for us");
        const Transcription origin = customer(10.0, "to be honest that is too expensive for us");
        filter.noteRep(copy);
        filter.noteRep(rep(10.2 + 2 * EchoFilter::memorySeconds, "and now for something else"));
        QVERIFY(filter.lateEchoes(origin).isEmpty());
    }

    void bearsHugeAndOddLines()
    {
        EchoFilter filter;
        Transcription odd = customer(10.0, "a b c");
        odd.end = -5;
        odd.words.clear();
        filter.noteCustomer(odd);
        QByteArray many;
        for (int i = 0; i < 2000; ++i) {
            many += "word ";
        }
        filter.noteCustomer(customer(20.0, many.constData()));
        QVERIFY(filter.isEcho(rep(20.2, many.constData())));
        QVERIFY(!filter.isEcho(rep(5000.0, many.constData())));
    }
};

QTEST_GUILESS_MAIN(TestEchoFilter)
#include "tst_echo_filter.moc"
