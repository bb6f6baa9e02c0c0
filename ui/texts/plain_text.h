// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// Text from outside, fit to be laid out as plain text: singleLine() of it, with stacks of combining marks
/// cut and no more than maxLength characters left (an ellipsis says so). Ordinary text comes back shared. Any
/// thread.
QString harmless(const QString &text, int maxLength);

} // namespace talktrack
