// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/marked_sound.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QStringList>
#include <QUrlQuery>

#include <chrono>
#include <optional>

namespace talktrack::test {

/// Places of the call that came in one piece, as sample positions.
struct ReceivedStretch
{
    qint64 from = 0;
    qint64 to = 0;
    /// Where on the stream they came.
    double streamFrom = 0;
    bool operator==(const ReceivedStretch &) const = default;
};

/// One attempt at a live connection, from its handshake on, as the server saw it. Times count from the making
/// of the server, by its clock.
struct ConnectionRecord
{
    using Time = std::chrono::nanoseconds;

    /// 0 for the first.
    int number = 0;
    Time attempted{0};
    std::optional<Time> opened;
    std::optional<Time> ended;
    /// HTTP status of the answer; 0 as long as there is none.
    int status = 0;
    QUrlQuery query;
    QByteArray authorization;
    QByteArray requestId;

    /// Payload of binary messages.
    qint64 soundBytes = 0;
    /// Everything after the handshake, frames' heads included.
    qint64 wireBytes = 0;
    qint64 binaryMessages = 0;
    qint64 largestMessage = 0;
    bool emptyBinaryCame = false;
    /// Stream time.
    double soundSeconds = 0;
    /// Sound of which the place in the call is unknown.
    double unmarkedSeconds = 0;
    /// In the order they came.
    QList<ReceivedStretch> received;
    /// The most sound within any 5 s, over 5 s.
    double fastestRate = 0;

    /// Text messages of the client.
    QStringList texts;
    /// When they came, one for one.
    QList<Time> textTimes;
    qint64 pings = 0;
    /// Close code of the client's close frame.
    std::optional<int> clientClose;
    /// Close code of the server's.
    std::optional<int> serverClose;

    qint64 messagesSaid = 0;
    qint64 bytesSaid = 0;
    /// Words of finals, at stream time.
    QList<ScriptedWord> finalWords;

    bool isOpen() const { return opened && !ended; }
    int textsOfType(const QString &type) const
    {
        return static_cast<int>(texts.filter(QStringLiteral("\"%1\"").arg(type)).size());
    }
};

/// The kinds of requests of a ScriptedDeepgram.
enum class Endpoint {
    /// Handshakes of live connections.
    Live,
    /// The live address without an upgrade.
    Reason,
    /// POST /v1/listen.
    Recording,
    /// POST /v1/auth/grant.
    Token,
    /// POST /v1/audio/transcriptions and /inference.
    Whisper,
    /// Everything else.
    Other,
};

/// A request that is no handshake.
struct RequestRecord
{
    Endpoint endpoint = Endpoint::Other;
    /// Among those of its endpoint, 0 for the first.
    int number = 0;
    std::chrono::nanoseconds at{0};
    QByteArray method;
    QByteArray path;
    QUrlQuery query;
    QByteArray authorization;
    QByteArray contentType;
    qint64 bodyBytes = 0;
    /// 0 where it was not answered.
    int status = 0;
    /// Of the sound in the body.
    double soundSeconds = 0;
    QList<ReceivedStretch> received;
    /// Fields of a form, without the file.
    QMap<QString, QString> fields;
    QString fileName;
};

/// Puts stretches in order and joins those that touch or overlap.
QList<ReceivedStretch> joined(QList<ReceivedStretch> stretches);
/// Adds a stretch that follows on the stream; joins it to the last if it goes on there.
void appendStretch(QList<ReceivedStretch> &stretches, qint64 position, qint64 samples, double streamFrom);

} // namespace talktrack::test
