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
    float weight = 1;
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
        for (float &e : error)
            e *= example.weight;
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
    for (const CorpusLine &line : lines)
        result.push_back({line.label, features.of(features.normaliser().normalise(line.text).words), 1});
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

/// F-beta of each threshold for one category; the threshold of the best.
float bestThreshold(const std::vector<Judged> &judged, size_t category, double beta)
{
    double best = -1;
    float result = 1;
    for (int step = 0; step <= 66; ++step) {
        const float threshold = 0.30F + 0.01F * static_cast<float>(step);
        double right = 0;
        double given = 0;
        double wanted = 0;
        for (const Judged &line : judged) {
            const bool isIt = line.label == static_cast<int>(category);
            const bool speaks = line.judged[category] >= threshold;
            wanted += isIt;
            given += speaks;
            right += isIt && speaks;
        }
        const double b = beta * beta;
        const double score = given > 0 ? (1 + b) * right / (given + b * wanted) : 0;
        if (score > best) {
            best = score;
            result = threshold;
        }
    }
    return result;
}

bool staysQuiet(const ObjectionModel &model, const std::vector<Judged> &judged,
                const TrainingOptions &options)
{
    double alarms[2] = {};
    double lines[2] = {};
    for (const Judged &line : judged) {
        if (line.label != noneClass)
            continue;
        bool speaks = false;
        for (size_t c = 0; c < model.thresholds.size(); ++c)
            speaks = speaks || line.judged[c] >= model.thresholds[c];
        lines[line.hard] += 1;
        alarms[line.hard] += speaks;
    }
    return alarms[0] <= options.plainAlarms * lines[0] && alarms[1] <= options.hardAlarms * lines[1];
}

/// Leans ever more to precision until false alarms stay within their bounds.
void fitThresholds(ObjectionModel &model, const std::vector<Judged> &judged, const TrainingOptions &options)
{
    for (double beta = options.beta; beta > 0.05; beta *= 0.85) {
        for (size_t c = 0; c < model.thresholds.size(); ++c)
            model.thresholds[c] = bestThreshold(judged, c, beta);
        if (staysQuiet(model, judged, options))
            return;
    }
}

ObjectionModel learn(const std::vector<Example> &examples, const TrainingOptions &options)
{
    Learner learner(options);
    learner.learn(examples);
    return learner.quantised();
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
        models.push_back(learn(others, options));
    }
    const auto modelOf = [&](size_t i) -> ObjectionModel & {
        return models[static_cast<size_t>(folds.at(static_cast<qsizetype>(i)))];
    };
    for (size_t i = 0; i < examples.size(); ++i)
        judged[i] = {examples[i].label,
                     lines.at(static_cast<qsizetype>(i)).kind == QLatin1String("hard"),
                     logarithms(modelOf(i).probabilities(examples[i].features)),
                     {}};
    temperature = bestTemperature(judged);
    for (ObjectionModel &model : models)
        model.temperature = temperature;
    for (size_t i = 0; i < examples.size(); ++i) {
        const NormalText text = features.normaliser().normalise(lines.at(static_cast<qsizetype>(i)).text);
        judged[i].judged = modelOf(i).judge(features, text.words);
    }
    return judged;
}

} // namespace

ObjectionModel trainModel(const QList<CorpusLine> &lines, const ObjectionFeatures &features,
                          const TrainingOptions &options)
{
    const std::vector<Example> examples = examplesOf(lines, features);
    float temperature = 1;
    const std::vector<Judged> judged = judgeUnseen(lines, examples, features, options, temperature);
    ObjectionModel model = learn(examples, options);
    model.temperature = temperature;
    fitThresholds(model, judged, options);
    return model;
}

} // namespace talktrack
