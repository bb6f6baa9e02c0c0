// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

#include <optional>

namespace talktrack {

/// What the coach knows of a final line and the conversation metrics count.
struct LineFacts
{
    /// Questions asked in the line.
    int questions = 0;
    /// −1…1; customer lines only.
    std::optional<double> sentiment;
    /// By keyword label.
    QMap<QString, int> keywords;
    bool operator==(const LineFacts &) const = default;
};

} // namespace talktrack
