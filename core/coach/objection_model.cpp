// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/objection_model.h"

#include <QDataStream>
#include <QIODevice>

#include <cmath>

namespace talktrack {

namespace {

constexpr quint32 magic = 0x54544f4d; // TTOM
constexpr quint32 version = 2;
/// Found by cross-validation (bench_coach).
constexpr float linearShare = 0.8F;
constexpr float networkShare = 0.4F;
constexpr float clauseShare = 0.88F;

} // namespace

ClassScores softmax(const ClassScores &scores, float temperature)
{
    const float top = *std::max_element(scores.begin(), scores.end());
    ClassScores result{};
    float sum = 0;
    for (size_t c = 0; c < scores.size(); ++c)
        sum += result[c] = std::exp((scores[c] - top) / temperature);
    for (float &p : result)
        p /= sum;
    return result;
}

ClassScores ObjectionModel::probabilities(const ObjectionFeatures &features,
                                          const ObjectionFeatures::Line &line, const Stretch &stretch) const
{
    static_assert(LineNetwork::classes == objectionClassCount);
    ClassScores scores{};
    for (const Feature &feature : features.of(line, stretch)) {
        const qint8 *row = weights.data() + size_t{feature.bucket} * objectionClassCount;
        for (size_t c = 0; c < scores.size(); ++c)
            scores[c] += feature.value * static_cast<float>(row[c]);
    }
    for (size_t c = 0; c < scores.size(); ++c)
        scores[c] = linearShare * (scores[c] * scale + bias[c]);
    const auto first = line.networkWords.begin() + stretch.start;
    float read[LineNetwork::classes];
    network.judge({first, first + stretch.length}, features.vectors(), read);
    for (size_t c = 0; c < scores.size(); ++c)
        scores[c] += networkShare * read[c];
    return softmax(scores, temperature);
}

ClassScores ObjectionModel::judge(const ObjectionFeatures &features, const QList<NormalWord> &words) const
{
    const ObjectionFeatures::Line line = features.prepare(words);
    ClassScores result{};
    for (const Stretch &stretch : stretchesOf(words)) {
        const ClassScores scores = probabilities(features, line, stretch);
        const bool isWhole = stretch.length == words.size();
        if (isWhole)
            result[noneClass] = scores[noneClass];
        for (size_t c = 0; c < noneClass; ++c)
            result[c] = std::max(result[c], scores[c] * (isWhole ? 1.0F : clauseShare));
    }
    return result;
}

QByteArray ObjectionModel::toBytes() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out.setFloatingPointPrecision(QDataStream::SinglePrecision);
    out << magic << version << ObjectionFeatures::bucketCount << quint32{objectionClassCount} << scale
        << temperature;
    for (const float b : bias)
        out << b;
    for (const float t : thresholds)
        out << t;
    out.writeRawData(reinterpret_cast<const char *>(weights.data()), static_cast<int>(weights.size()));
    for (const auto *part : {&network.table, &network.convolution, &network.convolutionBias, &network.output,
                             &network.outputBias}) {
        for (const float value : *part)
            out << value;
    }
    return bytes;
}

Result<ObjectionModel> ObjectionModel::fromBytes(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    in.setFloatingPointPrecision(QDataStream::SinglePrecision);
    quint32 head[4] = {};
    ObjectionModel model;
    for (quint32 &value : head)
        in >> value;
    if (in.status() != QDataStream::Ok || head[0] != magic || head[1] != version ||
        head[2] != ObjectionFeatures::bucketCount || head[3] != quint32{objectionClassCount})
        return unexpected(ErrorKind::InputUnsupported,
                          QStringLiteral("not an objection model of this version"));
    in >> model.scale >> model.temperature;
    for (float &b : model.bias)
        in >> b;
    for (float &t : model.thresholds)
        in >> t;
    model.weights.resize(size_t{ObjectionFeatures::bucketCount} * objectionClassCount);
    const int size = static_cast<int>(model.weights.size());
    const int got = in.readRawData(reinterpret_cast<char *>(model.weights.data()), size);
    for (auto *part : {&model.network.table, &model.network.convolution, &model.network.convolutionBias,
                       &model.network.output, &model.network.outputBias}) {
        for (float &value : *part)
            in >> value;
    }
    if (got != size || in.status() != QDataStream::Ok || !in.atEnd() || !(model.temperature > 0))
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("objection model is cut short"));
    return model;
}

} // namespace talktrack
