# say.sh: how our scripts speak; read in by ./run, ./test and tools/install.sh.
# On a terminal a bar draws itself again; elsewhere there is a line at every
# quarter.
#
# SPDX-License-Identifier: AGPL-3.0-or-later

# One clear sentence, and the end.
die() {
    bar_end
    echo "$*" >&2
    exit 1
}

note() {
    echo "$*"
}

if [ -t 1 ]; then is_terminal=yes; else is_terminal=no; fi
bar_words=
bar_shown=-1

# bar WORDS PERCENT
bar() {
    if [ "$1" != "$bar_words" ]; then
        bar_end
        bar_words=$1
        bar_shown=-1
    fi
    [ "$2" -ne "$bar_shown" ] || return 0
    if [ "$is_terminal" = yes ]; then
        full=$(($2 * 30 / 100))
        printf '\r%-22s [%.*s%.*s] %3d %%' "$1" "$full" "##############################" \
            "$((30 - full))" ".............................." "$2"
    elif [ "$bar_shown" -lt 0 ] || [ $(($2 / 25)) -gt $((bar_shown / 25)) ]; then
        echo "$1: $2 %"
    fi
    bar_shown=$2
}

bar_end() {
    if [ "$is_terminal" = yes ] && [ -n "$bar_words" ]; then
        echo
    fi
    bar_words=
}

# need_room FOLDER MEGABYTES
need_room() {
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    [ "${free:-$2}" -ge "$2" ] || die "There are only $free MB free on the disk that holds $1; $2 MB are needed. Free some and start again."
}

# follow_ninja WORDS LOG: draws the progress of a ninja whose NINJA_STATUS is
# "@%f/%t@ ", keeps what it says, and ends as it ended ("end of ninja: N").
follow_ninja() {
    end=1
    : >"$2"
    while IFS= read -r line; do
        case "$line" in
        @*/*@*)
            count=${line#@}
            count=${count%%@*}
            bar "$1" $((${count%/*} * 100 / ${count#*/})) ;;
        "end of ninja: "*) end=${line#end of ninja: } ;;
        esac
        echo "$line" >>"$2"
    done
    bar_end
    return "$end"
}

# build FOLDER WORDS TARGET...
build() {
    build_folder=$1
    build_words=$2
    shift 2
    {
        NINJA_STATUS='@%f/%t@ ' ninja -C "$build_folder" "$@" 2>&1 </dev/null && end=0 || end=$?
        echo "end of ninja: $end"
    } | follow_ninja "$build_words" "$build_folder/ninja.log"
}
