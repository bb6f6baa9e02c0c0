#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole program in a real window under Xvfb: time to the first painted window, processor and memory of the idle window
# and of the live demo call, against a bare 'sleep' loop of the same machine for how busy it is.
# Usage: tests/bench/program/bench_program.sh [path of talktrack]
set -euo pipefail
cd "$(dirname "$0")/../../.."
program=${1:-build/dev/app/desktop/talktrack}
[ -x "$program" ] || { echo "Build first: ./test, or name the program." >&2; exit 2; }

work=$(mktemp -d)
export TALKTRACK_DATA_DIR=$work/data TALKTRACK_CONFIG=$work/talktrack.ini
Xvfb -displayfd 3 -screen 0 1280x800x24 3>"$work/display" 2>/dev/null &
xvfb=$!
talktrack=
trap 'kill $xvfb ${talktrack:+$talktrack} 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
until [ -s "$work/display" ]; do sleep 0.05; done
DISPLAY=:$(cat "$work/display")
export DISPLAY

ticks=$(getconf CLK_TCK)
cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
memory() { awk '/^(Rss|Pss):/ {printf "%s %.0f MB  ", $1, $2 / 1024}' "/proc/$1/smaps_rollup"; }
# cpu_over PID SECONDS: share of one core.
cpu_over() {
    local before after
    before=$(cpu_ticks "$1"); sleep "$2"; after=$(cpu_ticks "$1")
    awk -v t=$((after - before)) -v hz="$ticks" -v s="$2" 'BEGIN {printf "%.1f %% of a core", 100 * t / hz / s}'
}
first_paint() {
    until grep -q first_painted "$TALKTRACK_DATA_DIR/talktrack.log" 2>/dev/null; do sleep 0.02; done
    local painted
    painted=$(date -d "$(grep -m1 first_painted "$TALKTRACK_DATA_DIR/talktrack.log" | sed 's/.*"time":"\([^"]*\)".*/\1/')" +%s%3N)
    echo $((painted - $1))
}

printf 'load of the machine before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
for round in 1 2 3; do
    rm -f "$TALKTRACK_DATA_DIR/talktrack.log"
    started=$(date +%s%3N)
    "$program" & talktrack=$!
    printf 'start %s: window painted after %s ms\n' "$round" "$(first_paint "$started")"
    if [ "$round" = 3 ]; then
        sleep 3
        printf 'idle window: %s, %s\n' "$(cpu_over $talktrack 20)" "$(memory $talktrack)"
    fi
    kill $talktrack; wait $talktrack 2>/dev/null || true
done
"$program" demo & talktrack=$!
sleep 10
printf 'demo call in the window, from 0:10 on: %s, %s\n' "$(cpu_over $talktrack 60)" "$(memory $talktrack)"
kill $talktrack; wait $talktrack 2>/dev/null || true
talktrack=
printf 'load of the machine after: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
