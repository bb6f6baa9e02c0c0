// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/transcript/height_index.h"
#include "ui/transcript/row_layout.h"
#include "ui/transcript/transcript_rows.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QCache>

class QPushButton;

namespace talktrack {

/// The transcript of a call, live or read-only.
///
/// Only rows that are on the screen are laid out; the others have an estimated height that is put right when
/// they come into sight, so a call of eight hours costs what a call of a minute does. It follows the newest
/// line until the reader scrolls up, then stays where it is and offers a way back that counts what came
/// meanwhile. A transcript given as a whole (setLines) has no now to go back to. Lines (not letters) are
/// selected and copied. Text is plain, wrapped anywhere, and harmless whatever it holds. Window's thread.
class TranscriptView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TranscriptView(QWidget *parent = nullptr);
    ~TranscriptView() override;

    int lineCount() const { return m_rows.count(); }
    /// "0:42 Customer: …", followed by its notes.
    QString lineText(int row) const;
    /// In coordinates of the viewport; of a row out of sight it is only roughly right.
    QRect lineRect(int row) const;
    /// -1 where there is none.
    int lineAt(const QPoint &viewportPosition) const;
    QString selectedText() const;
    bool isFollowing() const { return m_following; }
    /// Lines that came while the reader was elsewhere.
    int newLines() const { return m_newLines; }
    /// How many rows were laid out since the view was made.
    qint64 layoutCount() const { return m_layouts; }

    /// What stands in the middle while there is no line.
    void setPlaceholder(const QString &text);
    /// The call's recogniser: lines of another one shown from now on are marked.
    void setEngine(const QString &engine) { m_rows.setEngine(engine); }
    /// A whole transcript at once, from its beginning; notes by the line's id.
    void setLines(const QList<Transcription> &lines, const QHash<QString, QList<TranscriptNote>> &notes);

public Q_SLOTS:
    /// Adds the line, or replaces the one of the same id.
    void showLine(const talktrack::Transcription &line);
    void removeLine(const QString &id);
    void clear();
    void jumpToNow();
    void copy();
    void selectAll();

Q_SIGNALS:
    void followingChanged(bool following);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    void newGeometry();
    const RowLayout &layoutOf(int row);
    int measured(int row);
    void scheduleLayout();
    /// Measures what is on the screen and puts scroll bar and anchor in step.
    void layOutVisible();
    void layOutFromEnd(int height);
    void layOutFromAnchor(int height);
    void anchorAt(qint64 y);
    void setFollowing(bool following);
    void placeJump();
    void shiftRows(int row, int by);
    void moveCurrent(int row, bool extend);
    void scrollTo(int row);
    bool isSelected(int row) const;
    void drawPlaceholder(QPainter &painter) const;

    TranscriptRows m_rows;
    HeightIndex m_heights;
    RowGeometry m_geometry;
    /// Laid-out rows by id.
    QCache<QString, RowLayout> m_layoutCache;
    /// Rows whose height in m_heights was measured for this geometry.
    std::vector<bool> m_isMeasured;
    QBasicTimer m_layoutTimer;
    QPushButton *m_jump;
    QString m_placeholder;
    bool m_hasNotes = false;
    /// Given as a whole: nothing more comes.
    bool m_whole = false;
    bool m_following = true;
    bool m_updating = false;
    int m_newLines = 0;
    qint64 m_layouts = 0;
    /// The row at the upper edge and how much of it is above.
    int m_anchorRow = 0;
    int m_anchorOffset = 0;
    /// Keyboard's row and the selection between it and its other end; -1 = none.
    int m_current = -1;
    int m_selectionEnd = -1;
};

} // namespace talktrack
