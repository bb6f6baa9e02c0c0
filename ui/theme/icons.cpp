// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/colours.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

// Needed where resources live in a static library; must stand outside of any namespace.
static void loadIconResources()
{
    Q_INIT_RESOURCE(talktrack_icons);
}

namespace talktrack {
namespace {

QByteArray colouredSvg(const QString &name, const QColor &colour)
{
    loadIconResources();
    QFile file(QStringLiteral(":/talktrack/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("currentColor", colour.name().toLatin1());
}

QPixmap drawn(const QByteArray &svg, int pixels)
{
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(svg);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    return pixmap;
}

} // namespace

QIcon themedIcon(const QString &name, const QColor &colour, const QColor &disabled)
{
    const QByteArray svg = colouredSvg(name, colour);
    if (svg.isEmpty())
        return {};
    const QByteArray pale = colouredSvg(name, disabled);
    QIcon icon;
    for (const int pixels : {16, 20, 24, 32, 40, 48, 64, 96}) {
        icon.addPixmap(drawn(svg, pixels), QIcon::Normal);
        icon.addPixmap(drawn(pale, pixels), QIcon::Disabled);
    }
    return icon;
}

QIcon themedIcon(const QString &name)
{
    const Colours &colours = Colours::current();
    return themedIcon(name, colours.text, colours.muted);
}

QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal devicePixelRatio)
{
    const QByteArray svg = colouredSvg(name, colour);
    if (svg.isEmpty())
        return {};
    QPixmap pixmap = drawn(svg, qRound(size * devicePixelRatio));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

} // namespace talktrack
