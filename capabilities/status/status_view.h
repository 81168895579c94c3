/* status_view.h: what the page of the site's own health shows, and the
 * questions it asks of its tables.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_STATUS_STATUS_VIEW_H
#define CAPABILITIES_STATUS_STATUS_VIEW_H

#include "capabilities/status/status.h"
#include "web/form.h"

enum {
    STATUS_DAYS = 90,
    STATUS_DAY_MINUTES = 24 * 60,
    STATUS_NOTES_MAX = 20,   /* shown */
    STATUS_DAYS_KEPT = 400,
    STATUS_LIST_MAX = 100,   /* nodes */
};
#define STATUS_DEAD_MS   ((TimeMs)3 * MINUTE_MS)  /* without a beat */
#define STATUS_FORGET_MS ((TimeMs)7 * DAY_MS)     /* then a node was taken away */
/* Below this a queue says nothing: else a quiet site would tell that somebody
 * has just been sent a mail. */
#define STATUS_MAIL_SLOW_MS  ((TimeMs)15 * MINUTE_MS)
#define STATUS_MAIL_STUCK_MS ((TimeMs)60 * MINUTE_MS)
#define STATUS_BACKUP_OLD_MS ((TimeMs)2 * DAY_MS)

typedef struct { Id id; } StatusNoteId;

typedef enum { PART_UNKNOWN, PART_WELL, PART_SLOW, PART_BAD } StatusPart;

typedef struct {
    int64_t day;           /* since 1970-01-01, UTC */
    int64_t well, minutes; /* of how many; 0: nothing was recorded */
} StatusDay;

typedef struct {
    StatusNoteId id;
    TimeMs       created, ended; /* 0: it goes on */
    Lang         lang;
    const char  *title, *body;
} StatusNote;

typedef LIST_OF(StatusNote) StatusNoteList;

typedef struct {
    StatusPart     pages, mail, backup;
    TimeMs         backup_at; /* 0: not known */
    int64_t        machines, machines_alive;
    StatusDay      day[STATUS_DAYS]; /* the last is today */
    int64_t        well, minutes;    /* of all of them */
    StatusNoteList notes;
    bool           may_write;
    bool           is_disturbed; /* a note goes on */
} StatusView;

/* Fills view->day, well, minutes: days without a row after the first were bad. */
void status_days(Db *db, TimeMs now, StatusView *view);
TimeMs status_fact(Db *db, const char *fact); /* 0: not known */
StatusNoteList status_notes(Db *db);          /* newest first */
StatusNoteId status_note_add(Db *db, Scope scope, const StatusNote *note, Random *random);
bool    status_note_end(Db *db, StatusNoteId id, TimeMs now); /* false: no such note goes on */
int64_t status_prune(Db *db, TimeMs now);

/* "99.98": percent with two digits, rounded down: 100 only when it was all. */
const char *status_percent(Arena *arena, int64_t well, int64_t minutes);
bool        status_is_well(const StatusView *view);

const char *path_status(const Request *req);
void status_page(Page *page, Request *req, const StatusView *view);
void status_write_page(Page *page, Request *req, const Form *form);

#endif
