#!/bin/sh
# lane_postgres.sh: bench/lane.c on a PostgreSQL cluster of its own, with fsync.
#
#     make lane_postgres        (SCRATCH=FOLDER to choose its disk; /var/tmp)
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
make --no-print-directory benches
TMPDIR=${SCRATCH:-/var/tmp} DURABLE=yes tests/postgres.sh run sh -c \
    'exec build/bench/lane "$GROUNDSWELL_TEST_DATABASE"'
