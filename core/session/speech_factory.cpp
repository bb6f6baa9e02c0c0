// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/speech_factory.h"

#include "core/speech/pocketsphinx_engine.h"

namespace talktrack {

SpeechFactory standardSpeechFactory(const QString &modelDir)
{
    return [modelDir](const QString &name) -> Result<std::unique_ptr<SpeechEngine>> {
        if (name != QLatin1String("pocketsphinx"))
            return unexpected(ErrorKind::NotSupportedHere, QStringLiteral("no such engine"), name);
        return PocketSphinxEngine::create(modelDir);
    };
}

} // namespace talktrack
