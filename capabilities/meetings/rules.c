/* rules.c: counting days and heads.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/rules.h"

const MeetingRule meeting_rule_defaults[MEETING_KIND_END] = {
    [MEETING_BRANCH]    = { .kind = MEETING_BRANCH, .notice_days = 7, .quorum = 5,
                            .supporters = 2, .standing = "", .from_area = "" },
    [MEETING_GENERAL]   = { .kind = MEETING_GENERAL, .notice_days = 7, .is_share = true,
                            .quorum = 5, .quorum_least = 8, .quorum_most = 75,
                            .supporters = 2, .standing = "", .from_area = "" },
    [MEETING_ANNUAL]    = { .kind = MEETING_ANNUAL, .notice_days = 14, .is_share = true,
                            .quorum = 5, .quorum_least = 5, .quorum_most = 75,
                            .supporters = 2, .standing = "", .from_area = "" },
    [MEETING_EXECUTIVE] = { .kind = MEETING_EXECUTIVE, .notice_days = 7, .is_share = true,
                            .quorum = 50, .quorum_least = 2,
                            .supporters = 2, .standing = "", .from_area = "" },
};

static const struct { const char *key, *words; } kinds[MEETING_KIND_END] = {
    [MEETING_BRANCH]    = { "branch", WORDS("Branch meeting") },
    [MEETING_GENERAL]   = { "general", WORDS("General meeting") },
    [MEETING_ANNUAL]    = { "annual", WORDS("Annual meeting") },
    [MEETING_EXECUTIVE] = { "executive", WORDS("Executive meeting") },
};

int64_t meeting_notice_given(const MeetingRule *rule, int64_t notice_day, int64_t meeting_day)
{
    int64_t days = meeting_day - notice_day - (rule->is_clear ? 1 : 0);
    return days < 0 ? 0 : days;
}

int64_t meeting_notice_last_day(const MeetingRule *rule, int64_t meeting_day)
{
    return meeting_day - rule->notice_days - (rule->is_clear ? 1 : 0);
}

int64_t quorum_needed(const MeetingRule *rule, int64_t entitled)
{
    int64_t need = rule->quorum;
    if (rule->is_share) {
        need = (entitled * rule->quorum + 99) / 100;
        if (need < rule->quorum_least)
            need = rule->quorum_least;
        if (rule->quorum_most > 0 && need > rule->quorum_most)
            need = rule->quorum_most;
    }
    return need < 1 ? 1 : need;
}

const char *meeting_kind_words(MeetingKind kind)
{
    return kind >= MEETING_BRANCH && kind < MEETING_KIND_END ? kinds[kind].words : "";
}

const char *meeting_kind_key(MeetingKind kind)
{
    return kind >= MEETING_BRANCH && kind < MEETING_KIND_END ? kinds[kind].key : "";
}

bool meeting_kind_from_key(const char *key, MeetingKind *kind)
{
    for (MeetingKind each = MEETING_BRANCH; each < MEETING_KIND_END; each++)
        if (text_equal(kinds[each].key, key)) {
            *kind = each;
            return true;
        }
    return false;
}
