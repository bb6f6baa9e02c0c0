// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <memory>
#include <span>

namespace talktrack {

/// Sound of two tracks as a stream of Ogg Opus, while it comes: 48 kbit/s over both, so some 6.5 kB/s, a
/// tenth of the raw sound.
///
/// The tracks stay apart: what leaks from one into the other lies more than 50 dB below it. Whoever decodes
/// it by the book gets the first sample put in as the first one, as the stream says itself how much of its
/// start is the coder's own (pre-skip); so a second of the stream is a second of what was put in. Pure; one
/// thread.
class OpusStream final
{
public:
    /// Null if the encoder cannot be made.
    static std::unique_ptr<OpusStream> make();
    ~OpusStream();

    /// Takes 16 kHz samples, both tracks interleaved. Returns the pages that are complete; nothing is held
    /// back for longer than 120 ms. The headers come with the first.
    QByteArray take(std::span<const qint16> interleaved);
    /// The last pages. Nothing may be taken after it.
    QByteArray finish();

private:
    class Private;
    explicit OpusStream(std::unique_ptr<Private> made);
    std::unique_ptr<Private> d;
};

} // namespace talktrack
