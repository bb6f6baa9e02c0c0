// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/keychain_secrets.h"

#include "core/support/answer.h"
#include "core/support/log.h"

#include <QCoreApplication>
#include <QObject>

#include <qt6keychain/keychain.h>

#include <memory>

namespace talktrack {
namespace {

QString service()
{
    return QStringLiteral("talktrack");
}

/// Everything but a name that is not there means that the keychain cannot be used.
Unexpected failure(const QKeychain::Job &job, const char *what)
{
    log::warning("keychain", "job_failed",
                 {{"what", QLatin1String(what)},
                  {"name", job.key()},
                  {"code", QString::number(job.error())},
                  {"detail", job.errorString()}});
    return unexpected(
        ErrorKind::KeychainAway,
        QStringLiteral("%1: %2, %3").arg(QLatin1String(what)).arg(job.error()).arg(job.errorString()));
}

/// Runs a job on the thread of home. Jobs have no parent: deleted while it runs, one would be called back
/// from the keychain all the same.
template <typename Job, typename T>
QFuture<Result<T>> run(QObject *home, const QString &name, std::function<void(Job &)> prepare,
                       std::function<Result<T>(Job &)> outcome)
{
    const auto answer = std::make_shared<PendingAnswer<T>>();
    const auto start = [home, name, prepare, outcome, answer] {
        auto *job = new Job(service());
        job->setInsecureFallback(false);
        job->setKey(name);
        prepare(*job);
        QObject::connect(job, &QKeychain::Job::finished, home,
                         [job, outcome, answer] { answer->give(outcome(*job)); });
        job->start();
    };
    QMetaObject::invokeMethod(home, start, Qt::QueuedConnection);
    return answer->future();
}

QFuture<Result<void>> put(QObject *home, const QString &name, const QByteArray &secret)
{
    using Job = QKeychain::WritePasswordJob;
    return run<Job, void>(
        home, name, [secret](Job &job) { job.setBinaryData(secret); },
        [](Job &job) -> Result<void> {
            return job.error() == QKeychain::NoError ? Result<void>() : failure(job, "write");
        });
}

} // namespace

KeychainSecrets::KeychainSecrets()
    : m_home(std::make_unique<QObject>())
{
    m_home->moveToThread(QCoreApplication::instance()->thread());
}

KeychainSecrets::~KeychainSecrets() = default;

QFuture<Result<QByteArray>> KeychainSecrets::read(const QString &name)
{
    using Job = QKeychain::ReadPasswordJob;
    return run<Job, QByteArray>(
        m_home.get(), name, [](Job &) {},
        [](Job &job) -> Result<QByteArray> {
            const bool emptied = job.error() == QKeychain::NoError && job.binaryData().isEmpty();
            if (emptied || job.error() == QKeychain::EntryNotFound)
                return unexpected(ErrorKind::NotFound, QStringLiteral("no such secret"), job.key());
            return job.error() == QKeychain::NoError ? Result<QByteArray>(job.binaryData())
                                                     : failure(job, "read");
        });
}

QFuture<Result<void>> KeychainSecrets::write(const QString &name, const QByteArray &secret)
{
    return put(m_home.get(), name, secret);
}

QFuture<Result<void>> KeychainSecrets::remove(const QString &name)
{
    using Job = QKeychain::DeletePasswordJob;
    QObject *home = m_home.get();
    const auto answer = std::make_shared<PendingAnswer<void>>();
    const auto removeEmptied = [home, name, answer] {
        const auto removed = run<Job, void>(
            home, name, [](Job &) {},
            [](Job &job) -> Result<void> {
                const bool gone =
                    job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
                return gone ? Result<void>() : failure(job, "remove");
            });
        whenAnswered(removed, home, [answer](const Result<void> &outcome) { answer->give(outcome); });
    };
    // A locked Secret Service says that it removed what it left where it is. It cannot be written, though.
    QMetaObject::invokeMethod(
        home,
        [home, name, answer, removeEmptied] {
            whenAnswered(put(home, name, {}), home, [answer, removeEmptied](const Result<void> &emptied) {
                if (emptied)
                    removeEmptied();
                else
                    answer->give(emptied);
            });
        },
        Qt::QueuedConnection);
    return answer->future();
}

} // namespace talktrack
