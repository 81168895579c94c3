#!/bin/sh
# run.sh: two nodes on one PostgreSQL database, as a large movement runs them.
#
#     tests/nodes/run.sh [GROUNDSWELL]       (build/groundswell)
#
# Ends with node's own count.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
BIN=$(realpath "${1:-build/groundswell}")
export BIN
cd "$(dirname "$0")/../.."
if [ -z "${GROUNDSWELL_TEST_CLUSTER:-}" ]; then
    exec tests/postgres.sh run tests/nodes/run.sh "$BIN"
fi
exec node --test --test-reporter=tap tests/nodes/nodes.mjs
