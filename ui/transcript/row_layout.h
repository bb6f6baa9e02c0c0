// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/transcript/transcript_rows.h"

#include <QFont>
#include <QRect>
#include <QTextLayout>

#include <memory>
#include <vector>

class QPainter;

namespace talktrack {

struct Colours;

/// Where things stand in a row of the transcript, for one width and font.
struct RowGeometry
{
    /// Speaker and time above the text instead of left of it.
    bool stacked = false;
    /// Notes right of the text; below it otherwise.
    bool notesBeside = false;
    int width = 0;
    int speakerX = 0;
    int timeX = 0;
    int textX = 0;
    int textWidth = 0;
    int notesX = 0;
    int notesWidth = 0;
    int padding = 0;
    int headHeight = 0;
    int lineHeight = 0;
    int charWidth = 1;
    QFont textFont;
    QFont speakerFont;
    QFont smallFont;
    QFont noteFont;

    static RowGeometry of(int width, const QFont &base, bool hasNotes);
    /// Good enough until the row is laid out.
    int estimatedHeight(const TranscriptRow &row) const;
};

/// How a row is to be drawn.
struct RowLook
{
    bool selected = false;
    bool current = false;
    /// Says who speaks; left out where the row before was the same speaker's.
    bool withSpeaker = true;
};

/// One row, laid out.
class RowLayout final
{
public:
    RowLayout(const TranscriptRow &row, const RowGeometry &geometry);

    int height() const { return m_height; }
    void draw(QPainter &painter, int top, const RowGeometry &geometry, const RowLook &look,
              const Colours &colours) const;

private:
    void drawHead(QPainter &painter, int top, const RowGeometry &geometry, bool withSpeaker,
                  const Colours &colours) const;

    struct Note
    {
        std::unique_ptr<QTextLayout> layout;
        int y = 0;
        int height = 0;
    };

    QTextLayout m_text;
    int m_textHeight = 0;
    int m_height = 0;
    std::vector<Note> m_notes;
    QString m_speaker;
    QString m_time;
    Track m_track;
    bool m_isCertain;
};

} // namespace talktrack
