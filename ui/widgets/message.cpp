// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace talktrack {

QMessageBox *makeTroubleBox(QWidget *parent, const QString &sentence)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(QStringLiteral("trouble"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(QMessageBox::Critical);
    box->setWindowTitle(QCoreApplication::translate("Message", "Talktrack"));
    box->setText(sentence);
    return box;
}

} // namespace talktrack
