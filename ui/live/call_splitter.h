// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

namespace talktrack {

class SidePanel;

/// Divides transcript and suggestions: beside each other, or in a narrow window the suggestions above, as
/// high as what is in them, until the user moves the divider. Window's thread.
class CallSplitter final : public QSplitter
{
    Q_OBJECT

public:
    CallSplitter(QWidget *transcript, SidePanel *side, QWidget *parent = nullptr);

    bool isNarrow() const { return orientation() == Qt::Vertical; }
    void setNarrow(bool narrow);
    /// Where the divider is, beside and below each other.
    QByteArray dividers() const;
    void restoreDividers(const QByteArray &dividers);

Q_SIGNALS:
    /// By the user.
    void dividerMoved();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void turn();
    /// Gives the suggestions the height they need, as far as the transcript keeps its own.
    void fit();

    QWidget *m_transcript;
    SidePanel *m_side;
    QByteArray m_wideDivider;
    QByteArray m_narrowDivider;
    bool m_fitting = false;
};

} // namespace talktrack
