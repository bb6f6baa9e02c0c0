// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/heard_line.h"
#include "core/support/error.h"
#include "core/support/result.h"

#include <QIODevice>
#include <QMetaType>
#include <QObject>

#include <functional>
#include <memory>

namespace talktrack {

/// A recording to be sent: opened anew for each try, read from the disk as it goes out.
struct SoundToSend
{
    /// A device open for reading, sequential or not, whose size() is the number of bytes it will give.
    std::function<Result<std::unique_ptr<QIODevice>>()> open;
    /// "audio/wav", "application/octet-stream" where the server is to find out.
    QByteArray contentType;
    int channels = 2;
};

/// Recognition of one recording by a provider.
///
/// Thread: one, with an event loop. start() once; then progressed at any time, and exactly one of finished or
/// failed, and nothing after it. cancel() ends it soon with failed(Cancelled). Errors: ProviderRefused (key,
/// credit, the request; final), NetworkAway (after all retries), InputUnreadable (the provider cannot read
/// the sound), InputMissing, DiskFailed (it cannot be read), Cancelled.
class TranscriptionJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void start() = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Bytes on their way of all bytes; starts again from 0 at a retry.
    void progressed(qint64 sent, qint64 total);
    /// In order of time.
    void finished(const QList<talktrack::HeardLine> &lines);
    void failed(const talktrack::Error &error);
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::HeardLine)
