// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recording_import.h"

#include "core/audio/file_decoder.h"

#include <QFile>
#include <QHash>

#include <algorithm>
#include <utility>

namespace talktrack {
namespace {

Result<std::unique_ptr<QIODevice>> openFile(const QString &path)
{
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly))
        return unexpected(file->exists() ? ErrorKind::InputUnreadable : ErrorKind::InputMissing,
                          file->errorString(), path);
    return std::unique_ptr<QIODevice>(std::move(file));
}

/// Numbers of the speakers of one channel by who is heard first.
QHash<int, int> speakersInOrder(const QList<HeardLine> &lines)
{
    QHash<int, int> order;
    for (const HeardLine &line : lines)
        if (!order.contains(line.speakerNumber))
            order.insert(line.speakerNumber, static_cast<int>(order.size()) + 1);
    return order;
}

QString customerName(int number)
{
    return number == 1 ? speakerOf(Track::Customer)
                       : QStringLiteral("%1 %2").arg(speakerOf(Track::Customer)).arg(number);
}

} // namespace

RecordingImport::RecordingImport(QString path, QString engine, int repNumber)
    : m_path(std::move(path))
    , m_engine(std::move(engine))
    , m_repNumber(repNumber)
{
}

RecordingImport::~RecordingImport() = default;

Result<void> RecordingImport::open()
{
    const Result<std::unique_ptr<FileDecoder>> decoder = FileDecoder::open(m_path);
    if (!decoder)
        return unexpected(decoder.error());
    m_channels = (*decoder)->channels();
    m_duration = (*decoder)->duration().value_or(0);
    return {};
}

void RecordingImport::start(const GapFiller::MakeJob &makeJob)
{
    SoundToSend sound;
    sound.contentType = "application/octet-stream";
    sound.channels = m_channels;
    sound.open = [path = m_path] {
        return openFile(path);
    };
    m_job = makeJob(std::move(sound));
    connect(m_job.get(), &TranscriptionJob::progressed, this, &RecordingImport::progressed);
    connect(m_job.get(), &TranscriptionJob::finished, this, &RecordingImport::heard);
    connect(m_job.get(), &TranscriptionJob::failed, this, &RecordingImport::failed);
    m_job->start();
}

void RecordingImport::cancel()
{
    if (m_job)
        m_job->cancel();
}

void RecordingImport::heard(const QList<HeardLine> &lines)
{
    const bool oneTrack = isOneTrack();
    QList<HeardLine> inOrder = lines;
    std::stable_sort(inOrder.begin(), inOrder.end(),
                     [](const HeardLine &a, const HeardLine &b) { return a.start < b.start; });
    const QHash<int, int> order = speakersInOrder(inOrder);
    ReadTranscript transcript;
    transcript.engine = m_engine;
    transcript.duration = m_duration;
    for (const HeardLine &heardLine : std::as_const(inOrder)) {
        const int number = order.value(heardLine.speakerNumber);
        Transcription line;
        line.track = (oneTrack ? number == m_repNumber : heardLine.channel == trackIndex(Track::Rep))
                         ? Track::Rep
                         : Track::Customer;
        if (line.track == Track::Rep)
            line.speaker = speakerOf(Track::Rep);
        else
            line.speaker = oneTrack ? customerName(number > m_repNumber ? number - 1 : number)
                                    : customerName(heardLine.speakerNumber + 1);
        line.text = heardLine.text.trimmed();
        line.start = heardLine.start;
        line.end = std::max(heardLine.start, heardLine.end);
        line.final = true;
        line.confidence = heardLine.confidence;
        line.words = heardLine.words;
        line.engine = m_engine;
        if (!line.text.isEmpty())
            transcript.lines.append(line);
    }
    if (transcript.lines.isEmpty()) {
        Q_EMIT failed({ErrorKind::InputEmpty, QStringLiteral("nobody speaks"), m_path, {}});
        return;
    }
    Q_EMIT finished(transcript);
}

} // namespace talktrack
