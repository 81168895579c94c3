#!/bin/sh
# Hours of fuzzing, resumable: the corpus stays in .build/corpus, and the target
# that has had the least time goes next.
#
#     fuzz/soak.sh HOURS           fractions are allowed
#
# At its end, or when it is interrupted, adds one line for each target to
# docs/fuzz.md: commit, time, inputs tried, what was found. What breaks a target
# stays in .build/crashes, and the soak goes on.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
hours=${1:?usage: fuzz/soak.sh HOURS}
cd "$(dirname "$0")/.."
. fuzz/build.sh
slice=${SLICE_SECONDS:-300}
state=.build/soak
mkdir -p "$state" docs
end=$(($(date +%s) + $(awk -v h="$hours" 'BEGIN { printf "%d", h * 3600 }')))
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain -- base db web sys core app capabilities tools fuzz 2>/dev/null)" ] ||
    commit=$commit+
: >"$state/results" # name, seconds, inputs, edges, corpus, findings: one line a slice

report() {
    [ -s "$state/results" ] || return 0
    [ -f docs/fuzz.md ] || cat >docs/fuzz.md <<'END'
# Fuzzing

What `make soak HOURS=…` has done, newest last. A commit with a + had changes
that were not committed. Inputs that broke a target become a row in its test.

| day | commit | target | minutes | inputs tried | edges | corpus | findings |
|---|---|---|---:|---:|---:|---:|---:|
END
    awk -v day="$(date -u +%Y-%m-%d)" -v commit="$commit" '
        { seconds[$1] += $2; inputs[$1] += $3; edges[$1] = $4; corpus[$1] = $5; found[$1] += $6 }
        END { for (name in seconds)
            printf "| %s | %s | %s | %.1f | %d | %d | %d | %d |\n", day, commit, name,
                seconds[name] / 60, inputs[name], edges[name], corpus[name], found[name] }' \
        "$state/results" | LC_ALL=C sort >>docs/fuzz.md
    : >"$state/results"
}
trap 'report; exit 130' INT TERM

least() {
    for name in $(names); do
        echo "$(cat "$state/$name" 2>/dev/null || echo 0) $name"
    done | sort -n | head -n 1 | cut -d' ' -f2
}

# The last number behind a word of libFuzzer's log.
last() { grep -o "$1 [0-9]*" "$2" | tail -n 1 | grep -o '[0-9]*$' || echo 0; }

while left=$((end - $(date +%s))) && [ "$left" -gt 0 ]; do
    name=$(least)
    log=$state/$name.log
    took=$((left < slice ? left : slice))
    began=$(date +%s)
    findings=0
    run "$name" "$took" "$log" || findings=1
    seconds=$(($(date +%s) - began))
    # One that breaks at once waits for its next turn like the others.
    [ "$findings" -eq 0 ] || [ "$seconds" -ge "$took" ] || seconds=$took
    echo $(($(cat "$state/$name" 2>/dev/null || echo 0) + seconds)) >"$state/$name"
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$name $seconds ${inputs:-0} $(last cov: "$log") $(find ".build/corpus/$name" -type f |
        wc -l) $findings" >>"$state/results"
    printf '%s  %-10s %4d s  %10d inputs  %s\n' "$(date +%H:%M)" "$name" "$seconds" \
        "${inputs:-0}" "$([ "$findings" -eq 0 ] || echo 'FOUND SOMETHING: see .build/crashes')"
done
report
echo "soak: done; docs/fuzz.md has the results"
