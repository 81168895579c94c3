#!/bin/sh
# pagec_refuses.sh: plants bad page templates and sees each one refused, by
# pagec or by the C compiler, with the template's own line in the message.
#
#     tools/pagec_refuses.sh BUILD/pagec        from the root; CC and CFLAGS as in make
#
# SPDX-License-Identifier: AGPL-3.0-or-later
set -eu

pagec=$1
cc=${CC:-cc}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

cat > "$dir/view.h" <<'END'
#include "web/html.h"
typedef struct { const char *name; int count; double share; bool is_held; void *any; Html html; Id id; } View;
END

# The template of one view around a body; the body begins on line 3.
plant() {
    printf '%%include "view.h"\n%%template t(const View *view)\n%s\n%%end\n' "$1" > "$dir/t.html"
    rm -f "$dir/t.c"
}

compile() {
    # shellcheck disable=SC2086
    "$cc" -std=c17 -Wall -Wextra -Wshadow -Wconversion -Werror ${CFLAGS:-} -I. -I"$dir" \
        -c "$dir/t.c" -o "$dir/t.o" 2> "$dir/said"
}

tell() {
    if [ "$1" = ok ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'pagec_refuses: %s\n' "$2" >&2
        cat "$dir/said" >&2
    fi
}

# claim, body: compiles without a warning.
accepts() {
    plant "$2"
    if "$pagec" "$dir/t.html" "$dir/t.c" "$dir/t.h" 2> "$dir/said" && compile; then
        tell ok
    else
        tell bad "not accepted: $1"
    fi
}

# claim, line, part of the message, body: pagec says FILE:LINE: MESSAGE and writes nothing.
pagec_refuses() {
    plant "$4"
    if "$pagec" "$dir/t.html" "$dir/t.c" 2> "$dir/said"; then
        tell bad "compiled by pagec: $1"
    elif grep -q "t\.html:$2: .*$3" "$dir/said" && [ ! -e "$dir/t.c" ]; then
        tell ok
    else
        tell bad "refused for another reason: $1"
    fi
}

# claim, line, body: pagec takes it, the C compiler fails and names t.html:LINE
# (gcc puts the place of use in a note).
cc_refuses() {
    plant "$3"
    if ! "$pagec" "$dir/t.html" "$dir/t.c" 2> "$dir/said"; then
        tell bad "refused by pagec already: $1"
    elif compile; then
        tell bad "compiled: $1"
    elif grep -q 'error' "$dir/said" && grep -q "t\.html:$2:" "$dir/said"; then
        tell ok
    else
        tell bad "no error on line $2: $1"
    fi
}

accepts 'every type in every place that takes it' '<ul>
% for (int i = 0; i < view->count; i++) {
<li class="a {{view->name}}" {{?hidden view->is_held}}><a href="{{view->name}}">{{i}}</a>
<a href="/a/{{view->id}}?b={{view->count}}">{{view->name}}</a> {{"{{"}} {{!view->html}}</li>
% }
</ul>
<p title="{{_ "{1} of {2}", view->name, view->count}}">{{_n "{1} x" "{1} xs", view->count}}</p>'
accepts 'a template with no markup' '% (void)view;'

pagec_refuses 'a value in a script'  4 'script'         '
<script>{{view->name}}</script>'
pagec_refuses 'a value in a style'   3 'style'          '<style>a {{{view->name}}}</style>'
pagec_refuses 'a value in a comment' 3 'comment'        '<!-- {{view->name}} -->'
pagec_refuses 'no quotes'            3 'double quotes'  '<p class={{view->name}}>a</p>'
pagec_refuses 'single quotes'        3 'double quotes'  "<p class='{{view->name}}'>a</p>"
pagec_refuses 'a handler'            3 'onclick'        '<p onclick="{{view->name}}">a</p>'
pagec_refuses 'a style attribute'    3 'style'          '<p style="{{view->name}}">a</p>'
pagec_refuses 'a srcdoc'             3 'srcdoc'         '<p srcdoc="{{view->name}}">a</p>'
pagec_refuses 'a script address'     3 'address'        '<a href="javascript:{{view->name}}">a</a>'
pagec_refuses 'markup in a value'    3 'only text'      '<p title="{{!view->html}}">a</p>'
pagec_refuses 'C inside a tag'       4 'inside a tag'   '<p
% f();
>a</p>'
pagec_refuses 'an open element'      4 'not closed'     '<p>a'
pagec_refuses 'an if with no brace'  3 'end the line'   '% if (view->count > 0)
<p>a</p>'

cc_refuses 'text as markup'          3 '<p>{{!view->name}}</p>'
cc_refuses 'a literal as markup'     4 '
<p>{{!"<b>"}}</p>'
cc_refuses 'markup as text'          3 '<p>{{view->html}}</p>'
cc_refuses 'a struct'                3 '<p>{{*view}}</p>'
cc_refuses 'a pointer to a struct'   3 '<p title="{{view}}">a</p>'
cc_refuses 'any pointer'             3 '<p>{{view->any}}</p>'
cc_refuses 'a number with a point'   3 '<p>{{view->share}}</p>'
cc_refuses 'a claim as text'         3 '<p>{{view->is_held}}</p>'
cc_refuses 'a number as an address'  3 '<a href="{{view->count}}">a</a>'
cc_refuses 'text as a count'         3 '<p>{{_n "{1} x" "{1} xs", view->name}}</p>'
cc_refuses 'markup in words'         3 '<p>{{_ "{1}", view->html}}</p>'
cc_refuses 'markup as a claim'       3 '<p {{?hidden view->html}}>a</p>'
cc_refuses 'an unknown name'         5 '<p>
a
{{view->nobody}}</p>'

printf 'pagec_refuses: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
