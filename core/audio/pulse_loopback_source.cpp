// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/pulse_loopback_source.h"

#include "core/audio/pulse_connection.h"
#include "core/audio/resampler.h"

#include <deque>
#include <mutex>

namespace talktrack {

namespace {

/// Kept while the audio thread is busy, in chunks of 20 ms: 10 s.
constexpr std::size_t mostWaiting = 500;

} // namespace

class PulseLoopbackSource::Private
{
public:
    Private(PulseLoopbackSource &source, const QString &deviceName, Capture what, const Clock &theClock)
        : q(source)
        , name(deviceName)
        , capture(what)
        , clock(theClock)
    {
    }
    ~Private() { shut(); }

    void shut();
    void passWaiting();
    void pass(std::vector<qint16> samples, std::chrono::steady_clock::time_point arrived);
    void fail(ErrorKind kind, const QString &detail);

    // On the server's thread.
    void findMonitor();
    void openStream(const char *sourceName);
    void streamStateChanged();
    void readStream();
    void failLater(ErrorKind kind, const char *detail);

    struct Waiting
    {
        QByteArray bytes;
        std::chrono::steady_clock::time_point arrived;
        int rateHz = 0;
    };

    PulseLoopbackSource &q;
    QString name;
    Capture capture;
    const Clock &clock;
    Resampler resampler;
    bool over = false;

    PulseConnection connection;
    pa_stream *stream = nullptr;
    std::mutex mutex;
    std::deque<Waiting> waiting;
};

void PulseLoopbackSource::Private::shut()
{
    over = true;
    connection.stopThread();
    if (stream) {
        pa_stream_set_state_callback(stream, nullptr, nullptr);
        pa_stream_set_read_callback(stream, nullptr, nullptr);
        pa_stream_disconnect(stream);
        pa_stream_unref(stream);
        stream = nullptr;
    }
    connection.close();
}

void PulseLoopbackSource::Private::findMonitor()
{
    if (capture == Capture::Source) {
        openStream(name.toUtf8().constData());
        return;
    }
    const auto found = [](pa_context *, const pa_sink_info *info, int end, void *self) {
        auto *me = static_cast<Private *>(self);
        if (end < 0) {
            me->failLater(ErrorKind::DeviceMissing, "no such sink");
        } else if (end == 0 && !me->stream) {
            me->openStream(info->monitor_source_name);
        }
    };
    pa_operation *operation =
        pa_context_get_sink_info_by_name(connection.context(), name.toUtf8().constData(), found, this);
    if (operation) {
        pa_operation_unref(operation);
    } else {
        failLater(ErrorKind::DeviceFailed, "cannot ask for the sink");
    }
}

void PulseLoopbackSource::Private::openStream(const char *sourceName)
{
    // The server mixes down to two channels by their meaning; the rate stays the device's own.
    const pa_sample_spec spec{PA_SAMPLE_S16NE, 48000, 2};
    stream = pa_stream_new(connection.context(), "call audio", &spec, nullptr);
    if (!stream) {
        failLater(ErrorKind::DeviceFailed, "no stream");
        return;
    }
    pa_stream_set_state_callback(
        stream, [](pa_stream *, void *self) { static_cast<Private *>(self)->streamStateChanged(); }, this);
    pa_stream_set_read_callback(
        stream, [](pa_stream *, std::size_t, void *self) { static_cast<Private *>(self)->readStream(); },
        this);
    pa_buffer_attr attributes{};
    attributes.maxlength = static_cast<uint32_t>(-1);
    attributes.fragsize = static_cast<uint32_t>(pa_usec_to_bytes(20 * PA_USEC_PER_MSEC, &spec));
    const auto flags =
        static_cast<pa_stream_flags_t>(PA_STREAM_ADJUST_LATENCY | PA_STREAM_DONT_MOVE | PA_STREAM_FIX_RATE);
    if (pa_stream_connect_record(stream, sourceName, &attributes, flags) < 0) {
        failLater(ErrorKind::DeviceFailed, "stream refused");
    }
}

void PulseLoopbackSource::Private::streamStateChanged()
{
    switch (pa_stream_get_state(stream)) {
    case PA_STREAM_READY:
        QMetaObject::invokeMethod(
            &q,
            [this] {
                if (!over) {
                    Q_EMIT q.opened();
                }
            },
            Qt::QueuedConnection);
        break;
    case PA_STREAM_FAILED:
    case PA_STREAM_TERMINATED:
        failLater(pa_context_errno(connection.context()) == PA_ERR_NOENTITY ? ErrorKind::DeviceMissing
                                                                            : ErrorKind::DeviceFailed,
                  "stream ended");
        break;
    default:
        break;
    }
}

void PulseLoopbackSource::Private::readStream()
{
    QByteArray bytes;
    while (pa_stream_readable_size(stream) > 0) {
        const void *data = nullptr;
        std::size_t size = 0;
        if (pa_stream_peek(stream, &data, &size) < 0 || size == 0) {
            break;
        }
        // A hole in the stream has a size but no data.
        if (data) {
            bytes.append(static_cast<const char *>(data), static_cast<qsizetype>(size));
        } else {
            bytes.append(static_cast<qsizetype>(size), '\0');
        }
        pa_stream_drop(stream);
    }
    if (bytes.isEmpty()) {
        return;
    }
    const std::lock_guard lock(mutex);
    if (waiting.size() == mostWaiting) {
        waiting.pop_front();
    }
    waiting.push_back({bytes, clock.now(), static_cast<int>(pa_stream_get_sample_spec(stream)->rate)});
    if (waiting.size() == 1) {
        QMetaObject::invokeMethod(
            &q, [this] { passWaiting(); }, Qt::QueuedConnection);
    }
}

void PulseLoopbackSource::Private::failLater(ErrorKind kind, const char *detail)
{
    QMetaObject::invokeMethod(
        &q, [this, kind, detail] { fail(kind, QLatin1String(detail)); }, Qt::QueuedConnection);
}

void PulseLoopbackSource::Private::passWaiting()
{
    std::deque<Waiting> chunks;
    {
        const std::lock_guard lock(mutex);
        chunks.swap(waiting);
    }
    for (const Waiting &chunk : chunks) {
        auto tail = resampler.setFormat({chunk.rateHz, 2, SampleFormat::Int16});
        if (tail) {
            pass(std::move(tail).value(), chunk.arrived);
        }
        pass(resampler.process(chunk.bytes), chunk.arrived);
    }
}

void PulseLoopbackSource::Private::pass(std::vector<qint16> samples,
                                        std::chrono::steady_clock::time_point arrived)
{
    if (!over && !samples.empty()) {
        Q_EMIT q.captured({std::move(samples), 1, arrived});
    }
}

void PulseLoopbackSource::Private::fail(ErrorKind kind, const QString &detail)
{
    if (!over) {
        over = true;
        Q_EMIT q.failed({kind, detail, name, std::nullopt});
    }
}

PulseLoopbackSource::PulseLoopbackSource(const QString &name, Capture capture, const Clock &clock,
                                         QObject *parent)
    : AudioSource(parent)
    , d(std::make_unique<Private>(*this, name, capture, clock))
{
}

PulseLoopbackSource::~PulseLoopbackSource() = default;

void PulseLoopbackSource::start()
{
    const bool began = d->connection.open(
        "Talktrack", [this] { d->findMonitor(); },
        [this] { d->failLater(ErrorKind::DeviceFailed, "sound server away"); });
    if (!began) {
        d->fail(ErrorKind::DeviceFailed, QStringLiteral("no sound server"));
    }
}

void PulseLoopbackSource::stop()
{
    d->connection.stopThread();
    d->passWaiting();
    d->pass(d->resampler.drain(), d->clock.now());
    d->shut();
}

} // namespace talktrack
