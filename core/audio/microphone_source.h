// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/audio_source.h"
#include "core/audio/resampler.h"
#include "core/support/clock.h"

#include <QPointer>

#include <memory>

class QAudioDevice;
class QAudioSource;
class QIODevice;

namespace talktrack {

/// A microphone through QtMultimedia. See AudioSource for thread and order.
///
/// Errors: DeviceMissing where Qt does not know the id; DeviceFailed when it cannot be opened or goes away.
class MicrophoneSource final : public AudioSource
{
    Q_OBJECT

public:
    MicrophoneSource(QString deviceId, const Clock &clock, QObject *parent = nullptr);
    ~MicrophoneSource() override;

    void start() override;
    void stop() override;

private:
    bool open(const QAudioDevice &device);
    void readAvailable();
    void pass(std::vector<qint16> samples);
    void fail(ErrorKind kind, const QString &detail);

    QString m_deviceId;
    const Clock &m_clock;
    Resampler m_resampler;
    std::unique_ptr<QAudioSource> m_source;
    QPointer<QIODevice> m_io;
    bool m_over = false;
};

} // namespace talktrack
