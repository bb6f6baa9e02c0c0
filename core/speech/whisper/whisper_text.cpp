// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_text.h"

#include <QSet>
#include <QStringList>

#include <algorithm>

namespace talktrack::whisper {
namespace {

/// A "yes" is longer.
constexpr double hardlyAnyVoice = 0.35;
/// The credits of a video are long; with this much voice somebody may really have said them.
constexpr double enoughForCredits = 2.0;
/// Nobody speaks faster than this, with some words to spare for a short utterance.
constexpr double mostWordsPerSecond = 8.0;
constexpr int spareWords = 3;

/// Letters and digits, lower case, single blanks.
QString plain(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (c.isLetterOrNumber())
            result += c.toLower();
        else if (!result.isEmpty() && !result.endsWith(QLatin1Char(' ')) && c != QLatin1Char('\''))
            result += QLatin1Char(' ');
    }
    return result.trimmed();
}

QChar closerOf(QChar opener)
{
    switch (opener.unicode()) {
    case u'[':
        return u']';
    case u'(':
        return u')';
    case u'{':
        return u'}';
    case u'*':
    case u'♪':
    case u'♫':
        return opener;
    default:
        return {};
    }
}

bool speaksOfASound(const QString &text)
{
    static const QSet<QString> names{
        QStringLiteral("applause"),      QStringLiteral("audio"),      QStringLiteral("background"),
        QStringLiteral("beep"),          QStringLiteral("beeping"),    QStringLiteral("blank"),
        QStringLiteral("breathing"),     QStringLiteral("chuckles"),   QStringLiteral("clears"),
        QStringLiteral("click"),         QStringLiteral("clicking"),   QStringLiteral("coughing"),
        QStringLiteral("coughs"),        QStringLiteral("crosstalk"),  QStringLiteral("dial"),
        QStringLiteral("footsteps"),     QStringLiteral("foreign"),    QStringLiteral("gasps"),
        QStringLiteral("inaudible"),     QStringLiteral("indistinct"), QStringLiteral("keyboard"),
        QStringLiteral("laughing"),      QStringLiteral("laughs"),     QStringLiteral("laughter"),
        QStringLiteral("music"),         QStringLiteral("noise"),      QStringLiteral("pause"),
        QStringLiteral("phone"),         QStringLiteral("ringing"),    QStringLiteral("rings"),
        QStringLiteral("sigh"),          QStringLiteral("sighs"),      QStringLiteral("silence"),
        QStringLiteral("silent"),        QStringLiteral("sound"),      QStringLiteral("sounds"),
        QStringLiteral("static"),        QStringLiteral("throat"),     QStringLiteral("typing"),
        QStringLiteral("unintelligible")};
    const QStringList words = plain(text).split(QLatin1Char(' '));
    return std::any_of(words.begin(), words.end(), [](const QString &word) { return names.contains(word); });
}

/// How many words from this one on are a note about a sound; 0 if they are speech.
qsizetype noteAt(const QList<Word> &words, qsizetype first)
{
    const QString &opening = words.at(first).text;
    const QChar opener = opening.at(0);
    const QChar closer = closerOf(opener);
    if (closer.isNull())
        return 0;
    QString inside;
    const qsizetype end = std::min<qsizetype>(words.size(), first + longestNote);
    for (qsizetype i = first; i < end; ++i) {
        const QString text = i == first ? opening.mid(1) : words.at(i).text;
        inside += text + QLatin1Char(' ');
        if (!text.contains(closer))
            continue;
        return opener != u'(' || speaksOfASound(inside) ? i - first + 1 : 0;
    }
    // A musical note by itself has no other end.
    return opener == u'♪' || opener == u'♫' ? 1 : 0;
}

bool isRepeated(const QList<QString> &keys, qsizetype at, qsizetype again, qsizetype period)
{
    if (again + period > keys.size())
        return false;
    for (qsizetype i = 0; i < period; ++i)
        if (keys.at(at + i) != keys.at(again + i))
            return false;
    return true;
}

} // namespace

QList<Word> wordsOf(const QString &text, int most)
{
    // Notes often stand against the word before them.
    QString spaced;
    spaced.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'[' || c == u'♪' || c == u'♫')
            spaced += QLatin1Char(' ');
        spaced += c;
        if (c == u']' || c == u'♪' || c == u'♫')
            spaced += QLatin1Char(' ');
    }
    QList<Word> words;
    for (const QString &token : spaced.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (words.size() >= most)
            break;
        words.append(Word{token, 0, 0, {}});
    }
    return words;
}

QList<Word> withoutNotes(const QList<Word> &words)
{
    QList<Word> spoken;
    for (qsizetype i = 0; i < words.size();) {
        const qsizetype note = words.at(i).text.isEmpty() ? 1 : noteAt(words, i);
        if (note == 0)
            spoken.append(words.at(i));
        i += std::max<qsizetype>(note, 1);
    }
    // What is left may be the full stop behind a note, or dots for nothing heard.
    const bool anything = std::any_of(spoken.begin(), spoken.end(),
                                      [](const Word &word) { return !plain(word.text).isEmpty(); });
    return anything ? spoken : QList<Word>();
}

QList<Word> withoutLoops(const QList<Word> &words)
{
    QList<QString> keys;
    keys.reserve(words.size());
    for (const Word &word : words)
        keys.append(plain(word.text));
    QList<Word> result;
    for (qsizetype i = 0; i < words.size();) {
        qsizetype loop = 0;
        qsizetype phrase = 1;
        for (qsizetype period = 1; period <= longestPhrase && loop == 0; ++period) {
            qsizetype times = 1;
            while (isRepeated(keys, i, i + times * period, period))
                ++times;
            if (times > mostRepeats) {
                loop = times * period;
                phrase = period;
            }
        }
        result.append(words.mid(i, phrase));
        i += std::max<qsizetype>(loop, 1);
    }
    return result;
}

bool isInvented(const QList<Word> &words, double voiceSeconds)
{
    static const QSet<QString> said{QStringLiteral("thank you"),
                                    QStringLiteral("thank you very much"),
                                    QStringLiteral("thank you so much"),
                                    QStringLiteral("thanks"),
                                    QStringLiteral("you"),
                                    QStringLiteral("bye"),
                                    QStringLiteral("bye bye"),
                                    QStringLiteral("the end"),
                                    QStringLiteral("vielen dank"),
                                    QStringLiteral("gracias"),
                                    QStringLiteral("merci")};
    static const QStringList credits{QStringLiteral("thanks for watching"),
                                     QStringLiteral("thank you for watching"),
                                     QStringLiteral("subtitles by"),
                                     QStringLiteral("amara org"),
                                     QStringLiteral("like and subscribe"),
                                     QStringLiteral("please subscribe"),
                                     QStringLiteral("see you in the next video"),
                                     QStringLiteral("untertitel"),
                                     QStringLiteral("sous titres"),
                                     QStringLiteral("transcription by"),
                                     QStringLiteral("www ")};
    const QString text = plain(textOf(words));
    if (voiceSeconds < hardlyAnyVoice && said.contains(text))
        return true;
    if (voiceSeconds < enoughForCredits &&
        std::any_of(credits.begin(), credits.end(),
                    [&](const QString &phrase) { return text.contains(phrase); }))
        return true;
    return static_cast<double>(words.size()) > spareWords + mostWordsPerSecond * voiceSeconds;
}

} // namespace talktrack::whisper
