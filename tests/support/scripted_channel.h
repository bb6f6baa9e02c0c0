// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/word_listener.h"

#include <QJsonObject>
#include <QString>

#include <functional>
#include <random>

namespace talktrack::test {

/// What the query of a live connection asks of each channel.
struct ListeningOptions
{
    int channelCount = 1;
    bool interimResults = false;
    /// Seconds of silence after which speech is final; absent: never.
    std::optional<double> endpointing = 0.01;
    std::optional<double> utteranceEnd;
    bool vadEvents = false;
    bool punctuate = false;
    bool diarize = false;
    bool severalLanguages = false;
    QString model;
    QString requestId;
};

/// Model and request of a message, as Results carry them.
QJsonObject resultMetadata(const QString &requestId, const QString &model);
QString modelUuid();
/// "general-nova-3", its version and architecture.
QJsonObject modelInfo(const QString &model);
/// As "words" of an answer have it.
QJsonObject wordObject(const HeardWord &word, const QString &written, const ListeningOptions &options);
/// How a word is written at its place in a sentence.
QString writtenWord(const QString &text, bool first, bool last, bool punctuate);
/// To 10 ms.
double roundedTime(double seconds);

/// The recogniser behind one channel of a live connection: interims that grow, finals at the end of speech
/// and every 3–4 s of it, empty results in silence, events. Times are stream time.
class ScriptedChannel final
{
public:
    using Say = std::function<void(const QJsonObject &)>;

    ScriptedChannel(int channel, ListeningOptions options, const MarkedScript &script, quint32 seed,
                    double jitterSeconds, Say say);

    void hear(qint64 samples, qint64 position, Tracks tracks);
    /// Says what is pending as final with from_finalize; nothing if nothing is.
    void finalize();
    /// The last results.
    void close();
    /// A final result with nothing in it, over nothing.
    void sayEmptyFinal() { sayResults(m_segmentFrom, {}, true, true, false); }

    /// As if the stream had begun here.
    void restartTime() { m_timeFrom = m_listener.now(); }
    double now() const { return m_listener.now() - m_timeFrom; }

private:
    void considerEvents();
    void considerResults();
    void sayFinal(double until, qsizetype wordCount, bool speechFinal, bool fromFinalize);
    void sayInterim();
    void sayResults(double until, const QList<HeardWord> &words, bool final, bool speechFinal,
                    bool fromFinalize);
    double shown(double streamSeconds) const;
    double between(double low, double high);

    int m_channel;
    ListeningOptions m_options;
    WordListener m_listener;
    std::mt19937 m_random;
    Say m_say;
    /// Heard and not final.
    QList<HeardWord> m_pending;
    double m_segmentFrom = 0;
    double m_nextInterim = 1.1;
    double m_longest = 3.5;
    double m_silentFrom = 0;
    double m_timeFrom = 0;
    bool m_inSpeech = false;
    /// A last word that no UtteranceEnd has been said for.
    std::optional<double> m_openUtterance;
};

} // namespace talktrack::test
