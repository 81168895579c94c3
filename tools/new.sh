#!/bin/sh
# new.sh: a room or a page that is small, complete and passes.
#
#     tools/new.sh capability NAME [TITLE [WELSH]]
#     tools/new.sh page ROOM/NAME [TITLE [WELSH]]
#
# NAME and ROOM are lower case letters and _; TITLE is what stands on the page
# (else the name), WELSH the same in Welsh. `make new capability=x title="…"
# cy="…"` calls this. The files come from tools/new/; a room is put at the end of
# the list in app/registry.c, a page's route at the end of its room's table. What
# was there is never written over.
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
. tools/say.sh

usage='usage: make new capability=NAME | make new page=ROOM/NAME [title="On the page"] [cy="In Welsh"]'
kind=${1:-} name=${2:-} title=${3:-} welsh=${4:-}
# Words of C and of our own folders, which would not do as names.
taken=' auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false test tests public db web core base app sys page request reply scope areas '

check_name() {
    case "$1" in
    ''|*[!a-z_]*|_*|*_|*__*) die "\"$1\" is no name for this: lower case letters, and _ between them." ;;
    esac
    [ ${#1} -le 24 ] || die "\"$1\" is longer than 24 letters."
    case "$taken" in *" $1 "*) die "\"$1\" means something else already; choose another name." ;; esac
}

# Words that people read stand in C strings, in templates and in .po files.
check_words() {
    case "$1" in *[\"\\\{\}\<\>\|\&%]*) die "Please leave \" \\ { } < > | & % out of the title." ;; esac
}

# from TEMPLATE FILE: fills a template in. A file that is there stays.
from() {
    [ ! -e "$2" ] || die "$2 is there already; nothing was written over."
    mkdir -p "$(dirname "$2")"
    sed -e "s/@room@/$room/g; s/@Room@/$Room/g; s/@ROOM@/$ROOM/g; s|@path@|$path|g" \
        -e "s/@page@/$page/g; s/@PAGE@/$PAGE/g; s/@title@/$title/g" "tools/new/$1.in" >"$2"
    echo "  $2"
}

upper() { echo "$1" | tr '[:lower:]' '[:upper:]'; }
camel() { echo "$1" | awk -F_ '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }'; }
# "accessibility_statement" -> "Accessibility statement"
plain() { echo "$1" | awk '{ gsub(/_/, " "); print toupper(substr($0, 1, 1)) substr($0, 2) }'; }

# in_welsh ENGLISH WELSH: adds a message to the room's Welsh, or to cy.po when it has none of its own.
in_welsh() {
    # shellcheck disable=SC2046 # a list of names without blanks
    grep -qxF "msgid \"$1\"" $(tools/sources.sh po) || printf '\nmsgid "%s"\nmsgstr "%s"\n' "$1" "$2" >>"$po"
}

# edit FILE AWK-PROGRAM: rewrites a file, or leaves it as it was.
edit() {
    awk -v room="$room" -v page="$page" -v path="$path" -v title="$title" "$2" "$1" >"$1.new" \
        || { rm -f "$1.new"; die "$1 does not look as this script knows it; please add the line by hand."; }
    mv "$1.new" "$1"
    echo "  $1 (a line more)"
}

case "$kind" in
capability)
    room=$name page=''
    check_name "$name"
    [ ! -e "capabilities/$room" ] || die "capabilities/$room is there already; nothing was written over." ;;
page)
    case "$name" in */*) ;; *) die "$usage" ;; esac
    room=${name%%/*} page=${name#*/}
    check_name "$room"; check_name "$page"
    [ -f "capabilities/$room/$room.c" ] || die "There is no room capabilities/$room; make new capability=$room makes one." ;;
*)
    die "$usage" ;;
esac
[ -n "$title" ] || title=$(plain "${page:-$room}")
check_words "$title"; check_words "$welsh"
Room=$(camel "$room") ROOM=$(upper "$room") PAGE=$(upper "$page")
path=$(echo "${page:-$room}" | tr _ -)
if grep -rqE "\"(/areas/:area)?/$path\"" capabilities/*/*.c; then
    die "There is a page at /$path already; choose another name."
fi

here=capabilities/$room po=locale/cy.po
if [ "$kind" = capability ] || [ -f "locale/cy/$room.po" ]; then
    mkdir -p locale/cy
    po=locale/cy/$room.po
fi
echo "Made:"
if [ "$kind" = capability ]; then
    from room.README.md "$here/README.md"
    from room.data.txt "$here/data.txt"
    from room.sql "$here/schema/0001_$room.sql"
    from room.h "$here/$room.h"
    from room_store.h "$here/${room}_store.h"
    from room_store.c "$here/${room}_store.c"
    from room.c "$here/$room.c"
    from room_page.html "$here/${room}_page.html"
    from room_test.c "$here/${room}_test.c"
    edit app/registry.c '
        /^#include "capabilities\// && !is_in && $0 > "#include \"capabilities/" room "/" {
            print "#include \"capabilities/" room "/" room ".h\""; is_in = 1 }
        /^$/ && seen && !is_in { print "#include \"capabilities/" room "/" room ".h\""; is_in = 1 }
        { seen = /^#include "capabilities\// }
        /^static const Capability \*const rooms\[\]/ { is_list = 1 }
        is_list && /^};/ { print "    &" room "_capability,"; is_list = 0; is_listed = 1 }
        { print }
        END { exit !(is_in && is_listed) }'
    in_welsh "What should everybody read?" "Beth ddylai pawb ei ddarllen?"
    in_welsh "Nothing is pinned here yet." "Nid oes dim wedi ei binio yma eto."
    in_welsh "Pin it" "Ei binio"
    in_welsh "read what is pinned here" "ddarllen yr hyn sydd wedi ei binio yma"
    in_welsh "pin a line for everybody to read" "binio llinell i bawb ei darllen"
    look="/areas/SLUG-OF-A-PLACE/$path"
    files="$here/$room.c, ${room}_store.c, ${room}_page.html"
else
    from page.h "$here/$page.h"
    from page.c "$here/$page.c"
    from page_page.html "$here/${page}_page.html"
    from page_test.c "$here/${page}_test.c"
    edit "$here/$room.c" '
        /^#include "capabilities\// && !is_in && $0 > "#include \"capabilities/" room "/" page ".h" {
            print "#include \"capabilities/" room "/" page ".h\""; is_in = 1 }
        seen && !is_in && !/^#include "capabilities\// {
            print "#include \"capabilities/" room "/" page ".h\""; is_in = 1 }
        { seen = /^#include "capabilities\// }
        /^static const Route [a-z_]*\[\] = \{/ { is_table = 1 }
        is_table && /^};/ {
            print "    { GET,  \"/" path "\", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, " page "_show,"
            print "      WORDS(\"" title "\"), false },"
            is_table = 0; is_listed = 1 }
        { print }
        END { exit !(is_in && is_listed) }'
    in_welsh "This page is new. What people come here for will stand here soon." \
        "Mae'r dudalen hon yn newydd. Bydd yr hyn y daw pobl yma i'w gael yma cyn hir."
    look="/$path"
    files="$here/$page.c, ${page}_page.html"
fi
in_welsh "$title" "${welsh:-$title}"
echo "  $po (its words)"
[ -n "$welsh" ] || echo "Its title has no Welsh yet: please write it into $po, at \"$title\"."
make --no-print-directory docs
echo "  docs/ (make docs)"
cat <<END

Next:
    make check                      it passes as it is
    ./run                           and look: $look
Then make it yours: $files.
docs/how-to/ tells how, from a word to a table.
END
