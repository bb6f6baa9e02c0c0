#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the two test voices anew: 16 kHz mono, about 25 s each, nobody's real speech.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flite -voice rms -o "$work/rep.wav" -t "Thanks for making the time today. I would like to hear how your team plans its week, and where the work gets stuck. \
When we spoke in March you said that reports take two days. Is that still so? Many of our customers begin with one team, look at the figures after a month, and then decide. \
I can show you the planning board, the forecast, and the export that your finance people asked about. Shall we begin with the board?"
flite -voice slt -o "$work/customer.wav" -t "Sure, happy to be here. Right now every manager keeps a spreadsheet, and on Friday somebody copies all of it into a slide deck. \
It is slow, and the numbers never match. We looked at another vendor last year, but the price was far too high for what it did. \
If you can get the reporting down to an hour, I would take that to my director. She signs off on anything above ten thousand. What would the next step look like?"
for name in rep customer; do
    ffmpeg -v error -y -i "$work/$name.wav" -ar 16000 -ac 1 -c:a libopus -b:a 20k -fflags +bitexact -flags:a +bitexact "voice_$name.opus"
done
