// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/playbook.h"

#include <QStringList>

namespace talktrack {

/// A sentence for each thing that the reader put right in the playbook, with its place, for its author. Plain
/// text. Any thread.
QStringList playbookWarnings(const Playbook &playbook);

} // namespace talktrack
