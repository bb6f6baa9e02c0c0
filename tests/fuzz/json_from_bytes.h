// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <cstdint>
#include <cstring>
#include <span>

/// Makes well-formed JSON out of whatever bytes a fuzzer has, so that it finds its way past the JSON parser:
/// a byte chooses a member's name, the next the kind of its value, and so on; what is open at the end is
/// closed. Numbers may still be out of any range.
class JsonFromBytes
{
public:
    JsonFromBytes(std::span<const std::uint8_t> bytes, const QByteArrayList &names,
                  const QByteArrayList &texts)
        : m_bytes(bytes)
        , m_names(names)
        , m_texts(texts)
    {
    }

    QByteArray json()
    {
        open('{');
        while (m_at < m_bytes.size() && !m_open.isEmpty()) {
            addMember();
        }
        while (!m_open.isEmpty()) {
            close();
        }
        return m_json;
    }

private:
    enum Kind {
        Object,
        Array,
        Close,
        SmallNumber,
        AnyNumber,
        Decimal,
        Text,
        AnyText,
        Pair,
        True,
        False,
        Null
    };
    static constexpr int kinds = Null + 1;
    static constexpr int deepest = 24;

    std::uint8_t next() { return m_at < m_bytes.size() ? m_bytes[m_at++] : std::uint8_t{0}; }

    void open(char bracket)
    {
        m_json += bracket;
        m_open += bracket;
        m_isFirst = true;
    }
    void close()
    {
        m_json += m_open.endsWith('{') ? '}' : ']';
        m_open.chop(1);
        m_isFirst = false;
    }

    void addMember()
    {
        const std::uint8_t choice = next();
        const int kind = choice % kinds;
        if (kind == Close) {
            close();
            return;
        }
        if (!m_isFirst) {
            m_json += ',';
        }
        m_isFirst = false;
        if (m_open.endsWith('{')) {
            m_json += '"' + m_names.at(next() % m_names.size()) + "\":";
        }
        addValue(static_cast<Kind>(kind));
    }

    void addValue(Kind kind)
    {
        switch (kind) {
        case Object:
        case Array:
            if (m_open.size() < deepest) {
                open(kind == Object ? '{' : '[');
                return;
            }
            [[fallthrough]];
        case Close:
        case Null:
            m_json += "null";
            return;
        case True:
            m_json += "true";
            return;
        case False:
            m_json += "false";
            return;
        case SmallNumber:
            m_json += QByteArray::number(next() - 16);
            return;
        case AnyNumber:
            addAnyNumber();
            return;
        case Decimal:
            m_json += QByteArray::number(double{0.1} * next());
            return;
        case Text:
            m_json += '"' + m_texts.at(next() % m_texts.size()) + '"';
            return;
        case AnyText:
            addAnyText();
            return;
        case Pair:
            m_json += '[' + QByteArray::number(next() % 4) + ',' + QByteArray::number(next() % 4) + ']';
            return;
        }
    }

    void addAnyNumber()
    {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i) {
            bits = bits << 8 | next();
        }
        double number = 0;
        std::memcpy(&number, &bits, sizeof number);
        const QByteArray text = QByteArray::number(number, 'g', 17);
        // Not a number, or endless: JSON has no word for it.
        m_json += text.contains('n') ? QByteArray::number(static_cast<qint64>(bits)) : text;
    }

    void addAnyText()
    {
        m_json += '"';
        for (int left = next() % 24; left > 0; --left) {
            const std::uint8_t byte = next();
            if (byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\') {
                m_json += static_cast<char>(byte);
            } else {
                // Any UTF-16 unit at all, surrogates more often than others.
                const int high = byte >= 0xc0 ? 0xd8 | (byte & 7) : byte;
                m_json += "\\u" + QByteArray::number(0x10000 | high << 8 | next(), 16).right(4);
            }
        }
        m_json += '"';
    }

    std::span<const std::uint8_t> m_bytes;
    const QByteArrayList &m_names;
    const QByteArrayList &m_texts;
    std::size_t m_at = 0;
    QByteArray m_json;
    QByteArray m_open;
    bool m_isFirst = true;
};
