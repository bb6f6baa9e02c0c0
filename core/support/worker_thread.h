// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>

namespace talktrack {

/// A named thread with an event loop, and a place to make objects on it.
///
/// Objects made by post() live on the thread and must be deleted by post() too, before this is destroyed.
/// The destructor runs what was posted before it, then quits and waits.
class WorkerThread final
{
public:
    explicit WorkerThread(const QString &name);
    ~WorkerThread();
    WorkerThread(const WorkerThread &) = delete;
    WorkerThread &operator=(const WorkerThread &) = delete;

    /// Any thread; jobs run in order.
    void post(std::function<void()> job);

private:
    QThread m_thread;
    QObject *m_context;
};

} // namespace talktrack
