// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/speech_engine.h"
#include "core/support/result.h"

#include <array>
#include <memory>

namespace talktrack {

/// Says when the backlog of a recogniser is worth telling, as a number of seconds. Pure.
class BacklogWatch final
{
public:
    /// Above this many seconds it falls behind, below the other it has caught up.
    static constexpr double behindSeconds = 60;
    static constexpr double caughtUpSeconds = 5;
    /// While behind, said again when it has changed by this much.
    static constexpr double stepSeconds = 30;

    /// The state to tell now, if any.
    std::optional<PartState> update(double secondsWaiting);
    bool isBehind() const { return m_told > 0; }

private:
    double m_told = 0;
};

/// Recognition on this machine alone, in English, with PocketSphinx: a decoder per track on a thread of its
/// own, given speech only (UtteranceSegmenter). Interim text while a person speaks, finals at pauses.
///
/// States: Connecting/ModelLoading from start(), Live when both tracks can be heard; Degraded/FallingBehind
/// with the seconds behind as subject, Live again when caught up. Sound fed meanwhile is kept (SoundQueue).
/// Errors: ModelMissing where the model's files are not there (subject: its directory, or the language asked
/// for), Failed where the toolkit refuses them.
/// Confidence: of a word, its posterior probability in the lattice of what else could have been said; of an
/// utterance, the mean of its words. It orders words by how sure they are and understates clear speech: in
/// the demo call 70 % of the words below 0.1 were right, 93 % of those from 0.1 to 0.5, and 99 % of those
/// above. Arrival of an utterance is that of the sound that completed it, for a final the end of the pause
/// after it.
class PocketSphinxEngine final : public SpeechEngine
{
    Q_OBJECT

public:
    /// An empty modelDir is the toolkit's own, found when this was built.
    explicit PocketSphinxEngine(QString modelDir = {}, QObject *parent = nullptr);
    ~PocketSphinxEngine() override;

    /// ModelMissing, at once, where the model's files are not there.
    static Result<std::unique_ptr<SpeechEngine>> create(const QString &modelDir = {});

    QString name() const override;
    void start(const SpeechOptions &options) override;
    void feed(const AudioFrame &frame) override;
    void finish() override;

    /// Frames of either track that became silence because more than ten minutes of sound waited.
    qint64 droppedFrames() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
