// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_source.h"

#include "core/audio/file_decoder.h"
#include "core/model/audio_frame.h"

#include <QTimer>

#include <algorithm>

namespace talktrack {

namespace {

/// Frames produced before the event loop gets its turn: 2 s of sound.
constexpr int framesPerTurn = 100;

} // namespace

FileSource::FileSource(Options options, const Clock &clock, QObject *parent)
    : AudioSource(parent)
    , m_options(std::move(options))
    , m_clock(clock)
{
}

FileSource::~FileSource() = default;

void FileSource::start()
{
    auto decoder = FileDecoder::open(m_options.path, m_options.monoTrack);
    if (!decoder) {
        m_over = true;
        Q_EMIT failed(decoder.error());
        return;
    }
    m_decoder = std::move(decoder).value();
    m_since = m_clock.now();
    Q_EMIT opened();
    schedule(std::chrono::milliseconds(0));
}

void FileSource::stop()
{
    m_over = true;
}

void FileSource::setPaused(bool paused)
{
    if (paused == m_paused) {
        return;
    }
    m_paused = paused;
    m_since = m_clock.now();
    m_sincePosition = m_position;
    if (!paused) {
        schedule(std::chrono::milliseconds(0));
    }
}

void FileSource::allowUpTo(qint64 position)
{
    m_allowed = std::max(m_allowed, position);
    schedule(std::chrono::milliseconds(0));
}

bool FileSource::isDamaged() const
{
    return m_decoder && m_decoder->isDamaged();
}

void FileSource::schedule(std::chrono::milliseconds delay)
{
    if (m_scheduled || m_over || m_paused || !m_decoder) {
        return;
    }
    m_scheduled = true;
    QTimer::singleShot(delay, Qt::PreciseTimer, this, [this] {
        m_scheduled = false;
        play();
    });
}

/// The position up to which the sound has been "heard" by now. Who cannot keep up with the speed is waited
/// for.
qint64 FileSource::duePosition() const
{
    if (m_options.speed <= 0) {
        return m_allowed;
    }
    const std::chrono::duration<double> played = m_clock.now() - m_since;
    return std::min(m_allowed, m_sincePosition + positionAt(played.count() * m_options.speed));
}

void FileSource::play()
{
    const qint64 due = duePosition();
    int produced = 0;
    while (!m_over && !m_paused && produced < framesPerTurn && m_position + frameSamples <= due &&
           !m_decoder->atEnd()) {
        produceFrame();
        ++produced;
    }
    if (m_over || m_paused) {
        return;
    }
    if (m_decoder->atEnd()) {
        m_over = true;
        Q_EMIT ended();
    } else if (produced == framesPerTurn) {
        schedule(std::chrono::milliseconds(0));
    } else if (m_options.speed > 0) {
        schedule(std::chrono::milliseconds(m_options.speed > 2 ? 5 : 20));
    }
}

void FileSource::produceFrame()
{
    AudioChunk chunk{m_decoder->read(frameSamples), trackCount, m_clock.now()};
    chunk.samples.resize(static_cast<std::size_t>(frameSamples) * trackCount, 0);
    m_position += frameSamples;
    Q_EMIT captured(chunk);
}

} // namespace talktrack
