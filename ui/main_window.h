// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "ui/library/call_source.h"
#include "ui/live/live_controller.h"
#include "ui/theme/theme.h"
#include "ui/window_memory.h"

#include <QMainWindow>

class QActionGroup;
class QStackedWidget;

namespace talktrack {

class LibraryPage;
class LivePage;

/// What the window is made with. The referred outlive it.
struct WindowServices
{
    CallLinkFactory makeCall;
    CallTemplates templates;
    CallSource calls;
    const Clock &clock;
    Theme &theme;
    /// Where sizes and choices are kept; empty keeps nothing.
    QString memoryFile;
};

/// The window: menus and pages. Closing it during a call asks first, then ends the call properly and closes.
/// Window's thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(WindowServices services);
    ~MainWindow() override;

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

private:
    void buildPages();
    void buildMenus();
    void buildCallMenu();
    void buildViewMenu();
    void buildHelpMenu();
    QWidget *buildRail();
    void wire();
    void recall();
    void showPage(QWidget *page, QAction *action);
    void rememberSize();
    void askToClose();
    void showAbout();

    Theme &m_theme;
    WindowMemory m_memory;
    LivePage *m_live;
    LibraryPage *m_library;
    LiveController *m_controller;
    QStackedWidget *m_pages;
    QActionGroup *m_pageActions;
    QAction *m_liveAction;
    QAction *m_callsAction;
    bool m_recalled = false;
    bool m_closeWhenFinished = false;
};

} // namespace talktrack
