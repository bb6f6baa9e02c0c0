// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs the offline engine over a recording and prints its real-time factor against the toolkit's own command
// on the same sound in the same run, and the word error rate if a reference is given.
//
//   bench_speech RECORDING [--reference CALL.json] [--toolkit] [--print]
//
// RECORDING is anything ffmpeg reads; channel 0 is the rep, channel 1 the customer. Without an argument the
// demo call is meant, run from the project's root. Processor time counts, so that the figure is the same on a
// busy machine.
#include "core/model/audio_frame.h"
#include "core/speech/pocketsphinx_engine.h"
#include "core/speech/voice_activity_detector.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTextStream>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <vector>

using namespace talktrack;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

double cpuSeconds(int who)
{
    rusage usage{};
    getrusage(who, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::vector<std::vector<qint16>> decode(const QString &file)
{
    QProcess probe;
    probe.start(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                 QStringLiteral("stream=channels"), QStringLiteral("-of"), QStringLiteral("csv=p=0"), file});
    probe.waitForFinished(-1);
    const int channels = std::max(1, probe.readAllStandardOutput().trimmed().toInt());
    std::vector<std::vector<qint16>> tracks(2);
    for (int channel = 0; channel < std::min(channels, 2); ++channel) {
        QProcess ffmpeg;
        ffmpeg.start(QStringLiteral("ffmpeg"),
                     {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-i"), file,
                      QStringLiteral("-af"), QStringLiteral("pan=mono|c0=c%1").arg(channel),
                      QStringLiteral("-ar"), QStringLiteral("16000"), QStringLiteral("-f"),
                      QStringLiteral("s16le"), QStringLiteral("-")});
        ffmpeg.waitForFinished(-1);
        const QByteArray raw = ffmpeg.readAllStandardOutput();
        auto &track = tracks[static_cast<std::size_t>(channel)];
        track.resize(static_cast<std::size_t>(raw.size()) / sizeof(qint16));
        std::copy_n(raw.constData(), track.size() * sizeof(qint16), reinterpret_cast<char *>(track.data()));
    }
    const std::size_t longest = std::max(tracks[0].size(), tracks[1].size());
    for (auto &track : tracks) {
        track.resize(longest / frameSamples * frameSamples);
    }
    return tracks;
}

/// Words as they compare: no case, no punctuation, contractions written out.
QStringList plainWords(QString text)
{
    static const std::pair<const char *, const char *> contractions[] = {
        {"can't", "can not"}, {"cannot", "can not"}, {"won't", "will not"}, {"let's", "let us"},
        {"n't", " not"},      {"'m", " am"},         {"'re", " are"},       {"'ll", " will"},
        {"'ve", " have"},     {"'d", " would"},
    };
    text =
        text.toLower().replace(QLatin1Char('-'), QLatin1Char(' ')).replace(QChar(0x2019), QLatin1Char('\''));
    for (const auto &[shortForm, longForm] : contractions) {
        text.replace(QLatin1String(shortForm), QLatin1String(longForm));
    }
    static const QRegularExpression is(QStringLiteral("\\b(it|that|she|he|what|how|there|here|who)'s\\b"));
    text.replace(is, QStringLiteral("\\1 is"));
    static const QRegularExpression noWord(QStringLiteral("[^a-z0-9' ]"));
    return text.replace(noWord, QStringLiteral(" ")).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

qsizetype wordErrors(const QStringList &reference, const QStringList &heard)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(heard.size()) + 1);
    for (std::size_t i = 0; i < row.size(); ++i) {
        row[i] = static_cast<qsizetype>(i);
    }
    for (qsizetype r = 0; r < reference.size(); ++r) {
        qsizetype diagonal = row[0];
        row[0] = r + 1;
        for (std::size_t h = 1; h < row.size(); ++h) {
            const qsizetype above = row[h];
            const bool same = reference.at(r) == heard.at(static_cast<qsizetype>(h) - 1);
            row[h] = std::min({above + 1, row[h - 1] + 1, diagonal + (same ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

struct Heard
{
    QStringList text[trackCount];
    double speechSeconds[trackCount] = {};
    double cpu = 0;
    double wall = 0;
    int interims = 0;
    int worstFinalMs = 0;
};

Heard runEngine(const std::vector<std::vector<qint16>> &tracks, bool print, bool live)
{
    Heard result;
    PocketSphinxEngine engine;
    qint64 since[trackCount] = {};
    QObject::connect(&engine, &SpeechEngine::voiceChanged, [&](Track track, bool speaking, qint64 position) {
        const int index = trackIndex(track);
        if (!speaking) {
            result.speechSeconds[index] += secondsAt(position - since[index]);
        }
        since[index] = position;
    });
    QObject::connect(&engine, &SpeechEngine::utteranceChanged, [&](const Utterance &utterance) {
        if (!utterance.final) {
            ++result.interims;
            return;
        }
        const auto late = std::chrono::steady_clock::now() - utterance.arrived;
        result.worstFinalMs =
            std::max(result.worstFinalMs,
                     static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(late).count()));
        result.text[trackIndex(utterance.track)].append(utterance.text);
        if (print) {
            out() << QStringLiteral("%1 %2-%3 %4 (%5)\n")
                         .arg(speakerOf(utterance.track), -8)
                         .arg(utterance.start, 7, 'f', 2)
                         .arg(utterance.end, 7, 'f', 2)
                         .arg(utterance.text)
                         .arg(utterance.confidence.value_or(-1), 0, 'f', 2);
            for (const Word &word : utterance.words) {
                out() << QStringLiteral("  W %1 %2 %3 %4\n")
                             .arg(word.text)
                             .arg(word.start, 0, 'f', 2)
                             .arg(word.end, 0, 'f', 2)
                             .arg(word.confidence.value_or(-1), 0, 'f', 3);
            }
        }
    });
    QObject::connect(&engine, &SpeechEngine::finished, qApp, &QCoreApplication::quit);
    QObject::connect(&engine, &SpeechEngine::failed, qApp, [](const Error &error) {
        out() << "failed: " << error.detail << '\n';
        QCoreApplication::exit(1);
    });
    QObject::connect(&engine, &SpeechEngine::stateChanged, [&](const PartState &state) {
        if (state.condition == PartCondition::Live) {
            out() << "model loaded after processor seconds: " << cpuSeconds(RUSAGE_SELF) << '\n';
        }
    });
    const double before = cpuSeconds(RUSAGE_SELF);
    QElapsedTimer timer;
    timer.start();
    engine.start({});
    for (std::size_t at = 0; at < tracks[0].size(); at += frameSamples) {
        AudioFrame frame;
        frame.position = static_cast<qint64>(at);
        for (std::size_t track = 0; track < trackCount; ++track) {
            std::copy_n(tracks[track].begin() + static_cast<std::ptrdiff_t>(at), frameSamples,
                        frame.samples[track].begin());
        }
        while (live && timer.elapsed() < static_cast<qint64>(at) * 1000 / sampleRateHz) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        }
        engine.feed(frame);
    }
    engine.finish();
    QCoreApplication::exec();
    result.wall = static_cast<double>(timer.elapsed()) / 1000;
    result.cpu = cpuSeconds(RUSAGE_SELF) - before;
    return result;
}

/// Both tracks at the same time, as the engine does it.
double runToolkit(const std::vector<std::vector<qint16>> &tracks)
{
    QTemporaryDir folder;
    std::array<QProcess, trackCount> toolkits;
    const double before = cpuSeconds(RUSAGE_CHILDREN);
    for (std::size_t i = 0; i < toolkits.size(); ++i) {
        const QString raw = folder.filePath(QStringLiteral("%1.raw").arg(i));
        QFile file(raw);
        if (!file.open(QIODevice::WriteOnly)) {
            return 0;
        }
        const auto bytes = static_cast<qint64>(tracks[i].size() * sizeof(qint16));
        file.write(reinterpret_cast<const char *>(tracks[i].data()), bytes);
        file.close();
        toolkits[i].setStandardOutputFile(QProcess::nullDevice());
        toolkits[i].start(
            QStringLiteral("pocketsphinx_continuous"),
            {QStringLiteral("-infile"), raw, QStringLiteral("-logfn"), QStringLiteral("/dev/null")});
    }
    for (QProcess &toolkit : toolkits) {
        toolkit.waitForFinished(-1);
    }
    return cpuSeconds(RUSAGE_CHILDREN) - before;
}

void timeDetector(const std::vector<qint16> &track)
{
    VoiceActivityDetector detector;
    const double before = cpuSeconds(RUSAGE_SELF);
    for (std::size_t at = 0; at + voiceFrameSamples <= track.size(); at += voiceFrameSamples) {
        detector.process(std::span<const qint16, voiceFrameSamples>(&track[at], voiceFrameSamples));
    }
    const double perHour =
        (cpuSeconds(RUSAGE_SELF) - before) * 3600 / secondsAt(static_cast<qint64>(track.size()));
    out() << QStringLiteral("voice activity detector: %1 s of processor for an hour of this sound\n")
                 .arg(perHour, 0, 'f', 2);
}

void printErrors(const QString &file, const Heard &heard)
{
    QFile reference(file);
    if (file.isEmpty() || !reference.open(QIODevice::ReadOnly)) {
        return;
    }
    QStringList said[trackCount];
    const QJsonArray lines =
        QJsonDocument::fromJson(reference.readAll()).object().value(QLatin1String("lines")).toArray();
    for (const auto &line : lines) {
        const QJsonObject object = line.toObject();
        const Track track = trackOf(object.value(QLatin1String("speaker")).toString());
        said[trackIndex(track)].append(object.value(QLatin1String("text")).toString());
    }
    qsizetype errors = 0;
    qsizetype words = 0;
    for (int i = 0; i < trackCount; ++i) {
        const QStringList wanted = plainWords(said[i].join(QLatin1Char(' ')));
        errors += wordErrors(wanted, plainWords(heard.text[i].join(QLatin1Char(' '))));
        words += wanted.size();
    }
    out() << QStringLiteral("word error rate: %1 of %2 = %3 %\n")
                 .arg(errors)
                 .arg(words)
                 .arg(100.0 * static_cast<double>(errors) /
                          static_cast<double>(std::max<qsizetype>(words, 1)),
                      0, 'f', 1);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(QStringLiteral("recording"), QStringLiteral("what to recognise"));
    parser.addOption(
        {QStringLiteral("reference"), QStringLiteral("transcript file"), QStringLiteral("file")});
    parser.addOption({QStringLiteral("toolkit"), QStringLiteral("run pocketsphinx_continuous too")});
    parser.addOption({QStringLiteral("live"), QStringLiteral("feed at the speed of a call")});
    parser.addOption({QStringLiteral("print"), QStringLiteral("print what was heard")});
    parser.addHelpOption();
    parser.process(app);
    const bool demo = parser.positionalArguments().isEmpty();
    const QString recording =
        demo ? QStringLiteral("resources/demo/demo-call.opus") : parser.positionalArguments().first();
    const QString reference =
        demo ? QStringLiteral("resources/demo/demo-call.json") : parser.value(QStringLiteral("reference"));

    const auto tracks = decode(recording);
    if (tracks[0].empty()) {
        out() << "nothing to hear in " << recording << '\n';
        return 1;
    }
    const double seconds = secondsAt(static_cast<qint64>(tracks[0].size()));
    timeDetector(tracks[0]);
    const Heard heard =
        runEngine(tracks, parser.isSet(QStringLiteral("print")), parser.isSet(QStringLiteral("live")));
    const double speech = heard.speechSeconds[0] + heard.speechSeconds[1];
    out() << QStringLiteral("sound %1 s, two tracks, speech %2 + %3 s, interims %4\n")
                 .arg(seconds, 0, 'f', 1)
                 .arg(heard.speechSeconds[0], 0, 'f', 1)
                 .arg(heard.speechSeconds[1], 0, 'f', 1)
                 .arg(heard.interims);
    if (parser.isSet(QStringLiteral("live"))) {
        out() << "longest wait for a final after its pause: " << heard.worstFinalMs << " ms\n";
    }
    out() << QStringLiteral("engine: %1 s of processor, %2 s of wall clock; real-time factor of the call %3, "
                            "of speech %4\n")
                 .arg(heard.cpu, 0, 'f', 1)
                 .arg(heard.wall, 0, 'f', 1)
                 .arg(heard.cpu / seconds, 0, 'f', 3)
                 .arg(heard.cpu / std::max(speech, 0.1), 0, 'f', 3);
    if (parser.isSet(QStringLiteral("toolkit"))) {
        const double cpu = runToolkit(tracks);
        out() << QStringLiteral("pocketsphinx_continuous: %1 s of processor; real-time factor of the call "
                                "%2; ours costs %3 of it\n")
                     .arg(cpu, 0, 'f', 1)
                     .arg(cpu / seconds, 0, 'f', 3)
                     .arg(heard.cpu / cpu, 0, 'f', 2);
    }
    printErrors(reference, heard);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    out() << "memory at its highest: " << usage.ru_maxrss / 1024 << " MB\n";
    return 0;
}
