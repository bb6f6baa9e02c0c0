// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "core/model/analytics.h"
#include "core/model/audio_frame.h"
#include "core/model/card.h"
#include "core/model/part_state.h"
#include "core/model/transcription.h"
#include "core/session/call_services.h"
#include "ui/live/call_actions.h"
#include "ui/live/state_board.h"

#include <QSet>
#include <QWidget>

#include <optional>

class QStackedWidget;

namespace talktrack {

class CallHeader;
class CallSplitter;
class CardColumn;
class ChecklistPanel;
class DeviceBar;
class FigureBar;
class NoticePanel;
class PlaybookPicker;
class SidePanel;
class StartPanel;
class SummaryStrip;
class TranscriptView;

/// The page of a live call: before, during and after. Takes values and emits what the user wants; knows
/// nobody. Window's thread.
class LivePage final : public QWidget
{
    Q_OBJECT

public:
    explicit LivePage(QWidget *parent = nullptr);
    ~LivePage() override;

    CallActions &actions() { return *m_actions; }
    PlaybookPicker &playbooks();
    /// What is chosen before a call.
    StartPanel &startPanel() { return *m_start; }
    /// A call may be started, and the page is in sight.
    bool isWaiting() const { return m_waiting; }
    /// The window is an icon, so that the page is not in sight though it is shown.
    void setMinimised(bool minimised);
    /// To where one goes on from here: the title before a call, the transcript in one.
    void focusFirst();
    std::optional<QString> device(Track track) const;
    void setDevice(Track track, const std::optional<QString> &id);
    /// Where the divider between transcript and suggestions is, beside and below each other.
    QByteArray dividers() const;
    void restoreDividers(const QByteArray &dividers);

public Q_SLOTS:
    void showDevices(const QList<talktrack::AudioDevice> &devices, bool ready);
    /// A call was asked for and is not there yet. Played from a file, it has no devices to choose.
    void showStarting(const QString &title, bool fromFile = false);
    void showCall(const talktrack::Call &call);
    void showLine(const talktrack::Transcription &line);
    void removeLine(const QString &id);
    void showCards(const QList<talktrack::Card> &cards);
    void showChecklist(const QList<talktrack::ChecklistEntry> &entries);
    void showMetrics(const talktrack::CallMetrics &metrics, const talktrack::MetricBandsReading &bands);
    void showLevels(const talktrack::AudioLevels &levels);
    /// Nothing is measured.
    void showNoLevels();
    void showState(const talktrack::PartState &state);
    void showMuted(bool muted);
    void showPaused(bool paused);
    /// The call was told to end and is being put away.
    void showEnding();
    void showEnded(const talktrack::CallOutcome &outcome);
    /// The call never began.
    void showFailed(const talktrack::Error &error);
    /// Back to what is there before a call.
    void showReady();

Q_SIGNALS:
    /// Ids as DevicePicker has them; the title may be empty.
    void startRequested(const QString &title, const std::optional<QString> &microphone,
                        const std::optional<QString> &farEnd);
    void demoRequested();
    void endRequested();
    void muteToggled(bool muted);
    void pauseToggled(bool paused);
    void deviceChosen(talktrack::Track track, const std::optional<QString> &id);
    void cardUsed(const QString &id);
    void cardDismissed(const QString &id);
    void openCallRequested(const QString &callId);
    /// A divider was moved.
    void dividersChanged();
    void waitingChanged(bool waiting);
    /// A card came that was not there before, and the last one went.
    void cardArrived();
    void cardsGone();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    /// How the parts are arranged for the size there is.
    struct Shape
    {
        bool narrow = false;
        bool figuresTwoByTwo = false;
        bool low = false;
        bool operator==(const Shape &) const = default;
    };

    void build();
    QWidget *buildCallView();
    void wire();
    void arrange();
    void showSide();
    void sayTroubles();
    void setStage(CallActions::Stage stage);
    void showView(QWidget *view);
    void tellWaiting();

    CallActions *m_actions;
    DeviceBar *m_devices;
    QStackedWidget *m_stack;
    StartPanel *m_start;
    QWidget *m_callView;
    CallHeader *m_header;
    SummaryStrip *m_summary;
    NoticePanel *m_notice;
    FigureBar *m_figures;
    TranscriptView *m_transcript;
    SidePanel *m_side;
    CardColumn &m_cards;
    ChecklistPanel &m_checklist;
    CallSplitter *m_splitter;
    StateBoard m_states;
    std::optional<Shape> m_shape;
    /// The call that is shown has ended.
    bool m_over = false;
    CallActions::Stage m_stage = CallActions::Stage::Ready;
    bool m_shown = false;
    bool m_minimised = false;
    bool m_waiting = false;
    QSet<QString> m_cardIds;
};

} // namespace talktrack
