// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colours.h"

#include <QGuiApplication>

#include <algorithm>
#include <cmath>

namespace talktrack {
namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(static_cast<double>(colour.redF())) +
           0.7152 * linear(static_cast<double>(colour.greenF())) +
           0.0722 * linear(static_cast<double>(colour.blueF()));
}

} // namespace

const Colours &Colours::light()
{
    static const Colours colours{
        .dark = false,
        .window = QColor(0xf2f4f7),
        .surface = QColor(0xffffff),
        .raised = QColor(0xeaeef3),
        .line = QColor(0xd9dee5),
        .controlLine = QColor(0x76808d),
        .text = QColor(0x171b21),
        .muted = QColor(0x525b67),
        .accent = QColor(0x1f5bc4),
        .onAccent = QColor(0xffffff),
        .selection = QColor(0xd3e2fb),
        .rep = QColor(0x1f5bc4),
        .customer = QColor(0x8a3d8f),
        .good = QColor(0x17693a),
        .watch = QColor(0x835300),
        .bad = QColor(0xb0231b),
    };
    return colours;
}

const Colours &Colours::darkOnes()
{
    static const Colours colours{
        .dark = true,
        .window = QColor(0x14171c),
        .surface = QColor(0x1c2027),
        .raised = QColor(0x272d36),
        .line = QColor(0x323945),
        .controlLine = QColor(0x828d9c),
        .text = QColor(0xe9ecf0),
        .muted = QColor(0xa9b2bf),
        .accent = QColor(0x82b1ff),
        .onAccent = QColor(0x0a1a33),
        .selection = QColor(0x2c4369),
        .rep = QColor(0x8ab6ff),
        .customer = QColor(0xe3a0e6),
        .good = QColor(0x74d093),
        .watch = QColor(0xf2bd63),
        .bad = QColor(0xff938a),
    };
    return colours;
}

const Colours &Colours::of(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkOnes() : light();
}

const Colours &Colours::current()
{
    return of(QGuiApplication::palette());
}

QPalette Colours::palette() const
{
    QPalette out;
    out.setColor(QPalette::Window, window);
    out.setColor(QPalette::WindowText, text);
    out.setColor(QPalette::Base, surface);
    out.setColor(QPalette::AlternateBase, raised);
    out.setColor(QPalette::ToolTipBase, raised);
    out.setColor(QPalette::ToolTipText, text);
    out.setColor(QPalette::PlaceholderText, muted);
    out.setColor(QPalette::Text, text);
    out.setColor(QPalette::Button, surface);
    out.setColor(QPalette::ButtonText, text);
    out.setColor(QPalette::BrightText, bad);
    out.setColor(QPalette::Link, accent);
    out.setColor(QPalette::LinkVisited, accent);
    out.setColor(QPalette::Highlight, accent);
    out.setColor(QPalette::HighlightedText, onAccent);
    out.setColor(QPalette::Light, surface);
    out.setColor(QPalette::Midlight, raised);
    out.setColor(QPalette::Mid, line);
    out.setColor(QPalette::Dark, controlLine);
    out.setColor(QPalette::Shadow, dark ? QColor(Qt::black) : controlLine);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        out.setColor(QPalette::Disabled, role, muted);
    out.setColor(QPalette::Disabled, QPalette::Highlight, raised);
    out.setColor(QPalette::Disabled, QPalette::HighlightedText, muted);
    return out;
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace talktrack
