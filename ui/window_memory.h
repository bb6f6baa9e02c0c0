// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QObject>
#include <QTimer>
#include <QVariantMap>

namespace talktrack {

/// What the window remembers from one start to the next: a file of names and values, read once at the start
/// and written some time after a change, on another thread, as a whole. A file that is damaged reads as
/// empty; one that cannot be written is passed over: nothing of a call hangs on it. Window's thread.
class WindowMemory final : public QObject
{
    Q_OBJECT

public:
    /// An empty path remembers nothing.
    explicit WindowMemory(QString file, QObject *parent = nullptr);
    /// Writes what is not written yet, and waits for it.
    ~WindowMemory() override;

    QVariant value(const QString &name) const { return m_values.value(name); }
    void setValue(const QString &name, const QVariant &value);
    /// Writes what is not written yet, and waits for it.
    void flush();

private:
    void save();

    QString m_file;
    QVariantMap m_values;
    QTimer m_soon;
    QFuture<void> m_saving;
    bool m_changed = false;
};

} // namespace talktrack
