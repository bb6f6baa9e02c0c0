// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/preview_controller.h"

#include "ui/live/live_page.h"

#include <utility>

namespace talktrack {
namespace {

constexpr std::chrono::seconds patience{2};

} // namespace

PreviewController::PreviewController(LivePage &page, std::unique_ptr<LevelPreview> preview, QObject *parent)
    : QObject(parent)
    , m_page(page)
    , m_preview(std::move(preview))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &PreviewController::callBack);
    connect(&m_page, &LivePage::waitingChanged, this, &PreviewController::follow);
    connect(&m_page, &LivePage::deviceChosen, this, [this](Track track, const std::optional<QString> &id) {
        if (m_state == State::Running)
            m_preview->select(track, id);
    });
    connect(m_preview.get(), &LevelPreview::levelsChanged, this, [this](const AudioLevels &levels) {
        if (m_state == State::Running)
            m_page.showLevels(levels);
    });
    connect(m_preview.get(), &LevelPreview::stopped, this, &PreviewController::onStopped);
    follow(m_page.isWaiting());
}

PreviewController::~PreviewController() = default;

void PreviewController::follow(bool waiting)
{
    m_wanted = waiting;
    if (waiting && m_state == State::Stopped)
        start();
    if (!waiting && m_state == State::Running) {
        m_state = State::Stopping;
        m_page.showNoLevels();
        m_preview->stop();
    }
}

void PreviewController::start()
{
    m_state = State::Running;
    m_preview->start(m_page.device(Track::Rep), m_page.device(Track::Customer));
}

void PreviewController::onStopped()
{
    m_state = State::Stopped;
    callBack();
    if (m_wanted && m_state == State::Stopped)
        start();
}

void PreviewController::whenStopped(std::function<void()> then)
{
    if (m_state != State::Stopping)
        return then();
    m_then = std::move(then);
    m_patience.start();
}

void PreviewController::callBack()
{
    m_patience.stop();
    if (const auto then = std::exchange(m_then, {}))
        then();
}

} // namespace talktrack
