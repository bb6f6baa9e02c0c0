// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/objection_classifier.h"

#include <QFile>

static void initModelResources()
{
    Q_INIT_RESOURCE(coach_model);
}

namespace talktrack {

namespace {

/// Back-channels and answers; there is nothing in them to judge.
constexpr qsizetype shortestLine = 3;

} // namespace

Result<std::unique_ptr<ObjectionClassifier>> ObjectionClassifier::shipped()
{
    initModelResources();
    QFile file(QStringLiteral(":/coach/objections.model"));
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::ModelMissing, file.errorString(), file.fileName());
    auto model = ObjectionModel::fromBytes(file.readAll());
    if (!model)
        return unexpected(model.error());
    return std::make_unique<ObjectionClassifier>(std::move(*model));
}

ObjectionClassifier::ObjectionClassifier(ObjectionModel model)
    : m_model(std::move(model))
{
}

ObjectionClassifier::Judgement ObjectionClassifier::judge(const NormalText &text) const
{
    Judgement result;
    if (text.words.size() < shortestLine)
        return result;
    const ClassScores scores = m_model.judge(m_features, text.words);
    result.none = double{scores[noneClass]};
    for (size_t c = 0; c < m_model.thresholds.size(); ++c) {
        if (scores[c] >= m_model.thresholds[c] &&
            (!result.objection || double{scores[c]} > result.objection->confidence))
            result.objection = ObjectionGuess{static_cast<ObjectionCategory>(c), double{scores[c]}};
    }
    return result;
}

} // namespace talktrack
