// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPalette>

#include <functional>
#include <optional>

class QApplication;

namespace talktrack {

/// What the user wants the window to look like.
enum class Appearance { System, Light, Dark };

/// Gives the application its look (style, palette, style sheet, font) and keeps it in step with the system's.
///
/// Light or dark is what the desktop prefers, where it says so; otherwise it is told from the lightness of
/// the system's own palette, as Qt 6.4 has no other way, and told again when the system says that its theme
/// changed. Widgets that draw themselves use Colours::current() and
/// repaint on QEvent::PaletteChange or StyleChange. Window's thread; owned by the composition, one for each
/// application.
class Theme final : public QObject
{
    Q_OBJECT

public:
    /// systemPalette gives the palette of the system as it is now; the default asks Qt. The application
    /// outlives this.
    explicit Theme(QApplication &application, std::function<QPalette()> systemPalette = {});

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    bool isDark() const { return m_dark; }
    /// What the desktop says outright; absent where it says nothing.
    void setSystemPrefersDark(std::optional<bool> dark);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    QPalette askQt();

    QApplication &m_application;
    std::function<QPalette()> m_systemPalette;
    std::optional<bool> m_systemPrefersDark;
    Appearance m_appearance = Appearance::System;
    bool m_dark = false;
    bool m_applying = false;
};

} // namespace talktrack
