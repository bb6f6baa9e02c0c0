// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/speech/speech_engine.h"
#include "core/support/result.h"

#include <QString>

#include <functional>
#include <memory>

namespace talktrack {

/// Makes the engine of that name, or says why it cannot be had here. Called on the call thread, where the
/// engine lives.
using SpeechFactory = std::function<Result<std::unique_ptr<SpeechEngine>>(const QString &name)>;

/// The engines this program has. An empty modelDir is the recogniser's own default.
SpeechFactory standardSpeechFactory(const QString &modelDir = {});

} // namespace talktrack
