// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/device_preview.h"

#include "core/audio/device_input.h"

#include <utility>

namespace talktrack {

DevicePreview::DevicePreview(const Clock &clock, QObject *parent)
    : LevelPreview(parent)
    , m_clock(clock)
    , m_thread(QStringLiteral("preview"))
{
}

DevicePreview::~DevicePreview()
{
    m_thread.post([this] { close(); });
}

void DevicePreview::start(const std::optional<QString> &microphone, const std::optional<QString> &farEnd)
{
    if (m_running)
        return;
    m_running = true;
    AudioSetup setup;
    setup.microphone = microphone;
    setup.farEnd = farEnd;
    m_thread.post([this, setup, generation = ++m_generation] {
        m_meter = {};
        m_input = new DeviceInput(setup, m_clock, captureFactory(m_clock));
        connect(m_input, &DeviceInput::framesCut, m_input,
                [this, generation](const std::vector<AudioFrame> &frames) {
                    std::optional<AudioLevels> latest;
                    for (const AudioFrame &frame : frames)
                        if (const auto reading = m_meter.add(frame))
                            latest = reading;
                    if (!latest)
                        return;
                    const auto tell = [this, generation, levels = *latest] {
                        if (m_running && generation == m_generation)
                            Q_EMIT levelsChanged(levels);
                    };
                    QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
                });
        m_input->start();
    });
}

void DevicePreview::select(Track track, const std::optional<QString> &id)
{
    if (!m_running)
        return;
    m_thread.post([this, track, id] {
        if (m_input)
            m_input->select(track, id);
    });
}

void DevicePreview::stop()
{
    m_running = false;
    m_thread.post([this] {
        close();
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT stopped(); }, Qt::QueuedConnection);
    });
}

/// On the preview's thread.
void DevicePreview::close()
{
    if (m_input)
        m_input->stop();
    delete std::exchange(m_input, nullptr);
}

} // namespace talktrack
