// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/playbook.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QString>

namespace talktrack {

/// Reads a playbook in the contract's format. PlaybookInvalid with "line 12, cards[3].type: …" as subject if
/// it is bad; InputMissing if there is no such file. At most 4 MB. Any thread.
Result<Playbook> readPlaybook(const QByteArray &json);
Result<Playbook> readPlaybookFile(const QString &path);

/// The playbook the program ships with.
Result<Playbook> defaultPlaybook();

} // namespace talktrack
