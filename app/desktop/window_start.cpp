// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/window_start.h"

#include "app/commands/console.h"
#include "app/commands/demo_file.h"
#include "app/commands/exit_code.h"
#include "app/commands/interrupt.h"
#include "app/desktop/composition.h"
#include "app/desktop/single_instance.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_recovery.h"
#include "core/session/device_preview.h"
#include "core/session/playbook_shelf.h"
#include "core/session/transcription_desk.h"
#include "core/support/log.h"
#include "ui/library/library_page.h"
#include "ui/live/runner_link.h"
#include "ui/main_window.h"
#include "ui/texts/error_text.h"
#include "ui/theme/colour_scheme.h"
#include "ui/widgets/message.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFutureWatcher>
#include <QMessageBox>
#include <QNetworkInformation>
#include <QTimer>
#include <QtConcurrentRun>

#include <memory>

namespace talktrack {
namespace {

struct WindowStart
{
    Q_DECLARE_TR_FUNCTIONS(WindowStart)
};

/// Notes in the log how long the program took to its first painted window, then goes away.
class FirstPaint final : public QObject
{
public:
    explicit FirstPaint(QWidget &window)
        : QObject(&window)
    {
        m_sinceStart.start();
        window.installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [this] {
                log::info("window", "first_painted",
                          {{"ms_after_opening", QString::number(m_sinceStart.elapsed())}});
                deleteLater();
            });
        }
        return false;
    }

private:
    QElapsedTimer m_sinceStart;
};

/// What the window needs and what takes a moment to open.
struct Opened
{
    std::unique_ptr<Composition> composition;
    Playbook playbook;
    std::unique_ptr<DemoFile> demo;
    QString demoPath;
    int recovered = 0;
};

/// On a worker thread: checks the database and takes up calls that were cut off.
Result<std::shared_ptr<Opened>> openAll(const Paths &paths, const Clock &clock)
{
    auto opened = std::make_shared<Opened>();
    Result<Playbook> playbook = defaultPlaybook();
    if (!playbook)
        return unexpected(playbook.error());
    opened->playbook = std::move(*playbook);
    Result<std::unique_ptr<Composition>> composition = Composition::open(paths, clock);
    if (!composition)
        return unexpected(composition.error());
    opened->composition = std::move(*composition);
    const Result<int> recovered = recoverInterruptedCalls(opened->composition->services(), opened->playbook);
    if (!recovered)
        return unexpected(recovered.error());
    opened->recovered = *recovered;
    opened->demo = std::make_unique<DemoFile>();
    if (const Result<QString> path = opened->demo->path())
        opened->demoPath = *path;
    else
        log::warning("window", "no_demo", {{"detail", path.error().detail}});
    return opened;
}

CallTemplates templatesOf(const Opened &opened, double demoSpeed)
{
    CallTemplates templates;
    templates.live.playbook = opened.playbook;
    templates.live.speech = opened.composition->speechSettings().engine;
    templates.engines = usableEngines(opened.composition->speechSettings());
    templates.demo.playbook = opened.playbook;
    templates.demo.title = WindowStart::tr("Demo call");
    templates.demo.audio.inputFile = opened.demoPath;
    templates.demo.audio.speed = demoSpeed;
    templates.demo.source = QStringLiteral("demo");
    return templates;
}

CallSource callSource(CallArchive &archive, TranscriptionDesk &desk)
{
    CallSource source = archiveSource(archive);
    source.transcribe = [&desk](const Call &call) {
        desk.transcribe(call.id, call.speech);
    };
    source.cancelTranscribing = [&desk](const QString &id) {
        desk.cancel(id);
    };
    return source;
}

/// What waits is transcribed while no call is conducted, and the window shows how that goes.
void joinDesk(TranscriptionDesk &desk, MainWindow &window)
{
    LibraryPage &library = window.libraryPage();
    QObject::connect(&desk, &TranscriptionDesk::progressed, &library, &LibraryPage::showTranscribing);
    QObject::connect(&desk, &TranscriptionDesk::finished, &library, &LibraryPage::showTranscribed);
    QObject::connect(&desk, &TranscriptionDesk::failed, &library, &LibraryPage::showNotTranscribed);
    QObject::connect(&desk, &TranscriptionDesk::putOff, &library, &LibraryPage::showPutOff);
    QObject::connect(&window.controller(), &LiveController::callStarted, &desk,
                     [&desk] { desk.setCallRunning(true); });
    QObject::connect(&window.controller(), &LiveController::callFinished, &desk,
                     [&desk] { desk.setCallRunning(false); });
    desk.begin();
}

/// The system says when there is a network again, where it knows; a call that is running need not wait then,
/// nor what is to be transcribed.
void followNetwork(LiveController &controller, TranscriptionDesk &desk)
{
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    const auto whenOnline = [](QObject &receiver, auto tell) {
        QObject::connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged,
                         &receiver, [tell](QNetworkInformation::Reachability reachability) {
                             if (reachability == QNetworkInformation::Reachability::Online)
                                 tell();
                         });
    };
    whenOnline(controller, [&controller] { controller.networkBack(); });
    whenOnline(desk, [&desk] { desk.look(); });
}

/// Says what went wrong, and ends the program once that was read.
void giveUp(QWidget *window, const Error &error)
{
    log::error("window", "not_opened", {{"detail", error.detail}});
    QMessageBox *box = makeTroubleBox(window, errorText(error));
    QObject::connect(box, &QDialog::finished, qApp,
                     [code = exitCodeFor(error.kind)] { QCoreApplication::exit(code); });
    box->open();
}

} // namespace

int runWindow(const Paths &paths, std::optional<double> demoSpeed)
{
    Theme theme(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    if (const Result<void> made = makePrivateDirectory(paths.dataDir); !made) {
        giveUp(nullptr, made.error());
        return QCoreApplication::exec();
    }
    SingleInstance instance(paths);
    switch (instance.claim()) {
    case SingleInstance::Claim::First:
        break;
    case SingleInstance::Claim::OtherRaised:
        Console(false).note(WindowStart::tr("Talktrack is open already; its window is now in front."));
        return ExitDone;
    case SingleInstance::Claim::OtherSilent:
        return Console(false).fail(
            {ErrorKind::AlreadyRunning, QStringLiteral("no answer from the other window"), {}, {}});
    }

    const SystemClock clock;
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    ColourScheme desktop;
    QObject::connect(&desktop, &ColourScheme::changed, &theme, &Theme::setSystemPrefersDark);
#endif
    DeviceMonitor devices;
    std::shared_ptr<Opened> opened;
    std::unique_ptr<TranscriptionDesk> desk;
    auto window = std::make_unique<MainWindow>(theme, paths.configFile);
    QObject::connect(&instance, &SingleInstance::raiseRequested, window.get(), [&window] {
        window->bringToFront();
        log::info("window", "raised");
    });
    new FirstPaint(*window);
    window->show();

    QFutureWatcher<Result<std::shared_ptr<Opened>>> opening;
    QObject::connect(&opening, &QFutureWatcherBase::finished, &opening, [&] {
        const Result<std::shared_ptr<Opened>> result = opening.result();
        if (!result)
            return giveUp(window.get(), result.error());
        opened = *result;
        const CallServices services = opened->composition->services();
        const SpeechSettings &settings = opened->composition->speechSettings();
        desk = std::make_unique<TranscriptionDesk>(
            services, recordingEngines(settings),
            [settings, &clock](const QString &engine, const Playbook &playbook) {
                return recordingJobs(recordingRequest(engine, playbook), settings, clock);
            });
        window->open({runnerLinks(services, opened->composition->speechFactory()),
                      templatesOf(*opened, demoSpeed.value_or(1)), callSource(services.archive, *desk),
                      services.clock, theme, paths.configFile, playbookFiles(playbookFolder(paths.dataDir)),
                      [&clock] {
                          return std::make_unique<DevicePreview>(clock);
                      }});
        window->follow(devices);
        joinDesk(*desk, *window);
        followNetwork(window->controller(), *desk);
        log::info("window", "opened");
        if (demoSpeed)
            window->controller().startDemo();
    });
    opening.setFuture(QtConcurrent::run([&paths, &clock] { return openAll(paths, clock); }));
    // Logging out or a SIGTERM in a call: the call is ended properly as the window goes, and nobody is asked.
    const Interrupt interrupt;
    // quit() would ask the window, and that the user.
    QObject::connect(&interrupt, &Interrupt::interrupted, qApp, [] { QCoreApplication::exit(ExitDone); });
    const int exitCode = QCoreApplication::exec();
    opening.waitForFinished();
    window.reset();
    desk.reset();
    return exitCode;
}

} // namespace talktrack
