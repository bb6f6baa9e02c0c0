// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QNetworkRequest>
#include <QString>
#include <QUrl>

#include <span>

namespace talktrack {

/// How a Whisper-compatible server is asked: which of the two addresses, and how much is asked of it. What a
/// server takes is found out by trying.
struct WhisperManner
{
    /// {base}/inference, as whisper.cpp's own server has it, instead of {base}/v1/audio/transcriptions.
    bool inference = false;
    /// No times of words: some models refuse response_format=verbose_json.
    bool simple = false;
    bool operator==(const WhisperManner &) const = default;
};

struct WhisperRequest
{
    QUrl baseUrl;
    /// A bearer key; may be empty.
    QByteArray key;
    QString model;
    /// As in the speech options; what comes behind "-" is left out, "multi" and "auto" are for the server to
    /// find out.
    QString language;
    bool operator==(const WhisperRequest &) const = default;
};

/// https, or http to this computer or the local network (private addresses, names without a dot, .local):
/// calls do not travel the internet in the clear. No user and password in it.
bool isSafeWhisperUrl(const QUrl &base);

/// The base may end in /v1, with or without a slash, or be one of the two addresses itself. Invalid where the
/// base is not safe.
QUrl whisperUrl(const QUrl &base, bool inference);

/// Sound of one track as a WAV file; filled up with silence to shortestWhisperSound, below which servers hear
/// nothing.
QByteArray whisperWav(std::span<const qint16> samples);
inline constexpr double shortestWhisperSound = 1.2;

/// The request and its multipart body.
struct WhisperPosting
{
    QNetworkRequest request;
    QByteArray body;
};
WhisperPosting whisperPosting(const WhisperRequest &request, const WhisperManner &manner,
                              const QByteArray &wav);

} // namespace talktrack
