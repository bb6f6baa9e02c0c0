// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_fields.h"

#include <cmath>

namespace talktrack {

namespace {

qsizetype wordCount(const QString &text)
{
    return text.split(u' ', Qt::SkipEmptyParts).size();
}

} // namespace

void PlaybookFields::fail(const JsonNode &node, const QString &path, const QString &why)
{
    if (m_failed)
        return;
    m_failed = true;
    const QString where = path.isEmpty() ? QString() : path + QStringLiteral(": ");
    m_error = {ErrorKind::PlaybookInvalid, why,
               QStringLiteral("line %1, %2%3")
                   .arg(node.line)
                   .arg(where.isEmpty() ? QStringLiteral("the playbook: ") : where, why),
               std::nullopt};
}

QString PlaybookFields::join(const QString &path, const char *name)
{
    return path.isEmpty() ? QLatin1String(name) : path + u'.' + QLatin1String(name);
}
QString PlaybookFields::item(const QString &path, size_t i)
{
    return QStringLiteral("%1[%2]").arg(path).arg(i);
}

const JsonNode *PlaybookFields::member(const JsonNode &node, const char *name, const QString &path,
                                       JsonNode::Type type, bool required)
{
    if (failed())
        return nullptr;
    const JsonNode *found = node.member(QLatin1String(name));
    if (!found || found->type == JsonNode::Type::Null) {
        if (required)
            fail(found ? *found : node, join(path, name), QStringLiteral("is missing"));
        return nullptr;
    }
    if (found->type != type) {
        static const QString names[] = {QStringLiteral("null"),     QStringLiteral("true or false"),
                                        QStringLiteral("a number"), QStringLiteral("a text"),
                                        QStringLiteral("a list"),   QStringLiteral("an object")};
        fail(*found, join(path, name), QStringLiteral("must be %1").arg(names[static_cast<int>(type)]));
        return nullptr;
    }
    return found;
}

QString PlaybookFields::checkedText(const JsonNode &node, const QString &path, bool required)
{
    const QString result = node.string.simplified();
    if (required && result.isEmpty())
        fail(node, path, QStringLiteral("is empty"));
    if (result.size() > maxTextLength)
        fail(node, path, QStringLiteral("is longer than %1 characters").arg(maxTextLength));
    return result;
}

QString PlaybookFields::text(const JsonNode &node, const char *name, const QString &path, bool required)
{
    const JsonNode *found = member(node, name, path, JsonNode::Type::String, required);
    return found ? checkedText(*found, join(path, name), required) : QString();
}

int PlaybookFields::number(const JsonNode &node, const char *name, const QString &path, int fallback,
                           int lowest, int highest)
{
    const JsonNode *found = member(node, name, path, JsonNode::Type::Number, false);
    if (!found)
        return fallback;
    if (found->number < lowest || found->number > highest || found->number != std::floor(found->number)) {
        fail(*found, join(path, name),
             QStringLiteral("must be a whole number from %1 to %2").arg(lowest).arg(highest));
        return fallback;
    }
    return static_cast<int>(found->number);
}

void PlaybookFields::objects(const JsonNode &node, const char *name, const QString &path, size_t most,
                             const std::function<void(const JsonNode &, const QString &)> &use)
{
    const JsonNode *list = member(node, name, path, JsonNode::Type::Array, false);
    if (!list)
        return;
    if (list->children.size() > most)
        fail(*list, join(path, name), QStringLiteral("has more than %1 entries").arg(most));
    for (size_t i = 0; i < list->children.size() && !failed(); ++i) {
        const QString where = item(join(path, name), i);
        if (list->children[i].type != JsonNode::Type::Object)
            fail(list->children[i], where, QStringLiteral("must be an object"));
        else
            use(list->children[i], where);
    }
}

QStringList PlaybookFields::texts(const JsonNode &node, const char *name, const QString &path, bool required,
                                  qsizetype maxWords)
{
    QStringList result;
    const JsonNode *list = member(node, name, path, JsonNode::Type::Array, required);
    if (!list)
        return result;
    if (required && list->children.empty())
        fail(*list, join(path, name), QStringLiteral("is empty"));
    if (list->children.size() > maxListLength)
        fail(*list, join(path, name), QStringLiteral("has more than %1 entries").arg(maxListLength));
    for (size_t i = 0; i < list->children.size() && !failed(); ++i) {
        const JsonNode &entry = list->children[i];
        const QString where = item(join(path, name), i);
        if (entry.type != JsonNode::Type::String) {
            fail(entry, where, QStringLiteral("must be a text"));
            break;
        }
        result.append(checkedText(entry, where, true));
        if (maxWords > 0)
            checkWords(entry, where, maxWords);
    }
    return result;
}

void PlaybookFields::checkWords(const JsonNode &node, const QString &path, qsizetype most)
{
    const qsizetype words = wordCount(node.string);
    if (words > most)
        fail(node, path,
             QStringLiteral("has %1 words, at most %2 can be read at a glance").arg(words).arg(most));
}

QString PlaybookFields::uniqueId(const JsonNode &node, const QString &path, QSet<QString> &taken)
{
    const QString id = text(node, "id", path, true);
    if (!failed() && taken.contains(id))
        fail(*node.member(QLatin1String("id")), join(path, "id"),
             QStringLiteral("\"%1\" is there twice").arg(id.left(40)));
    taken.insert(id);
    return id;
}

bool PlaybookFields::flag(const JsonNode &node, const char *name, const QString &path)
{
    const JsonNode *found = member(node, name, path, JsonNode::Type::Bool, false);
    return found && found->boolean;
}

} // namespace talktrack
