// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recorded_echoes.h"

#include "core/audio/echo_meter.h"
#include "core/speech/echo_filter.h"

#include <QSet>
#include <QString>

#include <algorithm>
#include <array>

namespace talktrack {
namespace {

using Reader = std::function<void(qint64, std::span<qint16>)>;

/// Loudspeakers do not come and go within a piece: so many lines are enough to tell.
constexpr int mostMeasured = 5;
/// The measure looks at two seconds and half a second of lag.
constexpr double secondsBefore = 3;
constexpr double secondsAfter = 1;

Transcription lineOf(const HeardLine &heard, qsizetype number)
{
    Transcription line;
    line.id = QString::number(number);
    line.track = heard.channel == trackIndex(Track::Rep) ? Track::Rep : Track::Customer;
    line.text = heard.text;
    line.start = heard.start;
    line.end = heard.end;
    line.words = heard.words;
    line.final = true;
    return line;
}

/// The numbers of the lines that are echoes by text and time.
QSet<qsizetype> candidates(const QList<HeardLine> &lines)
{
    EchoFilter filter;
    QSet<qsizetype> found;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const Transcription line = lineOf(lines.at(i), i);
        if (line.track == Track::Customer) {
            for (const QString &id : filter.lateEchoes(line))
                found.insert(id.toLongLong());
        } else if (filter.isEcho(line)) {
            found.insert(i);
        } else {
            filter.noteRep(line);
        }
    }
    return found;
}

bool comesFromLoudspeakers(const HeardLine &line, const Reader &read, qint64 begin)
{
    EchoMeter meter;
    std::array<qint16, frameValues> interleaved{};
    const qint64 end = begin + positionAt(line.end + secondsAfter);
    for (qint64 at = std::max<qint64>(0, begin + positionAt(line.start - secondsBefore)); at < end;
         at += frameSamples) {
        read(at, interleaved);
        const std::optional<EchoMeter::Reading> reading = meter.add(frameOf(at, interleaved));
        if (reading && reading->coupling >= EchoMeter::speakersFrom)
            return true;
    }
    return false;
}

} // namespace

QList<HeardLine> withoutEchoes(const QList<HeardLine> &lines, const Reader &read, qint64 begin)
{
    const QSet<qsizetype> found = candidates(lines);
    int measured = 0;
    int confirmed = 0;
    QList<HeardLine> left;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!found.contains(i)) {
            left.append(lines.at(i));
            continue;
        }
        if (measured == mostMeasured)
            continue;
        ++measured;
        if (comesFromLoudspeakers(lines.at(i), read, begin))
            ++confirmed;
    }
    return confirmed * 2 > measured ? left : lines;
}

} // namespace talktrack
