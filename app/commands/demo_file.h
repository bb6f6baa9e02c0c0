// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QString>
#include <QTemporaryDir>

namespace talktrack {

/// The bundled demo call as a file on disk for as long as this lives.
class DemoFile final
{
public:
    /// DiskFull or DiskFailed if it cannot be laid out.
    Result<QString> path();

private:
    QTemporaryDir m_directory;
};

} // namespace talktrack
