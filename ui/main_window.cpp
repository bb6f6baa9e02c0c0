// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window.h"

#include "ui/library/library_page.h"
#include "ui/live/live_page.h"
#include "ui/shortcut_sheet.h"
#include "ui/widgets/action_button.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QHBoxLayout>
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

MainWindow::MainWindow(WindowServices services)
    : m_theme(services.theme)
    , m_memory(services.memoryFile)
    , m_live(new LivePage)
    , m_library(new LibraryPage(services.calls))
    , m_controller(new LiveController(*m_live, services.makeCall, services.templates, services.clock, this))
    , m_pages(new QStackedWidget)
    , m_pageActions(new QActionGroup(this))
{
    setWindowTitle(tr("Talktrack"));
    setMinimumSize(smallest);
    resize(usual);
    m_liveAction = new QAction(tr("&Live"), m_pageActions);
    m_liveAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_L));
    m_callsAction = new QAction(tr("&Calls"), m_pageActions);
    m_callsAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_O));
    for (QAction *action : {m_liveAction, m_callsAction})
        action->setCheckable(true);
    buildPages();
    buildMenus();
    wire();
    recall();
}

MainWindow::~MainWindow()
{
    // The controller's call reports to the pages until it is gone.
    delete m_controller;
}

void MainWindow::buildPages()
{
    m_pages->addWidget(m_live);
    m_pages->addWidget(m_library);
    auto *central = new QWidget;
    auto *row = new QHBoxLayout(central);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(buildRail());
    row->addWidget(m_pages, 1);
    setCentralWidget(central);
}

QWidget *MainWindow::buildRail()
{
    auto *rail = new QWidget;
    rail->setFixedWidth(railWidth);
    auto *column = new QVBoxLayout(rail);
    column->setContentsMargins(10, 14, 2, 14);
    column->setSpacing(8);
    column->addWidget(new RailButton(m_liveAction, QStringLiteral("live")));
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
    QAction *quit = menu->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
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
    connect(m_controller, &LiveController::callStarted, m_library, &LibraryPage::reload);
    connect(m_controller, &LiveController::callFinished, this, [this] {
        m_library->reload();
        if (m_closeWhenFinished)
            close();
    });
}

void MainWindow::follow(DeviceMonitor &monitor)
{
    const auto show = [this, &monitor] {
        m_live->showDevices(monitor.devices(), monitor.isReady());
    };
    connect(&monitor, &DeviceMonitor::changed, this, show);
    show();
}

void MainWindow::recall()
{
    restoreGeometry(m_memory.value(QStringLiteral("geometry")).toByteArray());
    m_live->restoreDividers(m_memory.value(QStringLiteral("dividers")).toByteArray());
    m_library->restoreColumns(m_memory.value(QStringLiteral("columns")).toByteArray());
    for (const Track track : {Track::Rep, Track::Customer}) {
        const QVariant id = m_memory.value(QStringLiteral("device/") + speakerOf(track));
        if (id.isValid())
            m_live->setDevice(track, id.toString().isEmpty() ? std::nullopt : std::optional(id.toString()));
    }
    const int appearance = m_memory.value(QStringLiteral("appearance")).toInt();
    if (appearance >= 0 && appearance <= static_cast<int>(Appearance::Dark))
        m_theme.setAppearance(static_cast<Appearance>(appearance));
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
    if (m_recalled)
        m_memory.setValue(QStringLiteral("page"),
                          page == m_library ? QStringLiteral("calls") : QStringLiteral("live"));
}

void MainWindow::showLive()
{
    showPage(m_live, m_liveAction);
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
    if (!m_controller->isRunning()) {
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

void MainWindow::moveEvent(QMoveEvent *event)
{
    QMainWindow::moveEvent(event);
    rememberSize();
}

} // namespace talktrack
