// SPDX-License-Identifier: GPL-3.0-or-later
// For the two PulseAudio adapters of this room only.
#pragma once

#include <pulse/pulseaudio.h>

#include <functional>

namespace talktrack {

/// A connection to the sound server (PulseAudio, or PipeWire in its clothes) with a thread of its own.
///
/// The callbacks run on that thread. close(), which the destructor calls too, ends the thread first, so that
/// none runs after it. The context is touched in callbacks only, or when the thread has ended.
class PulseConnection final
{
public:
    PulseConnection() = default;
    ~PulseConnection() { close(); }
    PulseConnection(const PulseConnection &) = delete;
    PulseConnection &operator=(const PulseConnection &) = delete;

    /// onReady when the server has taken us in, onLost when it cannot be reached or has gone; at most one of
    /// each. False, and no callback, if the attempt cannot even begin. Closes an earlier connection.
    bool open(const char *name, std::function<void()> onReady, std::function<void()> onLost);
    /// Ends the connection's thread; streams must be given up between stopThread() and close().
    void stopThread();
    void close();

    pa_context *context() const { return m_context; }

private:
    static void stateChanged(pa_context *context, void *self);

    pa_threaded_mainloop *m_loop = nullptr;
    pa_context *m_context = nullptr;
    bool m_threadRuns = false;
    std::function<void()> m_onReady;
    std::function<void()> m_onLost;
};

} // namespace talktrack
