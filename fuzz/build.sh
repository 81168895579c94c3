# build.sh: builds the fuzz targets; sourced by short.sh and soak.sh.
#
# Sets $targets to the folder of the programs. FUZZ_TARGETS names one that is
# built already.
#
# SPDX-License-Identifier: AGPL-3.0-or-later

targets=${FUZZ_TARGETS:-.build/fuzz/fuzz}
if [ -z "${FUZZ_TARGETS:-}" ]; then
    mkdir -p .build
    again=
    [ ! -f .build/fuzz/build.ninja ] || again=--reconfigure
    # shellcheck disable=SC2086
    if ! { CC=clang meson setup $again .build/fuzz --buildtype=debugoptimized -Dfuzz=true \
        -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link \
        && ninja -C .build/fuzz; } >.build/fuzz.log 2>&1; then
        tail -n 30 .build/fuzz.log >&2
        echo "fuzz: the targets do not build" >&2
        exit 1
    fi
fi

names() {
    for file in fuzz/*_fuzz.c; do
        basename "$file" _fuzz.c
    done
}

# run NAME SECONDS LOG: one target on its corpus; new inputs are kept in .build/corpus.
run() {
    if [ ! -x "$targets/$1_fuzz" ]; then
        echo "fuzz: $targets/$1_fuzz is not there; build it first" >&2
        exit 1
    fi
    mkdir -p ".build/corpus/$1" .build/crashes
    seeds=
    [ ! -d "fuzz/corpus/$1" ] || seeds=fuzz/corpus/$1
    dictionary=
    [ ! -f "fuzz/corpus/$1.dict" ] || dictionary=-dict=fuzz/corpus/$1.dict
    # shellcheck disable=SC2086
    "$targets/$1_fuzz" -max_total_time="$2" -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix=".build/crashes/$1-" $dictionary \
        ".build/corpus/$1" $seeds >"$3" 2>&1
}
