// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/audio_journal.h"

#include "core/audio/sealed_sound.h"
#include "core/support/disk.h"
#include "core/support/log.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace talktrack {
namespace {

using Chunk = SealedSound::Chunk;
constexpr qint64 chunkSamples = SealedSound::chunkSamples;
constexpr auto syncEvery = std::chrono::seconds(1);
constexpr auto spaceLookedAtEvery = std::chrono::seconds(5);

/// The part of a chunk that stands at the position, into the front of a span; gives how many samples that is.
qint64 copyOf(const Chunk &chunk, qint64 position, std::span<qint16> into)
{
    const qint64 within = position % chunkSamples;
    const qint64 samples = std::min(chunkSamples - within, static_cast<qint64>(into.size()) / trackCount);
    std::copy_n(chunk.begin() + within * trackCount, samples * trackCount, into.begin());
    return samples;
}

qint64 samplesLeftInChunk(qint64 position, std::span<const qint16> interleaved)
{
    return std::min(chunkSamples - position % chunkSamples,
                    static_cast<qint64>(interleaved.size()) / trackCount);
}

} // namespace

class AudioJournal::Private
{
public:
    Private(Options theOptions, std::unique_ptr<SealedSound> writing, std::unique_ptr<SealedSound> reading,
            std::function<void(const Error &)> tellFailure)
        : options(std::move(theOptions))
        , writer(std::move(writing))
        , reader(std::move(reading))
        , onFailure(std::move(tellFailure))
    {
        if (!writer) {
            failure = Error{ErrorKind::DiskFailed, QStringLiteral("in memory only"), {}, {}};
            told = true;
            return;
        }
        thread = std::thread([this] { run(); });
    }

    ~Private() { stop(); }

    void stop();
    void run();
    Result<void> write(const Chunk &chunk);
    void forgetOld();
    std::shared_ptr<const Chunk> inMemory(qint64 number) const;

    const Options options;
    std::unique_ptr<SealedSound> writer;
    /// A handle of its own, so that reading does not move the writer's place.
    std::unique_ptr<SealedSound> reader;
    std::mutex readerMutex;
    std::function<void(const Error &)> onFailure;

    mutable std::mutex mutex;
    std::condition_variable changed;
    /// Whole chunks from number firstKept on; those before firstUnwritten are on the disk.
    std::deque<std::shared_ptr<const Chunk>> kept;
    qint64 firstKept = 0;
    qint64 firstUnwritten = 0;
    Chunk current{};
    qint64 end = 0;
    bool stopping = false;
    std::optional<Error> failure;
    bool told = false;
    std::chrono::steady_clock::time_point lookedAtSpace{};
    std::thread thread;
};

void AudioJournal::Private::stop()
{
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    changed.notify_all();
    if (thread.joinable())
        thread.join();
}

void AudioJournal::Private::run()
{
    auto synced = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] {
            return stopping || (failure && !told) ||
                   (!failure && firstUnwritten < firstKept + static_cast<qint64>(kept.size()));
        });
        while (!failure && firstUnwritten < firstKept + static_cast<qint64>(kept.size())) {
            const std::shared_ptr<const Chunk> chunk = kept[static_cast<size_t>(firstUnwritten - firstKept)];
            lock.unlock();
            Result<void> done = write(*chunk);
            const auto now = std::chrono::steady_clock::now();
            if (done && now - synced >= syncEvery) {
                synced = now;
                done = writer->sync();
            }
            lock.lock();
            if (done)
                ++firstUnwritten;
            else if (!failure)
                failure = done.error();
            forgetOld();
        }
        if (failure && !std::exchange(told, true)) {
            const Error error = *failure;
            lock.unlock();
            log::error("audio", "journal_stopped", {{"detail", error.detail}});
            if (onFailure)
                onFailure(error);
            lock.lock();
        }
        if (stopping)
            return;
    }
}

Result<void> AudioJournal::Private::write(const Chunk &chunk)
{
    const auto now = std::chrono::steady_clock::now();
    if (now - lookedAtSpace >= spaceLookedAtEvery) {
        lookedAtSpace = now;
        const qint64 left = freeBytes(options.file);
        if (left >= 0 && left < options.leastFree)
            return unexpected(ErrorKind::DiskFull, QStringLiteral("%1 bytes left").arg(left), options.file);
    }
    return writer->append(chunk);
}

/// The memory holds the last minute, and what waits for the disk while that may still take it; past that the
/// disk is taken as failed.
void AudioJournal::Private::forgetOld()
{
    const qint64 most = std::max<qint64>(1, options.memorySamples / chunkSamples);
    while (static_cast<qint64>(kept.size()) > most) {
        if (!failure && firstKept >= firstUnwritten) {
            if (static_cast<qint64>(kept.size()) <= 2 * most)
                return;
            failure = Error{ErrorKind::DiskFailed, QStringLiteral("the disk is too slow"), options.file, {}};
        }
        kept.pop_front();
        ++firstKept;
    }
}

std::shared_ptr<const Chunk> AudioJournal::Private::inMemory(qint64 number) const
{
    const qint64 index = number - firstKept;
    return index >= 0 && index < static_cast<qint64>(kept.size()) ? kept[static_cast<size_t>(index)]
                                                                  : nullptr;
}

Result<std::unique_ptr<AudioJournal>> AudioJournal::create(const Options &options, const SecretKey &key,
                                                           std::function<void(const Error &)> onFailure)
{
    const qint64 left = freeBytes(options.file);
    if (left >= 0 && left < options.leastFree)
        return unexpected(ErrorKind::DiskFull, QStringLiteral("%1 bytes left").arg(left), options.file);
    Result<std::unique_ptr<SealedSound>> writer = SealedSound::create(options.file, key);
    if (!writer)
        return unexpected(writer.error());
    Result<std::unique_ptr<SealedSound>> reader = SealedSound::open(options.file, key);
    if (!reader)
        return unexpected(reader.error());
    return std::unique_ptr<AudioJournal>(new AudioJournal(
        std::make_unique<Private>(options, std::move(*writer), std::move(*reader), std::move(onFailure))));
}

std::unique_ptr<AudioJournal> AudioJournal::inMemory(qint64 memorySamples)
{
    Options options;
    options.memorySamples = memorySamples;
    return std::unique_ptr<AudioJournal>(
        new AudioJournal(std::make_unique<Private>(options, nullptr, nullptr, nullptr)));
}

AudioJournal::AudioJournal(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

AudioJournal::~AudioJournal() = default;

void AudioJournal::append(const AudioFrame &frame)
{
    bool chunkDone = false;
    {
        const std::lock_guard lock(d->mutex);
        if (frame.position < d->end)
            return;
        const auto finishChunk = [&] {
            d->kept.push_back(std::make_shared<const Chunk>(d->current));
            d->current = {};
            d->forgetOld();
            chunkDone = true;
        };
        // A hole is silence.
        while (d->end < frame.position) {
            d->end += std::min(frame.position - d->end, chunkSamples - d->end % chunkSamples);
            if (d->end % chunkSamples == 0)
                finishChunk();
        }
        auto place = d->current.begin() + (d->end % chunkSamples) * trackCount;
        for (size_t i = 0; i < frameSamples; ++i)
            for (size_t track = 0; track < trackCount; ++track)
                *place++ = frame.samples[track][i];
        d->end += frameSamples;
        if (d->end % chunkSamples == 0)
            finishChunk();
    }
    if (chunkDone)
        d->changed.notify_one();
}

Result<void> AudioJournal::close()
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->end % chunkSamples != 0)
            d->kept.push_back(std::make_shared<const Chunk>(d->current));
    }
    d->stop();
    if (d->failure)
        return unexpected(*d->failure);
    return d->writer->finish(d->end);
}

qint64 AudioJournal::begin() const
{
    const std::lock_guard lock(d->mutex);
    return d->firstUnwritten >= d->firstKept ? 0 : d->firstKept * chunkSamples;
}

qint64 AudioJournal::end() const
{
    const std::lock_guard lock(d->mutex);
    return d->end;
}

bool AudioJournal::read(qint64 position, std::span<qint16> interleaved) const
{
    bool whole = true;
    Chunk fromDisk{};
    while (interleaved.size() >= trackCount) {
        qint64 samples = samplesLeftInChunk(position, interleaved);
        std::unique_lock lock(d->mutex);
        const qint64 number = position / chunkSamples;
        const qint64 available = std::min(samples, d->end - position);
        if (position < 0 || available <= 0) {
            lock.unlock();
            std::fill(interleaved.begin(), interleaved.end(), qint16{0});
            return false;
        }
        samples = available;
        const std::span<qint16> part = interleaved.first(static_cast<size_t>(samples * trackCount));
        if (number == d->end / chunkSamples) {
            copyOf(d->current, position, part);
        } else if (const auto chunk = d->inMemory(number)) {
            lock.unlock();
            copyOf(*chunk, position, part);
        } else {
            const bool onDisk = number < d->firstUnwritten;
            lock.unlock();
            const std::lock_guard reading(d->readerMutex);
            if (onDisk && d->reader->read(number, fromDisk)) {
                copyOf(fromDisk, position, part);
            } else {
                std::fill(part.begin(), part.end(), qint16{0});
                whole = false;
            }
        }
        position += samples;
        interleaved = interleaved.subspan(part.size());
    }
    return whole;
}

QString AudioJournal::file() const
{
    return d->options.file;
}

class KeptSound::Private
{
public:
    std::unique_ptr<SealedSound> sound;
    mutable Chunk chunk{};
    mutable qint64 chunkNumber = -1;
};

Result<std::unique_ptr<KeptSound>> KeptSound::open(const QString &file, const SecretKey &key)
{
    Result<std::unique_ptr<SealedSound>> sound = SealedSound::open(file, key);
    if (!sound)
        return unexpected(sound.error());
    auto p = std::make_unique<Private>();
    p->sound = std::move(*sound);
    return std::unique_ptr<KeptSound>(new KeptSound(std::move(p)));
}

KeptSound::KeptSound(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

KeptSound::~KeptSound() = default;

qint64 KeptSound::end() const
{
    return d->sound->length().value_or(d->sound->chunks() * chunkSamples);
}

bool KeptSound::isComplete() const
{
    return d->sound->length().has_value();
}

bool KeptSound::read(qint64 position, std::span<qint16> interleaved) const
{
    bool whole = true;
    while (interleaved.size() >= trackCount) {
        const qint64 samples = samplesLeftInChunk(position, interleaved);
        const std::span<qint16> part = interleaved.first(static_cast<size_t>(samples * trackCount));
        const qint64 number = position / chunkSamples;
        const bool there = position >= 0 && position < end() &&
                           (number == d->chunkNumber || d->sound->read(number, d->chunk));
        d->chunkNumber = there ? number : -1;
        if (there)
            copyOf(d->chunk, position, part);
        else
            std::fill(part.begin(), part.end(), qint16{0});
        whole = whole && there;
        position += samples;
        interleaved = interleaved.subspan(part.size());
    }
    return whole;
}

} // namespace talktrack
