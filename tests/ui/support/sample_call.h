// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/devices.h"
#include "core/model/card.h"
#include "core/model/transcription.h"
#include "core/session/call_services.h"
#include "core/store/call_archive.h"

#include <QList>

/// A made-up call for tests and pictures of the window.
namespace talktrack::sample {

Transcription line(const QString &id, Track track, double start, const QString &text, bool final = true);
/// The conversation of the pictures; the last line is interim.
QList<Transcription> lines();
/// As many final lines of differing length.
QList<Transcription> manyLines(int count);
QList<Card> cards();
QList<ChecklistEntry> checklist();
CallMetrics metrics();
MetricBandsReading bands();
QList<AudioDevice> devices();
Call call();
CallOutcome outcome();
CallRecord record();
/// Newest first.
QList<CallSummary> summaries(int count);

} // namespace talktrack::sample
