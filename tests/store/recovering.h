// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_recovery.h"
#include "core/support/clock.h"
#include "tests/store/store_testing.h"

namespace talktrack::store_testing {

/// Takes up the calls that were cut off, as the program does at its start; gives how many there were.
inline int recoverAsAtTheStart(CallStore &store, const StoreOptions &options)
{
    const auto classifier = std::move(*ObjectionClassifier::shipped());
    const SystemClock clock;
    const auto archive = openArchive(options);
    const CallServices services{store, *archive, *classifier, clock,
                                QFileInfo(options.databaseFile).absolutePath()};
    return recoverInterruptedCalls(services, *defaultPlaybook()).value();
}

} // namespace talktrack::store_testing
