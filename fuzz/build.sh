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

# What libFuzzer learns hangs on addresses too, so they are the same at every run
# where the machine allows that.
same_addresses='setarch -R'
$same_addresses true 2>/dev/null || same_addresses=

names() {
    for file in fuzz/*_fuzz.c; do
        basename "$file" _fuzz.c
    done
}

# run_on CORPUS NAME LOG OPTION...: one target, beginning with the inputs of CORPUS
# and of fuzz/corpus; new ones are kept in CORPUS.
run_on() {
    corpus=$1 target=$2 said=$3
    shift 3
    if [ ! -x "$targets/${target}_fuzz" ]; then
        echo "fuzz: $targets/${target}_fuzz is not there; build it first" >&2
        exit 1
    fi
    mkdir -p "$corpus" .build/crashes
    [ ! -f "fuzz/corpus/$target.dict" ] || set -- "$@" "-dict=fuzz/corpus/$target.dict"
    set -- "$@" "$corpus"
    [ ! -d "fuzz/corpus/$target" ] || set -- "$@" "fuzz/corpus/$target"
    # shellcheck disable=SC2086 # two words or none
    $same_addresses "$targets/${target}_fuzz" -timeout=60 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix=".build/crashes/$target-" "$@" >"$said" 2>&1
}

# run NAME SECONDS LOG: by chance, for so long; what it learns stays in .build/corpus.
run() {
    run_on ".build/corpus/$1" "$1" "$3" -max_total_time="$2"
}

# run_fixed NAME INPUTS LOG: the same inputs at every run.
run_fixed() {
    rm -rf ".build/corpus-fixed/$1"
    run_on ".build/corpus-fixed/$1" "$1" "$3" -seed=1 -runs="$2"
}
