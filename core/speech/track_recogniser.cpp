// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/track_recogniser.h"

#include "core/speech/spoken_text.h"
#include "core/support/ids.h"

#include <QStringList>

#include <algorithm>

namespace talktrack {

namespace {

constexpr qint64 samplesPerDecoderFrame = sampleRateHz / 100;
/// The decoder is given this much at a time: often enough for text to follow speech, seldom enough to be
/// cheap.
constexpr std::size_t passSamples = sampleRateHz / 10;
/// About three interim texts a second of speech.
constexpr qint64 interimSamples = sampleRateHz * 35 / 100;
constexpr qint64 progressSamples = sampleRateHz / 5;

} // namespace

TrackRecogniser::TrackRecogniser(Track track, QString modelDir, SpeechOptions options, Sink sink)
    : m_track(track)
    , m_modelDir(std::move(modelDir))
    , m_options(std::move(options))
    , m_sink(std::move(sink))
    , m_segmenter(*this)
    , m_thread([this] { run(); })
{
}

TrackRecogniser::~TrackRecogniser()
{
    abort();
    m_thread.join();
}

void TrackRecogniser::abort()
{
    m_queue.abort();
}

void TrackRecogniser::feed(qint64 position, const SoundQueue::Sound &sound)
{
    m_queue.put(position, sound, std::chrono::steady_clock::now());
}

void TrackRecogniser::finish()
{
    m_queue.close();
}

void TrackRecogniser::run()
{
    auto loaded = PocketSphinxDecoder::load(m_modelDir, m_options);
    if (m_queue.isAborted()) {
        return;
    }
    if (!loaded) {
        m_sink(loaded.error());
        return;
    }
    m_decoder = std::move(loaded).value();
    m_sink(Loaded{});
    while (const auto frame = m_queue.take()) {
        consume(*frame);
    }
    if (!m_queue.isAborted()) {
        m_segmenter.flush();
        reportProgress();
        m_sink(Done{});
    }
    // The decoder goes on the thread it lived on.
    m_decoder.reset();
}

void TrackRecogniser::consume(const SoundQueue::Frame &frame)
{
    m_arrived = frame.arrived;
    if (frame.sound) {
        m_segmenter.push(frame.position, *frame.sound);
    } else {
        m_segmenter.pushSilence(frame.position, frameSamples);
    }
    m_position = frame.position + frameSamples;
    if (m_position - m_reported >= progressSamples) {
        reportProgress();
    }
}

void TrackRecogniser::reportProgress()
{
    m_reported = m_position;
    m_sink(Progress{m_position});
}

void TrackRecogniser::voiceChanged(bool speaking, qint64 position)
{
    m_sink(Voice{speaking, position});
}

void TrackRecogniser::utteranceBegan(qint64 position)
{
    m_id = newId();
    m_start = position;
    m_sinceInterim = 0;
    m_interimText.clear();
    m_unpassed.clear();
    m_decoder->begin();
}

void TrackRecogniser::utteranceSound(std::span<const qint16> samples)
{
    m_unpassed.insert(m_unpassed.end(), samples.begin(), samples.end());
    if (m_unpassed.size() < passSamples) {
        return;
    }
    passToDecoder();
    if (m_sinceInterim >= interimSamples) {
        showInterim();
    }
}

void TrackRecogniser::passToDecoder()
{
    // In pieces, as what was kept for the pre-roll comes at once and a destructor may be waiting.
    for (std::span<const qint16> rest = m_unpassed; !rest.empty() && !m_queue.isAborted();) {
        const auto piece = rest.first(std::min(rest.size(), passSamples));
        m_decoder->feed(piece);
        m_sinceInterim += static_cast<qint64>(piece.size());
        rest = rest.subspan(piece.size());
    }
    m_unpassed.clear();
}

void TrackRecogniser::showInterim()
{
    m_sinceInterim = 0;
    const Utterance interim = utterance(m_decoder->soFar());
    if (interim.text.isEmpty() || interim.text == m_interimText) {
        return;
    }
    m_interimText = interim.text;
    m_sink(interim);
}

void TrackRecogniser::utteranceEnded(qint64 position)
{
    Q_UNUSED(position)
    passToDecoder();
    if (m_queue.isAborted()) {
        return;
    }
    Utterance final = utterance(m_decoder->finish());
    final.final = true;
    if (!final.text.isEmpty()) {
        m_sink(final);
    } else if (!m_interimText.isEmpty()) {
        m_sink(Withdrawn{m_id});
    }
}

Utterance TrackRecogniser::utterance(const QList<HeardWord> &words) const
{
    Utterance result;
    result.id = m_id;
    result.track = m_track;
    result.arrived = m_arrived;
    QStringList text;
    double confidence = 0;
    bool confidenceKnown = !words.isEmpty();
    for (const HeardWord &heard : words) {
        Word word;
        word.text = writtenWord(heard.text, text.isEmpty());
        word.start = secondsAt(m_start + heard.firstFrame * samplesPerDecoderFrame);
        word.end = secondsAt(m_start + (heard.lastFrame + 1) * samplesPerDecoderFrame);
        word.confidence = heard.confidence;
        confidenceKnown = confidenceKnown && heard.confidence;
        confidence += heard.confidence.value_or(0);
        text.append(word.text);
        result.words.append(word);
    }
    result.text = text.join(QLatin1Char(' '));
    if (!result.words.isEmpty()) {
        result.start = result.words.first().start;
        result.end = result.words.last().end;
    }
    if (confidenceKnown) {
        result.confidence = confidence / static_cast<double>(words.size());
    }
    return result;
}

} // namespace talktrack
