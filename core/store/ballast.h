// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace talktrack {

/// A file of real disk blocks beside the database that is given up when the disk is full. SQLite cannot even
/// delete on a full disk; with the ballast gone a call can be finished and calls can be deleted.
///
/// Thread: one at a time. Nothing here is an error to anybody: without room there is no ballast.
class Ballast final
{
public:
    /// An empty path: none is kept and every function says no.
    Ballast(QString file, qint64 bytes);

    bool isWanted() const;
    bool isThere() const;
    /// Makes it if it is missing (or incomplete) and the disk has room for twice its size; true if it is
    /// there then.
    bool make();
    /// Gives it up; true if there was one, so that trying again makes sense.
    bool release();

private:
    QString m_file;
    qint64 m_bytes;
};

} // namespace talktrack
