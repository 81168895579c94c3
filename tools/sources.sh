#!/bin/sh
# Lists source files of one kind, one a line, for meson.build.
set -eu
cd "$(dirname "$0")/.."

# All of a folder's C but tests.
plain() { find "$1" -name '*.c' ! -name '*_test.c' | LC_ALL=C sort; }

case "$1" in
base|db|web|sys) plain "$1" ;;
core)         plain core | grep -v '^core/wasm\.c$' || true ;;
app)          plain app | grep -v '^app/main\.c$' ;;
capabilities) plain capabilities ;;
pages)        find web capabilities -name '*_page.html' | LC_ALL=C sort ;;
pageheaders)
    # "capabilities/x/x_page.h" in build folder $2 leads to pagec's flat name.
    for page in $(tools/sources.sh pages); do
        header="$2/${page%.html}.h"
        flat=$(echo "${page%.html}.h" | tr '/' '_')
        mkdir -p "$(dirname "$header")"
        echo "#include \"$flat\"" > "$header"
    done ;;
schema)       find capabilities db -path '*/schema/*.sql' | LC_ALL=C sort ;;
texts)        find capabilities -path '*/first/*.md' | LC_ALL=C sort ;;
data)         find capabilities -name data.txt | LC_ALL=C sort ;;
tidies)       ls tools/tidy*.c ;;
stores)       find capabilities -name '*_store.c' | LC_ALL=C sort ;;
css)          { find browser/css -name '*.css'; find capabilities -name '*.css'; } | LC_ALL=C sort ;;
browser)      find browser core -name '*.ts' -o -name '*.c' -o -name '*.h' | LC_ALL=C sort ;;
pagec)        ls tools/pagec.c tools/compile.c tools/page_*.c | grep -v _test.c ;;
wordsc)       ls tools/wordsc.c tools/compile.c tools/po_*.c tools/words_*.c | grep -v _test.c ;;
toolcores)    ls tools/compile.c tools/trail_verify.c tools/page_*.c tools/po_*.c tools/words_*.c | grep -v _test.c ;;
worded)       find web capabilities app core \( -name '*.c' -o -name '*.h' -o -name '*.html' \) ! -name '*_test.c' | LC_ALL=C sort ;;
po)           { echo locale/cy.po; find locale/cy -name '*.po' 2>/dev/null | LC_ALL=C sort; } ;;
tests)        { find base db web sys core app capabilities tools -name '*_test.c'; find tests -maxdepth 1 -name '*.c'; } | LC_ALL=C sort ;;
fuzz)         find fuzz -name '*_fuzz.c' | LC_ALL=C sort ;;
bench)        find bench -name '*.c' | LC_ALL=C sort ;;
*) echo "sources.sh: no such kind: $1" >&2; exit 2 ;;
esac
