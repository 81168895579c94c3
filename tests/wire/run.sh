#!/bin/sh
# run.sh: bytes on real sockets, against the program alone and behind nginx with
# deploy/nginx.conf as it is.
#
#     tests/wire/run.sh abuse|life [GROUNDSWELL]
#
# Ends with "N passed, N failed". Needs node 18 or newer, nginx and openssl;
# nothing from npm. Every port is a free one of this machine.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
story=${1:?usage: tests/wire/run.sh abuse|life [GROUNDSWELL]}
program=$(realpath "${2:-build/groundswell}")
cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin # where Debian keeps nginx
for tool in "$program" node nginx openssl; do
    if ! command -v "$tool" >/dev/null; then
        echo "tests/wire/run.sh: $tool is missing" >&2
        exit 1
    fi
done
exec node "$story.mjs" "$program"
