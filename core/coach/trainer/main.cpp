// SPDX-License-Identifier: GPL-3.0-or-later
// talktrack_trainer MODEL CORPUS...: trains the objection classifier and writes its model; run by the build.
#include "core/coach/trainer/corpus.h"
#include "core/coach/trainer/trainer.h"
#include "core/support/atomic_file.h"

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char *argv[])
{
    using namespace talktrack;
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 3) {
        std::fprintf(stderr, "usage: talktrack_trainer MODEL CORPUS...\n");
        return 2;
    }
    const auto corpus = readCorpus(arguments.mid(2));
    if (!corpus) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(corpus.error().subject),
                     qPrintable(corpus.error().detail));
        return 3;
    }
    const ObjectionFeatures features;
    const auto written = replaceFile(arguments.at(1), trainModel(*corpus, features).toBytes());
    if (!written) {
        std::fprintf(stderr, "%s: %s\n", qPrintable(written.error().subject),
                     qPrintable(written.error().detail));
        return 5;
    }
    return 0;
}
