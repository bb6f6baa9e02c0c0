// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace talktrack {

/// A JSON value that knows the line it stands on, which Qt's own parser does not tell.
struct JsonNode
{
    enum class Type { Null, Bool, Number, String, Array, Object };
    Type type = Type::Null;
    /// From 1.
    int line = 0;
    bool boolean = false;
    double number = 0;
    QString string;
    /// Elements of an array or members of an object, in their order.
    std::vector<JsonNode> children;
    /// Of members only.
    QString key;

    /// The member of that name, or null.
    const JsonNode *member(QLatin1String name) const;
};

inline constexpr int maxJsonDepth = 32;

/// Parses strict JSON in UTF-8; a byte order mark is allowed. PlaybookInvalid with "line N: …" as subject for
/// what is not JSON, goes deeper than maxJsonDepth, or names a member twice.
Result<JsonNode> parseJson(const QByteArray &text);

} // namespace talktrack
