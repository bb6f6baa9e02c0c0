// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/answer.h"
#include "core/support/secret_store.h"

#include <QMap>
#include <QStringList>

#include <mutex>

namespace talktrack::test {

/// A keychain in memory that can be away or locked. Any thread; answers at once.
class MemorySecrets final : public SecretStore
{
public:
    enum class State {
        Open,
        /// Everything ends with KeychainAway.
        Away,
        /// As the Secret Service after a refused password: reads find nothing, writes end with KeychainAway.
        Locked,
        /// The same, but the password is given when the next write asks for it.
        LockedUntilWritten,
    };

    QFuture<Result<QByteArray>> read(const QString &name) override
    {
        const std::lock_guard lock(m_mutex);
        m_log.append(QLatin1String("read ") + name);
        if (m_state == State::Away)
            return answered<QByteArray>(away());
        if (m_state != State::Open || m_secrets.value(name).isEmpty())
            return answered<QByteArray>(unexpected(ErrorKind::NotFound, QStringLiteral("none"), name));
        return answered<QByteArray>(m_secrets.value(name));
    }

    QFuture<Result<void>> write(const QString &name, const QByteArray &secret) override
    {
        const std::lock_guard lock(m_mutex);
        m_log.append(QLatin1String("write ") + name);
        if (m_state == State::LockedUntilWritten)
            m_state = State::Open;
        if (m_state != State::Open)
            return answered<void>(away());
        if (name != m_forgotten)
            m_secrets.insert(name, secret);
        return answered<void>({});
    }

    QFuture<Result<void>> remove(const QString &name) override
    {
        const std::lock_guard lock(m_mutex);
        m_log.append(QLatin1String("remove ") + name);
        if (m_state != State::Open)
            return answered<void>(away());
        m_secrets.remove(name);
        return answered<void>({});
    }

    void set(State state)
    {
        const std::lock_guard lock(m_mutex);
        m_state = state;
    }
    /// Writes of this name succeed and keep nothing.
    void forget(const QString &name)
    {
        const std::lock_guard lock(m_mutex);
        m_forgotten = name;
    }
    QMap<QString, QByteArray> secrets() const
    {
        const std::lock_guard lock(m_mutex);
        return m_secrets;
    }
    void put(const QString &name, const QByteArray &secret)
    {
        const std::lock_guard lock(m_mutex);
        m_secrets.insert(name, secret);
    }
    /// What was asked, in order: "read NAME", "write NAME", "remove NAME".
    QStringList log() const
    {
        const std::lock_guard lock(m_mutex);
        return m_log;
    }

private:
    static Unexpected away() { return unexpected(ErrorKind::KeychainAway, QStringLiteral("away")); }

    template <typename T>
    static QFuture<Result<T>> answered(Result<T> result)
    {
        PendingAnswer<T> answer;
        answer.give(std::move(result));
        return answer.future();
    }

    mutable std::mutex m_mutex;
    State m_state = State::Open;
    QString m_forgotten;
    QMap<QString, QByteArray> m_secrets;
    QStringList m_log;
};

} // namespace talktrack::test
