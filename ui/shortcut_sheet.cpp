// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shortcut_sheet.h"

#include "ui/widgets/text_label.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QKeySequence>
#include <QLabel>

namespace talktrack {
namespace {

struct Line
{
    QString keys;
    QString does;
};

QString native(const char *keys)
{
    return QKeySequence(QString::fromLatin1(keys)).toString(QKeySequence::NativeText);
}

QList<Line> lines()
{
    const QString range = QStringLiteral("%1 \u2026 3");
    return {
        {native("Ctrl+N"), ShortcutSheet::tr("Start a call")},
        {native("Ctrl+D"), ShortcutSheet::tr("Play the demo call")},
        {native("Ctrl+P"), ShortcutSheet::tr("Pause, go on")},
        {native("Ctrl+M"), ShortcutSheet::tr("Mute, unmute")},
        {native("Ctrl+E"), ShortcutSheet::tr("End the call")},
        {range.arg(native("Ctrl+1")), ShortcutSheet::tr("You used the first, second, third suggestion")},
        {range.arg(native("Alt+1")), ShortcutSheet::tr("Dismiss the first, second, third suggestion")},
        {native("Ctrl+L"), ShortcutSheet::tr("Live page")},
        {native("Ctrl+O"), ShortcutSheet::tr("Past calls")},
        {native("Alt+Left"), ShortcutSheet::tr("From a call back to the list")},
        {native("End"), ShortcutSheet::tr("In the transcript: jump to now")},
        {native("Ctrl+C"), ShortcutSheet::tr("In the transcript: copy the selected lines")},
        {native("Ctrl+Q"), ShortcutSheet::tr("Quit")},
    };
}

} // namespace

ShortcutSheet::ShortcutSheet(QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(28, 24, 28, 20);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(9);
    int row = 0;
    QString all;
    for (const Line &line : lines()) {
        auto *keys = new QLabel(line.keys, this);
        keys->setFont(scaledFont(1.0, QFont::DemiBold));
        grid->addWidget(keys, row, 0);
        grid->addWidget(new QLabel(line.does, this), row++, 1);
        all += QStringLiteral("%1: %2. ").arg(line.keys, line.does);
    }
    setAccessibleDescription(all);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    grid->addWidget(buttons, row, 0, 1, 2);
}

} // namespace talktrack
