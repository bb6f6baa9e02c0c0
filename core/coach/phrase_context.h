// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/phrase_matcher.h"

namespace talktrack {

/// Whether the words around a match take it back: "not expensive", "never a problem", "expensive is not the
/// word", "not ... at all", "I don't want to talk about". Not in a question that expects a yes ("isn't that
/// too expensive"), an exclamation ("can't believe how expensive"), or where it adds ("not only", "no
/// question about it"). See the tests for what counts. Any thread.
bool isNegated(const QList<NormalWord> &words, const PhraseHit &hit);

/// Whether the sentence around a match denies that it is so: "it is not that we have no budget", "I am not
/// saying that". This takes back even a match that negates something itself.
bool isDenied(const QList<NormalWord> &words, const PhraseHit &hit);

/// Whether the match is what others say or what once was: "our customers tell us it is too expensive", "used
/// to be". What the speaker's own people think is no hearsay.
bool isReported(const QList<NormalWord> &words, const PhraseHit &hit);

} // namespace talktrack
