#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the recordings of this folder: 16 kHz signed 16-bit mono without a header, little endian, peak at -6 dBFS,
# trimmed to the speech. Needs flite and sox.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

speak() { # FILE VOICE TEXT
    flite -voice "$2" -t "$3" -o "$work/line.wav"
    sox -D "$work/line.wav" -t raw -r 16000 -c 1 -b 16 -e signed "$1.raw" \
        silence 1 0.02 1% reverse silence 1 0.02 1% reverse norm -6
}

speak rep_question rms "how does your sales team keep track of customers"
speak rep_answer rms "that is good to know"
speak rep_product rms "i am calling from northbeam"
speak customer_team slt "there are three people in our sales team"
speak customer_sarah slt "i would need to check with sarah"
