// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMessageBox;
class QWidget;

namespace talktrack {

/// A box with a sentence about what went wrong, as plain text whatever it holds (QMessageBox's own helpers
/// take what looks like markup for markup). Modal to the parent, which may be null; deleted when it is
/// closed. Window's thread.
QMessageBox *makeTroubleBox(QWidget *parent, const QString &sentence);

} // namespace talktrack
