// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/microphone_source.h"

#include <QAudioDevice>
#include <QAudioFormat>
#include <QAudioSource>
#include <QIODevice>
#include <QMediaDevices>

namespace talktrack {

namespace {

/// Without it the sound system may hand out up to 2 s at a time.
constexpr int bufferMs = 60;

std::optional<SampleFormat> sampleFormatOf(QAudioFormat::SampleFormat format)
{
    switch (format) {
    case QAudioFormat::UInt8:
        return SampleFormat::UInt8;
    case QAudioFormat::Int16:
        return SampleFormat::Int16;
    case QAudioFormat::Int32:
        return SampleFormat::Int32;
    case QAudioFormat::Float:
        return SampleFormat::Float;
    default:
        return std::nullopt;
    }
}

/// The device's own format, without the channels beyond two if it can leave them out.
QAudioFormat formatFor(const QAudioDevice &device)
{
    const QAudioFormat own = device.preferredFormat();
    QAudioFormat wanted = own;
    wanted.setSampleFormat(QAudioFormat::Int16);
    wanted.setChannelCount(std::min(own.channelCount(), 2));
    return device.isFormatSupported(wanted) ? wanted : own;
}

} // namespace

MicrophoneSource::MicrophoneSource(QString deviceId, const Clock &clock, QObject *parent)
    : AudioSource(parent)
    , m_deviceId(std::move(deviceId))
    , m_clock(clock)
{
}

MicrophoneSource::~MicrophoneSource()
{
    m_over = true;
    if (m_source) {
        m_source->disconnect(this);
        m_source->stop();
    }
}

void MicrophoneSource::start()
{
    const QList<QAudioDevice> inputs = QMediaDevices::audioInputs();
    const auto device = std::find_if(inputs.begin(), inputs.end(), [this](const QAudioDevice &one) {
        return QString::fromUtf8(one.id()) == m_deviceId;
    });
    if (device == inputs.end()) {
        fail(ErrorKind::DeviceMissing, QStringLiteral("input not known to Qt"));
        return;
    }
    if (!open(*device)) {
        fail(ErrorKind::DeviceFailed, QStringLiteral("input cannot be opened"));
        return;
    }
    Q_EMIT opened();
}

bool MicrophoneSource::open(const QAudioDevice &device)
{
    const QAudioFormat format = formatFor(device);
    const auto sampleFormat = sampleFormatOf(format.sampleFormat());
    if (!sampleFormat ||
        !m_resampler.setFormat({format.sampleRate(), format.channelCount(), *sampleFormat})) {
        return false;
    }
    m_source = std::make_unique<QAudioSource>(device, format);
    m_source->setBufferSize(format.bytesForDuration(bufferMs * 1000));
    connect(m_source.get(), &QAudioSource::stateChanged, this, [this](QAudio::State state) {
        if (state == QAudio::StoppedState && !m_over) {
            fail(ErrorKind::DeviceFailed, QStringLiteral("input stopped"));
        }
    });
    m_io = m_source->start();
    if (!m_io || m_over) {
        return false;
    }
    connect(m_io, &QIODevice::readyRead, this, &MicrophoneSource::readAvailable);
    return true;
}

void MicrophoneSource::readAvailable()
{
    if (!m_over && m_io) {
        pass(m_resampler.process(m_io->readAll()));
    }
}

void MicrophoneSource::stop()
{
    if (m_over) {
        return;
    }
    readAvailable();
    pass(m_resampler.drain());
    m_over = true;
    if (m_source) {
        m_source->stop();
    }
}

void MicrophoneSource::pass(std::vector<qint16> samples)
{
    if (!samples.empty()) {
        Q_EMIT captured({std::move(samples), 1, m_clock.now()});
    }
}

void MicrophoneSource::fail(ErrorKind kind, const QString &detail)
{
    if (!m_over) {
        m_over = true;
        Q_EMIT failed({kind, detail, m_deviceId, std::nullopt});
    }
}

} // namespace talktrack
