// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/text_normaliser.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <libstemmer.h>

namespace talktrack {

namespace {

/// A word cut out of the line, before its contraction is expanded.
struct RawWord
{
    QString text;
    bool startsClause = false;
    bool startsSentence = false;
    bool endsQuestion = false;
};

/// Longer "words" are noise; cutting them bounds the stemmer's work.
constexpr qsizetype maxWordLength = 64;

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'\u2019' || c == u'\u2018' || c == u'`' || c == u'\u02bc';
}

bool isClauseMark(QChar c)
{
    static const QString marks = QStringLiteral(",;:()[]\u2013\u2014\"\u201c\u201d\u2026");
    return marks.contains(c);
}

const QHash<QString, QString> &wholeWordExpansions()
{
    static const QHash<QString, QString> table = [] {
        const std::pair<const char *, const char *> pairs[] = {
            {"cannot", "can not"},
            {"can't", "can not"},
            {"cant", "can not"},
            {"won't", "will not"},
            {"wont", "will not"},
            {"shan't", "shall not"},
            {"ain't", "is not"},
            {"aint", "is not"},
            {"gonna", "going to"},
            {"wanna", "want to"},
            {"gotta", "got to"},
            {"kinda", "kind of"},
            {"sorta", "sort of"},
            {"lemme", "let me"},
            {"gimme", "give me"},
            {"dunno", "do not know"},
            {"'cause", "because"},
            {"cos", "because"},
            {"cuz", "because"},
            {"let's", "let us"},
            {"y'all", "you all"},
            {"dont", "do not"},
            {"doesnt", "does not"},
            {"didnt", "did not"},
            {"isnt", "is not"},
            {"wasnt", "was not"},
            {"arent", "are not"},
            {"werent", "were not"},
            {"couldnt", "could not"},
            {"wouldnt", "would not"},
            {"shouldnt", "should not"},
            {"havent", "have not"},
            {"hasnt", "has not"},
            {"hadnt", "had not"},
            {"im", "i am"},
            {"ive", "i have"},
            {"weve", "we have"},
            {"youve", "you have"},
            {"theyve", "they have"},
            {"theyre", "they are"},
            {"youre", "you are"},
            {"thats", "that is"},
            {"theres", "there is"},
            {"whats", "what is"},
            {"heres", "here is"},
            {"hes", "he is"},
            {"shes", "she is"},
            {"ok", "okay"},
            {"e'mail", "email"},
            {"o'clock", "oclock"},
            {"alright", "all right"},
            {"%", "percent"},
            {"&", "and"},
        };
        QHash<QString, QString> result;
        for (const auto &[from, to] : pairs)
            result.insert(QLatin1String(from), QLatin1String(to));
        return result;
    }();
    return table;
}

bool isFiller(const QString &word)
{
    static const QSet<QString> fillers{QStringLiteral("um"),  QStringLiteral("uh"),  QStringLiteral("erm"),
                                       QStringLiteral("er"),  QStringLiteral("uhm"), QStringLiteral("hmm"),
                                       QStringLiteral("umm"), QStringLiteral("uhh")};
    return fillers.contains(word);
}

/// Whether 's after this word stands for "is": after pronouns, or where what follows cannot be owned.
bool ownsVerb(const QString &head, const QString &next)
{
    static const QSet<QString> pronouns{
        QStringLiteral("it"),       QStringLiteral("that"),       QStringLiteral("what"),
        QStringLiteral("there"),    QStringLiteral("who"),        QStringLiteral("he"),
        QStringLiteral("she"),      QStringLiteral("here"),       QStringLiteral("how"),
        QStringLiteral("where"),    QStringLiteral("when"),       QStringLiteral("this"),
        QStringLiteral("why"),      QStringLiteral("everything"), QStringLiteral("everybody"),
        QStringLiteral("nothing"),  QStringLiteral("now"),        QStringLiteral("something"),
        QStringLiteral("everyone"), QStringLiteral("nobody")};
    static const QSet<QString> verbal{
        QStringLiteral("a"),     QStringLiteral("the"),  QStringLiteral("been"),    QStringLiteral("not"),
        QStringLiteral("too"),   QStringLiteral("so"),   QStringLiteral("very"),    QStringLiteral("really"),
        QStringLiteral("just"),  QStringLiteral("got"),  QStringLiteral("already"), QStringLiteral("going"),
        QStringLiteral("gone"),  QStringLiteral("my"),   QStringLiteral("our"),     QStringLiteral("in"),
        QStringLiteral("on"),    QStringLiteral("way"),  QStringLiteral("always"),  QStringLiteral("still"),
        QStringLiteral("never"), QStringLiteral("all"),  QStringLiteral("quite"),   QStringLiteral("tight"),
        QStringLiteral("wrong"), QStringLiteral("fine"), QStringLiteral("the"),     QStringLiteral("up")};
    return pronouns.contains(head) || verbal.contains(next);
}

QStringList expand(const QString &word, const QString &next)
{
    const auto whole = wholeWordExpansions().constFind(word);
    if (whole != wholeWordExpansions().cend())
        return whole->split(u' ');
    static const std::pair<QString, QString> endings[] = {
        {QStringLiteral("n't"), QStringLiteral("not")},  {QStringLiteral("'d"), QStringLiteral("would")},
        {QStringLiteral("'ll"), QStringLiteral("will")}, {QStringLiteral("'re"), QStringLiteral("are")},
        {QStringLiteral("'ve"), QStringLiteral("have")}, {QStringLiteral("'m"), QStringLiteral("am")}};
    for (const auto &[ending, meaning] : endings) {
        if (word.size() > ending.size() && word.endsWith(ending))
            return expand(word.chopped(ending.size()), meaning) + QStringList{meaning};
    }
    if (word.size() > 2 && word.endsWith(QStringLiteral("'s"))) {
        const QString head = word.chopped(2);
        return ownsVerb(head, next) ? QStringList{head, QStringLiteral("is")} : QStringList{head};
    }
    QString bare = word;
    bare.remove(u'\'');
    return bare.isEmpty() ? QStringList{} : QStringList{bare};
}

class Cutter
{
public:
    explicit Cutter(const QString &text)
        : m_text(text)
    {
    }

    QList<RawWord> words()
    {
        for (qsizetype i = 0; i < m_text.size() && m_words.size() < maxLineWords; ++i)
            take(i);
        flush();
        return std::move(m_words);
    }

private:
    void take(qsizetype i)
    {
        const QChar c = m_text.at(i);
        if (c.isLetterOrNumber() || c.isMark() || c.isSurrogate()) {
            if (m_word.size() < maxWordLength)
                m_word += c.toLower();
        } else if (isApostrophe(c) && between(i)) {
            m_word += u'\'';
        } else if ((c == u',' || c == u'.') && insideNumber(i)) {
            if (c == u'.')
                m_word += c;
        } else if (c == u'.' && i > 0 && i + 1 < m_text.size() && m_text.at(i - 1).isLetter() &&
                   m_text.at(i + 1).isLetter()) {
            // Inside an abbreviation or an address it ends nothing.
            flush();
        } else {
            flush();
            mark(c);
        }
    }

    void mark(QChar c)
    {
        if (c == u'%' || c == u'&') {
            m_word = c;
            flush();
        } else if (c == u'.' || c == u'!' || c == u'?') {
            m_clause = m_sentence = true;
            if (c == u'?' && !m_words.isEmpty())
                m_words.last().endsQuestion = true;
        } else if (isClauseMark(c)) {
            m_clause = true;
        }
    }

    bool between(qsizetype i) const
    {
        return i + 1 < m_text.size() && m_text.at(i + 1).isLetter() &&
               (!m_word.isEmpty() || atLetterQuote(i));
    }
    bool atLetterQuote(qsizetype i) const { return m_text.mid(i + 1, 5).toLower() == QLatin1String("cause"); }
    bool insideNumber(qsizetype i) const
    {
        return i > 0 && i + 1 < m_text.size() && m_text.at(i - 1).isDigit() && m_text.at(i + 1).isDigit();
    }

    void flush()
    {
        if (m_word.isEmpty())
            return;
        m_words.append({std::exchange(m_word, {}), std::exchange(m_clause, false),
                        std::exchange(m_sentence, false), false});
    }

    const QString &m_text;
    QString m_word;
    QList<RawWord> m_words;
    bool m_clause = true;
    bool m_sentence = true;
};

bool isSingleLetter(const RawWord &word)
{
    return word.text.size() == 1 && word.text.at(0).isLetter();
}

/// Puts abbreviations that a recogniser spells out back together. "i t" and "u s" stay apart: joined they
/// would be other words.
void joinSpelledAbbreviations(QList<RawWord> &words)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words.at(i).text == u'e' && i + 1 < words.size() &&
            words.at(i + 1).text.startsWith(QLatin1String("mail"))) {
            words[i].text += words.at(i + 1).text;
            words[i].endsQuestion = words.at(i + 1).endsQuestion;
            words.remove(i + 1);
            continue;
        }
        qsizetype end = i;
        while (end < words.size() && isSingleLetter(words.at(end)) &&
               (end == i || !words.at(end).startsClause))
            ++end;
        if (end - i < 2)
            continue;
        QString joined;
        for (qsizetype k = i; k < end; ++k)
            joined += words.at(k).text;
        const bool article = joined.size() == 2 && (joined.startsWith(u'a') || joined.startsWith(u'i'));
        if ((article && joined != QLatin1String("ai")) || joined == QLatin1String("us"))
            continue;
        words[i].text = joined;
        words[i].endsQuestion = words.at(end - 1).endsQuestion;
        words.remove(i + 1, end - i - 1);
    }
}

} // namespace

void TextNormaliser::Deleter::operator()(sb_stemmer *stemmer) const
{
    sb_stemmer_delete(stemmer);
}

TextNormaliser::TextNormaliser()
    : m_stemmer(sb_stemmer_new("english", nullptr))
{
}
TextNormaliser::~TextNormaliser() = default;
TextNormaliser::TextNormaliser(TextNormaliser &&) noexcept = default;
TextNormaliser &TextNormaliser::operator=(TextNormaliser &&) noexcept = default;

QString TextNormaliser::stem(const QString &word) const
{
    if (!m_stemmer)
        return word;
    const QByteArray utf8 = word.toUtf8();
    const auto *bytes = reinterpret_cast<const sb_symbol *>(utf8.constData());
    const sb_symbol *stemmed = sb_stemmer_stem(m_stemmer.get(), bytes, static_cast<int>(utf8.size()));
    return QString::fromUtf8(reinterpret_cast<const char *>(stemmed), sb_stemmer_length(m_stemmer.get()));
}

NormalText TextNormaliser::normalise(const QString &text) const
{
    QList<RawWord> raw = Cutter(text).words();
    joinSpelledAbbreviations(raw);
    NormalText result;
    result.words.reserve(raw.size() + raw.size() / 8);
    bool clause = false;
    bool sentence = false;
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const RawWord &word = raw.at(i);
        clause = clause || word.startsClause;
        sentence = sentence || word.startsSentence;
        if (!isFiller(word.text)) {
            for (const QString &part : expand(word.text, i + 1 < raw.size() ? raw.at(i + 1).text : QString()))
                result.words.append(
                    {part, stem(part), std::exchange(clause, false), std::exchange(sentence, false)});
        }
        if (word.endsQuestion)
            result.questionMarks.append(result.words.size());
    }
    return result;
}

} // namespace talktrack
