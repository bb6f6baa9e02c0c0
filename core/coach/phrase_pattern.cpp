// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/phrase_pattern.h"

#include <QSet>

namespace talktrack {

bool isNegation(const NormalWord &word)
{
    static const QSet<QString> negations{
        QStringLiteral("not"),    QStringLiteral("never"),    QStringLiteral("no"),
        QStringLiteral("hardly"), QStringLiteral("nothing"),  QStringLiteral("without"),
        QStringLiteral("none"),   QStringLiteral("nobody"),   QStringLiteral("neither"),
        QStringLiteral("nor"),    QStringLiteral("scarcely"), QStringLiteral("barely")};
    return negations.contains(word.text);
}

/// Builds the positions of a phrase and which may follow which (a Glushkov automaton, which needs no empty
/// moves).
class PhraseParser
{
public:
    PhraseParser(const QString &phrase, const TextNormaliser &normaliser,
                 PhrasePattern::Comparison comparison)
        : m_text(phrase)
        , m_normaliser(normaliser)
        , m_comparison(comparison)
    {
    }

    Result<PhrasePattern> parse()
    {
        const Part whole = alternatives(0);
        if (m_error.isEmpty() && m_at < m_text.size())
            fail(QStringLiteral("a ) without its ("));
        if (m_error.isEmpty() && m_pattern.m_positions.empty())
            fail(QStringLiteral("no word in it"));
        if (m_error.isEmpty() && whole.empty)
            fail(QStringLiteral("it would match anything"));
        for (const int p : whole.first) {
            if (m_error.isEmpty() && position(p).kind == PhrasePattern::Position::Kind::Any)
                fail(QStringLiteral("it starts with a gap"));
        }
        for (const int p : whole.last) {
            if (m_error.isEmpty() && position(p).kind == PhrasePattern::Position::Kind::Any)
                fail(QStringLiteral("it ends with a gap"));
        }
        if (!m_error.isEmpty())
            return unexpected(ErrorKind::Failed, m_error);
        m_pattern.m_first = whole.first;
        for (const int p : whole.last)
            position(p).last = true;
        return std::move(m_pattern);
    }

private:
    /// A piece of the phrase: where it may start and end, and whether it may be nothing.
    struct Part
    {
        std::vector<int> first;
        std::vector<int> last;
        bool empty = true;
    };

    PhrasePattern::Position &position(int index) { return m_pattern.m_positions[static_cast<size_t>(index)]; }

    void fail(const QString &why)
    {
        if (m_error.isEmpty())
            m_error = why;
    }

    int add(PhrasePattern::Position::Kind kind, const QString &text)
    {
        if (m_pattern.m_positions.size() >= maxPhraseWords) {
            fail(QStringLiteral("more than %1 words").arg(maxPhraseWords));
            return 0;
        }
        m_pattern.m_positions.push_back({kind, text, {}, false});
        return static_cast<int>(m_pattern.m_positions.size()) - 1;
    }

    void append(Part &whole, const Part &part)
    {
        for (const int from : whole.last)
            position(from).next.insert(position(from).next.end(), part.first.begin(), part.first.end());
        if (whole.empty)
            whole.first.insert(whole.first.end(), part.first.begin(), part.first.end());
        if (!part.empty)
            whole.last.clear();
        whole.last.insert(whole.last.end(), part.last.begin(), part.last.end());
        whole.empty = whole.empty && part.empty;
    }

    Part single(PhrasePattern::Position::Kind kind, const QString &text)
    {
        const int p = add(kind, text);
        return m_error.isEmpty() ? Part{{p}, {p}, false} : Part{};
    }

    Part alternatives(int depth)
    {
        Part result = sequence(depth);
        while (m_error.isEmpty() && m_at < m_text.size() && m_text.at(m_at) == u'|') {
            if (depth == 0)
                fail(QStringLiteral("a | outside of ( )"));
            ++m_at;
            const Part other = sequence(depth);
            result.first.insert(result.first.end(), other.first.begin(), other.first.end());
            result.last.insert(result.last.end(), other.last.begin(), other.last.end());
            result.empty = result.empty || other.empty;
        }
        return result;
    }

    Part sequence(int depth)
    {
        Part result;
        while (m_error.isEmpty() && m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == u'|' || c == u')')
                break;
            if (c == u'(')
                append(result, group(depth));
            else if (QStringView(m_text).mid(m_at).startsWith(QLatin1String("...")))
                append(result, gap(3));
            else if (c == u'\u2026')
                append(result, gap(1));
            else
                words(result);
        }
        return result;
    }

    Part group(int depth)
    {
        if (depth >= maxPhraseDepth) {
            fail(QStringLiteral("groups deeper than %1").arg(maxPhraseDepth));
            return {};
        }
        ++m_at;
        Part inner = alternatives(depth + 1);
        if (m_at >= m_text.size())
            fail(QStringLiteral("a ( without its )"));
        ++m_at;
        return inner;
    }

    Part gap(qsizetype length)
    {
        m_at += length;
        Part result;
        for (int i = 0; i < maxGapWords && m_error.isEmpty(); ++i) {
            Part any = single(PhrasePattern::Position::Kind::Any, {});
            any.empty = true;
            append(result, any);
        }
        return result;
    }

    /// Plain text up to the next sign of the language; its last word may be a prefix.
    void words(Part &result)
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && !atSign())
            ++m_at;
        const bool prefix = m_at < m_text.size() && m_text.at(m_at) == u'*';
        const QList<NormalWord> found = m_normaliser.normalise(m_text.mid(start, m_at - start)).words;
        if (prefix && (found.isEmpty() || m_at == start || m_text.at(m_at - 1).isSpace()))
            fail(QStringLiteral("a * without a word before it"));
        for (qsizetype i = 0; i < found.size() && m_error.isEmpty(); ++i) {
            const NormalWord &word = found.at(i);
            m_pattern.m_hasNegation = m_pattern.m_hasNegation || isNegation(word);
            if (prefix && i == found.size() - 1)
                append(result, single(PhrasePattern::Position::Kind::Prefix, word.text));
            else if (m_comparison == PhrasePattern::Comparison::AsSpoken)
                append(result, single(PhrasePattern::Position::Kind::Word, word.text));
            else
                append(result, single(PhrasePattern::Position::Kind::Stem, word.stem));
        }
        if (prefix)
            ++m_at;
    }

    bool atSign() const
    {
        const QChar c = m_text.at(m_at);
        return c == u'(' || c == u')' || c == u'|' || c == u'*' || c == u'\u2026' ||
               QStringView(m_text).mid(m_at).startsWith(QLatin1String("..."));
    }

    const QString &m_text;
    const TextNormaliser &m_normaliser;
    PhrasePattern::Comparison m_comparison;
    qsizetype m_at = 0;
    QString m_error;
    PhrasePattern m_pattern;
};

Result<PhrasePattern> PhrasePattern::parse(const QString &phrase, const TextNormaliser &normaliser,
                                           Comparison comparison)
{
    return PhraseParser(phrase, normaliser, comparison).parse();
}

} // namespace talktrack
