// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/echo_filter.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace talktrack {

namespace {

/// Letters and digits in lower case; "I'm" and "i m" compare equal.
QString normalised(const QString &word)
{
    QString plain;
    plain.reserve(word.size());
    for (const QChar letter : word) {
        if (letter.isLetterOrNumber()) {
            plain += letter.toLower();
        }
    }
    return plain;
}

/// Two recognitions of the same sound: equal, or differing in the ending alone ("talk", "talked").
bool alike(const QString &a, const QString &b)
{
    if (a == b) {
        return true;
    }
    const qsizetype shorter = std::min(a.size(), b.size());
    return shorter >= 4 && std::max(a.size(), b.size()) - shorter <= 2 && a.left(shorter) == b.left(shorter);
}

} // namespace

EchoFilter::HeardLine EchoFilter::heard(const Transcription &line)
{
    HeardLine result{line.id, line.start, line.end, {}};
    for (const Word &word : line.words) {
        if (const QString text = normalised(word.text); !text.isEmpty()) {
            result.words.append({text, word.start, word.end});
        }
    }
    if (!result.words.isEmpty()) {
        return result;
    }
    // Without word times the words are spread evenly over the line.
    QStringList words;
    for (const QString &word : line.text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (const QString text = normalised(word); !text.isEmpty()) {
            words.append(text);
        }
    }
    const double each = words.isEmpty() ? 0 : (line.end - line.start) / static_cast<double>(words.size());
    for (qsizetype i = 0; i < words.size(); ++i) {
        const double start = line.start + each * static_cast<double>(i);
        result.words.append({words.at(i), start, start + each});
    }
    return result;
}

void EchoFilter::note(QList<HeardLine> &lines, const Transcription &line)
{
    lines.removeIf(
        [&](const HeardLine &old) { return old.id == line.id || old.end + memorySeconds < line.end; });
    lines.append(heard(line));
}

void EchoFilter::noteCustomer(const Transcription &line)
{
    if (line.track == Track::Customer) {
        note(m_customer, line);
    }
}

void EchoFilter::noteRep(const Transcription &line)
{
    if (line.track == Track::Rep) {
        note(m_rep, line);
    }
}

bool EchoFilter::isEcho(const Transcription &repLine) const
{
    return repLine.track == Track::Rep && matches(heard(repLine));
}

QStringList EchoFilter::lateEchoes(const Transcription &customerFinal)
{
    noteCustomer(customerFinal);
    return takeEchoes(customerFinal.start - tolerance, customerFinal.end + longestDelay + tolerance);
}

QStringList EchoFilter::echoesSoFar()
{
    return takeEchoes(std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max());
}

QStringList EchoFilter::takeEchoes(double from, double to)
{
    QStringList found;
    for (const HeardLine &rep : std::as_const(m_rep)) {
        if (rep.start <= to && rep.end >= from && matches(rep)) {
            found.append(rep.id);
        }
    }
    m_rep.removeIf([&](const HeardLine &line) { return found.contains(line.id); });
    return found;
}

bool EchoFilter::matches(const HeardLine &rep) const
{
    const auto count = static_cast<std::size_t>(rep.words.size());
    if (count == 0) {
        return false;
    }
    const bool isShort = rep.words.size() <= shortLineWords;
    const double allowance = isShort ? tightTolerance : tolerance;
    // The customer's words in order of time: one sentence of the echo may span two of the customer's lines.
    std::vector<HeardWord> original;
    for (const HeardLine &line : m_customer) {
        std::copy_if(
            line.words.begin(), line.words.end(), std::back_inserter(original), [&](const HeardWord &word) {
                return word.end >= rep.start - longestDelay - allowance && word.start <= rep.end + allowance;
            });
    }
    std::stable_sort(original.begin(), original.end(),
                     [](const HeardWord &a, const HeardWord &b) { return a.start < b.start; });

    const auto sameMoment = [&](const HeardWord &copy, const HeardWord &word) {
        const double delay = copy.start - word.start;
        const bool inTime = delay >= -allowance && delay <= longestDelay + allowance;
        return inTime && (!isShort || std::abs(copy.end - word.end - delay) <= tightTolerance);
    };
    // Longest common subsequence, in which a pair counts only at the same moment.
    std::vector<std::size_t> row(original.size() + 1, 0);
    for (const HeardWord &copy : rep.words) {
        std::size_t diagonal = 0;
        for (std::size_t i = 0; i < original.size(); ++i) {
            const std::size_t above = row[i + 1];
            const bool pair = sameMoment(copy, original[i]) && alike(copy.text, original[i].text);
            row[i + 1] = pair ? diagonal + 1 : std::max(above, row[i]);
            diagonal = above;
        }
    }
    const std::size_t common = row.back();
    return isShort ? common == count
                   : static_cast<double>(common) >= wordsInCommon * static_cast<double>(count);
}

} // namespace talktrack
