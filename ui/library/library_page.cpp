// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/library_page.h"

#include "ui/library/call_list_model.h"
#include "ui/library/call_page.h"
#include "ui/texts/error_text.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/widgets/text_label.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace talktrack {
namespace {

constexpr int margin = 16;
constexpr int cellPadding = 16;
/// Below this the title would have no room; what is left out stands on the call's own page.
constexpr int narrowWidth = 800;

class CallTable final : public QTableView
{
public:
    using QTableView::QTableView;

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (opens && currentIndex().isValid())
            Q_EMIT activated(currentIndex());
        else
            QTableView::keyPressEvent(event);
    }
};

} // namespace

LibraryPage::LibraryPage(CallSource source, QWidget *parent)
    : QWidget(parent)
    , m_model(new CallListModel(source, this))
    , m_stack(new QStackedWidget(this))
    , m_callPage(new CallPage(std::move(source), this))
{
    m_stack->addWidget(buildList());
    m_stack->addWidget(m_callPage);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    connect(m_model, &CallListModel::loaded, this, &LibraryPage::onLoaded);
    connect(m_model, &CallListModel::failed, this,
            [this](const Error &error) { showMessage(errorText(error), true, false); });
    connect(m_callPage, &CallPage::backRequested, this, &LibraryPage::showList);
    showMessage(tr("Reading your calls\u2026"), false, false);
}

QWidget *LibraryPage::buildList()
{
    auto *page = new QWidget(this);
    auto *heading = new QLabel(tr("Calls"), page);
    heading->setFont(scaledFont(1.5, QFont::DemiBold));
    m_table = new CallTable(page);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Past calls"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() * 2 + 10);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    const QFontMetrics metrics = m_table->fontMetrics();
    const auto wide = [&metrics](const QString &text) {
        return metrics.horizontalAdvance(text) + 2 * cellPadding;
    };
    header->setMinimumSectionSize(wide(QStringLiteral("100 %")));
    header->resizeSection(CallListModel::Date,
                          wide(momentText(QDateTime(QDate(2028, 12, 28), QTime(22, 58, 58), Qt::UTC))));
    header->resizeSection(CallListModel::Duration, wide(QStringLiteral("00:00:00")));
    header->resizeSection(CallListModel::Status, wide(callStatusText(CallStatus::Pending)));
    header->resizeSection(CallListModel::TalkRatio, wide(talkTimeText(1)) + cellPadding);
    header->resizeSection(CallListModel::Score, wide(tr("Score")) + cellPadding);
    header->setSectionResizeMode(CallListModel::Title, QHeaderView::Stretch);
    connect(header, &QHeaderView::sectionResized, this, &LibraryPage::columnsChanged);
    connect(m_table, &QAbstractItemView::activated, this, &LibraryPage::openRow);
    m_listStack = new QStackedWidget(page);
    m_listStack->addWidget(m_table);
    m_listStack->addWidget(buildMessage());
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(12);
    column->addWidget(heading);
    column->addWidget(m_listStack, 1);
    return page;
}

QWidget *LibraryPage::buildMessage()
{
    m_message = new QWidget(this);
    m_words = new TextLabel(m_message);
    m_words->setFont(scaledFont(1.15));
    setTone(m_words, "muted");
    m_retry = new QPushButton(tr("Try again"), m_message);
    m_live = new QPushButton(tr("Go to the live page"), m_message);
    m_live->setProperty("kind", QStringLiteral("primary"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_retry);
    buttons->addWidget(m_live);
    buttons->addStretch(1);
    auto *grid = new QGridLayout(m_message);
    grid->addWidget(m_words, 1, 1);
    grid->addLayout(buttons, 2, 1);
    grid->setVerticalSpacing(16);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 1);
    grid->setRowStretch(0, 2);
    grid->setRowStretch(3, 3);
    connect(m_retry, &QPushButton::clicked, this, &LibraryPage::reload);
    connect(m_live, &QPushButton::clicked, this, &LibraryPage::liveRequested);
    return m_message;
}

void LibraryPage::showMessage(const QString &words, bool withRetry, bool withLive)
{
    m_words->showText(words);
    m_words->setAccessibleName(m_words->text());
    m_retry->setVisible(withRetry);
    m_live->setVisible(withLive);
    m_listStack->setCurrentWidget(m_message);
}

QByteArray LibraryPage::columns() const
{
    return m_table->horizontalHeader()->saveState();
}

void LibraryPage::restoreColumns(const QByteArray &columns)
{
    m_table->horizontalHeader()->restoreState(columns);
    fitColumns();
}

void LibraryPage::fitColumns()
{
    const bool narrow = width() < narrowWidth;
    for (const int column : {CallListModel::Duration, CallListModel::TalkRatio})
        m_table->setColumnHidden(column, narrow);
}

void LibraryPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void LibraryPage::reload()
{
    m_asked = true;
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        m_selected = m_model->at(current.row()).call.id;
    if (m_model->rowCount() == 0)
        showMessage(tr("Reading your calls\u2026"), false, false);
    m_model->reload();
}

void LibraryPage::onLoaded()
{
    if (m_model->rowCount() == 0)
        return showMessage(
            tr("No calls yet. Start one on the live page, or play the demo call to see how it goes."), false,
            true);
    m_listStack->setCurrentWidget(m_table);
    m_table->selectRow(std::max(0, m_model->rowOf(m_selected)));
}

void LibraryPage::openRow(const QModelIndex &index)
{
    if (index.isValid())
        openCall(m_model->at(index.row()).call.id);
}

void LibraryPage::openCall(const QString &callId)
{
    m_selected = callId;
    m_callPage->open(callId);
    m_stack->setCurrentWidget(m_callPage);
    m_callPage->focusFirst();
}

void LibraryPage::showList()
{
    m_stack->setCurrentIndex(0);
    if (const int row = m_model->rowOf(m_selected); row >= 0)
        m_table->selectRow(row);
    m_table->setFocus();
}

void LibraryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_asked)
        reload();
}

void LibraryPage::showTranscribing(const QString &callId, double fraction)
{
    m_callPage->showTranscribing(callId, fraction);
}

void LibraryPage::showTranscribed(const QString &callId)
{
    m_callPage->showTranscribed(callId);
    reload();
}

void LibraryPage::showNotTranscribed(const QString &callId, const Error &error)
{
    m_callPage->showNotTranscribed(callId, error);
}

void LibraryPage::showPutOff(const QString &callId)
{
    m_callPage->showPutOff(callId);
}

} // namespace talktrack
