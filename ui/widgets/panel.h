// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace talktrack {

/// A rounded surface that other widgets lie on.
class Panel : public QWidget
{
    Q_OBJECT

public:
    enum class Look {
        /// Surface with a fine line around it.
        Plain,
        /// The one to look at now: framed in the accent colour, with a bar at its left.
        Strong,
        /// A notice: framed in the colour of what is worth watching.
        Notice,
    };

    explicit Panel(QWidget *parent = nullptr);

    Look look() const { return m_look; }
    void setLook(Look look);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Look m_look = Look::Plain;
};

} // namespace talktrack
