// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QTest>

using namespace talktrack;

class ThemeTest final : public QObject
{
    Q_OBJECT

private:
    static QPalette system(bool dark)
    {
        QPalette palette;
        palette.setColor(QPalette::Window, dark ? QColor(0x202020) : QColor(0xefefef));
        return palette;
    }

private Q_SLOTS:
    void computesContrastAsWcagDoes()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
        QVERIFY(qAbs(contrast(QColor(0x777777), Qt::white) - 4.48) < 0.01);
    }

    void textCanBeReadAndControlsCanBeSeen_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textCanBeReadAndControlsCanBeSeen()
    {
        QFETCH(bool, dark);
        const Colours &c = dark ? Colours::darkOnes() : Colours::light();
        QCOMPARE(c.dark, dark);
        const auto check = [](const char *what, const QColor &one, const QColor &other, double least) {
            const double value = contrast(one, other);
            QVERIFY2(value >= least,
                     qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(what)).arg(value)));
        };
        for (const QColor &ground : {c.window, c.surface, c.raised}) {
            check("text", c.text, ground, 4.5);
            check("muted", c.muted, ground, 4.5);
            check("rep", c.rep, ground, 4.5);
            check("customer", c.customer, ground, 4.5);
            check("good", c.good, ground, 4.5);
            check("watch", c.watch, ground, 4.5);
            check("bad", c.bad, ground, 4.5);
            check("control", c.controlLine, ground, 3);
            check("focus", c.accent, ground, 3);
        }
        for (const QColor &said : {c.text, c.muted, c.rep, c.customer})
            check("selected", said, c.selection, 4.5);
        check("on accent", c.onAccent, c.accent, 4.5);
    }

    void followsTheSystemBetweenLightAndDark()
    {
        bool dark = false;
        Theme theme(*qApp, [&dark] { return system(dark); });
        QVERIFY(!theme.isDark());
        QCOMPARE(Colours::current(), Colours::light());
        QLabel label(QStringLiteral("words"));
        label.show();
        dark = true;
        QEvent changed(QEvent::ThemeChange);
        QCoreApplication::sendEvent(&label, &changed);
        QVERIFY(theme.isDark());
        QCOMPARE(Colours::current(), Colours::darkOnes());
        QVERIFY(qApp->styleSheet().contains(Colours::darkOnes().surface.name()));
        QCOMPARE(label.palette().color(QPalette::Window), Colours::darkOnes().window);
        dark = false;
        QCoreApplication::sendEvent(&label, &changed);
        QVERIFY(!theme.isDark());
    }

    void theUsersChoiceWinsOverTheSystem()
    {
        Theme theme(*qApp, [] { return system(true); });
        QVERIFY(theme.isDark());
        theme.setAppearance(Appearance::Light);
        QVERIFY(!theme.isDark());
        QEvent changed(QEvent::ThemeChange);
        QCoreApplication::sendEvent(qApp, &changed);
        QVERIFY(!theme.isDark());
        theme.setAppearance(Appearance::System);
        QVERIFY(theme.isDark());
    }

    void whatTheDesktopSaysOutrightWinsOverItsPalette()
    {
        Theme theme(*qApp, [] { return system(false); });
        QVERIFY(!theme.isDark());
        theme.setSystemPrefersDark(true);
        QVERIFY(theme.isDark());
        theme.setAppearance(Appearance::Light);
        QVERIFY(!theme.isDark());
        theme.setAppearance(Appearance::System);
        theme.setSystemPrefersDark(std::nullopt);
        QVERIFY(!theme.isDark());
    }

    void asksQtForTheSystemsPaletteByItself()
    {
        Theme theme(*qApp);
        QVERIFY(!theme.isDark());
    }

    void theStyleSheetLeavesNoPlaceUnfilled()
    {
        for (const Colours *colours : {&Colours::light(), &Colours::darkOnes()})
            QVERIFY(!styleSheet(*colours).contains(QLatin1Char('@')));
    }

    void everyIconIsDrawnInTheColourAsked()
    {
        QVERIFY(!themedIcon(QStringLiteral("start")).isNull());
        QVERIFY(themedIcon(QStringLiteral("no such icon")).isNull());
        const QStringList files =
            QDir(QStringLiteral(":/talktrack/icons")).entryList({QStringLiteral("*.svg")});
        QVERIFY(files.size() > 20);
        for (const QString &file : files) {
            const QImage image = iconPixmap(file.chopped(4), QColor(0xff0000), 24, 2).toImage();
            QCOMPARE(image.width(), 48);
            bool drawn = false;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    drawn |= qAlpha(image.pixel(x, y)) > 200;
            QVERIFY2(drawn, qPrintable(file));
        }
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
