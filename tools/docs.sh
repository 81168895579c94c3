#!/bin/sh
# docs.sh: the pages of docs/ that are made from the source.
#
#     tools/docs.sh             writes them
#     tools/docs.sh --check     says which of them are not what would be written
#
# Wants .build/tidy and build/groundswell; `make docs` builds both. Routes and
# data are compared by tidy itself, so --check looks at the other two.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
program=build/groundswell

settings() {
    cat <<'END'
# Settings

What a movement sets for itself stands in `settings.conf` in its data folder. This is a whole
file, as `groundswell help settings` prints it; every line that is commented out is a default or
an example. Made by `make docs`.

END
    $program help settings | sed 's/^./    &/'
}

commands() {
    cat <<'END'
# Commands

What `groundswell help` prints. Made by `make docs`.

END
    $program help | sed 's/^./    &/'
}

case "${1:-}" in
'')
    .build/tidy --write-docs .
    settings >docs/settings.md
    commands >docs/commands.md ;;
--check)
    passed=0 failed=0
    for page in settings commands; do
        if $page | cmp -s - docs/$page.md; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "docs/$page.md is not what the program says: make docs"
            $page | diff docs/$page.md - || true
        fi
    done
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] ;;
*)
    echo "usage: tools/docs.sh [--check]" >&2
    exit 2 ;;
esac
