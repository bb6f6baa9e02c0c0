// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/call_source.h"

#include <QAbstractTableModel>

namespace talktrack {

/// The past calls, newest first, read page by page as the list is scrolled. Window's thread.
/// Signals: reload() is answered by exactly one of loaded or failed; a later page by more rows or failed.
class CallListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Title, Date, Duration, Status, TalkRatio, Score, ColumnCount };
    static constexpr int pageSize = 200;

    explicit CallListModel(CallSource source, QObject *parent = nullptr);

    /// Reads the list anew, from its beginning; answers still under way are dropped.
    void reload();
    bool isLoading() const { return m_loading; }
    const CallSummary &at(int row) const { return m_calls.at(row); }
    /// -1 if it is not among what was read.
    int rowOf(const QString &callId) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loaded();
    void failed(const talktrack::Error &error);

private:
    void ask(int offset);
    void take(int offset, const Result<QList<CallSummary>> &answer);
    QString text(const CallSummary &summary, int column) const;

    CallSource m_source;
    QList<CallSummary> m_calls;
    bool m_more = false;
    bool m_loading = false;
    /// Counts reloads; an answer to an earlier one is stale.
    int m_generation = 0;
};

} // namespace talktrack
