// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/start_panel.h"

#include "ui/live/call_actions.h"
#include "ui/live/device_bar.h"
#include "ui/live/device_picker.h"
#include "ui/live/playbook_picker.h"
#include "ui/live/state_bar.h"
#include "ui/texts/plain_text.h"
#include "ui/texts/state_text.h"
#include "ui/widgets/action_button.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace talktrack {
namespace {

constexpr int longestTitle = 120;
constexpr int widest = 560;
/// What a mouse and a finger still hit (WCAG 2.2, 2.5.8: 24).
constexpr int smallestTarget = 28;

} // namespace

StartPanel::StartPanel(CallActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLineEdit(this))
    , m_intro(new TextLabel(this))
    , m_trouble(new NoticePanel(this))
    , m_playbooks(new PlaybookPicker(this))
{
    auto *panel = new Panel;
    panel->setMaximumWidth(widest);
    m_column = new QVBoxLayout(panel);
    m_column->setContentsMargins(32, 28, 32, 30);
    m_column->setSpacing(18);
    auto *heading = new QLabel(tr("Ready when you are"));
    heading->setFont(scaledFont(1.8, QFont::DemiBold));
    m_intro->setFont(scaledFont(1.05));
    setTone(m_intro, "muted");
    auto *titleLabel = new QLabel(tr("Who is the call with? (optional)"));
    titleLabel->setFont(scaledFont(0.92, QFont::Medium));
    setTone(titleLabel, "muted");
    titleLabel->setBuddy(m_title);
    m_title->setMaxLength(longestTitle);
    m_title->setAccessibleName(tr("Who is the call with?"));
    m_title->setPlaceholderText(tr("For example: Karen, Green Valley Foods"));
    connect(m_title, &QLineEdit::returnPressed, actions.start(), &QAction::trigger);
    auto *titleColumn = new QVBoxLayout;
    titleColumn->setSpacing(4);
    titleColumn->addWidget(titleLabel);
    titleColumn->addWidget(m_title);
    m_column->addWidget(heading);
    m_column->addWidget(m_intro);
    m_column->addWidget(m_trouble);
    m_column->addLayout(titleColumn);
    m_devicesAt = m_column->count();
    m_column->addWidget(m_playbooks);
    m_column->addWidget(buildHearing());
    m_column->addSpacing(4);
    auto *start = new ActionButton(actions.start(), QStringLiteral("start"), "primary");
    auto *demo = new ActionButton(actions.demo(), QStringLiteral("demo"), "");
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(12);
    for (ActionButton *button : {start, demo}) {
        button->setFont(scaledFont(1.1, QFont::DemiBold));
        button->setMinimumHeight(44);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        buttons->addWidget(button);
    }
    m_column->addLayout(buttons);

    auto *content = new QWidget;
    auto *centring = new QGridLayout(content);
    centring->setContentsMargins(16, 16, 16, 16);
    centring->addWidget(panel, 1, 1);
    centring->setColumnStretch(0, 1);
    centring->setColumnStretch(1, 4);
    centring->setColumnStretch(2, 1);
    centring->setRowStretch(0, 2);
    centring->setRowStretch(2, 3);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
}

QWidget *StartPanel::buildHearing()
{
    auto *host = new QWidget(this);
    auto *column = new QVBoxLayout(host);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_speechRow = new QWidget(host);
    auto *row = new QVBoxLayout(m_speechRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto *label = new QLabel(tr("Recogniser"), m_speechRow);
    label->setFont(scaledFont(0.92, QFont::Medium));
    setTone(label, "muted");
    m_speech = new ChoiceBox(m_speechRow);
    m_speech->setAccessibleName(tr("Recogniser"));
    label->setBuddy(m_speech);
    row->addWidget(label);
    row->addWidget(m_speech);
    m_record = new QCheckBox(tr("&Record this call"), host);
    m_record->setToolTip(tr("The sound is kept on this computer, encrypted. Ask the other side first."));
    m_later = new QCheckBox(tr("Only record now, &transcribe later"), host);
    m_later->setToolTip(tr("No help during the call; it is transcribed when the provider can be reached."));
    auto *checks = new QHBoxLayout;
    checks->setSpacing(24);
    checks->addWidget(m_record);
    checks->addWidget(m_later);
    checks->addStretch(1);
    column->addWidget(m_speechRow);
    column->addLayout(checks);
    for (QCheckBox *box : {m_record, m_later}) {
        box->setMinimumHeight(smallestTarget);
        connect(box, &QCheckBox::toggled, this, &StartPanel::updateHearing);
    }
    connect(m_speech, &QComboBox::currentIndexChanged, this, &StartPanel::updateHearing);
    offerSpeech({});
    return host;
}

void StartPanel::offerSpeech(const QStringList &engines)
{
    const QSignalBlocker quiet(m_speech);
    m_speech->clear();
    for (const QString &engine : engines)
        m_speech->addItem(engineName(engine), engine);
    m_speechRow->setVisible(engines.size() > 1);
    updateHearing();
}

/// Only a recorded call can be transcribed later, and only by a provider.
void StartPanel::updateHearing()
{
    const QString speech = hearing().speech;
    const bool isOffline = speech == HearingChoice{}.speech;
    m_later->setVisible(m_speech->count() > 1);
    m_later->setEnabled(m_record->isChecked() && !isOffline);
    m_intro->showText(isOffline ? tr("Talktrack listens to both sides and shows you what to say. Everything "
                                     "stays on this computer.")
                                : tr("Talktrack listens to both sides and shows you what to say. The sound "
                                     "goes to your recogniser (%1); everything else stays on this computer.")
                                      .arg(engineName(speech)));
    Q_EMIT hearingChanged();
}

HearingChoice StartPanel::hearing() const
{
    HearingChoice choice;
    if (m_speech->currentIndex() >= 0)
        choice.speech = m_speech->currentData().toString();
    choice.record = m_record->isChecked();
    choice.transcribeLater = m_later->isChecked() && m_later->isEnabled() && choice.record;
    return choice;
}

void StartPanel::setHearing(const HearingChoice &choice)
{
    if (const int index = m_speech->findData(choice.speech); index >= 0)
        m_speech->setCurrentIndex(index);
    m_record->setChecked(choice.record);
    m_later->setChecked(choice.transcribeLater);
}

QString StartPanel::title() const
{
    return harmless(m_title->text(), longestTitle).trimmed();
}

void StartPanel::clear()
{
    m_title->clear();
    m_record->setChecked(false);
    m_later->setChecked(false);
}

void StartPanel::adopt(DeviceBar *devices)
{
    devices->setDirection(QBoxLayout::TopToBottom);
    m_column->insertWidget(m_devicesAt, devices);
    devices->show();
    // The others follow as they were made. (A widget that takes no focus itself has no place in the order.)
    QWidget *last = m_title;
    for (const Track track : {Track::Rep, Track::Customer}) {
        QWidget *field = devices->picker(track).findChild<QComboBox *>();
        QWidget::setTabOrder(last, field);
        last = field;
    }
}

void StartPanel::showTrouble(const QString &sentence)
{
    m_trouble->showSentences(sentence.isEmpty() ? QStringList() : QStringList(sentence));
}

QString StartPanel::trouble() const
{
    return m_trouble->isHidden() ? QString() : m_trouble->text();
}

QWidget *StartPanel::firstField() const
{
    return m_title;
}

} // namespace talktrack
