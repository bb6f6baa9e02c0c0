// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/deepgram/deepgram_credentials.h"
#include "core/speech/deepgram/deepgram_message.h"
#include "core/speech/deepgram/link_watch.h"
#include "core/speech/deepgram/stream_clock.h"
#include "core/support/clock.h"

#include <QMetaType>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

namespace talktrack {

/// Why a connection came to its end.
struct LinkLoss
{
    enum class Kind {
        /// Closed by the server after all was said (close 1000).
        Complete,
        /// Not reached: no network, no such host, refused at the door, no answer in time.
        Unreachable,
        /// The certificate is not one to trust.
        Untrusted,
        /// The handshake was answered by an HTTP status.
        Refused,
        /// It was open and broke off, or the server closed it.
        Dropped,
        /// It was open and nothing came back any more.
        Silent,
        /// It was alive, but what was said had no result.
        Unanswered,
    };
    Kind kind = Kind::Dropped;
    int httpStatus = 0;
    /// The server's words for a refusal or a close; for the log and for finding out what is blamed.
    QString reason;
    int closeCode = 0;
    /// Asked for by the server.
    std::chrono::milliseconds retryAfter{0};
    bool operator==(const LinkLoss &) const = default;
};

/// One connection to the live endpoint, from dialling to its end. Knows which sound it was sent.
///
/// Thread: one, with an event loop; all timing goes by the clock and tick(), which its owner calls every 100
/// ms or more often. Signals: opened at most once; then messages; then exactly one lost, and nothing after
/// it. A refusal is asked for its reason once more over plain HTTPS before it is reported, as the socket does
/// not tell.
class DeepgramLink final : public QObject
{
    Q_OBJECT

public:
    DeepgramLink(const QUrl &url, const DeepgramCredential &credential, const Clock &clock,
                 const LinkWatch::Limits &limits = {});
    ~DeepgramLink() override;

    bool isOpen() const;
    /// A stretch of the call, raw or as the bytes that came out of an encoder when it went in: none if it
    /// holds them back. No empty message is sent, as that would end the stream.
    void sendSound(qint64 position, qint64 samples, const QByteArray &bytes, bool speech);
    /// Silence that is not of the call, so that the server does not give up a connection that had none yet,
    /// as bytes; or the rest of what an encoder held back, of no samples.
    void sendFiller(qint64 samples, const QByteArray &bytes);
    /// Asks for final results of what was sent; of one channel, or of all.
    void finalize(std::optional<int> channel = {});
    /// No more sound will come: the server answers the rest and closes. Goes out behind all sound.
    void closeStream();
    void configure(const QStringList &keyterms);
    /// Keeps the connection, pings, and judges whether it is alive.
    void tick();
    /// Ends it at once, without lost(). What is on its way is thrown away, so that it does not take up the
    /// line.
    void abort();

    const StreamClock &streamClock() const;
    /// Bytes that the system has not taken yet, encrypted or not.
    qint64 bytesWaiting() const;
    /// Sound and framing that went out, for the bench.
    qint64 bytesSent() const;
    std::chrono::steady_clock::time_point openedAt() const;
    /// A result of any kind has come.
    bool isAnswering() const;

Q_SIGNALS:
    void opened();
    void received(const talktrack::DeepgramMessage &message);
    void lost(const talktrack::LinkLoss &loss);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::LinkLoss)
