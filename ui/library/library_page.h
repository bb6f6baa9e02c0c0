// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/call_source.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace talktrack {

class CallListModel;
class CallPage;
class TextLabel;

/// The past calls: a list, and the one that was opened from it. Window's thread.
class LibraryPage final : public QWidget
{
    Q_OBJECT

public:
    explicit LibraryPage(CallSource source, QWidget *parent = nullptr);

    QByteArray columns() const;
    void restoreColumns(const QByteArray &columns);

public Q_SLOTS:
    /// Reads the list anew; what is selected stays selected.
    void reload();
    void openCall(const QString &callId);
    void showList();
    /// Of a call that is being transcribed.
    void showTranscribing(const QString &callId, double fraction);
    void showTranscribed(const QString &callId);
    void showNotTranscribed(const QString &callId, const talktrack::Error &error);
    void showPutOff(const QString &callId);

Q_SIGNALS:
    void columnsChanged();
    /// From the empty list.
    void liveRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildList();
    QWidget *buildMessage();
    void showMessage(const QString &words, bool withRetry, bool withLive);
    void onLoaded();
    void fitColumns();
    void openRow(const QModelIndex &index);

    CallListModel *m_model;
    QStackedWidget *m_stack;
    QStackedWidget *m_listStack;
    QTableView *m_table;
    QWidget *m_message;
    TextLabel *m_words;
    QPushButton *m_retry;
    QPushButton *m_live;
    CallPage *m_callPage;
    QString m_selected;
    bool m_asked = false;
};

} // namespace talktrack
