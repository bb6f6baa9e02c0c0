// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/text_normaliser.h"

#include <QByteArray>
#include <QHash>

#include <vector>

namespace talktrack {

/// Some 20,000 English words as points: words that are used alike lie close. What resources/coach/words.vec
/// holds; resources/coach/README.md tells where it comes from. Immutable; any thread.
class WordVectors final
{
public:
    static constexpr int dimensions = 64;

    /// Knows no word at all if the bytes are not of this form.
    explicit WordVectors(const QByteArray &bytes);

    /// Of the word as it was said, or else of its stem; -1 for one that is not known.
    int indexOf(const NormalWord &word) const;
    /// dimensions values of length 1 together.
    const float *at(int index) const { return m_values.data() + static_cast<size_t>(index) * dimensions; }

    static QByteArray shippedBytes();

private:
    QHash<QString, int> m_indices;
    std::vector<float> m_values;
};

} // namespace talktrack
