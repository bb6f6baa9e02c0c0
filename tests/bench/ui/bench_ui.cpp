// SPDX-License-Identifier: GPL-3.0-or-later
// What a frame of the transcript costs at 100 and at 30,000 lines: an interim word, a new line, a step of the
// wheel.
#include "ui/theme/theme.h"
#include "ui/transcript/transcript_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <vector>

using namespace talktrack;

namespace {

constexpr int rounds = 300;

Transcription lineOf(int number)
{
    Transcription line;
    line.id = QStringLiteral("line-%1").arg(number);
    line.track = number % 3 == 0 ? Track::Rep : Track::Customer;
    line.text =
        QStringLiteral("and then we agreed to look at the numbers once more before the price is named ")
            .repeated(1 + number % 3);
    line.start = number;
    line.final = true;
    return line;
}

struct Timing
{
    double medianMs = 0;
    double worstMs = 0;
};

/// Each round changes something and paints the frame.
Timing measure(TranscriptView &view, const std::function<void(int)> &change)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        change(round);
        view.viewport()->repaint();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        QCoreApplication::processEvents();
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times.back()};
}

std::array<Timing, 3> run(int lines)
{
    TranscriptView view;
    view.resize(800, 900);
    view.show();
    for (int i = 0; i < lines; ++i)
        view.showLine(lineOf(i));
    QCoreApplication::processEvents();
    const Timing interim = measure(view, [&](int round) {
        Transcription line = lineOf(lines);
        line.text = QStringLiteral("word ").repeated(1 + round % 40);
        line.final = false;
        view.showLine(line);
    });
    const Timing append = measure(view, [&](int round) { view.showLine(lineOf(lines + 1 + round)); });
    QScrollBar *bar = view.verticalScrollBar();
    const Timing scroll = measure(view, [&](int) { bar->setValue(bar->value() - 40); });
    return {interim, append, scroll};
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const Theme theme(application);
    const auto few = run(100);
    const auto many = run(30'000);
    const std::array<const char *, 3> names{"interim word", "new line", "scroll step"};
    std::printf("%-14s %12s %12s %12s %12s %7s\n", "per frame", "100 median", "100 worst", "30000 median",
                "30000 worst", "ratio");
    for (std::size_t i = 0; i < names.size(); ++i)
        std::printf("%-14s %9.2f ms %9.2f ms %9.2f ms %9.2f ms %7.2f\n", names[i], few[i].medianMs,
                    few[i].worstMs, many[i].medianMs, many[i].worstMs, many[i].medianMs / few[i].medianMs);
    return 0;
}
