// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/track.h"
#include "core/support/result.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace talktrack {

/// Reads a recording piece by piece as 16 kHz stereo: channel 0 the rep, channel 1 the customer. Any audio
/// format that FFmpeg reads, from local files only: formats that refer to other files or to the network are
/// refused.
///
/// Of more than two channels the first two are taken; one channel goes to the track given, the other is
/// silence. The file is never wholly in memory. Any thread, one at a time; open() and read() wait for the
/// disk.
class FileDecoder final
{
public:
    /// Errors: InputMissing; InputIsFolder; InputEmpty (no bytes); InputUnreadable (no permission, not a
    /// regular file, or nothing in it can be decoded); InputUnsupported (no known audio format, no sound in
    /// it, an impossible rate).
    static Result<std::unique_ptr<FileDecoder>> open(const QString &path, Track monoTrack = Track::Customer);
    ~FileDecoder();
    FileDecoder(const FileDecoder &) = delete;
    FileDecoder &operator=(const FileDecoder &) = delete;

    /// Up to this many sample frames, interleaved (left, right, left, …); fewer or none only at the end.
    std::vector<qint16> read(int frames);

    /// Nothing more is to come. May read ahead.
    bool atEnd();
    /// After the end: the file ends early or has parts that could not be decoded.
    bool isDamaged() const;
    /// Channels of the file itself.
    int channels() const;
    /// As far as the file says; seconds.
    std::optional<double> duration() const;

private:
    class Private;
    explicit FileDecoder(std::unique_ptr<Private> priv);
    std::unique_ptr<Private> d;
};

} // namespace talktrack
