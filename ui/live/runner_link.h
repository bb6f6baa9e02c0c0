// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/call_services.h"
#include "core/session/speech_factory.h"
#include "ui/live/call_link.h"

namespace talktrack {

/// Calls conducted by a CallRunner each, with these services, which outlive the links.
CallLinkFactory runnerLinks(const CallServices &services, SpeechFactory speechFactory);

} // namespace talktrack
