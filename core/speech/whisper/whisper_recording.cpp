// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/whisper/whisper_recording.h"

#include <QtEndian>

#include <algorithm>
#include <utility>
#include <vector>

namespace talktrack {
namespace {

constexpr qsizetype riffHead = 12;
constexpr qsizetype chunkHead = 8;
constexpr qsizetype formatBytes = 16;
constexpr int mostChunks = 64;
/// How far the cutting runs ahead of what has been answered, and how much is cut in a turn of the event loop.
constexpr qint64 runAhead = 20LL * sampleRateHz;
constexpr qint64 fedAtOnce = 1LL * sampleRateHz;

template <typename T>
T valueAt(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.constData() + at);
}

} // namespace

/// The sound of a WAV, read where it is needed. One thread, whatever the interface allows.
class WhisperRecording::WavHistory final : public SoundHistory
{
public:
    static Result<std::unique_ptr<WavHistory>> open(std::unique_ptr<QIODevice> device)
    {
        const QByteArray head = device->read(riffHead);
        if (head.size() < riffHead || !head.startsWith("RIFF") || head.mid(8) != "WAVE" ||
            device->isSequential())
            return unexpected(ErrorKind::InputUnsupported,
                              QStringLiteral("no WAV on a device that can seek"));
        int channels = 0;
        for (int i = 0; i < mostChunks; ++i) {
            const QByteArray chunk = device->read(chunkHead);
            if (chunk.size() < chunkHead)
                break;
            const auto size = qint64{valueAt<quint32>(chunk, 4)};
            if (chunk.startsWith("data") && channels > 0) {
                const qint64 frames = std::min(size, device->size() - device->pos()) / (qint64{2} * channels);
                const qint64 from = device->pos();
                return std::unique_ptr<WavHistory>(new WavHistory(std::move(device), from, channels, frames));
            }
            const qint64 next = device->pos() + size + size % 2;
            if (chunk.startsWith("fmt ")) {
                const QByteArray format = device->read(formatBytes);
                channels = format.size() == formatBytes && isOurs(format) ? valueAt<quint16>(format, 2) : 0;
            }
            if (!device->seek(next))
                break;
        }
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("no WAV of 16 kHz and 16 bits"));
    }

    qint64 begin() const override { return 0; }
    qint64 end() const override { return m_frames; }
    qint64 bytesAt(qint64 position) const { return std::min(position, m_frames) * m_channels * 2; }

    bool read(qint64 position, std::span<qint16> interleaved) const override
    {
        std::fill(interleaved.begin(), interleaved.end(), qint16{0});
        const auto wanted = static_cast<qint64>(interleaved.size()) / trackCount;
        const qint64 count = std::min(wanted, m_frames - position);
        if (count <= 0 || !m_device->seek(m_from + bytesAt(position)))
            return false;
        const QByteArray bytes = m_device->read(count * m_channels * 2);
        for (qsizetype i = 0; i < bytes.size() / (qsizetype{2} * m_channels); ++i)
            for (int channel = 0; channel < m_channels; ++channel)
                interleaved[static_cast<std::size_t>(i * trackCount + channel)] =
                    valueAt<qint16>(bytes, (i * m_channels + channel) * 2);
        return count == wanted && bytes.size() == count * m_channels * 2;
    }

private:
    WavHistory(std::unique_ptr<QIODevice> device, qint64 from, int channels, qint64 frames)
        : m_device(std::move(device))
        , m_from(from)
        , m_channels(channels)
        , m_frames(frames)
    {
    }

    static bool isOurs(const QByteArray &format)
    {
        const auto channels = valueAt<quint16>(format, 2);
        return valueAt<quint16>(format, 0) == 1 && channels >= 1 && channels <= trackCount &&
               valueAt<quint32>(format, 4) == sampleRateHz && valueAt<quint16>(format, 14) == 16;
    }

    std::unique_ptr<QIODevice> m_device;
    qint64 m_from;
    int m_channels;
    qint64 m_frames;
};

WhisperRecording::WhisperRecording(WhisperSetup setup, SpeechOptions options, SoundToSend sound,
                                   const Clock &clock, QObject *parent)
    : TranscriptionJob(parent)
    , m_setup(std::move(setup))
    , m_options(std::move(options))
    , m_sound(std::move(sound))
    , m_clock(clock)
{
    m_setup.callSpeed = 0;
    connect(&m_feeder, &QTimer::timeout, this, &WhisperRecording::feedMore);
}

WhisperRecording::~WhisperRecording() = default;

void WhisperRecording::start()
{
    if (!std::exchange(m_started, true))
        QMetaObject::invokeMethod(this, &WhisperRecording::begin, Qt::QueuedConnection);
}

void WhisperRecording::cancel()
{
    fail(ErrorKind::Cancelled, QStringLiteral("cancelled"));
}

void WhisperRecording::begin()
{
    if (m_over)
        return;
    Result<std::unique_ptr<QIODevice>> device = m_sound.open();
    if (!device) {
        fail(device.error().kind, device.error().detail, device.error().subject);
        return;
    }
    auto history = WavHistory::open(std::move(device).value());
    if (!history) {
        fail(history.error().kind, history.error().detail);
        return;
    }
    m_history = std::move(history).value();
    m_engine = std::make_unique<WhisperEngine>(m_setup, *m_history, m_clock);
    connect(m_engine.get(), &SpeechEngine::utteranceChanged, this, &WhisperRecording::add);
    connect(m_engine.get(), &SpeechEngine::gapFound, this, [this] { ++m_gaps; });
    connect(m_engine.get(), &SpeechEngine::stateChanged, this, &WhisperRecording::stateChanged);
    connect(m_engine.get(), &SpeechEngine::finished, this, &WhisperRecording::engineFinished);
    connect(m_engine.get(), &SpeechEngine::failed, this,
            [this](const Error &error) { fail(error.kind, error.detail, error.subject); });
    connect(m_engine.get(), &SpeechEngine::progressed, this, [this](qint64 position) {
        if (m_over || position <= m_consumed)
            return;
        m_consumed = position;
        Q_EMIT progressed(m_history->bytesAt(position), m_history->bytesAt(m_history->end()));
    });
    m_engine->start(m_options);
    if (!m_over)
        m_feeder.start(0);
}

void WhisperRecording::feedMore()
{
    const bool isWaiting = m_fed > m_consumed + runAhead;
    // Looked at again now and then while the server is behind.
    m_feeder.setInterval(isWaiting ? 20 : 0);
    std::vector<qint16> both(static_cast<std::size_t>(frameSamples) * trackCount);
    for (const qint64 until = m_fed + fedAtOnce; !isWaiting && !m_over && m_fed < until;) {
        if (m_fed >= m_history->end()) {
            m_feeder.stop();
            m_engine->finish();
            return;
        }
        m_history->read(m_fed, both);
        AudioFrame frame;
        frame.position = m_fed;
        for (std::size_t i = 0; i < both.size(); ++i)
            frame.samples[i % trackCount][i / trackCount] = both[i];
        m_fed += frameSamples;
        m_engine->feed(frame);
    }
}

void WhisperRecording::stateChanged(const PartState &state)
{
    if (m_over)
        return;
    if (state.condition == PartCondition::Failed)
        // It says why at its end.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_over)
                    m_engine->finish();
            },
            Qt::QueuedConnection);
    else if (state.condition == PartCondition::Reconnecting &&
             std::chrono::seconds(state.forSeconds.value_or(0)) >= longestOutage)
        fail(state.reason == PartReason::ProviderBusy || state.reason == PartReason::TooManyCalls
                 ? ErrorKind::ProviderBusy
                 : ErrorKind::NetworkAway,
             QStringLiteral("no answer for %1 s").arg(*state.forSeconds), QStringLiteral("Whisper"));
}

void WhisperRecording::add(const Utterance &utterance)
{
    HeardLine line;
    line.channel = trackIndex(utterance.track);
    line.text = utterance.text;
    line.start = utterance.start;
    line.end = utterance.end;
    line.words = utterance.words;
    line.confidence = utterance.confidence;
    m_lines.append(line);
}

void WhisperRecording::engineFinished()
{
    if (m_gaps > 0) {
        fail(ErrorKind::NetworkAway, QStringLiteral("%1 utterances were not answered").arg(m_gaps),
             QStringLiteral("Whisper"));
        return;
    }
    if (std::exchange(m_over, true))
        return;
    letGo();
    std::stable_sort(m_lines.begin(), m_lines.end(),
                     [](const HeardLine &a, const HeardLine &b) { return a.start < b.start; });
    Q_EMIT finished(m_lines);
}

void WhisperRecording::fail(ErrorKind kind, const QString &detail, const QString &subject)
{
    if (std::exchange(m_over, true))
        return;
    letGo();
    Q_EMIT failed({kind, detail, subject, {}});
}

/// Not at once, as it may be the engine that is speaking.
void WhisperRecording::letGo()
{
    m_feeder.stop();
    QMetaObject::invokeMethod(
        this, [this] { m_engine.reset(); }, Qt::QueuedConnection);
}

} // namespace talktrack
