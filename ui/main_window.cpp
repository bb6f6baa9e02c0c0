// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/library/library_page.h"
#include "ui/live/live_page.h"
#include "ui/live/playbook_controller.h"
#include "ui/live/playbook_picker.h"
#include "ui/live/preview_controller.h"
#include "ui/live/start_panel.h"
#include "ui/shortcut_sheet.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/text_label.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace talktrack {
namespace {

constexpr QSize smallest{640, 480};
constexpr QSize usual{1180, 780};
constexpr int railWidth = 84;

} // namespace

MainWindow::MainWindow(Theme &theme, const QString &memoryFile)
    : m_theme(theme)
    , m_memory(memoryFile)
    , m_pageActions(new QActionGroup(this))
    , m_liveAction(new QAction(tr("&Live"), m_pageActions))
    , m_callsAction(new QAction(tr("&Calls"), m_pageActions))
    , m_quit(new QAction(tr("&Quit"), this))
{
    setWindowTitle(tr("Talktrack"));
    setMinimumSize(smallest);
    resize(usual);
    m_liveAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    m_callsAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    for (QAction *action : {m_liveAction, m_callsAction})
        action->setCheckable(true);
    m_quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(m_quit, &QAction::triggered, this, &QWidget::close);
    addAction(m_quit);
    recallLook();
    showOpening();
}

MainWindow::MainWindow(const WindowServices &services)
    : MainWindow(services.theme, services.memoryFile)
{
    open(services);
}

MainWindow::~MainWindow()
{
    // The controller's call reports to the pages until it is gone; the controller waits for the preview.
    delete m_playbooks;
    delete m_controller;
    delete m_preview;
}

void MainWindow::showOpening()
{
    auto *words = new QLabel(tr("Opening\u2026"));
    words->setFont(scaledFont(1.5, QFont::Medium));
    words->setAlignment(Qt::AlignCenter);
    setTone(words, "muted");
    setCentralWidget(words);
}

void MainWindow::open(const WindowServices &services)
{
    Q_ASSERT(!isOpen());
    buildPages(services);
    buildMenus();
    wire();
    wirePlaybooks(services);
    wireHearing(services);
    recallPages();
}

void MainWindow::buildPages(const WindowServices &services)
{
    m_live = new LivePage;
    m_library = new LibraryPage(services.calls);
    if (services.makePreview)
        m_preview = new PreviewController(*m_live, services.makePreview(), this);
    m_controller =
        new LiveController(*m_live, services.makeCall, services.templates, services.clock, m_preview, this);
    m_pages = new QStackedWidget;
    m_pages->addWidget(m_live);
    m_pages->addWidget(m_library);
    auto *central = new QWidget;
    auto *row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildRail());
    row->addWidget(m_pages, 1);
    setCentralWidget(central);
    // By itself it would be shown a moment later, and could not take the focus before.
    central->show();
}

QWidget *MainWindow::buildRail()
{
    auto *rail = new QWidget;
    rail->setFixedWidth(railWidth);
    auto *column = new QVBoxLayout(rail);
    column->setContentsMargins(10, 14, 2, 14);
    column->setSpacing(8);
    m_liveButton = new RailButton(m_liveAction, QStringLiteral("live"));
    column->addWidget(m_liveButton);
    column->addWidget(new RailButton(m_callsAction, QStringLiteral("calls")));
    column->addStretch(1);
    return rail;
}

void MainWindow::buildMenus()
{
    buildCallMenu();
    buildViewMenu();
    buildHelpMenu();
}

void MainWindow::buildCallMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Call"));
    const CallActions &actions = m_live->actions();
    menu->addAction(actions.start());
    menu->addAction(actions.demo());
    menu->addSeparator();
    menu->addAction(actions.pause());
    menu->addAction(actions.mute());
    menu->addAction(actions.end());
    menu->addSeparator();
    menu->addAction(m_quit);
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    menu->addActions(m_pageActions->actions());
    menu->addSeparator();
    auto *looks = new QActionGroup(this);
    const auto add = [&](const QString &text, Appearance appearance) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(appearance));
        looks->addAction(action);
        connect(action, &QAction::triggered, this, [this, appearance] {
            m_theme.setAppearance(appearance);
            m_memory.setValue(QStringLiteral("appearance"), static_cast<int>(appearance));
        });
    };
    add(tr("Look like the &system"), Appearance::System);
    add(tr("L&ight"), Appearance::Light);
    add(tr("&Dark"), Appearance::Dark);
    connect(menu, &QMenu::aboutToShow, this, [this, looks] {
        for (QAction *action : looks->actions())
            action->setChecked(action->data().toInt() == static_cast<int>(m_theme.appearance()));
    });
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    QAction *keys = menu->addAction(tr("&Keyboard shortcuts"), this, &MainWindow::showShortcuts);
    keys->setShortcut(QKeySequence(Qt::Key_F1));
    menu->addAction(tr("&About Talktrack"), this, &MainWindow::showAbout);
}

void MainWindow::wire()
{
    connect(m_liveAction, &QAction::triggered, this, &MainWindow::showLive);
    connect(m_callsAction, &QAction::triggered, this, &MainWindow::showCalls);
    connect(m_library, &LibraryPage::liveRequested, this, &MainWindow::showLive);
    connect(m_library, &LibraryPage::columnsChanged, this,
            [this] { m_memory.setValue(QStringLiteral("columns"), m_library->columns()); });
    connect(m_live, &LivePage::openCallRequested, this, &MainWindow::openCall);
    connect(m_live, &LivePage::dividersChanged, this,
            [this] { m_memory.setValue(QStringLiteral("dividers"), m_live->dividers()); });
    connect(m_live, &LivePage::deviceChosen, this, [this](Track track, const std::optional<QString> &id) {
        m_memory.setValue(QStringLiteral("device/") + speakerOf(track), id.value_or(QString()));
    });
    // A call that is started from a menu or by its key is one to look at.
    for (QAction *action : {m_live->actions().start(), m_live->actions().demo()})
        connect(action, &QAction::triggered, this, &MainWindow::showLive);
    connect(m_live, &LivePage::cardArrived, this, [this] {
        m_news = true;
        tellNews();
    });
    connect(m_live, &LivePage::cardsGone, this, [this] {
        m_news = false;
        tellNews();
    });
    connect(m_controller, &LiveController::callStarted, m_library, &LibraryPage::reload);
    connect(m_controller, &LiveController::callFinished, this, [this] {
        m_library->reload();
        if (m_closeWhenFinished)
            close();
    });
}

void MainWindow::wirePlaybooks(const WindowServices &services)
{
    m_playbooks = new PlaybookController(m_live->playbooks(), *m_controller, services.playbooks,
                                         services.templates.live.playbook, this);
    const QString remembered = m_memory.value(QStringLiteral("playbook")).toString();
    if (!remembered.isEmpty())
        m_playbooks->choose(remembered);
    connect(m_playbooks, &PlaybookController::taken, this,
            [this](const QString &path) { m_memory.setValue(QStringLiteral("playbook"), path); });
    connect(m_live, &LivePage::waitingChanged, m_playbooks, [this](bool waiting) {
        if (waiting)
            m_playbooks->readAgain();
    });
}

void MainWindow::tellNews()
{
    if (m_pages->currentWidget() == m_live)
        m_news = false;
    m_liveButton->setNews(m_news ? tr("a new card is there") : QString());
}

void MainWindow::follow(DeviceMonitor &monitor)
{
    const auto show = [this, &monitor] {
        m_live->showDevices(monitor.devices(), monitor.isReady());
    };
    connect(&monitor, &DeviceMonitor::changed, this, show);
    show();
}

void MainWindow::recallLook()
{
    restoreGeometry(m_memory.value(QStringLiteral("geometry")).toByteArray());
    const int appearance = m_memory.value(QStringLiteral("appearance")).toInt();
    if (appearance >= 0 && appearance <= static_cast<int>(Appearance::Dark))
        m_theme.setAppearance(static_cast<Appearance>(appearance));
}

/// What was chosen last time, but for a recording: that is chosen anew at each start.
void MainWindow::wireHearing(const WindowServices &services)
{
    StartPanel &start = m_live->startPanel();
    start.offerSpeech(services.templates.engines);
    HearingChoice choice;
    choice.speech = m_memory.value(QStringLiteral("speech")).toString();
    if (!services.templates.engines.contains(choice.speech))
        choice.speech = services.templates.live.speech;
    start.setHearing(choice);
    connect(&start, &StartPanel::hearingChanged, this,
            [this, &start] { m_memory.setValue(QStringLiteral("speech"), start.hearing().speech); });
}

void MainWindow::recallPages()
{
    m_live->restoreDividers(m_memory.value(QStringLiteral("dividers")).toByteArray());
    m_library->restoreColumns(m_memory.value(QStringLiteral("columns")).toByteArray());
    for (const Track track : {Track::Rep, Track::Customer}) {
        const QVariant id = m_memory.value(QStringLiteral("device/") + speakerOf(track));
        if (id.isValid())
            m_live->setDevice(track, id.toString().isEmpty() ? std::nullopt : std::optional(id.toString()));
    }
    if (m_memory.value(QStringLiteral("page")).toString() == QLatin1String("calls"))
        showCalls();
    else
        showLive();
    m_recalled = true;
}

void MainWindow::showPage(QWidget *page, QAction *action)
{
    m_pages->setCurrentWidget(page);
    action->setChecked(true);
    tellNews();
    if (m_recalled)
        m_memory.setValue(QStringLiteral("page"),
                          page == m_library ? QStringLiteral("calls") : QStringLiteral("live"));
}

void MainWindow::showLive()
{
    const bool fresh = !m_recalled || m_pages->currentWidget() != m_live;
    showPage(m_live, m_liveAction);
    if (fresh)
        m_live->focusFirst();
}

void MainWindow::showCalls()
{
    showPage(m_library, m_callsAction);
    m_library->showList();
}

void MainWindow::openCall(const QString &callId)
{
    showPage(m_library, m_callsAction);
    m_library->openCall(callId);
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::showShortcuts()
{
    auto *sheet = new ShortcutSheet(this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->open();
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("About Talktrack"));
    box->setText(tr("Talktrack %1").arg(QCoreApplication::applicationVersion()));
    box->setInformativeText(
        tr("A coach for sales calls that works on this computer. Free software under the GNU "
           "General Public License, version 3 or later."));
    box->open();
}

void MainWindow::askToClose()
{
    auto *box = new QMessageBox(this);
    box->setObjectName(QStringLiteral("askToClose"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Question);
    box->setText(tr("A call is running."));
    box->setInformativeText(tr("Ending it keeps everything that was said so far."));
    QPushButton *end = box->addButton(tr("&End call and close"), QMessageBox::AcceptRole);
    QPushButton *stay = box->addButton(tr("&Keep the call running"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    connect(end, &QPushButton::clicked, this, [this] {
        m_closeWhenFinished = true;
        // The call may have ended by itself while the question stood there.
        if (m_controller->isRunning())
            m_controller->endCall();
        else
            close();
    });
    box->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!isOpen() || !m_controller->isRunning()) {
        rememberSize();
        m_memory.flush();
        event->accept();
        return;
    }
    event->ignore();
    if (!m_closeWhenFinished && !findChild<QMessageBox *>(QStringLiteral("askToClose")))
        askToClose();
}

void MainWindow::rememberSize()
{
    if (m_recalled)
        m_memory.setValue(QStringLiteral("geometry"), saveGeometry());
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    rememberSize();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_live)
        m_live->setMinimised(isMinimized());
    // Back from the editor of a playbook, for instance.
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_playbooks && m_live->isWaiting())
        m_playbooks->readAgain();
}

void MainWindow::moveEvent(QMoveEvent *event)
{
    QMainWindow::moveEvent(event);
    rememberSize();
}

} // namespace talktrack
