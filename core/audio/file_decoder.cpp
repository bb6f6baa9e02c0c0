// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/file_decoder.h"

#include "core/audio/pcm_format.h"
#include "core/model/audio_frame.h"

#include <QByteArray>
#include <QFile>
#include <QFileInfo>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace talktrack {

namespace {

struct FormatFree
{
    void operator()(AVFormatContext *context) const { avformat_close_input(&context); }
};
struct CodecFree
{
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
};
struct PacketFree
{
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};
struct FrameFree
{
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
};
struct SwrFree
{
    void operator()(SwrContext *context) const { swr_free(&context); }
};
using Format = std::unique_ptr<AVFormatContext, FormatFree>;
using Codec = std::unique_ptr<AVCodecContext, CodecFree>;
using Swr = std::unique_ptr<SwrContext, SwrFree>;

/// Formats that name other files, reach for the network, or are pictures and text rather than sound.
bool isRefusedFormat(std::string_view name)
{
    static constexpr std::array<std::string_view, 27> refused{
        "hls", "concat", "concatf", "dash", "imf",        "rtsp",   "rtp",  "sdp",   "sap",
        "tty", "lavfi",  "image2",  "ico",  "ffmetadata", "gif",    "apng", "asf_o", "mpegtsraw",
        "bin", "xbin",   "adf",     "idf",  "vobsub",     "webvtt", "srt",  "ass",   "live_flv",
    };
    for (const auto &one : refused) {
        if (name == one || name.substr(0, name.find(',')) == one) {
            return true;
        }
    }
    return name.ends_with("_pipe") || name.starts_with("image2");
}

/// The white list handed to the library: all that it knows but the refused ones, so that probing never opens
/// those.
QByteArray allowedFormats()
{
    QByteArray names;
    void *state = nullptr;
    while (const AVInputFormat *format = av_demuxer_iterate(&state)) {
        if (!isRefusedFormat(format->name)) {
            names += format->name;
            names += ',';
        }
    }
    names.chop(1);
    return names;
}

QString avMessage(int code)
{
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(code, text.data(), text.size());
    return QString::fromUtf8(text.data());
}

/// A file's last Ogg page bears the end-of-stream flag unless the file was cut off (RFC 3533, section 6).
bool isOggCutOff(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return true;
    }
    constexpr qint64 longestPage = 65307;
    file.seek(std::max<qint64>(0, file.size() - longestPage));
    const QByteArray end = file.readAll();
    const qsizetype page = end.lastIndexOf("OggS");
    constexpr int headerBytes = 27;
    if (page < 0 || end.size() - page < headerBytes) {
        return true;
    }
    const bool lastPage = (static_cast<uchar>(end[page + 5]) & 0x04) != 0;
    const int segments = static_cast<uchar>(end[page + 26]);
    qsizetype needed = page + headerBytes + segments;
    for (int i = 0; i < segments && page + headerBytes + i < end.size(); ++i) {
        needed += static_cast<uchar>(end[page + headerBytes + i]);
    }
    return !lastPage || needed > end.size();
}

Result<void> checkFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        return unexpected(ErrorKind::InputMissing, QStringLiteral("no such file"), path);
    }
    if (info.isDir()) {
        return unexpected(ErrorKind::InputIsFolder, QStringLiteral("a folder"), path);
    }
    if (!info.isFile() || !info.isReadable()) {
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("not a readable file"), path);
    }
    if (info.size() == 0) {
        return unexpected(ErrorKind::InputEmpty, QStringLiteral("zero bytes"), path);
    }
    return {};
}

} // namespace

class FileDecoder::Private
{
public:
    Result<void> openFile(const QString &file);
    Result<void> openCodec();
    void fill(std::size_t samples);
    void decodeMore();
    void takeFrames();
    void resample(const AVFrame &frame);
    Result<void> prepareResampler(const AVFrame &frame);
    void drainResampler();
    void finish();

    QString path;
    Track monoTrack = Track::Customer;
    Format format;
    Codec codec;
    Swr swr;
    int swrRate = 0;
    int swrChannels = 0;
    int swrFormat = -1;
    std::unique_ptr<AVPacket, PacketFree> packet{av_packet_alloc()};
    std::unique_ptr<AVFrame, FrameFree> frame{av_frame_alloc()};
    AVStream *stream = nullptr;
    std::vector<qint16> ready;
    std::size_t readyFrom = 0;
    qint64 framesDecoded = 0;
    double secondsDecoded = 0;
    bool atEnd = false;
    bool damaged = false;
};

Result<void> FileDecoder::Private::openFile(const QString &file)
{
    // The library would otherwise write its remarks to standard error, which belongs to our one sentence.
    av_log_set_level(AV_LOG_QUIET);
    path = file;
    AVFormatContext *raw = avformat_alloc_context();
    AVDictionary *options = nullptr;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    av_dict_set(&options, "format_whitelist", allowedFormats().constData(), 0);
    // The prefix keeps a name such as "http:x.wav" from being taken for an address.
    const QByteArray url = "file:" + QFile::encodeName(QFileInfo(file).absoluteFilePath());
    const int opened = avformat_open_input(&raw, url.constData(), nullptr, &options);
    av_dict_free(&options);
    // Given up by the library itself where it fails.
    if (opened < 0) {
        const bool isRefusal = opened == AVERROR(EACCES) || opened == AVERROR(EIO);
        return unexpected(isRefusal ? ErrorKind::InputUnreadable : ErrorKind::InputUnsupported,
                          avMessage(opened), file);
    }
    format.reset(raw);
    if (isRefusedFormat(format->iformat->name)) {
        return unexpected(ErrorKind::InputUnsupported, QString::fromUtf8(format->iformat->name), file);
    }
    if (avformat_find_stream_info(format.get(), nullptr) < 0) {
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("no stream information"), file);
    }
    return openCodec();
}

Result<void> FileDecoder::Private::openCodec()
{
    const AVCodec *decoder = nullptr;
    const int index = av_find_best_stream(format.get(), AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
    if (index < 0 || !decoder) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("no decodable sound"), path);
    }
    for (unsigned i = 0; i < format->nb_streams; ++i) {
        AVStream *one = format->streams[i];
        one->discard = static_cast<int>(i) == index ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    stream = format->streams[index];
    const PcmFormat claimed{stream->codecpar->sample_rate, stream->codecpar->ch_layout.nb_channels,
                            SampleFormat::Int16};
    if (!claimed.isPlausible()) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("impossible rate or channels"), path);
    }
    codec.reset(avcodec_alloc_context3(decoder));
    if (!codec || avcodec_parameters_to_context(codec.get(), stream->codecpar) < 0 ||
        avcodec_open2(codec.get(), decoder, nullptr) < 0) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("decoder does not open"), path);
    }
    codec->pkt_timebase = stream->time_base;
    fill(trackCount);
    if (ready.empty()) {
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("nothing could be decoded"), path);
    }
    return {};
}

void FileDecoder::Private::fill(std::size_t samples)
{
    if (readyFrom > 0) {
        ready.erase(ready.begin(), ready.begin() + static_cast<std::ptrdiff_t>(readyFrom));
        readyFrom = 0;
    }
    while (ready.size() < samples && !atEnd) {
        decodeMore();
    }
}

/// One packet further.
void FileDecoder::Private::decodeMore()
{
    const int got = av_read_frame(format.get(), packet.get());
    if (got == AVERROR(EAGAIN)) {
        return;
    }
    if (got < 0) {
        damaged = damaged || got != AVERROR_EOF;
        finish();
        return;
    }
    if (packet->stream_index == stream->index) {
        damaged = damaged || (packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
        if (avcodec_send_packet(codec.get(), packet.get()) < 0) {
            damaged = true;
        }
        takeFrames();
    }
    av_packet_unref(packet.get());
}

void FileDecoder::Private::takeFrames()
{
    while (true) {
        const int got = avcodec_receive_frame(codec.get(), frame.get());
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) {
            return;
        }
        if (got < 0) {
            damaged = true;
            return;
        }
        resample(*frame);
        av_frame_unref(frame.get());
    }
}

Result<void> FileDecoder::Private::prepareResampler(const AVFrame &decoded)
{
    const int channelCount = decoded.ch_layout.nb_channels;
    if (swr && decoded.sample_rate == swrRate && channelCount == swrChannels && decoded.format == swrFormat) {
        return {};
    }
    drainResampler();
    swr.reset();
    if (!PcmFormat{decoded.sample_rate, channelCount, SampleFormat::Int16}.isPlausible()) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("impossible rate or channels"), path);
    }
    AVChannelLayout in{};
    AVChannelLayout out{};
    av_channel_layout_default(&in, channelCount);
    av_channel_layout_default(&out, trackCount);
    SwrContext *raw = nullptr;
    const int made =
        swr_alloc_set_opts2(&raw, &out, AV_SAMPLE_FMT_S16, sampleRateHz, &in,
                            static_cast<AVSampleFormat>(decoded.format), decoded.sample_rate, 0, nullptr);
    av_channel_layout_uninit(&in);
    Swr next(raw);
    std::vector<double> matrix(static_cast<std::size_t>(channelCount * trackCount), 0.0);
    if (channelCount == 1) {
        matrix[static_cast<std::size_t>(trackIndex(monoTrack))] = 1;
    } else {
        matrix[0] = 1;
        matrix[static_cast<std::size_t>(channelCount) + 1] = 1;
    }
    if (made < 0 || swr_set_matrix(raw, matrix.data(), channelCount) < 0 || swr_init(raw) < 0) {
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("cannot be resampled"), path);
    }
    swr = std::move(next);
    swrRate = decoded.sample_rate;
    swrChannels = channelCount;
    swrFormat = decoded.format;
    return {};
}

void FileDecoder::Private::resample(const AVFrame &decoded)
{
    if (!prepareResampler(decoded)) {
        damaged = true;
        return;
    }
    secondsDecoded += static_cast<double>(decoded.nb_samples) / decoded.sample_rate;
    const int room = swr_get_out_samples(swr.get(), decoded.nb_samples);
    if (room <= 0) {
        return;
    }
    const std::size_t before = ready.size();
    ready.resize(before + static_cast<std::size_t>(room) * trackCount);
    auto *out = reinterpret_cast<uint8_t *>(ready.data() + before);
    auto **in = const_cast<const uint8_t **>(decoded.extended_data);
    const int made = std::max(0, swr_convert(swr.get(), &out, room, in, decoded.nb_samples));
    ready.resize(before + static_cast<std::size_t>(made) * trackCount);
}

void FileDecoder::Private::drainResampler()
{
    const int room = swr ? swr_get_out_samples(swr.get(), 0) : 0;
    if (room <= 0) {
        return;
    }
    const std::size_t before = ready.size();
    ready.resize(before + static_cast<std::size_t>(room) * trackCount);
    auto *out = reinterpret_cast<uint8_t *>(ready.data() + before);
    const int made = std::max(0, swr_convert(swr.get(), &out, room, nullptr, 0));
    ready.resize(before + static_cast<std::size_t>(made) * trackCount);
}

void FileDecoder::Private::finish()
{
    avcodec_send_packet(codec.get(), nullptr);
    takeFrames();
    drainResampler();
    atEnd = true;
    // What the container promises of itself, as against what the library estimates from size and bit rate.
    constexpr double toleranceSeconds = 0.5;
    const bool promised = stream->duration != AV_NOPTS_VALUE &&
                          format->duration_estimation_method == AVFMT_DURATION_FROM_STREAM;
    if (promised) {
        const double seconds = static_cast<double>(stream->duration) * av_q2d(stream->time_base);
        damaged = damaged || secondsDecoded + toleranceSeconds < seconds;
    }
    if (std::string_view(format->iformat->name) == "ogg") {
        damaged = damaged || isOggCutOff(path);
    }
}

FileDecoder::FileDecoder(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}
FileDecoder::~FileDecoder() = default;

Result<std::unique_ptr<FileDecoder>> FileDecoder::open(const QString &path, Track monoTrack)
{
    if (const auto checked = checkFile(path); !checked) {
        return unexpected(checked.error());
    }
    auto priv = std::make_unique<Private>();
    priv->monoTrack = monoTrack;
    if (const auto opened = priv->openFile(path); !opened) {
        return unexpected(opened.error());
    }
    return std::unique_ptr<FileDecoder>(new FileDecoder(std::move(priv)));
}

std::vector<qint16> FileDecoder::read(int frames)
{
    const std::size_t wanted = static_cast<std::size_t>(std::max(frames, 0)) * trackCount;
    if (d->ready.size() - d->readyFrom < wanted) {
        d->fill(wanted);
    }
    const std::size_t count = std::min(wanted, d->ready.size() - d->readyFrom);
    const auto from = d->ready.begin() + static_cast<std::ptrdiff_t>(d->readyFrom);
    std::vector<qint16> samples(from, from + static_cast<std::ptrdiff_t>(count));
    d->readyFrom += count;
    return samples;
}

bool FileDecoder::atEnd()
{
    if (d->ready.size() == d->readyFrom) {
        d->fill(trackCount);
    }
    return d->ready.size() == d->readyFrom;
}

bool FileDecoder::isDamaged() const
{
    return d->damaged;
}

int FileDecoder::channels() const
{
    return d->stream->codecpar->ch_layout.nb_channels;
}

std::optional<double> FileDecoder::duration() const
{
    if (d->stream->duration != AV_NOPTS_VALUE && d->stream->duration > 0) {
        return static_cast<double>(d->stream->duration) * av_q2d(d->stream->time_base);
    }
    if (d->format->duration != AV_NOPTS_VALUE && d->format->duration > 0) {
        return static_cast<double>(d->format->duration) / AV_TIME_BASE;
    }
    return std::nullopt;
}

} // namespace talktrack
