// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace talktrack {

/// The colours of a theme by what they are for. Every colour that text is written in has a contrast of 4.5 :
/// 1 and more on window, surface and raised (WCAG 2.2, 1.4.3); what bounds a control or carries meaning has 3
/// : 1 and more (1.4.11). A test computes both.
struct Colours
{
    bool dark = false;
    QColor window;
    /// Of panels and the transcript.
    QColor surface;
    /// Of what lies on a panel: chips, hovered rows, empty tracks.
    QColor raised;
    /// Decoration only.
    QColor line;
    /// Bounds a control.
    QColor controlLine;
    QColor text;
    QColor muted;
    /// Fills of the one thing to do now, focus frames, selection.
    QColor accent;
    QColor onAccent;
    QColor selection;
    QColor rep;
    QColor customer;
    QColor good;
    QColor watch;
    QColor bad;
    bool operator==(const Colours &) const = default;

    static const Colours &light();
    static const Colours &darkOnes();
    /// The theme that belongs to a palette, by the lightness of its window.
    static const Colours &of(const QPalette &palette);
    /// Of the application's palette.
    static const Colours &current();

    QPalette palette() const;
};

/// Contrast of two opaque colours as WCAG defines it, 1–21.
double contrast(const QColor &one, const QColor &other);

} // namespace talktrack
