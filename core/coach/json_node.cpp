// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/json_node.h"

#include <QSet>
#include <QStringDecoder>

#include <cmath>

namespace talktrack {

namespace {

class JsonParser
{
public:
    explicit JsonParser(const QString &text)
        : m_text(text)
    {
    }

    Result<JsonNode> parse()
    {
        JsonNode root;
        if (value(root, 0)) {
            skipBlanks();
            if (m_at < m_text.size())
                fail(QStringLiteral("something stands after the end of the playbook"));
        }
        if (!m_error.isEmpty())
            return unexpected(ErrorKind::PlaybookInvalid, QStringLiteral("not valid JSON"),
                              QStringLiteral("line %1: %2").arg(m_line).arg(m_error));
        return root;
    }

private:
    bool fail(const QString &why)
    {
        if (m_error.isEmpty())
            m_error = why;
        return false;
    }
    bool ended() const { return m_at >= m_text.size(); }
    QChar peek() const { return ended() ? QChar() : m_text.at(m_at); }

    void skipBlanks()
    {
        for (; !ended(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == u'\n')
                ++m_line;
            else if (c != u' ' && c != u'\t' && c != u'\r')
                break;
        }
    }

    bool value(JsonNode &node, int depth)
    {
        skipBlanks();
        if (depth > maxJsonDepth)
            return fail(QStringLiteral("nested deeper than %1 levels").arg(maxJsonDepth));
        node.line = m_line;
        if (ended())
            return fail(QStringLiteral("the file ends too early"));
        switch (peek().unicode()) {
        case u'{':
            return object(node, depth);
        case u'[':
            return array(node, depth);
        case u'"':
            node.type = JsonNode::Type::String;
            return string(node.string);
        default:
            return scalar(node);
        }
    }

    bool object(JsonNode &node, int depth)
    {
        node.type = JsonNode::Type::Object;
        QSet<QString> keys;
        ++m_at;
        skipBlanks();
        if (peek() == u'}')
            return ++m_at, true;
        while (true) {
            skipBlanks();
            JsonNode child;
            if (ended())
                return fail(QStringLiteral("the file ends too early"));
            if (peek() != u'"')
                return fail(QStringLiteral("a name in \"…\" is expected"));
            if (!string(child.key))
                return false;
            if (keys.contains(child.key))
                return fail(QStringLiteral("\"%1\" is there twice").arg(child.key.left(40)));
            keys.insert(child.key);
            skipBlanks();
            if (peek() != u':')
                return fail(ended() ? QStringLiteral("the file ends too early")
                                    : QStringLiteral("a : is expected"));
            ++m_at;
            if (!value(child, depth + 1))
                return false;
            node.children.push_back(std::move(child));
            bool more = false;
            if (!separator(u'}', more))
                return false;
            if (!more)
                return true;
        }
    }

    bool array(JsonNode &node, int depth)
    {
        node.type = JsonNode::Type::Array;
        ++m_at;
        skipBlanks();
        if (peek() == u']')
            return ++m_at, true;
        while (true) {
            JsonNode child;
            if (!value(child, depth + 1))
                return false;
            node.children.push_back(std::move(child));
            bool more = false;
            if (!separator(u']', more))
                return false;
            if (!more)
                return true;
        }
    }

    bool separator(char16_t end, bool &more)
    {
        skipBlanks();
        if (ended())
            return fail(QStringLiteral("the file ends too early"));
        const QChar c = peek();
        if (c != u',' && c != end)
            return fail(QStringLiteral("a , or %1 is expected").arg(QChar(end)));
        ++m_at;
        more = c == u',';
        return true;
    }

    bool string(QString &result)
    {
        for (++m_at; !ended(); ++m_at) {
            const QChar c = peek();
            if (c == u'"')
                return ++m_at, true;
            if (c.unicode() < 0x20)
                return fail(QStringLiteral("a text does not end on its line"));
            if (c != u'\\')
                result += c;
            else if (!escape(result))
                return false;
        }
        return fail(QStringLiteral("the file ends too early"));
    }

    bool escape(QString &result)
    {
        static const QString from = QStringLiteral("\"\\/bfnrt");
        static const QString to = QStringLiteral("\"\\/\b\f\n\r\t");
        ++m_at;
        const qsizetype plain = ended() ? -1 : from.indexOf(peek());
        if (plain >= 0) {
            result += to.at(plain);
            return true;
        }
        bool isHex = false;
        const ushort code = peek() == u'u' ? m_text.mid(m_at + 1, 4).toUShort(&isHex, 16) : ushort{0};
        if (!isHex || m_at + 4 >= m_text.size())
            return fail(QStringLiteral("an unknown \\ sequence"));
        result += QChar(code);
        m_at += 4;
        return true;
    }

    bool scalar(JsonNode &node)
    {
        const qsizetype start = m_at;
        while (!ended() && (peek().isLetterOrNumber() || peek() == u'-' || peek() == u'+' || peek() == u'.'))
            ++m_at;
        const QString word = m_text.mid(start, m_at - start);
        if (word == QLatin1String("true") || word == QLatin1String("false")) {
            node.type = JsonNode::Type::Bool;
            node.boolean = word.size() == 4;
            return true;
        }
        if (word == QLatin1String("null"))
            return true;
        bool isNumber = false;
        node.number = word.toDouble(&isNumber);
        node.type = JsonNode::Type::Number;
        const bool starts = !word.isEmpty() && (word.at(0).isDigit() || word.at(0) == u'-');
        return (isNumber && starts && std::isfinite(node.number)) ||
               fail(QStringLiteral("a value is expected"));
    }

    const QString &m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    QString m_error;
};

} // namespace

const JsonNode *JsonNode::member(QLatin1String name) const
{
    for (const JsonNode &child : children) {
        if (child.key == name)
            return &child;
    }
    return nullptr;
}

Result<JsonNode> parseJson(const QByteArray &text)
{
    const auto refuse = [](int line, const QString &why) {
        return unexpected(ErrorKind::PlaybookInvalid, why, QStringLiteral("line %1: %2").arg(line).arg(why));
    };
    if (text.startsWith("\xff\xfe") || text.startsWith("\xfe\xff") || text.left(4).contains('\0'))
        return refuse(1, QStringLiteral("the file is UTF-16, save it as UTF-8"));
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString decoded = decode(text);
    if (decode.hasError()) {
        int line = 0;
        for (const QByteArray &part : text.split('\n')) {
            ++line;
            QStringDecoder one(QStringDecoder::Utf8);
            const QString ignored = one(part);
            if (one.hasError())
                break;
        }
        return refuse(line, QStringLiteral("the file is not UTF-8"));
    }
    if (decoded.trimmed().isEmpty())
        return refuse(1, QStringLiteral("the file is empty"));
    return JsonParser(decoded).parse();
}

} // namespace talktrack
