#!/bin/sh
# steps.sh: the runner of ./test counts right, keeps its order and its promises.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed_here=0 failed_here=0
here=$(pwd)

# plays STEPS...: a ./test of its own that holds these lines; what it says is in $said.
plays() {
    cat >"$work/test" <<END
set -eu
cd "$here"
. tools/say.sh
steps_log=$work/log
only="${only_these:-}"
. tools/steps.sh
counts() { echo "\$1 passed, \$2 failed"; }
notes() { echo "\$1 begins" >>"$work/order"; sleep "\$2"; echo "\$1 ends" >>"$work/order"; }
$1
steps_end
END
    rm -f "$work/order"
    said=$(TEST_JOBS=${jobs:-2} sh "$work/test" 2>&1)
    status=$?
    order=$(tr '\n' ',' 2>/dev/null <"$work/order")
}

# claim WORDS COMMAND...
claim() {
    words=$1
    shift
    if "$@"; then
        passed_here=$((passed_here + 1))
    else
        failed_here=$((failed_here + 1))
        printf '%s: status %s, order %s, said:\n%s\n' "$words" "$status" "$order" "$said"
    fi
}
says() { printf '%s\n' "$said" | grep -q -- "$1"; }

plays 'step a true
step b counts 3 0
step c sh -c "echo \"[  PASSED  ] 7 test(s).\""'
claim "counts are added"             says '^11 passed, 0 failed$'
claim "and all is well"              [ "$status" -eq 0 ]

plays 'step a counts 3 2
step b false
step c sh -c "echo 4 passed, 0 failed; exit 1"'
claim "failures are added"           says '^7 passed, 4 failed$'
claim "and the whole fails"          [ "$status" -eq 1 ]
claim "with what the step said"      says '| 3 passed, 2 failed'

plays 'step a sh -c "kill -9 \$\$"'
claim "a step that is killed failed" says '^0 passed, 1 failed$'

plays 'step a sh -c "for i in 1 2 3; do echo line \$i; done; exit 1"
step b counts 1 0'
claim "what is said is kept whole"   [ "$(wc -l <"$work/log/a.log")" -eq 3 ]

plays 'step a notes a 0.3
step b notes b 0.1'
claim "two run side by side"         [ "${order#*ends,}" = "a ends," ]

jobs=1 plays 'step a notes a 0.2
step b notes b 0'
claim "or one by one"                [ "$order" = "a begins,a ends,b begins,b ends," ]

plays 'step a notes a 0.2
step -after a b notes b 0'
claim "after another"                [ "$order" = "a begins,a ends,b begins,b ends," ]

plays 'step a false
step -after a b notes b 0
step -after b c notes c 0'
claim "not after one that failed"    [ "$order" = "" ]
claim "which is told"                says 'not tried, because a failed'
claim "and counted"                  says '^0 passed, 3 failed$'

jobs=3 plays 'step a notes a 0.2
step -alone b notes b 0.2
step c notes c 0'
claim "alone means alone" \
    [ "$order" = "a begins,a ends,b begins,b ends,c begins,c ends," ]

only_these="b" plays 'step a notes a 0
step -after a b notes b 0
step bb notes bb 0'
claim "only what is wanted"          says '^2 passed, 0 failed$'

# An interrupt ends what runs as well.
cat >"$work/sleeper" <<END
echo \$\$ >"$work/pid"
sleep 60
END
only_these='' plays 'step a true'
sed -i "s|^step a true|step a sh '$work/sleeper'|" "$work/test"
sh "$work/test" >"$work/said" 2>&1 &
test_pid=$!
while [ ! -s "$work/pid" ]; do sleep 0.05; done
kill -TERM "$test_pid"
wait "$test_pid"
status=$? said=$(cat "$work/said")
claim "an interrupt is an end"       [ "$status" -ne 0 ]
tries=0
while kill -0 "$(cat "$work/pid")" 2>/dev/null && [ $((tries += 1)) -lt 200 ]; do sleep 0.05; done
claim "and ends what ran"            [ "$tries" -lt 200 ]

echo "$passed_here passed, $failed_here failed"
[ "$failed_here" -eq 0 ]
