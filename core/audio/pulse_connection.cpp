// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/pulse_connection.h"

#include <utility>

namespace talktrack {

bool PulseConnection::open(const char *name, std::function<void()> onReady, std::function<void()> onLost)
{
    close();
    m_loop = pa_threaded_mainloop_new();
    if (!m_loop) {
        return false;
    }
    m_context = pa_context_new(pa_threaded_mainloop_get_api(m_loop), name);
    // Whether a sound server runs is the system's business: none is started from here.
    if (!m_context || pa_context_connect(m_context, nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) {
        close();
        return false;
    }
    m_onReady = std::move(onReady);
    m_onLost = std::move(onLost);
    pa_context_set_state_callback(m_context, &PulseConnection::stateChanged, this);
    if (pa_threaded_mainloop_start(m_loop) < 0) {
        close();
        return false;
    }
    m_threadRuns = true;
    return true;
}

void PulseConnection::stateChanged(pa_context *context, void *self)
{
    auto *connection = static_cast<PulseConnection *>(self);
    switch (pa_context_get_state(context)) {
    case PA_CONTEXT_READY:
        connection->m_onReady();
        break;
    case PA_CONTEXT_FAILED:
    case PA_CONTEXT_TERMINATED:
        if (const auto onLost = std::exchange(connection->m_onLost, nullptr)) {
            onLost();
        }
        break;
    default:
        break;
    }
}

void PulseConnection::stopThread()
{
    if (m_threadRuns) {
        pa_threaded_mainloop_stop(m_loop);
        m_threadRuns = false;
    }
}

void PulseConnection::close()
{
    stopThread();
    if (m_context) {
        pa_context_set_state_callback(m_context, nullptr, nullptr);
        pa_context_disconnect(m_context);
        pa_context_unref(m_context);
        m_context = nullptr;
    }
    if (m_loop) {
        pa_threaded_mainloop_free(m_loop);
        m_loop = nullptr;
    }
}

} // namespace talktrack
