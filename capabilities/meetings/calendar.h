/* calendar.h: meetings as a calendar file.
 *
 * Each meeting is one VEVENT with an address of its own (UID) that never
 * changes; a change raises SEQUENCE, and what is cancelled says so instead of
 * vanishing. Lines are folded at 75 bytes, between code points.
 *
 *   Source  RFC 5545 (2009), sections 3.1, 3.3.11, 3.6.1, 3.6.5; RFC 7986.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_CALENDAR_H
#define CAPABILITIES_MEETINGS_CALENDAR_H

#include "capabilities/meetings/meetings_store.h"

#define CALENDAR_TYPE "text/calendar; charset=utf-8"

typedef struct {
    TextBuilder out;
    const char *host; /* behind the @ of each UID */
    const char *base_url;
    TimeMs      now;
} Calendar;

/* `name` is what a calendar program calls it. */
Calendar    ics_begin(Arena *arena, const char *name, const char *host, const char *base_url,
                           TimeMs now);
void        ics_meeting(Calendar *calendar, const Meeting *meeting, const char *agenda);
const char *ics_text(Calendar *calendar);

/* Writes "NAME:value" with the value's commas, semicolons, backslashes and ends
 * of lines escaped, folded. */
void ics_line(TextBuilder *out, const char *name, const char *value);

#endif
