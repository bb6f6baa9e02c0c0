// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/level_preview.h"

#include <QStringList>

namespace talktrack {

/// A preview that does nothing but note what it is told; the test emits its signals.
class ScriptedPreview final : public LevelPreview
{
public:
    explicit ScriptedPreview(QStringList &told)
        : m_told(told)
    {
    }

    void start(const std::optional<QString> &microphone, const std::optional<QString> &farEnd) override
    {
        m_told.append(
            QStringLiteral("start %1 %2")
                .arg(microphone.value_or(QStringLiteral("none")), farEnd.value_or(QStringLiteral("none"))));
    }
    void select(Track track, const std::optional<QString> &id) override
    {
        m_told.append(
            QStringLiteral("select %1 %2").arg(speakerOf(track), id.value_or(QStringLiteral("none"))));
    }
    void stop() override { m_told.append(QStringLiteral("stop")); }

private:
    QStringList &m_told;
};

} // namespace talktrack
