// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/call_link.h"

#include <QStringList>

namespace talktrack {

/// A call that does nothing but note what it is told; the test emits its signals.
class ScriptedLink final : public CallLink
{
public:
    explicit ScriptedLink(QStringList &told)
        : m_told(told)
    {
    }
    ~ScriptedLink() override { m_told.append(QStringLiteral("gone")); }

    void start(const CallSetup &setup) override
    {
        m_told.append(QStringLiteral("start %1 mic=%2 far=%3 file=%4%5")
                          .arg(setup.title, setup.audio.microphone.value_or(QStringLiteral("none")),
                               setup.audio.farEnd.value_or(QStringLiteral("none")), setup.audio.inputFile,
                               setup.playbook.name.isEmpty()
                                   ? QString()
                                   : QStringLiteral(" playbook=") + setup.playbook.name));
    }
    void end() override { m_told.append(QStringLiteral("end")); }
    void setMuted(bool muted) override
    {
        m_told.append(muted ? QStringLiteral("mute") : QStringLiteral("unmute"));
    }
    void setPaused(bool paused) override
    {
        m_told.append(paused ? QStringLiteral("pause") : QStringLiteral("go on"));
    }
    void selectDevice(Track track, const std::optional<QString> &id) override
    {
        m_told.append(
            QStringLiteral("device %1 %2").arg(speakerOf(track), id.value_or(QStringLiteral("none"))));
    }
    void dismissCard(const QString &id) override { m_told.append(QStringLiteral("dismiss ") + id); }
    void useCard(const QString &id) override { m_told.append(QStringLiteral("use ") + id); }
    void endNow() override { m_told.append(QStringLiteral("end now")); }
    void networkBack() override { m_told.append(QStringLiteral("network back")); }

private:
    QStringList &m_told;
};

} // namespace talktrack
