// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/call_list_model.h"

#include "core/support/answer.h"
#include "ui/texts/feedback_text.h"
#include "ui/texts/figure_text.h"
#include "ui/texts/plain_text.h"

namespace talktrack {
namespace {

constexpr int longestTitle = 160;

} // namespace

CallListModel::CallListModel(CallSource source, QObject *parent)
    : QAbstractTableModel(parent)
    , m_source(std::move(source))
{
}

void CallListModel::reload()
{
    ++m_generation;
    m_loading = false;
    ask(0);
}

void CallListModel::ask(int offset)
{
    m_loading = true;
    const int generation = m_generation;
    CallFilter filter;
    filter.limit = pageSize;
    filter.offset = offset;
    whenAnswered(m_source.calls(filter), this,
                 [this, generation, offset](const Result<QList<CallSummary>> &answer) {
                     if (generation == m_generation)
                         take(offset, answer);
                 });
}

void CallListModel::take(int offset, const Result<QList<CallSummary>> &answer)
{
    m_loading = false;
    if (!answer) {
        m_more = false;
        Q_EMIT failed(answer.error());
        return;
    }
    m_more = answer->size() >= pageSize;
    if (offset == 0) {
        beginResetModel();
        m_calls = *answer;
        endResetModel();
        Q_EMIT loaded();
    } else if (!answer->isEmpty()) {
        const int first = static_cast<int>(m_calls.size());
        beginInsertRows({}, first, first + static_cast<int>(answer->size()) - 1);
        m_calls += *answer;
        endInsertRows();
    }
}

int CallListModel::rowOf(const QString &callId) const
{
    for (int row = 0; row < m_calls.size(); ++row)
        if (m_calls.at(row).call.id == callId)
            return row;
    return -1;
}

int CallListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_calls.size());
}

int CallListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString CallListModel::text(const CallSummary &summary, int column) const
{
    switch (column) {
    case Title: {
        const QString title = harmless(summary.call.title, longestTitle).trimmed();
        return title.isEmpty() ? tr("Untitled call") : title;
    }
    case Date:
        return momentText(summary.call.startedAt);
    case Duration:
        return durationText(summary.call.duration);
    case Status:
        return callStatusText(summary.call);
    case TalkRatio:
        return talkTimeText(summary.talkTimeRatio);
    case Score:
        return numberText(summary.performanceScore);
    default:
        return {};
    }
}

QVariant CallListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool isNumber =
        index.column() == Duration || index.column() == TalkRatio || index.column() == Score;
    switch (role) {
    case Qt::DisplayRole:
        return text(m_calls.at(index.row()), index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                                text(m_calls.at(index.row()), index.column()));
    default:
        return {};
    }
}

QVariant CallListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section == Duration || section == TalkRatio || section == Score;
        return QVariant::fromValue(
            Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Title:
        return tr("Call");
    case Date:
        return tr("When");
    case Duration:
        return tr("Length");
    case Status:
        return tr("Status");
    case TalkRatio:
        return figureName(Figure::TalkRatio);
    case Score:
        return tr("Score");
    default:
        return {};
    }
}

bool CallListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && !m_loading;
}

void CallListModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        ask(static_cast<int>(m_calls.size()));
}

} // namespace talktrack
