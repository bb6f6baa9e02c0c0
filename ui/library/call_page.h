// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/library/call_source.h"

#include <QWidget>

class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace talktrack {

class FlowLayout;
class TextLabel;
class TranscriptView;

/// One past call, read-only: its figures, and its transcript with the feedback in the margin. Window's
/// thread.
class CallPage final : public QWidget
{
    Q_OBJECT

public:
    explicit CallPage(CallSource source, QWidget *parent = nullptr);

    /// Reads and shows the call; an answer still under way for another one is dropped.
    void open(const QString &callId);
    void focusFirst();
    /// What becomes of a call that is being transcribed; nothing for another than the one that is shown.
    void showTranscribing(const QString &callId, double fraction);
    void showTranscribed(const QString &callId);
    void showNotTranscribed(const QString &callId, const Error &error);
    void showPutOff(const QString &callId);
    /// The figures in words.
    QString figures() const;

Q_SIGNALS:
    void backRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void drawIcon();
    void showRecord(const CallRecord &record);
    void showFigures(const CallRecord &record);
    QWidget *buildMissing();
    void showMissing(const CallRecord &record);
    void sayMissing();
    void showAtWork(const QString &words, bool atWork);
    void addFigure(const QString &name, const QString &value);
    void showMessage(const QString &words, bool withRetry);

    CallSource m_source;
    QString m_callId;
    int m_generation = 0;
    QPushButton *m_back;
    TextLabel *m_title;
    TextLabel *m_subtitle;
    QWidget *m_figures;
    FlowLayout *m_figureFlow;
    TextLabel *m_checklist;
    Call m_call;
    QWidget *m_missing;
    TextLabel *m_missingWords;
    QProgressBar *m_progress;
    QPushButton *m_transcribe;
    QPushButton *m_cancel;
    QStackedWidget *m_stack;
    TranscriptView *m_transcript;
    QWidget *m_message;
    TextLabel *m_words;
    QPushButton *m_retry;
};

} // namespace talktrack
