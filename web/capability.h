/* capability.h: what a room of the house tells the rest about itself.
 *
 * One record per folder in capabilities/, listed in app/registry.c in the
 * order of dependence. Schema files, page templates and styles are found in
 * the folder by name.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_CAPABILITY_H
#define WEB_CAPABILITY_H

#include "base/outside.h"
#include "web/act.h"
#include "web/permission.h"
#include "web/route.h"

typedef struct Figure Figure; /* web/parts.h */
typedef struct Way Way;
typedef struct Job Job;
struct Job {
    Db         *db; /* open for writing; the job makes its own short transactions */
    Arena      *arena;
    const Site *site;
    Outside    *outside;
    Random     *random;
    TimeMs      now;
    bool      (*look_up)(Job *job); /* job_goes_on(); may be NULL */
};

/* For a job that takes long, between its pieces: brings `now` up to date, and is
 * false when the program ends. */
static inline bool job_goes_on(Job *job)
{
    return job->look_up == NULL || job->look_up(job);
}

/* A database that came out of a backup: what happened after `made` is unknown. */
typedef struct {
    Db         *db;
    const Site *site;
    Random     *random;
    TimeMs      made, now;
} Restored;

typedef struct {
    const char *path, *words; /* WORDS(…) */
    May         may; /* whether the link is shown: MAY_ANYONE, MAY_SIGNED_IN, MAY_DEMO, or
                        MAY_OFFICER: to those who look after members anywhere */
    bool        is_for_guests; /* not for those who are signed in, who have nearer ways */
} NavLink;

/* What happened with one member, as their officers see it: each room adds the
 * lines that it knows of. */
typedef struct {
    TimeMs      at;
    const char *words; /* translated */
    const char *path;  /* where it can be seen; NULL: nowhere */
} TimelineLine;

typedef struct {
    Db      *db;
    Request *req; /* the language, the arena, the scope; the officer may look after this member */
    PersonId person;
    struct { TimelineLine *item; size_t count, capacity; } lines;
} Timeline;

enum { TIMELINE_ROOM_MAX = 50 }; /* lines of one room, its newest */
void timeline_add(Timeline *timeline, TimeMs at, const char *words, const char *path);

/* Something that waits for the officers of req->scope.area this evening. */
typedef struct {
    const char *words; /* translated: "Two new members have not been rung yet" */
    const char *path;
    TimeMs      due;   /* 0: no day */
} DeskWait;

typedef struct {
    Request *req;
    struct { DeskWait *item; size_t count, capacity; } waits;
} DeskWaits;

void desk_wait_add(DeskWaits *waits, const char *words, const char *path, TimeMs due);

/* What one officer has to do with one place, at a glance: figures that lead to what
 * they count, and ways on. Counts are of people, of nobody in particular. */
typedef struct {
    Request    *req;
    AreaId      area;     /* not the request's scope: an officer may have several */
    const char *slug;
    unsigned    purposes; /* 1 << Purpose: what they were given there */
    const char *desk;     /* the address where all of it stands; NULL: none */
    struct { Figure *item; size_t count, capacity; } figures;
    struct { Way *item; size_t count, capacity; } ways, rarely; /* rarely: asked for at the end */
} Work;

bool work_is_for(const Work *work, Purpose purpose);
void work_figure(Work *work, int64_t number, bool waits, const char *words,
                   const char *path); /* words translated */
void work_way(Work *work, const char *words, const char *path);
void work_rarely(Work *work, const char *words, const char *path); /* behind all others */
/* "/areas/leeds/" and what follows. */
const char *work_path(const Work *work, const char *rest);
void work_ask(Work *work); /* all rooms */

/* What can be done with members that were ticked in a list. The officer is sent to
 * /areas/:area/PATH?choice=…, a GET of the room, which reads the people from the
 * choice (capabilities/desk/desk.h). */
typedef struct {
    const char *key;   /* in forms: never changed */
    const char *words; /* WORDS(): "Print labels" */
    const char *path;  /* "labels" */
    Purpose     purpose;
} MemberAction;

/* By what somebody is known; "" for what is not. */
typedef struct {
    const char *mail;  /* normalised */
    const char *phone, *name, *address, *postcode;
} KnownAs;

/* A table of counts of people that everybody may read (capabilities/numbers). */
typedef struct {
    const char *key;   /* never changed: the draws are made of it */
    const char *words; /* WORDS(): "Who we are: what members of a place answered" */
    const char *where; /* WORDS(): where it stands and how often it is made anew */
} PublishedTable;

typedef struct {
    const char    *name;
    const Route   *routes;
    size_t         route_count;
    const NavLink *nav;
    size_t         nav_count;
    /* Draws this room's card on the home page, or nothing. */
    void (*home_card)(Page *page, Request *req);
    /* Draws what this room has to offer on the page of a place (req->scope.area). */
    void (*area_card)(Page *page, Request *req);
    /* Adds what this room knows of one member to their timeline. */
    void (*timeline)(Timeline *timeline);
    /* Adds what waits for the officers of req->scope.area. */
    void (*desk_waits)(DeskWaits *waits);
    /* Adds this room's figures and ways to what an officer has to do with a place. */
    void (*work)(Work *work);
    /* Draws this room's figures on the desk of req->scope.area. */
    void (*desk_card)(Page *page, Request *req);
    /* Draws what this room has on the page of one member, for the officers of
     * req->scope.area who look after them (PURPOSE_MEMBERSHIP). */
    void (*member_card)(Page *page, Request *req, PersonId person);
    const MemberAction *member_actions;
    size_t              member_action_count;
    /* Acts of this room that take two people. */
    const ActKind *acts;
    size_t         act_count;
    const PublishedTable *published;
    size_t                published_count;
    /* Draws what this room has on the page of one's own membership (/membership). */
    void (*own_card)(Page *page, Request *req);
    /* Draws what this room has on the page of one's own account (/account). */
    void (*account_card)(Page *page, Request *req);
    /* Does one bounded piece of work; true when there may be more at once. */
    bool (*job)(Job *job);
    /* Forgets one bounded piece of what is kept no longer; true when there may be more at
     * once. Asked for once an hour: what has run out must be refused by who reads it. */
    bool (*prune)(Job *job);
    /* Someone has just become a member of this area; same transaction. */
    void (*joined)(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                   TimeMs now, Random *random);
    /* The same, by the form for joining: what else it said, "rate=reduced&pence=200";
     * after joined(). note_value() reads it. */
    void (*joined_note)(Db *db, PersonId person, const char *note, Lang lang, TimeMs now,
                        Random *random);
    /* Whether this person may join by themselves; false: a decision stands against it. */
    bool (*may_join)(Db *db, PersonId person, TimeMs now);
    /* What must not come back out of a backup: sessions, mails that were sent
     * since, what was erased since. One transaction for all rooms. */
    void (*restored)(const Restored *restored);
    /* Somebody's membership is over: what was kept for its time goes. Same transaction. */
    void (*left)(Db *db, PersonId person, TimeMs now);
    /* Fills in by what else somebody is known here, before they are forgotten. */
    void (*known_as)(Db *db, PersonId person, KnownAs *known);
    /* Somebody is forgotten: ends what stands, so that counts are right. Their rows go
     * afterwards, as data.txt says. Same transaction. */
    void (*forget)(Db *db, PersonId person, TimeMs now, Random *random);
    /* Somebody lost what they signed in with: forget it. Same transaction. */
    void (*factor_lost)(Db *db, PersonId person, TimeMs now);
    /* Answers, at the moment of sending, what may still go and how one leaves.
     * The room consent alone. */
    void (*still_may)(Db *db, StillMay ask[], size_t count);
    /* Who sends a program's request (req->authorization), and what they may do; false
     * when it is nobody. */
    bool (*bearer)(Db *db, const Request *req, Who *who);
} Capability;

/* The list of all rooms: app/registry.c sets it once, before any thread. */
void capabilities_use(const Capability *const list[], size_t count);
const Capability *const *capabilities_all(size_t *count);

/* What earlier rooms ask of all rooms without knowing them. */
void capabilities_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                         TimeMs now, Random *random);
void capabilities_joined_note(Db *db, PersonId person, const char *note, Lang lang, TimeMs now,
                              Random *random);
const char *note_value(Arena *arena, const char *note, const char *name); /* "" for none */
bool capabilities_may_join(Db *db, PersonId person, TimeMs now);
void capabilities_restored(const Restored *restored);
void capabilities_left(Db *db, PersonId person, TimeMs now);
void capabilities_known_as(Db *db, PersonId person, KnownAs *known);
void capabilities_factor_lost(Db *db, PersonId person, TimeMs now);
void capabilities_still_may(Db *db, StillMay ask[], size_t count);
bool capabilities_bearer(Db *db, const Request *req, Who *who);
void home_cards(Page *page, Request *req);
void area_cards(Page *page, Request *req);
void own_cards(Page *page, Request *req);
void account_cards(Page *page, Request *req);
void desk_cards(Page *page, Request *req);
void member_cards(Page *page, Request *req, PersonId person);

#endif
