// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/speech_engine.h"
#include "core/support/result.h"

#include <QList>
#include <QString>

#include <memory>
#include <optional>
#include <span>

namespace talktrack {

/// A recognised word; frames of 10 ms from the utterance's first sample.
struct HeardWord
{
    QString text;
    int firstFrame = 0;
    int lastFrame = 0;
    /// 0–1; absent in interim text.
    std::optional<double> confidence;
    bool operator==(const HeardWord &) const = default;
};

/// One PocketSphinx decoder with its models, for one track.
///
/// Thread: one, from load() to the end; loading takes about half a second, finish() about a twentieth of the
/// sound's length. Each decoder has its own copy of the language model, as the toolkit's n-gram lookup writes
/// to a cache inside it. The mean of the cepstra is carried from utterance to utterance, so that the first
/// words of each are normalised by what the speaker and the line sounded like before.
class PocketSphinxDecoder final
{
public:
    /// ModelMissing where a file of the model is not there, Failed where the toolkit refuses it.
    static Result<std::unique_ptr<PocketSphinxDecoder>> load(const QString &modelDir,
                                                             const SpeechOptions &options);
    /// ModelMissing, as load(), but at once and without loading. Any thread.
    static Result<void> check(const QString &modelDir);
    /// Where the toolkit's own package keeps its models.
    static QString defaultModelDir();

    ~PocketSphinxDecoder();
    PocketSphinxDecoder(const PocketSphinxDecoder &) = delete;
    PocketSphinxDecoder &operator=(const PocketSphinxDecoder &) = delete;

    bool begin();
    void feed(std::span<const qint16> samples);
    QList<HeardWord> soFar() const;
    /// Ends the utterance with the second and third pass. Empty if nothing was understood.
    QList<HeardWord> finish();

private:
    class Private;
    explicit PocketSphinxDecoder(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace talktrack
