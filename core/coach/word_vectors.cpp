// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/word_vectors.h"

#include <QDataStream>
#include <QFile>
#include <QIODevice>

#include <cmath>

// Outside the namespace, as the macro demands.
static void initLearningResources()
{
    Q_INIT_RESOURCE(coach_learning);
}

namespace talktrack {

namespace {

constexpr quint32 magic = 0x54545756; // TTWV
constexpr qsizetype headBytes = 16;

} // namespace

WordVectors::WordVectors(const QByteArray &bytes)
{
    QDataStream in(bytes);
    quint32 head[4] = {};
    for (quint32 &value : head)
        in >> value;
    const auto words = bytes.mid(headBytes, head[3]).split('\n');
    const qint64 size = qint64{head[1]} * head[2];
    if (in.status() != QDataStream::Ok || head[0] != magic || head[2] != quint32{dimensions} ||
        words.size() != qint64{head[1]} + 1 || bytes.size() != headBytes + qint64{head[3]} + size)
        return;
    const char *values = bytes.constData() + headBytes + head[3];
    m_values.resize(static_cast<size_t>(size));
    for (quint32 i = 0; i < head[1]; ++i) {
        m_indices.insert(QString::fromUtf8(words.at(i)), static_cast<int>(i));
        float *vector = m_values.data() + size_t{i} * dimensions;
        float square = 0;
        for (int d = 0; d < dimensions; ++d) {
            vector[d] = static_cast<float>(static_cast<qint8>(*values++));
            square += vector[d] * vector[d];
        }
        const float length = std::sqrt(std::max(square, 1.0F));
        for (int d = 0; d < dimensions; ++d)
            vector[d] *= 3 / length;
    }
}

int WordVectors::indexOf(const NormalWord &word) const
{
    const int index = m_indices.value(word.text, -1);
    return index >= 0 ? index : m_indices.value(word.stem, -1);
}

QByteArray WordVectors::shippedBytes()
{
    initLearningResources();
    QFile file(QStringLiteral(":/coach/words.vec"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace talktrack
