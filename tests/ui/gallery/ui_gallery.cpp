// SPDX-License-Identifier: GPL-3.0-or-later
// Saves pictures of the window with sample data, to be looked at: ui_gallery DIRECTORY
#include "tests/ui/support/sample_call.h"
#include "tests/ui/support/scripted_link.h"
#include "tests/ui/support/scripted_playbooks.h"
#include "ui/library/library_page.h"
#include "ui/live/live_page.h"
#include "ui/main_window.h"
#include "ui/shortcut_sheet.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QPromise>

#include <cstdio>

using namespace talktrack;

namespace {

template <typename T>
QFuture<Result<T>> ready(T value)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(Result<T>(std::move(value)));
    promise.finish();
    return promise.future();
}

CallSource sampleSource()
{
    return {
        .calls = [](const CallFilter &) { return ready(sample::summaries(40)); },
        .call = [](const QString &) { return ready(sample::record()); },
    };
}

void settle()
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 250)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
}

class Gallery
{
public:
    explicit Gallery(const QString &directory)
        : m_directory(directory)
        , m_theme(*qApp)
    {
        m_window = std::make_unique<MainWindow>(WindowServices{
            .makeCall = [this]() -> std::unique_ptr<CallLink> {
                return std::make_unique<ScriptedLink>(m_told);
            },
            .templates = {},
            .calls = sampleSource(),
            .clock = m_clock,
            .theme = m_theme,
            .memoryFile = {},
            .playbooks = m_playbooks.source(),
        });
    }

    void run()
    {
        m_window->show();
        LivePage &page = m_window->livePage();
        page.showDevices(sample::devices(), true);
        sizes(QStringLiteral("start"));
        page.showStarting(sample::call().title);
        page.showCall(sample::call());
        shoot(QStringLiteral("listening"), QSize(1280, 800));
        fill();
        sizes(QStringLiteral("live"));
        shoot(QStringLiteral("live-smallest"), QSize(640, 480));
        shoot(QStringLiteral("live-700-short"), QSize(700, 600));
        page.showState({CallPart::Audio, PartCondition::Degraded, PartReason::MicrophoneSilent,
                        QStringLiteral("Jabra Evolve2 65")});
        page.showState(
            {CallPart::Speech, PartCondition::Degraded, PartReason::FallingBehind, QStringLiteral("4 s")});
        page.showLevels({{-96, -20}, {-96, -27}});
        CallMetrics worse = sample::metrics();
        worse.talkTimeRatio = 0.71;
        worse.paceWpm = 190;
        worse.currentMonologue = 160;
        page.showMetrics(worse, {Band::TooHigh, Band::High, Band::TooHigh, Band::Good, Band::TooLow});
        sizes(QStringLiteral("trouble"));
        provider(page);
        page.showEnded(sample::outcome());
        sizes(QStringLiteral("ended"));
        m_window->showCalls();
        sizes(QStringLiteral("calls"));
        m_window->openCall(QStringLiteral("call-1"));
        sizes(QStringLiteral("call"));
        ShortcutSheet sheet;
        sheet.show();
        settle();
        save(sheet.grab(), QStringLiteral("shortcuts"));
    }

private:
    /// How a recogniser over the network can be.
    void provider(LivePage &page)
    {
        page.showStarting(sample::call().title);
        page.showCall(sample::call());
        fill();
        const auto speech = [&page](PartCondition condition, PartReason reason, std::optional<int> forSeconds,
                                    std::optional<int> waiting) {
            page.showState({CallPart::Speech, condition, reason, {}, forSeconds, waiting});
        };
        speech(PartCondition::Reconnecting, PartReason::NetworkAway, 12, 10);
        sizes(QStringLiteral("reconnecting"));
        speech(PartCondition::Live, PartReason::CatchingUp, {}, 40);
        sizes(QStringLiteral("catching-up"));
        speech(PartCondition::Failed, PartReason::KeyRefused, {}, {});
        sizes(QStringLiteral("key-refused"));
        speech(PartCondition::Failed, PartReason::NoCredit, {}, {});
        sizes(QStringLiteral("no-credit"));
        page.showState({CallPart::Audio, PartCondition::Live, PartReason::Muted, {}});
        page.showMuted(true);
        sizes(QStringLiteral("muted"));
        m_window->showCalls();
        page.showCards({});
        page.showCards(sample::cards());
        shoot(QStringLiteral("calls-with-news"), QSize(1280, 800));
        m_window->showLive();
    }

    void fill()
    {
        LivePage &page = m_window->livePage();
        for (const Transcription &line : sample::lines())
            page.showLine(line);
        page.showState({CallPart::Speech, PartCondition::Live, PartReason::None, {}});
        page.showState({CallPart::Coach, PartCondition::Live, PartReason::None, {}});
        page.showState({CallPart::Audio, PartCondition::Live, PartReason::None, {}});
        page.showCards(sample::cards());
        page.showChecklist(sample::checklist());
        page.showMetrics(sample::metrics(), sample::bands());
        page.showLevels({{-14, -19}, {-21, -26}});
    }

    void sizes(const QString &name)
    {
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            m_theme.setAppearance(appearance);
            const QString theme =
                appearance == Appearance::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            shoot(QStringLiteral("%1-%2-1280").arg(name, theme), QSize(1280, 800));
            if (appearance == Appearance::Light || name == QLatin1String("live"))
                shoot(QStringLiteral("%1-%2-700").arg(name, theme), QSize(700, 900));
        }
        m_theme.setAppearance(Appearance::Light);
        if (name == QLatin1String("live") || name == QLatin1String("start"))
            shoot(name + QStringLiteral("-light-2560"), QSize(2560, 1600));
    }

    void shoot(const QString &name, const QSize &size)
    {
        m_window->resize(size);
        settle();
        save(m_window->grab(), name);
    }

    void save(const QPixmap &picture, const QString &name)
    {
        if (!picture.save(QStringLiteral("%1/%2.png").arg(m_directory, name)))
            std::fprintf(stderr, "%s was not saved\n", qPrintable(name));
    }

    QString m_directory;
    QStringList m_told;
    SystemClock m_clock;
    ScriptedPlaybooks m_playbooks;
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 2 || !QDir().mkpath(arguments.at(1))) {
        std::fprintf(stderr, "ui_gallery DIRECTORY: saves pictures of the window there\n");
        return 2;
    }
    Gallery(arguments.at(1)).run();
    return 0;
}
