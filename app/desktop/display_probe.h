// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace talktrack {

/// Finds out whether a window can be opened before Qt is asked to, which ends the program where it cannot: no
/// display, a stale one, one that refuses us, or a platform plugin that is not installed.
///
/// A child process opens the display as the program would. It keeps its connection for as long as this
/// object lives, because a display server may reset itself when its last client leaves: let it go once the
/// application object is there. Thread: main, before there is any other and before there is an application
/// object. A display that does not answer within seconds counts as none.
class DisplayProbe final
{
public:
    DisplayProbe();
    ~DisplayProbe();
    DisplayProbe(const DisplayProbe &) = delete;
    DisplayProbe &operator=(const DisplayProbe &) = delete;

    bool canOpen() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace talktrack
