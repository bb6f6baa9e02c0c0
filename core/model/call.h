// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QMetaType>
#include <QString>

#include <optional>

namespace talktrack {

enum class CallStatus { Live, Completed, Interrupted, Pending, Failed };

QString toWire(CallStatus status);
std::optional<CallStatus> callStatusFromWire(const QString &name);

/// Which kind of conversation a call is; the metric bands differ by it.
enum class CallType { Discovery, Demo, Negotiation, ColdCall };

QString toWire(CallType type);
std::optional<CallType> callTypeFromWire(const QString &name);

/// A year, in seconds: keeps a damaged time from leaving the range of dates and positions.
inline constexpr double longestCallSeconds = 366.0 * 24 * 3600;

/// One call as it is kept.
struct Call
{
    QString id;
    QString userId;
    QString title;
    /// UTC.
    QDateTime startedAt;
    /// Invalid while the call is live.
    QDateTime endedAt;
    /// Seconds by the sample clock; absent while unknown.
    std::optional<double> duration;
    CallStatus status = CallStatus::Live;
    /// Empty unless the call was recorded.
    QString recordingUrl;
    /// Of the kept sound, wrapped under the master key; empty unless the call was recorded. Never leaves the
    /// database: in no output, export or log.
    QByteArray recordingKey;
    CallType type = CallType::Discovery;
    /// "pocketsphinx", "deepgram", "whisper", "import".
    QString speech;
    /// "rules", "openai", "anthropic".
    QString coach;
    QString playbookName;
    QString playbookVersion;
    /// The file it was imported or played from, else empty.
    QString source;
    bool operator==(const Call &) const = default;
};

} // namespace talktrack

Q_DECLARE_METATYPE(talktrack::Call)
