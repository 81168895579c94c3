#!/bin/sh
# css.sh OUT FILE...: one style sheet out of many, minified.
set -eu
out=$1; shift
cat "$@" | esbuild --loader=css --minify > "$out"
