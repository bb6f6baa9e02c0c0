// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/resampler.h"

#include "core/model/audio_frame.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

namespace talktrack {

namespace {

AVSampleFormat avFormat(SampleFormat format)
{
    switch (format) {
    case SampleFormat::UInt8:
        return AV_SAMPLE_FMT_U8;
    case SampleFormat::Int16:
        return AV_SAMPLE_FMT_S16;
    case SampleFormat::Int32:
        return AV_SAMPLE_FMT_S32;
    case SampleFormat::Float:
        return AV_SAMPLE_FMT_FLT;
    }
    return AV_SAMPLE_FMT_S16;
}

} // namespace

void Resampler::Free::operator()(SwrContext *context) const
{
    swr_free(&context);
}

Resampler::Resampler() = default;
Resampler::~Resampler() = default;

Resampler::Context Resampler::makeContext(const PcmFormat &format)
{
    AVChannelLayout in{};
    AVChannelLayout out{};
    av_channel_layout_default(&in, format.channels);
    av_channel_layout_default(&out, 1);
    SwrContext *raw = nullptr;
    const int made = swr_alloc_set_opts2(&raw, &out, AV_SAMPLE_FMT_S16, sampleRateHz, &in,
                                         avFormat(format.sampleFormat), format.rateHz, 0, nullptr);
    av_channel_layout_uninit(&in);
    Context context(raw);
    if (made < 0) {
        return {};
    }
    const std::vector<double> average(static_cast<std::size_t>(format.channels), 1.0 / format.channels);
    if (swr_set_matrix(raw, average.data(), format.channels) < 0 || swr_init(raw) < 0) {
        return {};
    }
    return context;
}

Result<std::vector<qint16>> Resampler::setFormat(const PcmFormat &format)
{
    if (m_context && format == m_format) {
        return std::vector<qint16>{};
    }
    const QString description = QStringLiteral("%1 Hz, %2 channels")
                                    .arg(QString::number(format.rateHz), QString::number(format.channels));
    if (!format.isPlausible()) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("implausible format: ") + description);
    }
    Context next = makeContext(format);
    if (!next) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("cannot resample ") + description);
    }
    std::vector<qint16> tail = drain();
    m_context = std::move(next);
    m_format = format;
    m_pending.clear();
    return tail;
}

std::vector<qint16> Resampler::process(QByteArrayView bytes)
{
    if (!m_context) {
        return {};
    }
    m_pending.append(bytes.data(), bytes.size());
    const qsizetype frames = m_pending.size() / m_format.frameBytes();
    if (frames == 0) {
        return {};
    }
    std::vector<qint16> made = convert(m_pending.constData(), static_cast<int>(frames));
    m_pending.remove(0, frames * m_format.frameBytes());
    return made;
}

std::vector<qint16> Resampler::drain()
{
    if (!m_context) {
        return {};
    }
    std::vector<qint16> tail = convert(nullptr, 0);
    m_pending.clear();
    m_context = makeContext(m_format);
    return tail;
}

std::vector<qint16> Resampler::convert(const char *data, int frames)
{
    const int room = swr_get_out_samples(m_context.get(), frames);
    if (room <= 0) {
        return {};
    }
    std::vector<qint16> out(static_cast<std::size_t>(room));
    auto *outPlane = reinterpret_cast<uint8_t *>(out.data());
    const auto *inPlane = reinterpret_cast<const uint8_t *>(data);
    const int made = swr_convert(m_context.get(), &outPlane, room, data ? &inPlane : nullptr, frames);
    out.resize(static_cast<std::size_t>(std::max(made, 0)));
    return out;
}

} // namespace talktrack
