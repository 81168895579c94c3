/* notice.h: telling all who may come, by mail, and counting whom a letter must
 * reach; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEETINGS_NOTICE_H
#define CAPABILITIES_MEETINGS_NOTICE_H

#include "capabilities/approvals/approvals.h"
#include "capabilities/meetings/meetings_store.h"

enum {
    NOTICE_ALONE_MAX = 1000, /* people; more take a second person (approvals: mail.many) */
    NOTICE_BATCH = 200,      /* people in one transaction */
    NOTICES_SHOWN = 12,
};

typedef struct { Id id; } NoticeId;
/* Stored as numbers: add at the end, never reorder. */
typedef enum { NOTICE_CALLS = 1, NOTICE_CHANGES, NOTICE_CANCELS, NOTICE_MINUTES } NoticeWhat;
typedef enum { NOTICE_WAITS = 1, NOTICE_SENDING, NOTICE_DONE, NOTICE_DROPPED } NoticeState;

typedef struct {
    NoticeId    id;
    AreaId      area;
    MeetingId   meeting;
    NoticeWhat  what;
    NoticeState state;
    Hash        digest;
    int64_t     people, mailed, letters;
    Id          after; /* the last person reached */
    TimeMs      at, done;
} Notice;
typedef LIST_OF(Notice) NoticeList;

typedef struct { PersonId person; } Reader; /* somebody to be told */
typedef LIST_OF(Reader) ReaderList;

NoticeId   meeting_notice_add(Db *db, Scope scope, const Notice *notice, TimeMs now, Random *random);
NoticeList meeting_notices(Db *db, const Meeting *meeting); /* newest first */
/* What is not sent yet, of all places: for the jobs process. */
bool       meeting_notice_next(Db *db, Id after, Notice *notice);
/* What has not begun is not sent any more: something newer says it better. */
void       meeting_notices_drop(Db *db, const Meeting *meeting, TimeMs now);
void       meeting_notice_keep(Db *db, const Notice *notice);
/* The next of those who may come, in the order of their ids. */
ReaderList meeting_notice_readers(Db *db, const Notice *notice, MeetingKind kind, TimeMs now);

/* Puts it in the queue. Above NOTICE_ALONE_MAX people it is proposed first, and
 * *act says where. False: the proposer may not. */
bool meeting_notice_send(Request *req, const Meeting *meeting, NoticeWhat what, ActId *act);
bool meeting_notice_job(Job *job);

/* What is written, and what stands on the page for copying into letters. */
const char *meeting_notice_subject(Arena *arena, Lang lang, const Meeting *meeting, NoticeWhat what);
const char *meeting_notice_text(Arena *arena, Lang lang, const Meeting *meeting, const ItemList *items,
                        NoticeWhat what, const char *base_url);

#endif
