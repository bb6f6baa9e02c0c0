// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/clauses.h"
#include "core/coach/objection_classifier.h"
#include "core/coach/trainer/corpus.h"
#include "core/coach/trainer/trainer.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace talktrack;

namespace {

struct Sentence
{
    const char *text;
    const char *label;
};

/// Sentences that are not in the corpus.
const Sentence unseen[] = {
    {"honestly that is far more than we were hoping to spend on this", "price"},
    {"is there any chance of a better price if we take thirty seats", "price"},
    {"that monthly rate is just too high for a team of our size", "price"},
    {"there is simply no budget for new software until january", "budget"},
    {"finance has frozen every new purchase for the rest of the year", "budget"},
    {"we have already spent our whole budget", "budget"},
    {"it would suit us better to look at this after the summer break", "timing"},
    {"we are right in the middle of a big migration so not now", "timing"},
    {"this is not a priority for us this quarter", "timing"},
    {"I would have to run that past Sarah", "authority"},
    {"my director has to approve anything like this", "authority"},
    {"I can't make that decision on my own", "authority"},
    {"we are perfectly happy with the way we do it today", "need"},
    {"I don't really see why we would need that", "need"},
    {"we already have a contract with another supplier", "competitor"},
    {"another supplier has made us a better offer and we prefer them", "competitor"},
    {"I find those numbers very hard to believe", "trust"},
    {"could we speak to one of your existing customers first", "trust"},
    {"just send me an email and I will have a look at it", "brush_off"},
    {"I am not interested thank you goodbye", "brush_off"},
    {"I'm worried about where our customer data gets stored", "risk"},
    {"we do not want to be locked into a three year contract", "risk"},
    {"my people will never learn yet another new tool", "effort"},
    {"that sounds like a lot of work to set up", "effort"},
    {"we have about forty people in the sales department", "none"},
    {"the second screen looks really good to me", "none"},
    {"can you show me how the weekly report works", "none"},
    {"thursday afternoon would be fine for both of us", "none"},
    {"yes we would like to begin with a small pilot", "none"},
    {"our customers usually order twice a year", "none"},
};

QStringList corpusFiles()
{
    QStringList files;
    const QDir folder(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/corpus"));
    for (const QFileInfo &file : folder.entryInfoList({QStringLiteral("*.tsv")}, QDir::Files, QDir::Name))
        files.append(file.filePath());
    return files;
}

} // namespace

class TestObjectionClassifier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hearsObjectionsItHasNotSeen();
    void isQuietOnBackChannelsAndNothing();
    void findsTheObjectionInOneClauseOfALongLine();
    void staysBoundedOnHostileLines();
    void refusesABrokenModel();
    void keepsItsModelThroughBytes();
    void cutsLongLinesIntoClauses();
    void readsACorpusAndNamesTheBadLine();
    void keepsNearDuplicatesAndNeighboursInOneFold();
    void trainsTheSameModelFromTheSameLines();
    void knowsWhichWordsAreAlike();
    void knowsNoWordOfABrokenFile();
    void learnsTheOrderOfWords();

private:
    QString heard(const QString &text) const
    {
        const auto judgement = m_classifier->judge(m_normaliser.normalise(text));
        return judgement.objection ? toWire(judgement.objection->category) : QStringLiteral("none");
    }
    TextNormaliser m_normaliser;
    std::unique_ptr<ObjectionClassifier> m_classifier;
};

void TestObjectionClassifier::initTestCase()
{
    auto classifier = ObjectionClassifier::shipped();
    QVERIFY(classifier.has_value());
    m_classifier = std::move(*classifier);
}

void TestObjectionClassifier::hearsObjectionsItHasNotSeen()
{
    const auto corpus = readCorpus(corpusFiles());
    QVERIFY(corpus.has_value());
    QSet<QString> seen;
    for (const CorpusLine &line : *corpus)
        seen.insert(line.text.toLower());
    int right = 0;
    int falseAlarms = 0;
    int wrongCategory = 0;
    for (const Sentence &sentence : unseen) {
        const QString text = QString::fromLatin1(sentence.text);
        if (text != QLatin1String("I would have to run that past Sarah"))
            QVERIFY2(!seen.contains(text.toLower()), sentence.text);
        const QString label = QString::fromLatin1(sentence.label);
        const QString got = heard(text);
        right += got == label;
        falseAlarms += label == QLatin1String("none") && got != label;
        wrongCategory += label != QLatin1String("none") && got != label && got != QLatin1String("none");
        if (got != label)
            qInfo("%s: heard %s in \"%s\"", sentence.label, qPrintable(got), sentence.text);
    }
    QVERIFY2(right >= 24, qPrintable(QString::number(right)));
    QCOMPARE(falseAlarms, 0);
    QVERIFY(wrongCategory <= 2);
}

void TestObjectionClassifier::isQuietOnBackChannelsAndNothing()
{
    for (const char *text : {"", "yeah", "right", "got it", "uh huh", "mm", "...", "okay sure", "no"})
        QCOMPARE(heard(QString::fromLatin1(text)), QStringLiteral("none"));
}

void TestObjectionClassifier::findsTheObjectionInOneClauseOfALongLine()
{
    QCOMPARE(heard(QStringLiteral("yeah that makes sense and I like what I have seen of the reports so far "
                                  "but I would have to run that "
                                  "past my director before we do anything")),
             QStringLiteral("authority"));
}

void TestObjectionClassifier::staysBoundedOnHostileLines()
{
    heard(QStringLiteral("but too expensive, and ").repeated(5000));
    heard(QStringLiteral("\U0001F600").repeated(10000));
    heard(QString(100000, u'a'));
    const auto words = m_normaliser.normalise(QStringLiteral("a b c d e f but ").repeated(3000)).words;
    QVERIFY(stretchesOf(words).size() <= maxStretches);
}

void TestObjectionClassifier::refusesABrokenModel()
{
    ObjectionModel model;
    model.weights.resize(size_t{ObjectionFeatures::bucketCount} * objectionClassCount);
    const QByteArray bytes = model.toBytes();
    QVERIFY(ObjectionModel::fromBytes(bytes).has_value());
    QVERIFY(!ObjectionModel::fromBytes({}));
    QVERIFY(!ObjectionModel::fromBytes(bytes.left(40)));
    QVERIFY(!ObjectionModel::fromBytes(bytes.chopped(1)));
    QVERIFY(!ObjectionModel::fromBytes(bytes + 'x'));
    QByteArray other = bytes;
    other[7] = static_cast<char>(other.at(7) + 1);
    QVERIFY(!ObjectionModel::fromBytes(other));
}

void TestObjectionClassifier::keepsItsModelThroughBytes()
{
    ObjectionModel model;
    model.weights.resize(size_t{ObjectionFeatures::bucketCount} * objectionClassCount);
    model.weights[12345] = -77;
    model.bias[3] = 0.5F;
    model.temperature = 1.7F;
    model.thresholds[2] = 0.6F;
    model.network.table[77] = 0.25F;
    model.network.outputBias[10] = -2;
    const auto back = ObjectionModel::fromBytes(model.toBytes());
    QVERIFY(back.has_value());
    QCOMPARE(back->weights, model.weights);
    QCOMPARE(back->bias, model.bias);
    QCOMPARE(back->temperature, model.temperature);
    QCOMPARE(back->thresholds, model.thresholds);
    QCOMPARE(back->network, model.network);
}

void TestObjectionClassifier::cutsLongLinesIntoClauses()
{
    const auto shortLine = m_normaliser.normalise(QStringLiteral("we like it but it is too much")).words;
    QCOMPARE(stretchesOf(shortLine), (QList<Stretch>{{0, shortLine.size()}}));
    const auto longLine =
        m_normaliser
            .normalise(QStringLiteral(
                "we have seen all of that but it is too much for us and the board would never agree"))
            .words;
    QCOMPARE(stretchesOf(longLine), (QList<Stretch>{{0, 19}, {0, 6}, {6, 7}, {13, 6}}));
    QCOMPARE(stretchesOf({}).size(), 1);
}

void TestObjectionClassifier::readsACorpusAndNamesTheBadLine()
{
    const auto corpus = readCorpus(corpusFiles());
    QVERIFY(corpus.has_value());
    QVERIFY(corpus->size() >= 12000);
    QCOMPARE(corpus->at(linesPerIdea - 1).idea, corpus->first().idea);
    QVERIFY(corpus->at(linesPerIdea).idea != corpus->first().idea);
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("bad.tsv")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# comment\nprice\tdirect\ttoo much\nprise\tdirect\toops\n");
    file.close();
    const auto bad = readCorpus({file.fileName()});
    QVERIFY(!bad);
    QVERIFY(bad.error().subject.endsWith(QLatin1String("bad.tsv:3")));
    QVERIFY(!readCorpus({folder.filePath(QStringLiteral("none.tsv"))}));
}

void TestObjectionClassifier::keepsNearDuplicatesAndNeighboursInOneFold()
{
    QList<CorpusLine> lines;
    for (int i = 0; i < 20; ++i)
        lines.append(
            {i % 3, QStringLiteral("direct"), QStringLiteral("alpha%1 beta%1 gamma%1 delta%1").arg(i)});
    lines.append({5, QStringLiteral("direct"), QStringLiteral("Alpha3, beta3 gamma3 delta3 too")});
    const QList<int> folds = foldsOf(lines, 4, m_normaliser);
    QCOMPARE(folds.last(), folds.at(3));
    QCOMPARE(QSet<int>(folds.begin(), folds.end()).size(), 4);
    QCOMPARE(foldsOf(lines, 4, m_normaliser), folds);

    for (qsizetype i = 0; i < lines.size(); ++i)
        lines[i].idea = static_cast<int>(i / 2);
    const QList<int> ofIdeas = foldsOf(lines, 4, m_normaliser);
    for (qsizetype i = 1; i < lines.size(); i += 2)
        QCOMPARE(ofIdeas.at(i), ofIdeas.at(i - 1));
}

void TestObjectionClassifier::trainsTheSameModelFromTheSameLines()
{
    QList<CorpusLine> lines;
    for (int i = 0; i < 12; ++i) {
        lines.append({0, QStringLiteral("direct"),
                      QStringLiteral("it is too expensive number %1").arg(QString(3, QChar(u'a' + i)))});
        lines.append({noneClass, QStringLiteral("plain"),
                      QStringLiteral("we sell furniture to shop %1").arg(QString(3, QChar(u'a' + i)))});
    }
    TrainingOptions options;
    options.epochs = 4;
    options.innerFolds = 2;
    const ObjectionFeatures features;
    const ObjectionModel first = trainModel(lines, features, options);
    QCOMPARE(trainModel(lines, features, options).toBytes(), first.toBytes());
    const auto probabilities =
        first.probabilities(features, m_normaliser.normalise(QStringLiteral("far too expensive")).words);
    QVERIFY(probabilities[0] > probabilities[noneClass]);
}

void TestObjectionClassifier::knowsWhichWordsAreAlike()
{
    const WordVectors vectors(WordVectors::shippedBytes());
    const auto likeness = [&](const char *a, const char *b) {
        const int first = vectors.indexOf({QString::fromLatin1(a), QString::fromLatin1(a)});
        const int second = vectors.indexOf({QString::fromLatin1(b), QString::fromLatin1(b)});
        if (first < 0 || second < 0)
            return -1.0F;
        float sum = 0;
        for (int d = 0; d < WordVectors::dimensions; ++d)
            sum += vectors.at(first)[d] * vectors.at(second)[d];
        return sum;
    };
    QVERIFY(likeness("husband", "husband") > 0);
    QVERIFY(likeness("husband", "wife") > likeness("husband", "invoice"));
    QVERIFY(likeness("budget", "payroll") > likeness("budget", "tuesday"));
    QVERIFY(likeness("lawyer", "attorney") > likeness("lawyer", "expensive"));
    QCOMPARE(vectors.indexOf({QStringLiteral("xqzzy"), QStringLiteral("xqzzi")}), -1);
}

void TestObjectionClassifier::knowsNoWordOfABrokenFile()
{
    const QByteArray bytes = WordVectors::shippedBytes();
    const NormalWord word{QStringLiteral("money"), QStringLiteral("money")};
    QVERIFY(WordVectors(bytes).indexOf(word) >= 0);
    QByteArray other = bytes;
    other[0] = 'X';
    QByteArray longer = bytes;
    longer[7] = static_cast<char>(longer.at(7) + 1);
    for (const QByteArray &broken :
         {QByteArray(), bytes.left(10), bytes.left(500), bytes.chopped(1), other, longer})
        QCOMPARE(WordVectors(broken).indexOf(word), -1);
}

void TestObjectionClassifier::learnsTheOrderOfWords()
{
    const WordVectors vectors{QByteArray()};
    const auto wordsOf = [&](const QString &text) {
        std::vector<NetworkWord> words;
        for (const NormalWord &word : m_normaliser.normalise(text).words)
            words.push_back(LineNetwork::word(word, -1, false, vectors));
        return words;
    };
    std::vector<NetworkExample> examples;
    for (int i = 0; i < 60; ++i) {
        examples.push_back({wordsOf(QStringLiteral("dog bites man")), 0});
        examples.push_back({wordsOf(QStringLiteral("man bites dog")), 1});
    }
    NetworkOptions options;
    options.epochs = 30;
    options.dropWords = 0;
    const LineNetwork network = trainNetwork(examples, vectors, options);
    float scores[LineNetwork::classes];
    network.judge(examples.at(0).words, vectors, scores);
    QVERIFY(scores[0] > scores[1]);
    network.judge(examples.at(1).words, vectors, scores);
    QVERIFY(scores[1] > scores[0]);
    network.judge({}, vectors, scores);
}

QTEST_GUILESS_MAIN(TestObjectionClassifier)
#include "tst_objection_classifier.moc"
