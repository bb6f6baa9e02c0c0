// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QStyle>
#include <QStyleFactory>

namespace talktrack {
namespace {

/// Its figures and small sizes read well at arm's length; where it is missing the system's font is kept.
const QString preferredFamily = QStringLiteral("Inter");
constexpr qreal smallestPointSize = 10;

QFont readable(QFont font)
{
    if (QFontDatabase::families().contains(preferredFamily))
        font.setFamily(preferredFamily);
    if (font.pointSizeF() > 0 && font.pointSizeF() < smallestPointSize)
        font.setPointSizeF(smallestPointSize);
    return font;
}

} // namespace

Theme::Theme(QApplication &application, std::function<QPalette()> systemPalette)
    : m_application(application)
    , m_systemPalette(std::move(systemPalette))
{
    if (!m_systemPalette)
        m_systemPalette = [this] {
            return askQt();
        };
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setFont(readable(QApplication::font()));
    apply();
    application.installEventFilter(this);
}

void Theme::setAppearance(Appearance appearance)
{
    if (appearance == m_appearance)
        return;
    m_appearance = appearance;
    apply();
}

void Theme::setSystemPrefersDark(std::optional<bool> dark)
{
    if (dark == m_systemPrefersDark)
        return;
    m_systemPrefersDark = dark;
    apply();
}

QPalette Theme::askQt()
{
    // An empty palette makes Qt take up the platform's again, which is the one way to ask for it.
    QApplication::setPalette(QPalette());
    return QApplication::palette();
}

void Theme::apply()
{
    m_applying = true;
    m_dark = m_appearance == Appearance::Dark;
    if (m_appearance == Appearance::System)
        m_dark = m_systemPrefersDark ? *m_systemPrefersDark : Colours::of(m_systemPalette()).dark;
    const Colours &colours = m_dark ? Colours::darkOnes() : Colours::light();
    QApplication::setPalette(colours.palette());
    const QString sheet = styleSheet(colours);
    if (m_application.styleSheet() != sheet)
        m_application.setStyleSheet(sheet);
    m_applying = false;
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    const bool systemChanged =
        event->type() == QEvent::ThemeChange ||
        (event->type() == QEvent::ApplicationPaletteChange && watched == &m_application);
    if (systemChanged && !m_applying)
        apply();
    return QObject::eventFilter(watched, event);
}

} // namespace talktrack
