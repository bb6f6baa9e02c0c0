// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace talktrack {

/// All keys on one page.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutSheet(QWidget *parent = nullptr);
};

} // namespace talktrack
