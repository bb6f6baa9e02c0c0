#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes demo-call.opus and demo-call.json from script.json; see README.md.
# Needs flite, sox, opusenc (opus-tools) and python3. Writes to the script's folder, or to the folder given as $1.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here}
for tool in flite sox opusenc python3; do
    command -v "$tool" >/dev/null || { echo "make_demo.sh: $tool is not installed" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

export LC_ALL=C
python3 - "$here/script.json" "$work" "$out/demo-call.json" <<'PYTHON'
import array, json, math, random, subprocess, sys

script_path, work, transcript_path = sys.argv[1:]
RATE = 16000
VOICE = {"rep": "rms", "customer": "slt"}
CHANNEL = {"rep": 0, "customer": 1}
PEAK = 10 ** (-6 / 20) * 32767
NOISE_RMS = 10 ** (-60 / 20) * 32767
TAIL_S = 1.0
MOMENTS = {
    "price_objection": {"kind": "objection", "category": "price"},
    "competitor": {"kind": "competitor"},
    "authority_objection": {"kind": "objection", "category": "authority"},
    "brush_off": {"kind": "objection", "category": "brush_off"},
    "buying_signal": {"kind": "buying_signal"},
    "next_step": {"kind": "next_step"},
}


def speak(index, line):
    """The line as 16 kHz samples, trimmed to the speech itself, peak at -6 dBFS."""
    wav = f"{work}/{index}.wav"
    subprocess.run(["flite", "-voice", VOICE[line["speaker"]], "--setf", "duration_stretch=1.0",
                    "-t", line.get("say", line["text"]), "-o", wav], check=True)
    raw = subprocess.run(["sox", wav, "-D", "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed", "-t", "raw", "-"],
                         check=True, capture_output=True).stdout
    samples = array.array("h")
    samples.frombytes(raw)
    loudest = max(abs(s) for s in samples)
    audible = [i for i, s in enumerate(samples) if abs(s) > loudest * 0.01]
    margin = RATE // 50
    samples = samples[max(0, audible[0] - margin):audible[-1] + margin]
    return [s * PEAK / loudest for s in samples]


script = json.load(open(script_path, encoding="utf-8"))
placed, cursor = [], 0
for index, line in enumerate(script["lines"]):
    samples = speak(index, line)
    start = cursor + round(line["pause"] * RATE)
    placed.append((start, samples, line))
    cursor = max(cursor, start + len(samples))

# Room noise, different on each side, so that silence is not digital zero; softened towards the high frequencies.
total = cursor + round(TAIL_S * RATE)
tracks = []
for seed in (1, 2):
    noise, state, a = random.Random(seed), 0.0, 0.5
    scale = NOISE_RMS * math.sqrt((1 + a) / (1 - a))
    track = array.array("d")
    for _ in range(total):
        state = a * state + (1 - a) * noise.gauss(0, 1)
        track.append(state * scale)
    tracks.append(track)
for start, samples, line in placed:
    track = tracks[CHANNEL[line["speaker"]]]
    for i, s in enumerate(samples):
        track[start + i] += s
frames = array.array("h", bytes(4 * total))
for channel, track in enumerate(tracks):
    frames[channel::2] = array.array("h", (max(-32768, min(32767, round(s))) for s in track))
with open(f"{work}/call.raw", "wb") as f:
    f.write(frames.tobytes())

lines, moments = [], []
for start, samples, line in sorted(placed, key=lambda p: p[0]):
    where = {"start": round(start / RATE, 3), "end": round((start + len(samples)) / RATE, 3)}
    lines.append({"speaker": line["speaker"], **where, "text": line["text"]})
    if "moment" in line:
        moments.append({**MOMENTS[line["moment"]], **where, "speaker": line["speaker"], "text": line["text"]})
transcript = {"format": script["format"], "title": script["title"], "duration": round(total / RATE, 3),
              "lines": lines, "moments": moments}
traps = [{"not": l["trap"], "speaker": l["speaker"], "text": l["text"],
          "start": round(s / RATE, 3), "end": round((s + len(x)) / RATE, 3)} for s, x, l in placed if "trap" in l]
transcript["traps"] = traps
with open(transcript_path, "w", encoding="utf-8") as f:
    # One line of the call to a line of the file.
    text = json.dumps({k: v for k, v in transcript.items() if not isinstance(v, list)}, ensure_ascii=False)[:-1]
    for key, rows in (("lines", lines), ("moments", moments), ("traps", traps)):
        text += f',\n"{key}": [\n' + ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in rows) + "\n]"
    f.write(text + "}\n")
PYTHON

# Band-limited speech in a 48 kHz file; the rate is high enough that stereo coupling carries no speech across.
sox -D -t raw -r 16000 -c 2 -b 16 -e signed "$work/call.raw" -r 48000 -b 16 "$work/call.wav"
opusenc --quiet --bitrate "${DEMO_BITRATE:-96}" --vbr --comp 10 --framesize 20 --no-phase-inv --music \
    --serial 1 --padding 0 --discard-comments --discard-pictures --title "Demo call" \
    "$work/call.wav" "$out/demo-call.opus"
