// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/trainer/trainer.h"

#include "core/coach/trainer/random.h"

#include <cmath>
#include <numeric>

namespace talktrack {

namespace {

struct Example
{
    int label = noneClass;
    std::vector<Feature> features;
    NetworkExample forNetwork;
};

/// Weights in full precision while they are learnt.
class Learner
{
public:
    explicit Learner(const TrainingOptions &options)
        : m_options(options)
    {
        m_weights.resize(size_t{ObjectionFeatures::bucketCount} * objectionClassCount);
        m_gradients.resize(m_weights.size(), 1e-3F);
        m_sums.resize(m_weights.size());
    }

    void learn(const std::vector<Example> &examples)
    {
        std::vector<size_t> order(examples.size());
        std::iota(order.begin(), order.end(), size_t{0});
        Random random(20);
        for (int epoch = 0; epoch < m_options.epochs; ++epoch) {
            random.shuffle(order);
            for (const size_t i : order)
                step(examples[i]);
            // The average over the later epochs wanders less than the last step.
            if (epoch >= m_options.epochs / 2)
                accumulate();
        }
        for (size_t i = 0; i < m_weights.size(); ++i)
            m_weights[i] = m_sums[i] / static_cast<float>(m_averaged);
        for (size_t c = 0; c < m_bias.size(); ++c)
            m_bias[c] = m_biasSums[c] / static_cast<float>(m_averaged);
    }

    ObjectionModel quantised() const
    {
        ObjectionModel model;
        float largest = 1e-6F;
        for (const float w : m_weights)
            largest = std::max(largest, std::abs(w));
        model.scale = largest / 127.0F;
        model.bias = m_bias;
        model.weights.resize(m_weights.size());
        for (size_t i = 0; i < m_weights.size(); ++i)
            model.weights[i] = static_cast<qint8>(std::lround(m_weights[i] / model.scale));
        return model;
    }

private:
    void step(const Example &example)
    {
        ClassScores scores = m_bias;
        for (const Feature &feature : example.features) {
            const float *row = m_weights.data() + size_t{feature.bucket} * objectionClassCount;
            for (size_t c = 0; c < scores.size(); ++c)
                scores[c] += feature.value * row[c];
        }
        ClassScores error = softmax(scores, 1);
        error[static_cast<size_t>(example.label)] -= 1;
        for (const Feature &feature : example.features) {
            const size_t row = size_t{feature.bucket} * objectionClassCount;
            for (size_t c = 0; c < error.size(); ++c)
                update(m_weights[row + c], m_gradients[row + c],
                       error[c] * feature.value + m_options.l2 * m_weights[row + c]);
        }
        for (size_t c = 0; c < error.size(); ++c)
            update(m_bias[c], m_biasGradients[c], error[c] * 0.1F);
    }
    /// AdaGrad.
    void update(float &weight, float &squares, float gradient) const
    {
        squares += gradient * gradient;
        weight -= m_options.learningRate * gradient / std::sqrt(squares);
    }
    void accumulate()
    {
        ++m_averaged;
        for (size_t i = 0; i < m_weights.size(); ++i)
            m_sums[i] += m_weights[i];
        for (size_t c = 0; c < m_bias.size(); ++c)
            m_biasSums[c] += m_bias[c];
    }

    TrainingOptions m_options;
    std::vector<float> m_weights;
    std::vector<float> m_gradients;
    std::vector<float> m_sums;
    ClassScores m_bias{};
    ClassScores m_biasGradients{};
    ClassScores m_biasSums{};
    int m_averaged = 0;
};

std::vector<Example> examplesOf(const QList<CorpusLine> &lines, const ObjectionFeatures &features)
{
    std::vector<Example> result;
    for (const CorpusLine &line : lines) {
        const auto prepared = features.prepare(features.normaliser().normalise(line.text).words);
        result.push_back({line.label,
                          features.of(prepared, {0, prepared.words.size()}),
                          {prepared.networkWords, line.label}});
    }
    return result;
}

/// How a line that was not trained on was judged.
struct Judged
{
    int label = noneClass;
    bool hard = false;
    /// Logarithms of the probabilities of the whole line at temperature 1, for the temperature.
    ClassScores whole{};
    /// As ObjectionModel::judge has it, at the final temperature.
    ClassScores judged{};
};

ClassScores logarithms(const ClassScores &probabilities)
{
    ClassScores result{};
    for (size_t c = 0; c < result.size(); ++c)
        result[c] = std::log(std::max(probabilities[c], 1e-9F));
    return result;
}

float bestTemperature(const std::vector<Judged> &judged)
{
    double best = 1e300;
    float result = 1;
    for (int step = 0; step <= 40; ++step) {
        const float temperature = 0.3F * std::pow(1.08F, static_cast<float>(step));
        double loss = 0;
        for (const Judged &line : judged)
            loss -=
                std::log(std::max(softmax(line.whole, temperature)[static_cast<size_t>(line.label)], 1e-9F));
        if (loss < best) {
            best = loss;
            result = temperature;
        }
    }
    return result;
}

/// The category the classifier would name, or noneClass.
int heardAs(const ObjectionModel &model, const Judged &line)
{
    int best = noneClass;
    for (size_t c = 0; c < model.thresholds.size(); ++c) {
        if (line.judged[c] >= model.thresholds[c] &&
            (best == noneClass || line.judged[c] > line.judged[static_cast<size_t>(best)]))
            best = static_cast<int>(c);
    }
    return best;
}

/// Mean precision over the categories that are heard at all.
double macroPrecision(const ObjectionModel &model, const std::vector<Judged> &judged)
{
    std::array<double, objectionClassCount> right{};
    std::array<double, objectionClassCount> given{};
    for (const Judged &line : judged) {
        const int heard = heardAs(model, line);
        given[static_cast<size_t>(heard)] += 1;
        right[static_cast<size_t>(heard)] += heard == line.label;
    }
    double sum = 0;
    int heard = 0;
    for (size_t c = 0; c < noneClass; ++c) {
        sum += given[c] > 0 ? right[c] / given[c] : 0;
        heard += given[c] > 0;
    }
    return heard > 0 ? sum / heard : 1;
}

bool staysQuiet(const ObjectionModel &model, const std::vector<Judged> &judged,
                const TrainingOptions &options)
{
    double alarms[2] = {};
    double lines[2] = {};
    for (const Judged &line : judged) {
        if (line.label != noneClass)
            continue;
        lines[line.hard] += 1;
        alarms[line.hard] += heardAs(model, line) != noneClass;
    }
    return alarms[0] <= options.plainAlarms * lines[0] && alarms[1] <= options.hardAlarms * lines[1];
}

/// The lowest threshold at which precision is high enough and false alarms stay within their bounds. One for
/// all categories: one each, chosen on the same lines, did worse on lines that were not seen.
void fitThresholds(ObjectionModel &model, const std::vector<Judged> &judged, const TrainingOptions &options)
{
    for (int step = 30; step < 100; ++step) {
        model.thresholds.fill(0.01F * static_cast<float>(step));
        if (staysQuiet(model, judged, options) && macroPrecision(model, judged) >= options.precision)
            return;
    }
}

ObjectionModel learn(const std::vector<Example> &examples, const WordVectors &vectors,
                     const TrainingOptions &options)
{
    Learner learner(options);
    learner.learn(examples);
    ObjectionModel model = learner.quantised();
    std::vector<NetworkExample> forNetwork;
    forNetwork.reserve(examples.size());
    for (const Example &example : examples)
        forNetwork.push_back(example.forNetwork);
    model.network = trainNetwork(forNetwork, vectors, options.network);
    return model;
}

/// Judges every line by a model trained on the folds it is not in.
std::vector<Judged> judgeUnseen(const QList<CorpusLine> &lines, const std::vector<Example> &examples,
                                const ObjectionFeatures &features, const TrainingOptions &options,
                                float &temperature)
{
    const QList<int> folds = foldsOf(lines, options.innerFolds, features.normaliser());
    std::vector<Judged> judged(examples.size());
    std::vector<ObjectionModel> models;
    for (int fold = 0; fold < options.innerFolds; ++fold) {
        std::vector<Example> others;
        for (size_t i = 0; i < examples.size(); ++i) {
            if (folds.at(static_cast<qsizetype>(i)) != fold)
                others.push_back(examples[i]);
        }
        models.push_back(learn(others, features.vectors(), options));
    }
    const auto modelOf = [&](size_t i) -> ObjectionModel & {
        return models[static_cast<size_t>(folds.at(static_cast<qsizetype>(i)))];
    };
    QList<QList<NormalWord>> words;
    for (const CorpusLine &line : lines)
        words.append(features.normaliser().normalise(line.text).words);
    for (size_t i = 0; i < examples.size(); ++i)
        judged[i] = {examples[i].label,
                     lines.at(static_cast<qsizetype>(i)).kind == QLatin1String("hard"),
                     logarithms(modelOf(i).probabilities(features, words.at(static_cast<qsizetype>(i)))),
                     {}};
    temperature = bestTemperature(judged);
    for (ObjectionModel &model : models)
        model.temperature = temperature;
    for (size_t i = 0; i < examples.size(); ++i)
        judged[i].judged = modelOf(i).judge(features, words.at(static_cast<qsizetype>(i)));
    return judged;
}

} // namespace

ObjectionModel trainModel(const QList<CorpusLine> &lines, const ObjectionFeatures &features,
                          const TrainingOptions &options)
{
    const std::vector<Example> examples = examplesOf(lines, features);
    float temperature = 1;
    const std::vector<Judged> judged = judgeUnseen(lines, examples, features, options, temperature);
    ObjectionModel model = learn(examples, features.vectors(), options);
    model.temperature = temperature;
    fitThresholds(model, judged, options);
    return model;
}

} // namespace talktrack
