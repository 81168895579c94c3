# steps.sh: how ./test runs its steps; read in by ./test and tests/steps.sh.
#
#     step [-after NAME]... [-alone] NAME COMMAND...
#     steps_end
#
# Steps begin in the order in which they are told; up to $side_by_side run at a
# time (TEST_JOBS, else one for each core, at most three). A step begins when
#     -after NAME   NAME has ended; if NAME failed, this step is not tried and
#                   counts as failed. A NAME that was not wanted is there already.
#     -alone        nothing else runs, and nothing begins before it has ended:
#                   for what would disturb others or be disturbed.
# What a step says is kept whole in $steps_log/NAME.log. When it ends there is one
# line with its counts, and if it failed the end of that file.
#
# Results are counted as steps count them: cmocka's, Node's, or a line
# "N passed, N failed"; a step that does not count is one test.
#
# SPDX-License-Identifier: AGPL-3.0-or-later

: "${steps_log:=.build/log}"
: "${only:=}" # the beginnings of the names that are wanted; all when empty
passed=0 failed=0
running='' running_count=0 broken='' step_is_alone=no

cores=$(nproc 2>/dev/null || echo 1)
side_by_side=${TEST_JOBS:-$((cores < 3 ? cores : 3))}

# Each step tells its end through a pipe that has no name.
mkdir -p "$steps_log"
mkfifo "$steps_log/ends.$$"
exec 3<>"$steps_log/ends.$$"
rm "$steps_log/ends.$$"

# Ends a process and all that it started.
end_tree() {
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        end_tree "$child"
    done
    kill "$1" 2>/dev/null || true
}

interrupted() {
    trap '' INT TERM
    end_tree "$$"
    exit 130
}
trap interrupted INT TERM

# "passed failed" of a log, or nothing when it does not count.
count() {
    awk '
        /^\[  PASSED  \] [0-9]+ test\(s\)/ { gsub(/[^0-9 ]/, ""); passed += $1; counts = 1 }
        /^\[  FAILED  \] [0-9]+ test\(s\)/ { gsub(/[^0-9 ]/, ""); failed += $1; counts = 1 }
        /^# pass [0-9]+$/ { passed += $3; counts = 1 }
        /^# (fail|cancelled) [0-9]+$/ { failed += $3; counts = 1 }
        /^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3; counts = 1 }
        END { if (counts) print passed + 0, failed + 0 }' "$1"
}

is_wanted() {
    [ -n "$only" ] || return 0
    for word in $only; do
        case "$1" in "$word"*) return 0 ;; esac
    done
    return 1
}

# is_in WORD LIST
is_in() {
    case " $2 " in *" $1 "*) return 0 ;; esac
    return 1
}

show_running() {
    [ "$is_terminal" = no ] || [ -z "$running" ] || printf '\r  …   %-70.70s' "$running"
}

# tell NAME PASSED FAILED TENTHS WORDS
tell() {
    passed=$((passed + $2)) failed=$((failed + $3))
    verdict=ok
    [ "$3" -eq 0 ] || verdict=FAILED broken="$broken $1"
    [ "$is_terminal" = no ] || printf '\r'
    printf '%-6s %-22s %5d passed, %d failed  %6d.%d s\n' "$verdict" "$1" "$2" "$3" \
        $(($4 / 10)) $(($4 % 10))
    [ "$3" -eq 0 ] || printf '%s\n' "$5" | sed 's/^/       | /'
}

# Waits until one of those that run has ended, and tells how.
wait_for_one() {
    show_running
    # The shell goes on after a signal that is not for it.
    until read -r ended end tenths <&3; do :; done
    left=''
    for other in $running; do
        [ "$other" = "$ended" ] || left="$left $other"
    done
    running=$left running_count=$((running_count - 1))

    log=$steps_log/$ended.log
    counted=$(count "$log")
    step_passed=${counted% *} step_failed=${counted#* }
    if [ -z "$counted" ]; then
        step_passed=$((end == 0)) step_failed=$((end != 0))
    elif [ "$end" -ne 0 ] && [ "$step_failed" -eq 0 ]; then
        step_failed=1 # it died after its last count
    fi
    words=''
    [ "$step_failed" -eq 0 ] || words="the end of $log:
$(tail -n 30 "$log")"
    tell "$ended" "$step_passed" "$step_failed" "$tenths" "$words"
}

run_step() {
    end=0
    began=$(date +%s%N)
    "$@" >"$steps_log/$name.log" 2>&1 </dev/null 3>&- || end=$?
    echo "$name $end $((($(date +%s%N) - began) / 100000000))" >&3
}

step() {
    waits_for='' wants_alone=no
    while :; do
        case "$1" in
        -after) waits_for="$waits_for $2"; shift 2 ;;
        -alone) wants_alone=yes; shift ;;
        *)      break ;;
        esac
    done
    name=$1
    shift
    is_wanted "$name" || return 0

    while [ "$running_count" -ge "$side_by_side" ] || { [ "$running_count" -gt 0 ] \
        && { [ "$wants_alone" = yes ] || [ "$step_is_alone" = yes ]; }; }; do
        wait_for_one
    done
    for other in $waits_for; do
        while is_in "$other" "$running"; do
            wait_for_one
        done
        if is_in "$other" "$broken"; then
            tell "$name" 0 1 0 "not tried, because $other failed"
            return 0
        fi
    done
    step_is_alone=$wants_alone
    running="$running $name" running_count=$((running_count + 1))
    run_step "$@" &
}

# Waits for all, and ends with the sum.
steps_end() {
    while [ "$running_count" -gt 0 ]; do
        wait_for_one
    done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
