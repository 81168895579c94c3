/* rules_test.c: days and heads that one can count on one's fingers, clocks that
 * change, and lines that a calendar program reads.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/calendar.h"
#include "tests/check.h"

/* --- the wall ---------------------------------------------------------------------- */

static const struct {
    const char *name, *zone, *day, *clock;
    WallEnd want;
    const char *utc;
} walls[] = {
    { "winter in London is UTC", "Europe/London", "2026-12-03", "19:30", WALL_FINE, "2026-12-03T19:30:00Z" },
    { "summer is an hour earlier", "Europe/London", "2026-07-02", "19:30", WALL_FINE, "2026-07-02T18:30:00Z" },
    { "the evening before the clocks go forward", "Europe/London", "2026-03-28", "19:00", WALL_FINE, "2026-03-28T19:00:00Z" },
    { "the evening after", "Europe/London", "2026-03-29", "19:00", WALL_FINE, "2026-03-29T18:00:00Z" },
    { "the hour that is left out", "Europe/London", "2026-03-29", "01:30", WALL_NO_TIME, "" },
    { "the minute after it", "Europe/London", "2026-03-29", "02:00", WALL_FINE, "2026-03-29T01:00:00Z" },
    { "of the hour that comes twice, the first", "Europe/London", "2026-10-25", "01:30", WALL_FINE, "2026-10-25T00:30:00Z" },
    { "Brussels is ahead in winter", "Europe/Brussels", "2026-12-03", "19:30", WALL_FINE, "2026-12-03T18:30:00Z" },
    { "and in summer", "Europe/Brussels", "2026-07-02", "19:30", WALL_FINE, "2026-07-02T17:30:00Z" },
    { "its own left-out hour", "Europe/Brussels", "2026-03-29", "02:30", WALL_NO_TIME, "" },
    { "Athens after midnight is the day before in UTC", "Europe/Athens", "2026-12-04", "00:30", WALL_FINE, "2026-12-03T22:30:00Z" },
    { "UTC never changes", "Etc/UTC", "2026-07-02", "19:30", WALL_FINE, "2026-07-02T19:30:00Z" },
    { "a leap day", "Europe/London", "2028-02-29", "12:00", WALL_FINE, "2028-02-29T12:00:00Z" },
    { "no leap day", "Europe/London", "2027-02-29", "12:00", WALL_NO_DAY, "" },
    { "no thirty-first of June", "Europe/London", "2026-06-31", "12:00", WALL_NO_DAY, "" },
    { "no month thirteen", "Europe/London", "2026-13-01", "12:00", WALL_NO_DAY, "" },
    { "no hour twenty-five", "Europe/London", "2026-12-03", "25:00", WALL_NO_TIME, "" },
    { "nothing", "Europe/London", "", "", WALL_NO_DAY, "" },
};

TEST(a_wall_time_is_one_moment_or_none)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(walls); i++) {
        TimeMs at = 0;
        CHECK_INT(walls[i].name, wall_moment(wall_zone(walls[i].zone), walls[i].day,
                                             walls[i].clock, &at), walls[i].want);
        if (walls[i].want == WALL_FINE)
            CHECK_TEXT(walls[i].name, time_iso(arena, at), walls[i].utc);
    }
    arena_free(arena);
}

TEST(every_hour_of_two_years_reads_back_as_the_wall_that_named_it)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    TimeMs from = time_from_utc(2026, 1, 1, 0, 0, 0);
    for (size_t z = 0; z < ZONES; z++)
        for (int hour = 0; hour < 2 * 365 * 24; hour++) {
            TimeMs at = from + (TimeMs)hour * HOUR_MS, back = 0;
            CivilTime wall = wall_read(&wall_zones[z], at);
            const char *day = text_format(arena, "%04d-%02d-%02d", wall.year, wall.month, wall.day);
            const char *clock = text_format(arena, "%02d:%02d", wall.hour, wall.minute);
            CHECK(wall_zones[z].name, wall_moment(&wall_zones[z], day, clock, &back) == WALL_FINE);
            /* In the doubled hour the first is meant. */
            CHECK(day, back == at || back == at - HOUR_MS);
            CivilTime again = wall_read(&wall_zones[z], back);
            CHECK_INT(day, again.hour, wall.hour);
            arena_reset(arena);
        }
    arena_free(arena);
}

TEST(zones_have_names_of_their_own_and_no_others_are_known)
{
    CHECK("London", wall_zone(ZONE_DEFAULT) == &wall_zones[0]);
    CHECK("nothing", wall_zone("") == NULL);
    CHECK("beyond ours", wall_zone("America/New_York") == NULL);
}

/* --- notice -------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int64_t     days;
    bool        is_clear;
    const char *notice, *meeting;
    int64_t     given;
    bool        is_enough;
} notices[] = {
    { "two weeks to the day", 14, false, "2026-11-20", "2026-12-04", 14, true },
    { "a day less", 14, false, "2026-11-20", "2026-12-03", 13, false },
    { "clear days want one more", 14, true, "2026-11-20", "2026-12-04", 13, false },
    { "and then it is enough", 14, true, "2026-11-20", "2026-12-05", 14, true },
    { "a short day in March counts as a day", 7, false, "2026-03-25", "2026-04-01", 7, true },
    { "a long day in October, too", 7, false, "2026-10-22", "2026-10-29", 7, true },
    { "over the end of the year", 14, false, "2026-12-25", "2027-01-08", 14, true },
    { "over a leap day", 7, false, "2028-02-26", "2028-03-04", 7, true },
    { "today for today", 0, false, "2026-11-20", "2026-11-20", 0, true },
    { "today for today, clear", 1, true, "2026-11-20", "2026-11-20", 0, false },
    { "after the meeting", 0, false, "2026-11-21", "2026-11-20", 0, true },
};

TEST(notice_is_counted_in_days_of_the_calendar)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(notices); i++) {
        MeetingRule rule = { .notice_days = notices[i].days, .is_clear = notices[i].is_clear };
        int64_t from = 0, to = 0;
        CHECK(notices[i].name, wall_day(notices[i].notice, &from) && wall_day(notices[i].meeting, &to));
        CHECK_INT(notices[i].name, meeting_notice_given(&rule, from, to), notices[i].given);
        CHECK_INT(notices[i].name, meeting_notice_given(&rule, from, to) >= rule.notice_days,
                  notices[i].is_enough);
        /* The last day is enough, and the one after it is not. */
        int64_t last = meeting_notice_last_day(&rule, to);
        CHECK_INT(notices[i].name, meeting_notice_given(&rule, last, to), rule.notice_days);
        CHECK(notices[i].name, rule.notice_days == 0
                                   || meeting_notice_given(&rule, last + 1, to) < rule.notice_days);
    }
    arena_free(arena);
}

TEST(which_day_it_is_depends_on_where_people_meet)
{
    TimeMs late = time_from_utc(2026, 11, 20, 23, 30, 0), summer = time_from_utc(2026, 7, 2, 23, 30, 0);
    int64_t day = 0;
    wall_day("2026-11-20", &day);
    CHECK_INT("late in London", wall_today(wall_zone("Europe/London"), late), day);
    CHECK_INT("tomorrow in Brussels", wall_today(wall_zone("Europe/Brussels"), late), day + 1);
    wall_day("2026-07-02", &day);
    CHECK_INT("past midnight in summer", wall_today(wall_zone("Europe/London"), summer), day + 1);
}

/* --- quorum ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    MeetingRule rule;
    int64_t     entitled, want;
} quorums[] = {
    { "a number", { .quorum = 5 }, 400, 5 },
    { "a number, however few there are", { .quorum = 5 }, 3, 5 },
    { "a twentieth", { .is_share = true, .quorum = 5 }, 400, 20 },
    { "a part of a person is a person", { .is_share = true, .quorum = 5 }, 401, 21 },
    { "one below", { .is_share = true, .quorum = 5 }, 399, 20 },
    { "not fewer than the least", { .is_share = true, .quorum = 5, .quorum_least = 8 }, 100, 8 },
    { "nor more than the most", { .is_share = true, .quorum = 5, .quorum_most = 75 }, 2000, 75 },
    { "the edge of the most", { .is_share = true, .quorum = 5, .quorum_most = 75 }, 1500, 75 },
    { "half of five officers", { .is_share = true, .quorum = 50, .quorum_least = 2 }, 5, 3 },
    { "all of them", { .is_share = true, .quorum = 100 }, 7, 7 },
    { "somebody must be there", { .is_share = true, .quorum = 5 }, 0, 1 },
};

TEST(a_quorum_is_a_number_or_a_share_rounded_up)
{
    for (size_t i = 0; i < COUNT(quorums); i++)
        CHECK_INT(quorums[i].name, quorum_needed(&quorums[i].rule, quorums[i].entitled),
                  quorums[i].want);
}

TEST(kinds_of_meetings_have_usual_rules_and_names_in_addresses)
{
    CHECK_INT("two weeks before the annual one", meeting_rule_defaults[MEETING_ANNUAL].notice_days, 14);
    CHECK_INT("one before others", meeting_rule_defaults[MEETING_BRANCH].notice_days, 7);
    for (MeetingKind kind = MEETING_BRANCH; kind < MEETING_KIND_END; kind++) {
        MeetingKind back;
        CHECK(meeting_kind_key(kind), meeting_kind_from_key(meeting_kind_key(kind), &back) && back == kind);
        CHECK_INT(meeting_kind_key(kind), meeting_rule_defaults[kind].kind, kind);
    }
    MeetingKind kind;
    CHECK("no other", !meeting_kind_from_key("picnic", &kind) && !meeting_kind_from_key("", &kind));
}

/* --- calendar files ------------------------------------------------------------------------ */

static const struct { const char *name, *value, *want; } lines[] = {
    { "plain", "Branch meeting", "X:Branch meeting\r\n" },
    { "what has a meaning of its own", "Tea, cake; and \\ talk", "X:Tea\\, cake\\; and \\\\ talk\r\n" },
    { "ends of lines", "one\ntwo", "X:one\\ntwo\r\n" },
    { "a second property cannot be smuggled in", "a\r\nATTENDEE:b", "X:a\\nATTENDEE:b\r\n" },
    { "75 bytes stay", "2345678901234567890123456789012345678901234567890123456789012345678901234",
      "X:2345678901234567890123456789012345678901234567890123456789012345678901234\r\n" },
    { "a 76th goes on", "23456789012345678901234567890123456789012345678901234567890123456789012345",
      "X:2345678901234567890123456789012345678901234567890123456789012345678901234\r\n 5\r\n" },
    { "a letter of two bytes stays whole", "234567890123456789012345678901234567890123456789012345678901234567890123\u0175",
      "X:234567890123456789012345678901234567890123456789012345678901234567890123\r\n \u0175\r\n" },
};

TEST(calendar_lines_are_escaped_and_folded)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(lines); i++) {
        TextBuilder out = text_builder(arena);
        ics_line(&out, "X", lines[i].value);
        CHECK_TEXT(lines[i].name, text_of(&out), lines[i].want);
    }
    arena_free(arena);
}

/* Every line ends in CRLF, has at most 75 bytes, and BEGIN and END pair. */
static void check_calendar(const char *text)
{
    const char *open[8];
    size_t depth = 0;
    for (const char *line = text; *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        CHECK("ends in CRLF", end != NULL);
        CHECK("at most 75 bytes", end - line <= 75);
        CHECK("no bare line feed", memchr(line, '\n', (size_t)(end - line)) == NULL);
        if (text_starts(line, "BEGIN:")) {
            CHECK("not too deep", depth < COUNT(open));
            open[depth++] = line + 6;
        } else if (text_starts(line, "END:")) {
            CHECK("something is open", depth > 0);
            depth--;
            CHECK("ends what was begun",
                  strncmp(open[depth], line + 4, (size_t)(end - line) - 4 + 2) == 0);
        }
        line = end + 2;
    }
    CHECK_INT("all closed", depth, 0);
}

TEST(a_meeting_is_one_event_at_the_time_on_the_wall)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Meeting meeting = {
        .id = { { { 0xab } } }, .state = MEETING_CALLED, .title = "Summer, and what follows; \"tea\"",
        .day = "2026-07-02", .clock = "19:30", .zone = "Europe/London", .minutes_long = 90,
        .place = "Hall\nEnd", .link = "https://example.org/meet?a=1,2", .getting_in = "Level",
        .version = 3, .area_name = "Castle Mound", .area_slug = "castle-mound", .emergency = "",
        .cancel_why = "",
    };
    wall_moment(wall_zone(meeting.zone), meeting.day, meeting.clock, &meeting.starts);
    Calendar calendar = ics_begin(arena, "Castle, Mound", "example.org", "https://example.org", 0);
    ics_meeting(&calendar, &meeting, "1. Welcome\n2. Any other business\n");
    meeting.state = MEETING_CANCELLED;
    meeting.zone = "Etc/UTC";
    ics_meeting(&calendar, &meeting, "");
    const char *text = ics_text(&calendar);
    check_calendar(text);
    static const char *const parts[] = {
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "NAME:Castle\\, Mound\r\n",
        "TZID:Europe/London\r\nBEGIN:STANDARD\r\nDTSTART:19961027T020000\r\n",
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\n",
        "BEGIN:DAYLIGHT\r\nDTSTART:19960331T010000\r\n",
        "UID:ab000000000000000000000000000000@example.org\r\n", "SEQUENCE:3\r\n",
        "STATUS:CONFIRMED\r\n", "STATUS:CANCELLED\r\n",
        "DTSTART;TZID=Europe/London:20260702T193000\r\n", "DTEND;TZID=Europe/London:20260702T210000\r\n",
        "DTSTART:20260702T183000Z\r\n", "LOCATION:Hall\\nEnd\r\n",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://example.org/meet?a=1,2\r\n",
    };
    for (size_t i = 0; i < COUNT(parts); i++)
        CHECK_CONTAINS(parts[i], text, parts[i]);
    arena_free(arena);
}
