// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/playbook_controller.h"

#include "core/support/answer.h"
#include "core/support/log.h"
#include "ui/live/live_controller.h"
#include "ui/live/playbook_picker.h"
#include "ui/texts/error_text.h"
#include "ui/texts/playbook_text.h"

namespace talktrack {

PlaybookController::PlaybookController(PlaybookPicker &picker, LiveController &controller,
                                       PlaybookSource source, const Playbook &playbook, QObject *parent)
    : QObject(parent)
    , m_picker(picker)
    , m_controller(controller)
    , m_source(std::move(source))
{
    m_picker.setFolder(m_source.folder);
    connect(&m_picker, &PlaybookPicker::chosen, this, &PlaybookController::choose);
    take({}, playbook);
    readList();
}

void PlaybookController::choose(const QString &path)
{
    m_wanted = path;
    read();
}

void PlaybookController::readAgain()
{
    readList();
    read();
}

void PlaybookController::readList()
{
    if (!m_source.list)
        return;
    whenAnswered(m_source.list(), this, [this](const Result<QList<PlaybookEntry>> &answer) {
        if (answer)
            m_picker.showEntries(*answer);
    });
}

void PlaybookController::read()
{
    if (!m_source.read)
        return;
    whenAnswered(m_source.read(m_wanted), this,
                 [this, path = m_wanted, request = ++m_request](const Result<Playbook> &answer) {
                     if (request == m_request)
                         answered(path, answer);
                 });
}

void PlaybookController::answered(const QString &path, const Result<Playbook> &answer)
{
    if (!answer) {
        log::warning("ui", "playbook_refused", {{"detail", answer.error().detail}});
        m_picker.showTrouble(errorText(answer.error()));
        m_refused = path;
        m_wanted = m_entry.path;
        return;
    }
    const bool isNews = path != m_entry.path;
    // A sentence about another file stands until something else is chosen.
    if (isNews || m_refused == path)
        m_picker.showTrouble({});
    take(path, *answer);
    if (isNews)
        Q_EMIT taken(path);
}

void PlaybookController::take(const QString &path, const Playbook &playbook)
{
    m_entry = {path, playbook.name};
    m_controller.setPlaybook(playbook);
    m_picker.showChoice(m_entry, playbook.callType);
    m_picker.showWarnings(playbookWarnings(playbook));
}

} // namespace talktrack
