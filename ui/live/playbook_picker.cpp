// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/playbook_picker.h"

#include "ui/live/state_bar.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/plain_text.h"
#include "ui/texts/tool_tip.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/text_label.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace talktrack {
namespace {

constexpr int longestName = 80;
constexpr int iconSize = 20;

} // namespace

PlaybookPicker::PlaybookPicker(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_combo(new ChoiceBox(this))
    , m_callType(new QLabel(this))
    , m_trouble(new NoticePanel(this))
{
    auto *title = new QLabel(tr("Playbook"), this);
    title->setFont(scaledFont(0.92, QFont::Medium));
    setTone(title, "muted");
    title->setBuddy(m_combo);
    m_combo->setAccessibleName(title->text());
    m_callType->setTextFormat(Qt::PlainText);
    m_callType->setFont(scaledFont(0.92));
    setTone(m_callType, "muted");
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->addWidget(m_icon, 0, 0);
    grid->addWidget(title, 0, 1);
    grid->addWidget(m_callType, 0, 2, Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(m_combo, 1, 0, 1, 3);
    grid->addWidget(m_trouble, 2, 0, 1, 3);
    grid->setColumnStretch(1, 1);
    connect(m_combo, &QComboBox::activated, this, [this](int index) {
        if (index < 0)
            return;
        if (index >= m_entries.size())
            chooseFile();
        else if (m_entries.at(index).path != m_choice.path)
            Q_EMIT chosen(m_entries.at(index).path);
        fill();
    });
    drawIcon();
    fill();
}

void PlaybookPicker::showEntries(const QList<PlaybookEntry> &entries)
{
    m_entries = entries;
    fill();
}

void PlaybookPicker::showChoice(const PlaybookEntry &entry, CallType callType)
{
    m_choice = entry;
    m_callType->setText(tr("For: %1").arg(callTypeText(callType)));
    m_callType->setAccessibleName(tr("Kind of call: %1").arg(callTypeText(callType)));
    fill();
}

void PlaybookPicker::showTrouble(const QString &sentence)
{
    m_refusal = sentence;
    showNotices();
}

void PlaybookPicker::showWarnings(const QStringList &sentences)
{
    m_warnings = sentences;
    showNotices();
}

void PlaybookPicker::showNotices()
{
    m_trouble->showSentences((m_refusal.isEmpty() ? QStringList() : QStringList(m_refusal)) + m_warnings);
}

QString PlaybookPicker::trouble() const
{
    return m_trouble->isHidden() ? QString() : m_trouble->text();
}

QString PlaybookPicker::callType() const
{
    return m_callType->text();
}

void PlaybookPicker::fill()
{
    const auto isChoice = [this](const PlaybookEntry &entry) {
        return entry.path == m_choice.path;
    };
    if (std::none_of(m_entries.cbegin(), m_entries.cend(), isChoice))
        m_entries.append(m_choice);
    const QSignalBlocker blocker(m_combo);
    m_combo->clear();
    for (const PlaybookEntry &entry : std::as_const(m_entries)) {
        const QString name = harmless(entry.name, longestName);
        const QString file = harmless(QFileInfo(entry.path).fileName(), longestName);
        const auto sameName =
            std::count_if(m_entries.cbegin(), m_entries.cend(),
                          [&](const PlaybookEntry &each) { return each.name == entry.name; });
        m_combo->addItem(entry.path.isEmpty() ? tr("%1 (example)").arg(name)
                         : sameName > 1       ? tr("%1 \u2013 %2").arg(name, file)
                                              : name);
        const int row = m_combo->count() - 1;
        m_combo->setItemData(row, toolTipText(harmless(entry.path, 4 * longestName)), Qt::ToolTipRole);
        if (isChoice(entry))
            m_combo->setCurrentIndex(row);
    }
    m_combo->addItem(tr("Choose a file\u2026"));
    m_combo->setToolTip(toolTipText(tr("Playbook: %1").arg(m_combo->currentText())));
}

void PlaybookPicker::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a playbook"), m_folder, tr("Playbooks (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PlaybookPicker::chosen);
    dialog->open();
}

void PlaybookPicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        drawIcon();
}

void PlaybookPicker::drawIcon()
{
    m_icon->setPixmap(
        iconPixmap(QStringLiteral("playbook"), Colours::current().muted, iconSize, devicePixelRatioF()));
}

} // namespace talktrack
