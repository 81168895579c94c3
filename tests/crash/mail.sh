#!/bin/sh
# mail.sh: a letter to many whose sender is killed again and again: no mail is
# lost, and none sent twice but those under way. On both engines.
#
#     tests/crash/mail.sh ROUNDS [PROGRAM]    PROGRAM: bench/mail.c as it was built
#
# Says "N passed, N failed" for each of them.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
rounds=${1:?usage: tests/crash/mail.sh ROUNDS [PROGRAM]}
program=$(realpath "${2:-build/mail_killed}")
cd "$(dirname "$0")/../.."
seed=${SEED:-$(date +%s)}
connections=${CONNECTIONS:-4}

if [ -n "${MAIL_ON_POSTGRES:-}" ]; then # inside the cluster that is begun below
    psql -h "$GROUNDSWELL_TEST_CLUSTER/run" -U postgres -qc \
        "CREATE DATABASE letters TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    exec "$program" killed "$rounds" "$seed" "$connections" \
        "postgres:host=$GROUNDSWELL_TEST_CLUSTER/run user=postgres dbname=letters"
fi

echo "a letter whose sender is killed: seed $seed, $connections connections"
status=0
"$program" killed "$rounds" "$seed" "$connections" || status=$?
MAIL_ON_POSTGRES=yes DURABLE=yes \
    tests/postgres.sh run tests/crash/mail.sh "$rounds" "$program" || status=$?
exit "$status"
