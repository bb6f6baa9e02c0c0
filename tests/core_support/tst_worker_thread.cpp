// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/worker_thread.h"

#include <QTest>

#include <atomic>
#include <vector>

using namespace talktrack;

class WorkerThreadTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsJobsInOrderOnItsOwnThread();
    void finishesWhatWasPostedBeforeItGoes();
};

void WorkerThreadTest::runsJobsInOrderOnItsOwnThread()
{
    std::vector<int> order;
    QThread *worker = nullptr;
    {
        WorkerThread thread(QStringLiteral("test"));
        for (int i = 0; i < 100; ++i)
            thread.post([&order, i] { order.push_back(i); });
        thread.post([&worker] { worker = QThread::currentThread(); });
    }
    QCOMPARE(order.size(), std::size_t(100));
    QVERIFY(std::is_sorted(order.begin(), order.end()));
    QVERIFY(worker && worker != QThread::currentThread());
}

void WorkerThreadTest::finishesWhatWasPostedBeforeItGoes()
{
    std::atomic<int> done = 0;
    for (int round = 0; round < 50; ++round) {
        WorkerThread thread(QStringLiteral("test"));
        thread.post([&done] { ++done; });
    }
    QCOMPARE(done.load(), 50);
}

QTEST_GUILESS_MAIN(WorkerThreadTest)
#include "tst_worker_thread.moc"
