// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/trainer/network_trainer.h"

#include "core/coach/trainer/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace talktrack {

namespace {

/// Weights with their gradients and what Adam (Kingma and Ba, 2015) remembers of those.
class Parameters
{
public:
    Parameters(size_t count, float spread, Random &random)
        : values(count)
        , gradients(count)
        , m_first(count)
        , m_second(count)
        , m_sums(count)
    {
        for (float &value : values)
            value = spread * static_cast<float>(2 * random.unit() - 1);
    }

    void step(float rate, float decay, int number)
    {
        const float first = 1 - std::pow(0.9F, static_cast<float>(number));
        const float second = 1 - std::pow(0.999F, static_cast<float>(number));
        for (size_t i = 0; i < values.size(); ++i)
            update(i, rate * std::sqrt(second) / first, decay);
    }
    /// Only what a batch has touched.
    void stepRow(size_t row, size_t length, float rate)
    {
        for (size_t i = row * length; i < (row + 1) * length; ++i) {
            m_second[i] += gradients[i] * gradients[i];
            values[i] -= rate * gradients[i] / (std::sqrt(m_second[i]) + 1e-6F);
            gradients[i] = 0;
        }
    }
    void remember()
    {
        for (size_t i = 0; i < values.size(); ++i)
            m_sums[i] += values[i];
        ++m_remembered;
    }
    std::vector<float> average() const
    {
        std::vector<float> result(m_sums);
        for (float &value : result)
            value /= static_cast<float>(m_remembered);
        return result;
    }

    std::vector<float> values;
    std::vector<float> gradients;

private:
    void update(size_t i, float rate, float decay)
    {
        const float gradient = gradients[i];
        m_first[i] = 0.9F * m_first[i] + 0.1F * gradient;
        m_second[i] = 0.999F * m_second[i] + 0.001F * gradient * gradient;
        values[i] -= rate * m_first[i] / (std::sqrt(m_second[i]) + 1e-8F) + decay * rate * values[i];
        gradients[i] = 0;
    }

    std::vector<float> m_first;
    std::vector<float> m_second;
    std::vector<float> m_sums;
    int m_remembered = 0;
};

class NetworkLearner
{
    using Net = LineNetwork;

public:
    NetworkLearner(const WordVectors &vectors, const NetworkOptions &options)
        : m_vectors(vectors)
        , m_options(options)
        , m_random(options.seed)
        , m_table(size_t{Net::rows} * Net::learnt, 0.05F, m_random)
        , m_convolution(size_t{Net::window} * Net::input * Net::filters, 0.12F, m_random)
        , m_convolutionBias(Net::filters, 0.0F, m_random)
        , m_output(size_t{Net::filters} * Net::classes, 0.12F, m_random)
        , m_outputBias(Net::classes, 0.0F, m_random)
    {
    }

    LineNetwork learn(const std::vector<NetworkExample> &examples)
    {
        std::vector<size_t> order(examples.size());
        std::iota(order.begin(), order.end(), size_t{0});
        for (int epoch = 0; epoch < m_options.epochs; ++epoch) {
            m_random.shuffle(order);
            // Smaller steps towards the end.
            const float rate = m_options.learningRate *
                               (1 - 0.9F * static_cast<float>(epoch) / static_cast<float>(m_options.epochs));
            for (size_t start = 0; start < order.size(); start += static_cast<size_t>(m_options.batch)) {
                const size_t end = std::min(order.size(), start + static_cast<size_t>(m_options.batch));
                exchange();
                for (size_t i = start; i < end; ++i)
                    look(examples[order[i]]);
                step(rate);
            }
            if (epoch >= m_options.epochs * 2 / 3)
                remember();
        }
        return {m_table.average(), m_convolution.average(), m_convolutionBias.average(), m_output.average(),
                m_outputBias.average()};
    }

private:
    /// Lends the weights to m_net, or takes them back.
    void exchange()
    {
        m_net.convolution.swap(m_convolution.values);
        m_net.convolutionBias.swap(m_convolutionBias.values);
        m_net.table.swap(m_table.values);
    }
    void step(float rate)
    {
        exchange();
        ++m_steps;
        m_convolution.step(rate, m_options.decay, m_steps);
        m_convolutionBias.step(rate, 0, m_steps);
        m_output.step(rate, m_options.decay, m_steps);
        m_outputBias.step(rate, 0, m_steps);
        std::sort(m_touched.begin(), m_touched.end());
        m_touched.erase(std::unique(m_touched.begin(), m_touched.end()), m_touched.end());
        for (const int row : m_touched)
            m_table.stepRow(static_cast<size_t>(row), Net::learnt, rate * 5);
        m_touched.clear();
    }
    void remember()
    {
        for (Parameters *p : {&m_table, &m_convolution, &m_convolutionBias, &m_output, &m_outputBias})
            p->remember();
    }

    /// Adds one line's share to the gradients.
    void look(const NetworkExample &example)
    {
        m_words.clear();
        for (const NetworkWord &word : example.words) {
            if (m_random.unit() >= m_options.dropWords)
                m_words.push_back(word);
        }
        if (m_words.empty())
            m_words = example.words;
        m_words.resize(std::min(m_words.size(), Net::mostWords));
        m_net.read(m_words, m_vectors, m_inputs);
        Net::Pooled pooled;
        m_net.pool(m_inputs, pooled);
        const auto keep = static_cast<float>(1 - m_options.dropFilters);
        float error[Net::classes];
        std::copy_n(m_outputBias.values.data(), Net::classes, error);
        for (int f = 0; f < Net::filters; ++f) {
            pooled.value[f] = m_random.unit() < m_options.dropFilters ? 0 : pooled.value[f] / keep;
            if (pooled.value[f] <= 0)
                pooled.place[f] = -1;
            for (int c = 0; c < Net::classes; ++c)
                error[c] += pooled.value[f] *
                            m_output.values[static_cast<size_t>(f) * Net::classes + static_cast<size_t>(c)];
        }
        const float top = *std::max_element(error, error + Net::classes);
        float sum = 0;
        for (float &e : error)
            sum += e = std::exp(e - top);
        for (float &e : error)
            e /= sum;
        error[example.label] -= 1;
        const float share = 1.0F / static_cast<float>(m_options.batch);
        for (int c = 0; c < Net::classes; ++c)
            m_outputBias.gradients[static_cast<size_t>(c)] += share * error[c];
        for (int f = 0; f < Net::filters; ++f) {
            if (pooled.place[f] >= 0)
                back(f, pooled, error, share, share / keep);
        }
    }

    void back(int f, const Net::Pooled &pooled, const float (&error)[Net::classes], float share, float kept)
    {
        float down = 0;
        for (int c = 0; c < Net::classes; ++c) {
            const auto at = static_cast<size_t>(f) * Net::classes + static_cast<size_t>(c);
            m_output.gradients[at] += share * error[c] * pooled.value[f];
            down += error[c] * m_output.values[at];
        }
        down *= kept;
        m_convolutionBias.gradients[static_cast<size_t>(f)] += down;
        for (int w = 0; w < Net::window; ++w) {
            const int at = pooled.place[f] + w - Net::window / 2;
            if (at < 0 || at >= static_cast<int>(m_words.size()))
                continue;
            const auto word = static_cast<size_t>(at);
            const float *x = m_inputs.data() + word * Net::input;
            const size_t base = static_cast<size_t>(w) * Net::input * Net::filters + static_cast<size_t>(f);
            for (size_t d = 0; d < Net::input; ++d)
                m_convolution.gradients[base + d * Net::filters] += down * x[d];
            for (const int row : {m_words[word].row, m_words[word].familyRow}) {
                if (row < 0)
                    continue;
                float *gradients = m_table.gradients.data() + static_cast<size_t>(row) * Net::learnt;
                for (size_t d = 0; d < Net::learnt; ++d)
                    gradients[d] +=
                        down * m_net.convolution[base + (d + WordVectors::dimensions) * Net::filters];
                m_touched.push_back(row);
            }
        }
    }

    const WordVectors &m_vectors;
    NetworkOptions m_options;
    Random m_random;
    Parameters m_table;
    Parameters m_convolution;
    Parameters m_convolutionBias;
    Parameters m_output;
    Parameters m_outputBias;
    /// The weights of this batch, to read lines with.
    LineNetwork m_net;
    std::vector<NetworkWord> m_words;
    std::vector<float> m_inputs;
    std::vector<int> m_touched;
    int m_steps = 0;
};

} // namespace

LineNetwork trainNetwork(const std::vector<NetworkExample> &examples, const WordVectors &vectors,
                         const NetworkOptions &options)
{
    return NetworkLearner(vectors, options).learn(examples);
}

} // namespace talktrack
