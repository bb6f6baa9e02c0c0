// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

namespace talktrack {

/// What is asked of Deepgram, live or afterwards.
struct DeepgramRequest
{
    QString model = QStringLiteral("nova-3");
    /// BCP-47, or "multi".
    QString language = QStringLiteral("en");
    QStringList keyterms;
    /// "pci", "ssn", "numbers", …
    QStringList redact;
    QStringList tags;
    /// Several people share a channel.
    bool diarize = false;
    bool smartFormat = true;
    /// Out of the use of requests for training.
    bool mipOptOut = true;
    /// Live only.
    int endpointingMs = 300;
    int utteranceEndMs = 1000;
    bool vadEvents = true;
    int channels = 2;
    /// Live only: raw linear16 at 16 kHz; false = a container that says itself what it is.
    bool rawSound = true;
    bool operator==(const DeepgramRequest &) const = default;
};

/// The most tokens over all keyterms of one request.
inline constexpr int deepgramMostKeytermTokens = 500;
/// An upper estimate of what a term costs: Deepgram's tokeniser is not published, so every started group of
/// three Latin letters counts, and every other character on its own: a digit, sign or space as one, a letter
/// of another script as its bytes in UTF-8.
int keytermTokens(const QString &term);
/// As many of the terms, from the front, without doubles (in whatever case) and blanks, as fit the limit and
/// 100 terms. One that does not fit is passed over.
QStringList fittingKeyterms(const QStringList &terms);

/// Whether the model takes keyterms (nova-3 and what follows), and changes of them while connected.
bool takesKeyterms(const QString &model);

/// The query of the live endpoint: only what the model knows, with interim results. Keyterms are fitted.
/// endpointingMs of 0 or less switches endpointing off, utteranceEndMs of 0 or less the events; values below
/// what Deepgram recommends (100 ms with "multi"; 1 s) are raised to it. Kinds of redaction are passed on as
/// they are: one that is refused is seen, one left out would be heard.
QUrlQuery deepgramLiveQuery(const DeepgramRequest &request);
/// The query of the pre-recorded endpoint, with utterances.
QUrlQuery deepgramRecordingQuery(const DeepgramRequest &request);

/// The address of an endpoint below the base address, ws(s) for live, whether the base names "/v1" and
/// "/v1/listen" or not; its query and fragment are not kept. Invalid unless isSafeBaseUrl(base).
QUrl deepgramLiveUrl(const QUrl &base, const DeepgramRequest &request);
QUrl deepgramRecordingUrl(const QUrl &base, const DeepgramRequest &request);

/// Whether an address may be used for keys and sound: https/wss, or http/ws to localhost, 127.0.0.0/8 or
/// ::1. Never with a user or password in it.
bool isSafeBaseUrl(const QUrl &base);

/// Whether a refusal blames the keyterms, or diarisation, so that the request may be asked again without
/// them.
enum class BlamedPart { None, Keyterms, Diarisation };
BlamedPart blamedPart(const QString &reason);

} // namespace talktrack
