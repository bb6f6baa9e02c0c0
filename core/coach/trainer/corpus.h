// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_model.h"
#include "core/support/result.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace talktrack {

/// One labelled line of the corpus.
struct CorpusLine
{
    /// Index into the classes of ObjectionModel.
    int label = noneClass;
    /// "direct", "indirect"; for none "hard" or "plain".
    QString kind;
    QString text;
    /// Lines of one idea were written one after the other; the same number for neighbours. -1: alone.
    int idea = -1;
    bool operator==(const CorpusLine &) const = default;
};

/// Reads "label<TAB>kind<TAB>text" files in the given order; # starts a comment. Each linesPerIdea lines of a
/// file get one idea. InputUnreadable with "file:line" as subject for a line that is not of this form.
Result<QList<CorpusLine>> readCorpus(const QStringList &files);

inline constexpr int linesPerIdea = 8;

/// Puts every line into one of `folds` folds: stratified by label and kind, an idea and the near duplicates
/// of its lines always together, the same each time.
QList<int> foldsOf(const QList<CorpusLine> &lines, int folds, const TextNormaliser &normaliser);

} // namespace talktrack
