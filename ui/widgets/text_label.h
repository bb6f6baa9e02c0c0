// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace talktrack {

/// A label for text from outside: always plain, wrapped anywhere rather than cut off, harmless however
/// hostile the text, and cut with an ellipsis only past longest characters. Its size never depends on an
/// unbreakable word. Colour by the dynamic property "tone" (see the style sheet), size and weight by its
/// font.
class TextLabel final : public QLabel
{
    Q_OBJECT

public:
    static constexpr int longest = 1200;

    explicit TextLabel(QWidget *parent = nullptr);

    /// Hides QLabel's: what is given is made harmless first.
    void showText(const QString &text);
    /// One line, elided, with the whole in the tool tip, instead of as many as it takes.
    void setSingleLine(bool single);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_single = false;
};

/// The application's font at a size relative to the base size, so that the system's text size is followed.
QFont scaledFont(double scale, QFont::Weight weight = QFont::Normal);

/// Sets the dynamic property and has the style look at it again.
void setTone(QWidget *widget, const char *tone);

} // namespace talktrack
