// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window_memory.h"

#include "core/support/log.h"

#include <QSettings>
#include <QtConcurrentRun>

namespace talktrack {
namespace {

constexpr std::chrono::milliseconds pause{800};

void write(const QString &file, const QVariantMap &values)
{
    QSettings settings(file, QSettings::IniFormat);
    for (auto entry = values.begin(); entry != values.end(); ++entry)
        settings.setValue(entry.key(), entry.value());
    settings.sync();
    if (settings.status() != QSettings::NoError)
        log::warning("ui", "window_memory_not_written");
}

} // namespace

WindowMemory::WindowMemory(QString file, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &WindowMemory::save);
    if (m_file.isEmpty())
        return;
    const QSettings settings(m_file, QSettings::IniFormat);
    const QStringList names = settings.allKeys();
    for (const QString &name : names)
        m_values.insert(name, settings.value(name));
}

WindowMemory::~WindowMemory()
{
    flush();
}

void WindowMemory::setValue(const QString &name, const QVariant &value)
{
    if (m_values.value(name) == value && m_values.contains(name))
        return;
    m_values.insert(name, value);
    m_changed = true;
    m_soon.start();
}

void WindowMemory::save()
{
    if (!m_changed || m_file.isEmpty())
        return;
    if (m_saving.isRunning()) {
        m_soon.start();
        return;
    }
    m_changed = false;
    m_saving = QtConcurrent::run(write, m_file, m_values);
}

void WindowMemory::flush()
{
    m_soon.stop();
    m_saving.waitForFinished();
    save();
    m_saving.waitForFinished();
}

} // namespace talktrack
