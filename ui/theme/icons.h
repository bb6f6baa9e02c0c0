// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace talktrack {

/// The program's own icons (resources/icons), drawn in a colour: the SVGs are of one colour, currentColor.
/// An unknown name gives an empty icon. Window's thread.
QIcon themedIcon(const QString &name, const QColor &colour, const QColor &disabled);
/// In the text colour of the application's theme.
QIcon themedIcon(const QString &name);
/// One picture of the size given in device-independent pixels, sharp at the ratio given.
QPixmap iconPixmap(const QString &name, const QColor &colour, int size, qreal devicePixelRatio);

} // namespace talktrack
