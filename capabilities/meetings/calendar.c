/* calendar.c: lines of a calendar file.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/calendar.h"

enum { LINE_BYTES = 75 };

/* No line is longer than 75 bytes; what goes on begins with a blank. A code
 * point stays whole. */
static void fold(TextBuilder *out, const char *line)
{
    size_t left = LINE_BYTES;
    while (*line != '\0') {
        size_t bytes = 1;
        while (((unsigned char)line[bytes] & 0xC0) == 0x80)
            bytes++;
        if (bytes > left) {
            text_add(out, "\r\n ");
            left = LINE_BYTES - 1;
        }
        text_add_bytes(out, line, bytes);
        left -= bytes;
        line += bytes;
    }
    text_add(out, "\r\n");
}

void ics_line(TextBuilder *out, const char *name, const char *value)
{
    TextBuilder line = text_builder(out->arena);
    text_add(&line, name);
    text_add_char(&line, ':');
    for (; *value != '\0'; value++) {
        if (*value == '\n')
            text_add(&line, "\\n");
        else if (strchr("\\;,", *value) != NULL)
            text_add_format(&line, "\\%c", *value);
        else if ((unsigned char)*value >= ' ' && *value != 127)
            text_add_char(&line, *value);
    }
    fold(out, text_of(&line));
}

/* Values that are no text: dates, numbers, addresses. */
static void plain_line(TextBuilder *out, const char *name, const char *value)
{
    fold(out, text_format(out->arena, "%s:%s", name, value));
}

static const char *utc_stamp(Arena *arena, TimeMs at)
{
    CivilTime t = civil_utc(at);
    return text_format(arena, "%04d%02d%02dT%02d%02d%02dZ", t.year, t.month, t.day, t.hour,
                       t.minute, t.second);
}

static const char *wall_stamp(Arena *arena, CivilTime t)
{
    return text_format(arena, "%04d%02d%02dT%02d%02d00", t.year, t.month, t.day, t.hour, t.minute);
}

static const char *offset_text(Arena *arena, int minutes)
{
    return text_format(arena, "+%02d%02d", minutes / 60, minutes % 60);
}

/* The clocks go forward and back at 01:00 UTC on a last Sunday. */
static void add_season(TextBuilder *out, const Zone *zone, bool is_summer)
{
    int standard = zone->standard_minutes, summer = standard + 60;
    int hour = (is_summer ? standard : summer) / 60 + 1;
    plain_line(out, "BEGIN", is_summer ? "DAYLIGHT" : "STANDARD");
    plain_line(out, "DTSTART", text_format(out->arena, "%s%02d0000",
                                           is_summer ? "19960331T" : "19961027T", hour));
    plain_line(out, "RRULE", is_summer ? "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"
                                       : "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU");
    plain_line(out, "TZOFFSETFROM", offset_text(out->arena, is_summer ? standard : summer));
    plain_line(out, "TZOFFSETTO", offset_text(out->arena, is_summer ? summer : standard));
    plain_line(out, "TZNAME", is_summer ? zone->summer_name : zone->winter_name);
    plain_line(out, "END", is_summer ? "DAYLIGHT" : "STANDARD");
}

static void add_zone(TextBuilder *out, const Zone *zone)
{
    plain_line(out, "BEGIN", "VTIMEZONE");
    plain_line(out, "TZID", zone->name);
    add_season(out, zone, false);
    add_season(out, zone, true);
    plain_line(out, "END", "VTIMEZONE");
}

/* All wall_zones are told at the beginning: five short blocks, and a file of many
 * meetings names each once. */
Calendar ics_begin(Arena *arena, const char *name, const char *host, const char *base_url,
                        TimeMs now)
{
    Calendar calendar = {
        .out = text_builder(arena), .host = host, .base_url = base_url, .now = now,
    };
    TextBuilder *out = &calendar.out;
    plain_line(out, "BEGIN", "VCALENDAR");
    plain_line(out, "VERSION", "2.0");
    plain_line(out, "PRODID", "-//Groundswell//Meetings//EN");
    plain_line(out, "CALSCALE", "GREGORIAN");
    plain_line(out, "METHOD", "PUBLISH");
    ics_line(out, "NAME", name);
    ics_line(out, "X-WR-CALNAME", name);
    plain_line(out, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    plain_line(out, "X-PUBLISHED-TTL", "PT1H");
    for (size_t i = 0; i < ZONES; i++)
        if (wall_zones[i].has_summer)
            add_zone(out, &wall_zones[i]);
    return calendar;
}

static void add_time(TextBuilder *out, const char *name, const Zone *zone, TimeMs at)
{
    if (!zone->has_summer)
        plain_line(out, name, utc_stamp(out->arena, at));
    else
        plain_line(out, text_format(out->arena, "%s;TZID=%s", name, zone->name),
                   wall_stamp(out->arena, wall_read(zone, at)));
}

static const char *status_of(MeetingState state)
{
    switch (state) {
    case MEETING_DRAFT:     return "TENTATIVE";
    case MEETING_CALLED:    return "CONFIRMED";
    case MEETING_CANCELLED: return "CANCELLED";
    }
    return "TENTATIVE";
}

static const char *description(Arena *arena, const Meeting *meeting, const char *agenda)
{
    const char *access = meeting->getting_in;
    return text_format(arena, "%s%s%s%s%s", meeting->link, meeting->link[0] != '\0' ? "\n\n" : "",
                       access, access[0] != '\0' ? "\n\n" : "", agenda);
}

void ics_meeting(Calendar *calendar, const Meeting *meeting, const char *agenda)
{
    TextBuilder *out = &calendar->out;
    Arena *arena = out->arena;
    const Zone *zone = wall_zone(meeting->zone);
    const char *id = id_text(arena, meeting->id.id);
    plain_line(out, "BEGIN", "VEVENT");
    plain_line(out, "UID", text_format(arena, "%s@%s", id, calendar->host));
    plain_line(out, "DTSTAMP", utc_stamp(arena, calendar->now));
    plain_line(out, "CREATED", utc_stamp(arena, meeting->created));
    plain_line(out, "LAST-MODIFIED", utc_stamp(arena, meeting->changed));
    plain_line(out, "SEQUENCE", text_format(arena, "%lld", (long long)meeting->version));
    plain_line(out, "STATUS", status_of(meeting->state));
    add_time(out, "DTSTART", zone, meeting->starts);
    add_time(out, "DTEND", zone, meeting->starts + meeting->minutes_long * MINUTE_MS);
    ics_line(out, "SUMMARY", text_format(arena, "%s: %s", meeting->area_name, meeting->title));
    if (meeting->place[0] != '\0')
        ics_line(out, "LOCATION", meeting->place);
    ics_line(out, "DESCRIPTION", description(arena, meeting, agenda));
    if (meeting->link[0] != '\0')
        plain_line(out, "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO", meeting->link);
    plain_line(out, "URL", text_format(arena, "%s/areas/%s/%s/%s", calendar->base_url,
                                       meeting->area_slug,
                                       meeting->is_public ? "open-meetings" : "meetings", id));
    plain_line(out, "END", "VEVENT");
}

const char *ics_text(Calendar *calendar)
{
    plain_line(&calendar->out, "END", "VCALENDAR");
    return text_of(&calendar->out);
}
