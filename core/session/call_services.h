// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio/call_audio.h"
#include "core/model/analytics.h"
#include "core/model/call.h"
#include "core/model/playbook.h"
#include "core/support/error.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace talktrack {

class CallArchive;
class CallStore;
class Clock;
class ObjectionClassifier;
class RecordingVault;

/// What calls are conducted with. The referred outlive every call.
struct CallServices
{
    CallStore &store;
    CallArchive &archive;
    const ObjectionClassifier &classifier;
    const Clock &clock;
    /// Where a running call shows that it is one.
    QString dataDir;
    /// Wraps the keys of recorded calls; without it no call is recorded.
    RecordingVault *vault = nullptr;
};

/// How long the end of a call waits for others.
struct CallPatience
{
    /// For a sign of life from the recogniser.
    std::chrono::milliseconds engine{20'000};
    /// For the lines to be written, and again for the end of the call.
    std::chrono::milliseconds store{10'000};
    /// For the stretches that could not be transcribed during the call.
    std::chrono::milliseconds gaps{30'000};
    /// For the keychain, at the end of a recorded call.
    std::chrono::milliseconds keychain{10'000};
};

/// What a call is made of.
struct CallSetup
{
    QString title;
    AudioSetup audio;
    QString speech = QStringLiteral("pocketsphinx");
    /// Names that may come up in this call beside the playbook's: the customer's, their company's.
    QStringList keyterms;
    QString coach = QStringLiteral("rules");
    /// The sound is kept, sealed under a key that is wrapped in the keychain.
    bool record = false;
    /// Nothing is recognised during the call, which is kept as pending; speech names the recogniser that it
    /// is meant for. Needs record.
    bool transcribeLater = false;
    Playbook playbook;
    /// When it took place, if not now (imports). UTC.
    QDateTime startedAt;
    /// The file it is played from, for the call's record.
    QString source;
};

/// What a call left behind.
struct CallOutcome
{
    Call call;
    Analytics analytics;
    /// The recogniser gave up during the call: the transcript may be incomplete.
    std::optional<Error> speechFailure;
    /// The first write of the call that failed or was not answered at the end: it may be kept in part or not
    /// at all.
    std::optional<Error> storeFailure;
    /// The call was to be recorded, and its sound is not kept.
    std::optional<Error> recordingFailure;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::CallSetup)
Q_DECLARE_METATYPE(talktrack::CallOutcome)
