// SPDX-License-Identifier: GPL-3.0-or-later
// bench_coach [folds] [--errors] [--held-out-only]: how well objections are heard, by cross-validation over
// resources/corpus and by the shipped model on tests/data/coach/held_out.tsv, and how long the coach takes
// from a final line to its events. In the cross-validation every line is judged by a model that has seen
// neither it nor its neighbours nor a near duplicate of it; the thresholds are chosen on folds inside the
// training lines. Of the held-out lines only totals are printed, as nothing may be tuned on them.
#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_coach.h"
#include "core/coach/playbook_reader.h"
#include "core/coach/trainer/corpus.h"
#include "core/coach/trainer/random.h"
#include "core/coach/trainer/trainer.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QMap>

#include <cstdio>
#include <thread>

using namespace talktrack;

namespace {

/// What each way of listening made of a line; noneClass for no objection.
struct Heard
{
    int phrases = noneClass;
    int classifier = noneClass;
    int combined = noneClass;
    int combinedNoisy = noneClass;
    ClassScores scores{};
};

QString className(int c)
{
    return c == noneClass ? QStringLiteral("none") : toWire(static_cast<ObjectionCategory>(c));
}

Transcription customerLine(const QString &text)
{
    Transcription line;
    line.id = QStringLiteral("line");
    line.track = Track::Customer;
    line.text = text;
    line.final = true;
    return line;
}

int objectionOf(PlaybookCoach &coach, const QString &text)
{
    for (const FeedbackEvent &event : coach.onLine(customerLine(text))) {
        if (event.type == FeedbackType::Objection)
            return static_cast<int>(
                *objectionCategoryFromWire(event.metadata.value(QLatin1String("category")).toString()));
    }
    return noneClass;
}

/// As a recogniser hands it over: lower case, no punctuation, 4 % of the words lost and 4 % replaced by
/// others.
QString noisy(const QString &text, Random &random, const QStringList &vocabulary)
{
    QString plain;
    for (const QChar c : text)
        plain += c.isLetterOrNumber() || c == u'\'' ? c.toLower() : QChar(u' ');
    QStringList result;
    for (const QString &word : plain.split(u' ', Qt::SkipEmptyParts)) {
        const double dice = random.unit();
        if (dice < 0.04)
            continue;
        result.append(dice < 0.08 ? vocabulary.at(static_cast<qsizetype>(
                                        random.below(static_cast<size_t>(vocabulary.size()))))
                                  : word);
    }
    return result.join(u' ');
}

class CrossValidation
{
public:
    CrossValidation(QList<CorpusLine> lines, Playbook playbook, int folds)
        : m_lines(std::move(lines))
        , m_playbook(std::move(playbook))
        , m_folds(folds)
        , m_heard(static_cast<size_t>(m_lines.size()))
    {
        m_foldOf = foldsOf(m_lines, folds, TextNormaliser());
        for (const CorpusLine &line : m_lines)
            m_vocabulary.append(line.text.toLower().split(u' ', Qt::SkipEmptyParts));
    }

    std::vector<Heard> run()
    {
        std::thread other([this] { half(1); });
        half(0);
        other.join();
        return m_heard;
    }

private:
    void half(int parity)
    {
        for (int fold = parity; fold < m_folds; fold += 2)
            judge(fold);
    }

    void judge(int fold)
    {
        QList<CorpusLine> others;
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            if (m_foldOf.at(i) != fold)
                others.append(m_lines.at(i));
        }
        const ObjectionFeatures features;
        const ObjectionModel model = trainModel(others, features);
        const ObjectionClassifier classifier(model);
        PlaybookCoach phrases(m_playbook, nullptr);
        PlaybookCoach combined(m_playbook, &classifier);
        Random random(99);
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            if (m_foldOf.at(i) != fold)
                continue;
            const QString &text = m_lines.at(i).text;
            const NormalText normal = features.normaliser().normalise(text);
            const auto guess = classifier.judge(normal).objection;
            Heard &heard = m_heard[static_cast<size_t>(i)];
            heard.phrases = objectionOf(phrases, text);
            heard.classifier = guess ? static_cast<int>(guess->category) : noneClass;
            heard.combined = objectionOf(combined, text);
            heard.combinedNoisy = objectionOf(combined, noisy(text, random, m_vocabulary));
            heard.scores = model.probabilities(features, normal.words);
        }
    }

    QList<CorpusLine> m_lines;
    Playbook m_playbook;
    int m_folds;
    QList<int> m_foldOf;
    QStringList m_vocabulary;
    std::vector<Heard> m_heard;
};

double ratio(int part, int whole)
{
    return whole > 0 ? static_cast<double>(part) / whole : 0.0;
}

void report(const char *title, const QList<CorpusLine> &lines, const std::vector<Heard> &heard,
            int Heard::*way)
{
    std::printf("\n%s\n  %-11s %9s %9s %9s\n", title, "category", "precision", "recall", "F1");
    double precisions = 0;
    double recalls = 0;
    for (int c = 0; c < objectionCategoryCount; ++c) {
        int right = 0;
        int given = 0;
        int wanted = 0;
        for (size_t i = 0; i < heard.size(); ++i) {
            const bool isIt = lines.at(static_cast<qsizetype>(i)).label == c;
            wanted += isIt;
            given += heard[i].*way == c;
            right += isIt && heard[i].*way == c;
        }
        const double p = ratio(right, given);
        const double r = ratio(right, wanted);
        precisions += p;
        recalls += r;
        std::printf("  %-11s %9.3f %9.3f %9.3f\n", qPrintable(className(c)), p, r,
                    p + r > 0 ? 2 * p * r / (p + r) : 0.0);
    }
    std::printf("  %-11s %9.3f %9.3f\n", "macro", precisions / objectionCategoryCount,
                recalls / objectionCategoryCount);
    QMap<QString, std::pair<int, int>> kinds;
    for (size_t i = 0; i < heard.size(); ++i) {
        const CorpusLine &line = lines.at(static_cast<qsizetype>(i));
        auto &[hits, all] = kinds[line.kind];
        ++all;
        hits += line.label == noneClass ? heard[i].*way != noneClass : heard[i].*way == line.label;
    }
    for (auto it = kinds.cbegin(); it != kinds.cend(); ++it)
        std::printf(
            "  %-34s %.3f of %d\n",
            qPrintable(it.key() + (it.key() == QLatin1String("hard") || it.key() == QLatin1String("plain")
                                       ? QStringLiteral(" lines: false alarms")
                                       : QStringLiteral(" objections: heard"))),
            ratio(it->first, it->second), it->second);
}

void reportConfusion(const QList<CorpusLine> &lines, const std::vector<Heard> &heard)
{
    QMap<std::pair<int, int>, int> counts;
    for (size_t i = 0; i < heard.size(); ++i) {
        const int label = lines.at(static_cast<qsizetype>(i)).label;
        if (heard[i].combined != label && heard[i].combined != noneClass)
            ++counts[{label, heard[i].combined}];
    }
    QList<std::pair<int, std::pair<int, int>>> worst;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        worst.append({it.value(), it.key()});
    std::sort(worst.rbegin(), worst.rend());
    std::printf("\nWorst confusions, combined (is -> heard as)\n");
    for (qsizetype i = 0; i < std::min<qsizetype>(12, worst.size()); ++i)
        std::printf("  %-11s -> %-11s %d\n", qPrintable(className(worst.at(i).second.first)),
                    qPrintable(className(worst.at(i).second.second)), worst.at(i).first);
}

void reportErrors(const QList<CorpusLine> &lines, const std::vector<Heard> &heard)
{
    for (size_t i = 0; i < heard.size(); ++i) {
        const CorpusLine &line = lines.at(static_cast<qsizetype>(i));
        if (heard[i].combined == line.label)
            continue;
        int top = 0;
        for (int c = 0; c < objectionClassCount; ++c)
            top =
                heard[i].scores[static_cast<size_t>(c)] > heard[i].scores[static_cast<size_t>(top)] ? c : top;
        std::printf("%s\t%s\theard %s, phrases %s, classifier %s (top %s %.2f)\t%s\n",
                    qPrintable(className(line.label)), qPrintable(line.kind),
                    qPrintable(className(heard[i].combined)), qPrintable(className(heard[i].phrases)),
                    qPrintable(className(heard[i].classifier)), qPrintable(className(top)),
                    double{heard[i].scores[static_cast<size_t>(top)]}, qPrintable(line.text));
    }
}

/// The program as shipped on lines that had no part in making it.
bool reportHeldOut(const Playbook &playbook)
{
    const auto lines = readCorpus({QStringLiteral(TALKTRACK_SOURCE_DIR "/tests/data/coach/held_out.tsv")});
    const auto classifier = ObjectionClassifier::shipped();
    if (!lines || !classifier) {
        std::fprintf(stderr, "%s\n", qPrintable((lines ? classifier.error() : lines.error()).subject));
        return false;
    }
    std::vector<Heard> heard(static_cast<size_t>(lines->size()));
    const TextNormaliser normaliser;
    PlaybookCoach phrases(playbook, nullptr);
    PlaybookCoach combined(playbook, classifier->get());
    for (size_t i = 0; i < heard.size(); ++i) {
        const QString &text = lines->at(static_cast<qsizetype>(i)).text;
        const auto guess = (*classifier)->judge(normaliser.normalise(text)).objection;
        heard[i].phrases = objectionOf(phrases, text);
        heard[i].classifier = guess ? static_cast<int>(guess->category) : noneClass;
        heard[i].combined = objectionOf(combined, text);
    }
    report("Held out, phrases alone", *lines, heard, &Heard::phrases);
    report("Held out, classifier alone", *lines, heard, &Heard::classifier);
    report("Held out, combined", *lines, heard, &Heard::combined);
    return true;
}

void reportTimes(const QList<CorpusLine> &lines, const Playbook &playbook)
{
    const auto classifier = ObjectionClassifier::shipped();
    if (!classifier)
        return;
    PlaybookCoach coach(playbook, classifier->get());
    std::vector<double> milliseconds;
    for (const CorpusLine &line : lines) {
        QElapsedTimer timer;
        timer.start();
        const auto events = coach.onLine(customerLine(line.text));
        milliseconds.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("\nFinal line to events: p50 %.3f ms, p99 %.3f ms, slowest %.3f ms over %zu lines\n",
                milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 99 / 100],
                milliseconds.back(), milliseconds.size());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const int asked = arguments.isEmpty() ? 0 : arguments.first().toInt();
    const int folds = asked >= 2 ? asked : 5;
    QStringList files;
    for (const QFileInfo &file : QDir(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/corpus"))
                                     .entryInfoList({QStringLiteral("*.tsv")}, QDir::Files, QDir::Name))
        files.append(file.filePath());
    const auto lines = readCorpus(files);
    const auto playbook = defaultPlaybook();
    if (!lines || !playbook) {
        std::fprintf(stderr, "%s\n", qPrintable(lines ? playbook.error().subject : lines.error().subject));
        return 1;
    }
    if (arguments.contains(QLatin1String("--held-out-only")))
        return reportHeldOut(*playbook) ? 0 : 1;
    std::printf("%lld lines, %d folds\n", static_cast<long long>(lines->size()), folds);
    const std::vector<Heard> heard = CrossValidation(*lines, *playbook, folds).run();
    report("Phrases alone (default playbook)", *lines, heard, &Heard::phrases);
    report("Classifier alone", *lines, heard, &Heard::classifier);
    report("Combined", *lines, heard, &Heard::combined);
    report("Combined, 8 % of the words wrong", *lines, heard, &Heard::combinedNoisy);
    reportConfusion(*lines, heard);
    if (arguments.contains(QLatin1String("--errors")))
        reportErrors(*lines, heard);
    reportTimes(*lines, *playbook);
    return reportHeldOut(*playbook) ? 0 : 1;
}
