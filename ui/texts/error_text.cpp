// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/error_text.h"

#include "ui/texts/plain_text.h"

#include <QCoreApplication>

namespace talktrack {
namespace {

constexpr int longestSubject = 160;

QString say(const char *sentence)
{
    return QCoreApplication::translate("ErrorText", sentence);
}

/// The sentence with the subject in place of %1 where there is one, else the other sentence.
QString about(const QString &subject, const char *withSubject, const char *without)
{
    return subject.isEmpty() ? say(without) : say(withSubject).arg(subject);
}

QString inputText(ErrorKind kind, const QString &subject)
{
    switch (kind) {
    case ErrorKind::InputMissing:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText", "There is no file %1: check its name and place."),
                     QT_TRANSLATE_NOOP("ErrorText", "The file is not there: check its name and place."));
    case ErrorKind::InputEmpty:
        return about(
            subject, QT_TRANSLATE_NOOP("ErrorText", "%1 is empty: choose a file that has something in it."),
            QT_TRANSLATE_NOOP("ErrorText", "The file is empty: choose one that has something in it."));
    case ErrorKind::InputUnreadable:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "%1 could not be read: it is damaged or you have no right to read it."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The file could not be read: it is damaged or you have no right to read it."));
    case ErrorKind::InputUnsupported:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "%1 is in no format that Talktrack reads: convert it to WAV, Opus or MP3, "
                              "or give a .vtt or .json transcript."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The file is in no format that Talktrack reads: convert it to WAV, Opus or "
                              "MP3, or give a .vtt or .json transcript."));
    case ErrorKind::InputIsFolder:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText", "%1 is a folder: name the files in it that you mean."),
                     QT_TRANSLATE_NOOP("ErrorText", "This is a folder: name the files in it that you mean."));
    case ErrorKind::PlaybookInvalid:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The playbook has a mistake and was not taken up: correct it at %1."),
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The playbook has a mistake and was not taken up: correct the file."));
    default:
        return {};
    }
}

QString transcriptText(ErrorKind kind, const QString &subject)
{
    switch (kind) {
    case ErrorKind::TranscriptInvalid:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The transcript has a mistake and was not taken: correct it at %1."),
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The transcript has a mistake and was not taken: correct the file."));
    case ErrorKind::TranscriptHeaderMissing:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "%1 is no WebVTT transcript: its first line has to begin with WEBVTT."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "This is no WebVTT transcript: its first line has to begin with WEBVTT."));
    case ErrorKind::TranscriptFormatUnknown:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "%1 is no transcript of Talktrack's: such a file says \"format\": "
                                       "\"talktrack-call/1\" and has \"lines\"."),
                     QT_TRANSLATE_NOOP("ErrorText", "This is no transcript of Talktrack's: such a file says "
                                                    "\"format\": \"talktrack-call/1\" and has \"lines\"."));
    case ErrorKind::SpeakerUnknown:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "No speaker in the file has that name: give --rep one of these, %1."),
                     QT_TRANSLATE_NOOP("ErrorText", "The file names no speakers: leave out --rep."));
    default:
        return {};
    }
}

QString deviceText(ErrorKind kind, const QString &subject)
{
    switch (kind) {
    case ErrorKind::ModelMissing:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "The offline recogniser's model %1 is not installed: install the package "
                              "pocketsphinx-en-us."),
            QT_TRANSLATE_NOOP("ErrorText", "The offline recogniser's model is not installed: install the "
                                           "package pocketsphinx-en-us."));
    case ErrorKind::AddressUnusable:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "The recogniser's address is missing or not safe: set %1 to one that begins "
                              "with https, or use the offline recogniser."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The recogniser's address is missing or not safe: set one that begins with "
                              "https, or use the offline recogniser."));
    case ErrorKind::KeyMissing:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "The key for %1 is missing: set the environment variable DEEPGRAM_API_KEY to "
                              "it, or use the offline recogniser."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The key for the recogniser is missing: set one in the environment, or use "
                              "the offline recogniser."));
    case ErrorKind::KeyRefused:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText", "%1 refused the key: check that it is whole and still valid."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The provider refused the key: check that it is whole and still valid."));
    case ErrorKind::NoCredit:
        return about(
            subject,
            QT_TRANSLATE_NOOP(
                "ErrorText",
                "The account at %1 has no credit left: top it up, or use the offline recogniser."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The account has no credit left: top it up, or use the offline recogniser."));
    case ErrorKind::ProviderBusy:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText", "%1 is too busy to answer: try again in a few minutes."),
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The provider is too busy to answer: try again in a few minutes."));
    case ErrorKind::ProviderRefused:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText", "%1 refused the request: check the key and the account."),
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The provider refused the request: check the key and the account."));
    case ErrorKind::NetworkAway:
        return about(
            subject, QT_TRANSLATE_NOOP("ErrorText", "%1 cannot be reached: check the network and try again."),
            QT_TRANSLATE_NOOP("ErrorText", "The network cannot be reached: check it and try again."));
    case ErrorKind::DeviceMissing:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText", "The audio device %1 is not there: plug it in or choose another."),
            QT_TRANSLATE_NOOP("ErrorText", "The audio device is not there: plug it in or choose another."));
    case ErrorKind::DeviceFailed:
        return about(
            subject,
            QT_TRANSLATE_NOOP(
                "ErrorText",
                "The audio device %1 could not be opened: close other programs that use it or choose "
                "another device."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The audio device could not be opened: close other programs that use it or "
                              "choose another device."));
    case ErrorKind::NotSupportedHere:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText", "%1 is not available on this system yet: go on without it."),
            QT_TRANSLATE_NOOP("ErrorText", "This is not available on this system yet: go on without it."));
    default:
        return {};
    }
}

QString storeText(ErrorKind kind, const QString &subject)
{
    switch (kind) {
    case ErrorKind::DatabaseCorrupt:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The database %1 is damaged and was left as it is: put a backup in "
                                       "its place or move it away to begin anew."),
                     QT_TRANSLATE_NOOP("ErrorText",
                                       "The database is damaged and was left as it is: put a backup in "
                                       "its place or move it away to begin anew."));
    case ErrorKind::DatabaseNewer:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The database was made by a newer Talktrack and was left as it is: "
                                     "update this one."));
    case ErrorKind::DatabaseReadOnly:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "The database %1 cannot be written: give yourself the right to write there."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "The database cannot be written: give yourself the right to write there."));
    case ErrorKind::DatabaseBusy:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The database is in use by another program: close that program and "
                                     "try again."));
    case ErrorKind::DatabaseFailed:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The database did not do what was asked: try again, and restart "
                                     "Talktrack if it stays so."));
    case ErrorKind::DiskFull:
        return about(subject,
                     QT_TRANSLATE_NOOP("ErrorText", "The disk is full at %1: free some space and try again."),
                     QT_TRANSLATE_NOOP("ErrorText", "The disk is full: free some space and try again."));
    case ErrorKind::DiskFailed:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "%1 could not be written: check the disk and your rights to that folder."),
            QT_TRANSLATE_NOOP("ErrorText",
                              "A file could not be written: check the disk and your rights to the folder."));
    default:
        return {};
    }
}

} // namespace

QString errorText(const Error &error)
{
    const QString subject = harmless(error.subject, longestSubject);
    switch (error.kind) {
    case ErrorKind::Failed:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText",
                              "Something went wrong with %1: try again, the log has the particulars."),
            QT_TRANSLATE_NOOP("ErrorText", "Something went wrong: try again, the log has the particulars."));
    case ErrorKind::Usage:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText", "This was not understood: %1; --help shows what is possible."),
            QT_TRANSLATE_NOOP("ErrorText", "This was not understood; --help shows what is possible."));
    case ErrorKind::Cancelled:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "It was cancelled and nothing was changed; start it again if you "
                                     "still want it."));
    case ErrorKind::NotFound:
        return about(
            subject, QT_TRANSLATE_NOOP("ErrorText", "There is no call %1: look it up in the list of calls."),
            QT_TRANSLATE_NOOP("ErrorText", "It is not there any more: look it up in the list of calls."));
    case ErrorKind::Ambiguous:
        return about(
            subject,
            QT_TRANSLATE_NOOP("ErrorText", "More than one call begins with %1: give more of its id."),
            QT_TRANSLATE_NOOP("ErrorText", "More than one call fits: give more of its id."));
    case ErrorKind::InputMissing:
    case ErrorKind::InputEmpty:
    case ErrorKind::InputUnreadable:
    case ErrorKind::InputUnsupported:
    case ErrorKind::InputIsFolder:
    case ErrorKind::PlaybookInvalid:
        return inputText(error.kind, subject);
    case ErrorKind::TranscriptInvalid:
    case ErrorKind::TranscriptHeaderMissing:
    case ErrorKind::TranscriptFormatUnknown:
    case ErrorKind::SpeakerUnknown:
        return transcriptText(error.kind, subject);
    case ErrorKind::ModelMissing:
    case ErrorKind::AddressUnusable:
    case ErrorKind::KeyMissing:
    case ErrorKind::KeyRefused:
    case ErrorKind::NoCredit:
    case ErrorKind::ProviderRefused:
    case ErrorKind::ProviderBusy:
    case ErrorKind::NetworkAway:
    case ErrorKind::DeviceMissing:
    case ErrorKind::DeviceFailed:
    case ErrorKind::NotSupportedHere:
        return deviceText(error.kind, subject);
    case ErrorKind::DatabaseCorrupt:
    case ErrorKind::DatabaseNewer:
    case ErrorKind::DatabaseReadOnly:
    case ErrorKind::DatabaseBusy:
    case ErrorKind::DatabaseFailed:
    case ErrorKind::DiskFull:
    case ErrorKind::DiskFailed:
        return storeText(error.kind, subject);
    case ErrorKind::KeychainAway:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The keychain of this computer cannot be used: unlock it, log in to the "
                                     "desktop, or install one such as gnome-keyring, and try again."));
    case ErrorKind::RecordingsLocked:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The recordings are locked: their key is not in this computer's "
                                     "keychain, so bring back the keychain that they were made with."));
    case ErrorKind::NotRecorded:
        return say(QT_TRANSLATE_NOOP("ErrorText", "The sound of this call was not kept, so it cannot be "
                                                  "transcribed: record the next one."));
    case ErrorKind::CallRunning:
        return say(QT_TRANSLATE_NOOP(
            "ErrorText", "This call is being conducted or transcribed just now: wait for its end."));
    case ErrorKind::AlreadyRunning:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "Another Talktrack uses this data folder: close it, or choose "
                                     "another folder with --data-dir."));
    }
    return say(
        QT_TRANSLATE_NOOP("ErrorText", "Something went wrong: try again, the log has the particulars."));
}

QString notRecordedText(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::KeychainAway:
        return say(QT_TRANSLATE_NOOP(
            "ErrorText", "The call is kept but was not recorded, because this computer's keychain "
                         "could not be used: unlock it before the next call."));
    case ErrorKind::RecordingsLocked:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The call is kept but was not recorded, because the key of earlier "
                                     "recordings is not in this computer's keychain: bring back the keychain "
                                     "that they were made with."));
    case ErrorKind::DiskFull:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The call is kept but was not recorded, because the disk is "
                                     "full: free some space before the next call."));
    default:
        return say(QT_TRANSLATE_NOOP("ErrorText",
                                     "The call is kept but was not recorded, because its sound "
                                     "could not be written: check the disk before the next call."));
    }
}

} // namespace talktrack
