// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include "ui/theme/colours.h"

namespace talktrack {
namespace {

const char *const sheet = R"(
QWidget { outline: none; }
QMenuBar { background: @window; padding: 2px 6px; }
QMenuBar::item { padding: 5px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: @raised; }
QMenu { background: @surface; border: 1px solid @line; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 28px; border-radius: 6px; }
QMenu::item:selected { background: @accent; color: @onAccent; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @line; margin: 6px; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px; }

QLabel[tone="muted"] { color: @muted; }
QLabel[kind="badge"] { background: @raised; color: @muted; border-radius: 9px; padding: 2px 9px; }
QLabel[tone="good"] { color: @good; }
QLabel[tone="watch"] { color: @watch; }
QLabel[tone="bad"] { color: @bad; }

QPushButton, QToolButton {
    background: @surface; color: @text; border: 1px solid @controlLine; border-radius: 8px;
    padding: 6px 13px; min-height: 20px;
}
QPushButton:hover, QToolButton:hover { background: @raised; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 5px 12px; }
QPushButton:disabled, QToolButton:disabled { color: @muted; border-color: @line; }
QPushButton:checked, QPushButton[on="true"] { background: @selection; border-color: @accent; }
QPushButton[kind="primary"] {
    background: @accent; color: @onAccent; border-color: @accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: @accentHover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled {
    background: @raised; color: @muted; border-color: @line;
}
QPushButton[kind="danger"] { color: @bad; border-color: @bad; font-weight: 600; }
QPushButton[kind="danger"]:disabled { color: @muted; border-color: @line; }
QPushButton[kind="quiet"], QPushButton[kind="quiet"]:checked { background: transparent; border-color: transparent; color: @muted; }
QPushButton[kind="quiet"]:hover { background: @raised; color: @text; }
QPushButton[kind="quiet"]:focus { border: 2px solid @accent; }
QToolButton[kind="rail"] {
    background: transparent; border: 2px solid transparent; border-radius: 10px; padding: 8px 4px; color: @muted;
}
QToolButton[kind="rail"]:hover { background: @raised; }
QToolButton[kind="rail"]:checked { background: @raised; color: @text; font-weight: 600; }
QToolButton[kind="rail"]:focus { border-color: @accent; padding: 8px 4px; }

talktrack--CardWidget QPushButton { padding: 4px 12px; }
talktrack--CardWidget QPushButton:focus { padding: 3px 11px; }
talktrack--CardWidget QPushButton[compact="true"] { padding: 1px 9px; }
talktrack--CardWidget QPushButton[compact="true"]:focus { padding: 0px 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QComboBox { color: @text; }
QComboBox, QLineEdit {
    background: @surface; border: 1px solid @controlLine; border-radius: 8px;
    padding: 5px 10px; min-height: 22px;
}
QComboBox:focus, QLineEdit:focus { border: 2px solid @accent; padding: 4px 9px; }
QComboBox:disabled, QLineEdit:disabled { border-color: @line; }
QComboBox:disabled { color: @muted; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url(@chevron); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @line; selection-background-color: @accent;
    selection-color: @onAccent; padding: 4px; }
QLineEdit { selection-background-color: @accent; selection-color: @onAccent; }

QCheckBox { spacing: 8px; }
QCheckBox:disabled { color: @muted; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @controlLine; border-radius: 4px; background: @surface; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(@tick); }
QCheckBox::indicator:disabled { border-color: @line; background: @raised; }
QCheckBox::indicator:focus { border: 2px solid @accent; width: 14px; height: 14px; }
QCheckBox::indicator:checked:focus { border-color: @text; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 13px; margin: 0; }
QScrollBar::handle:vertical { background: @scrollHandle; border-radius: 3px; min-height: 36px; margin: 3px 4px 3px 3px; }
QScrollBar::handle:vertical:hover { background: @muted; }
QScrollBar:horizontal { background: transparent; height: 14px; margin: 0; }
QScrollBar::handle:horizontal { background: @scrollHandle; border-radius: 4px; min-width: 36px; margin: 3px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: @raised; }

QTableView { background: @surface; border: 1px solid @line; border-radius: 12px; gridline-color: transparent;
    selection-background-color: @selection; selection-color: @text; }
QTableView:focus { border: 2px solid @accent; }
QTableView::item { padding: 0 12px; border: none; border-bottom: 1px solid @line; }
QTableView::item:selected { background: @selection; color: @text; }
QHeaderView { background: transparent; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @line;
    padding: 10px 15px; font-weight: 600; }
QTableCornerButton::section { background: @surface; border: none; }
)";

QColor between(const QColor &one, const QColor &other)
{
    return {(one.red() + other.red()) / 2, (one.green() + other.green()) / 2,
            (one.blue() + other.blue()) / 2};
}

} // namespace

QString styleSheet(const Colours &colours)
{
    QString out = QString::fromLatin1(sheet);
    const auto put = [&out](const char *name, const QString &value) {
        out.replace(QLatin1String(name), value);
    };
    // Longer names first: one is the beginning of another.
    put("@accentHover", between(colours.accent, colours.dark ? QColor(Qt::white) : colours.text).name());
    put("@onAccent", colours.onAccent.name());
    put("@accent", colours.accent.name());
    put("@controlLine", colours.controlLine.name());
    put("@scrollHandle", colours.controlLine.name());
    put("@chevron", colours.dark ? QStringLiteral(":/talktrack/icons/chevron-light.svg")
                                 : QStringLiteral(":/talktrack/icons/chevron-dark.svg"));
    // In the colour of what stands on the accent.
    put("@tick", colours.dark ? QStringLiteral(":/talktrack/icons/tick-dark.svg")
                              : QStringLiteral(":/talktrack/icons/tick-light.svg"));
    put("@selection", colours.selection.name());
    put("@surface", colours.surface.name());
    put("@raised", colours.raised.name());
    put("@window", colours.window.name());
    put("@muted", colours.muted.name());
    put("@watch", colours.watch.name());
    put("@line", colours.line.name());
    put("@text", colours.text.name());
    put("@good", colours.good.name());
    put("@bad", colours.bad.name());
    return out;
}

} // namespace talktrack
