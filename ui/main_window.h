// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "core/session/level_preview.h"
#include "ui/library/call_source.h"
#include "ui/live/live_controller.h"
#include "ui/live/playbook_source.h"
#include "ui/theme/theme.h"
#include "ui/window_memory.h"

#include <QMainWindow>

class QActionGroup;
class QStackedWidget;

namespace talktrack {

class LibraryPage;
class LivePage;
class PlaybookController;
class PreviewController;
class RailButton;

/// What the pages are made with. The referred outlive the window.
struct WindowServices
{
    CallLinkFactory makeCall;
    CallTemplates templates;
    CallSource calls;
    const Clock &clock;
    Theme &theme;
    /// Where sizes and choices are kept; empty keeps nothing.
    QString memoryFile;
    PlaybookSource playbooks = {};
    /// The meters before a call; without it they stand still.
    std::function<std::unique_ptr<LevelPreview>()> makePreview = {};
};

/// The window: menus and pages. It can be on the screen before there is anything to show on its pages, and
/// says then that it is opening. Closing it during a call asks first, then ends the call properly and closes.
/// Window's thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// Opening, with the size and the look of last time; open() follows.
    MainWindow(Theme &theme, const QString &memoryFile);
    /// Open at once.
    explicit MainWindow(const WindowServices &services);
    ~MainWindow() override;

    /// Makes the pages. Once; what is below is there from here on.
    void open(const WindowServices &services);
    bool isOpen() const { return m_controller != nullptr; }
    LivePage &livePage() { return *m_live; }
    LibraryPage &libraryPage() { return *m_library; }
    LiveController &controller() { return *m_controller; }
    /// Keeps the pickers in step with the monitor, which outlives the window.
    void follow(DeviceMonitor &monitor);

public Q_SLOTS:
    void showLive();
    void showCalls();
    void openCall(const QString &callId);
    /// In front of other windows, for a second start.
    void bringToFront();
    void showShortcuts();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showOpening();
    void buildPages(const WindowServices &services);
    void buildMenus();
    void buildCallMenu();
    void buildViewMenu();
    void buildHelpMenu();
    QWidget *buildRail();
    void wire();
    void wirePlaybooks(const WindowServices &services);
    void wireHearing(const WindowServices &services);
    void recallLook();
    void recallPages();
    void tellNews();
    void showPage(QWidget *page, QAction *action);
    void rememberSize();
    void askToClose();
    void showAbout();

    Theme &m_theme;
    WindowMemory m_memory;
    LivePage *m_live = nullptr;
    LibraryPage *m_library = nullptr;
    PreviewController *m_preview = nullptr;
    LiveController *m_controller = nullptr;
    PlaybookController *m_playbooks = nullptr;
    QStackedWidget *m_pages = nullptr;
    RailButton *m_liveButton = nullptr;
    QActionGroup *m_pageActions;
    QAction *m_liveAction;
    QAction *m_callsAction;
    QAction *m_quit;
    /// A card came while another page was shown.
    bool m_news = false;
    bool m_recalled = false;
    bool m_closeWhenFinished = false;
};

} // namespace talktrack
