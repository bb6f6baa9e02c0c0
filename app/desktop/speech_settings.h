// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/speech_factory.h"

#include <QString>

namespace talktrack {

/// The settings of the recognisers: keys and addresses from the environment, the rest from the settings file
/// (groups "speech" and "deepgram"); what is wrong there is left at its default.
SpeechSettings readSpeechSettings(const QString &configFile);

} // namespace talktrack
