// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/playbook_text.h"

#include "ui/texts/plain_text.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

constexpr int longestName = 80;
constexpr int longestWarning = 240;
/// More are for the author to find one after the other.
constexpr qsizetype mostWarnings = 5;

struct PlaybookWords
{
    Q_DECLARE_TR_FUNCTIONS(PlaybookText)
};

} // namespace

QStringList playbookWarnings(const Playbook &playbook)
{
    const QString name = harmless(playbook.name, longestName);
    QStringList sentences;
    for (const QString &warning : playbook.warnings.mid(0, mostWarnings))
        sentences.append(PlaybookWords::tr("The playbook %1 needs correcting at %2.")
                             .arg(name, harmless(warning, longestWarning)));
    if (const qsizetype more = playbook.warnings.size() - mostWarnings; more > 0)
        sentences.append(PlaybookWords::tr("The playbook %1 needs correcting at %n more place(s).", nullptr,
                                           static_cast<int>(more))
                             .arg(name));
    return sentences;
}

} // namespace talktrack
