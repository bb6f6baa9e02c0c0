// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/json_node.h"

#include <QSet>
#include <QStringList>

#include <functional>

namespace talktrack {

/// Reads checked fields of a playbook's JSON. The first fault found is kept, with its line and field, and
/// everything after it is skipped: a reader asks for all it wants and looks at failed() in the end. Any
/// thread.
class PlaybookFields
{
public:
    bool failed() const { return m_failed; }
    const Error &error() const { return m_error; }

protected:
    static constexpr size_t maxListLength = 2000;
    static constexpr qsizetype maxTextLength = 2000;

    void fail(const JsonNode &node, const QString &path, const QString &why);

    static QString join(const QString &path, const char *name);
    static QString item(const QString &path, size_t i);

    /// The member if it is there and of that type; null after a fault or where it may be left out.
    const JsonNode *member(const JsonNode &node, const char *name, const QString &path, JsonNode::Type type,
                           bool required);
    QString text(const JsonNode &node, const char *name, const QString &path, bool required);
    /// A whole number in the range, or the fallback if it is left out.
    int number(const JsonNode &node, const char *name, const QString &path, int fallback, int lowest,
               int highest);
    /// False if it is left out.
    bool flag(const JsonNode &node, const char *name, const QString &path);
    /// Calls use(element, its path) for each object of a list.
    void objects(const JsonNode &node, const char *name, const QString &path, size_t most,
                 const std::function<void(const JsonNode &, const QString &)> &use);
    QStringList texts(const JsonNode &node, const char *name, const QString &path, bool required,
                      qsizetype maxWords = 0);
    void checkWords(const JsonNode &node, const QString &path, qsizetype most);
    QString uniqueId(const JsonNode &node, const QString &path, QSet<QString> &taken);

private:
    QString checkedText(const JsonNode &node, const QString &path, bool required);

    bool m_failed = false;
    Error m_error;
};

} // namespace talktrack
