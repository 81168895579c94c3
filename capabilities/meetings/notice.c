/* notice.c: a notice is a row first; the jobs process goes from member to member
 * and puts a mail for each into the outbox, some hundreds in a transaction, so
 * that one who is told is never told twice.
 *
 * The words are made once for each language and batch. Whoever has no address is
 * counted: the secretary sees how many letters there are to send.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/notice.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

static const char mail_kind[] = "mail.many";

/* --- the words ----------------------------------------------------------------- */

const char *meeting_notice_subject(Arena *arena, Lang lang, const Meeting *meeting, NoticeWhat what)
{
    const char *day = wall_day_words(arena, lang, meeting->day);
    switch (what) {
    case NOTICE_CALLS:
        return SAY(arena, lang, "Notice of meeting: {1}, {2}", meeting->title, day);
    case NOTICE_CHANGES:
        return SAY(arena, lang, "Changed: {1}, {2}", meeting->title, day);
    case NOTICE_CANCELS:
        return SAY(arena, lang, "Cancelled: {1}, {2}", meeting->title, day);
    case NOTICE_MINUTES:
        return SAY(arena, lang, "Minutes: {1}, {2}", meeting->title, day);
    }
    return "";
}

static const char *opening(Arena *arena, Lang lang, const Meeting *meeting, NoticeWhat what)
{
    const char *area = meeting->area_name;
    switch (what) {
    case NOTICE_CALLS:
        return SAY(arena, lang, "You are invited to a meeting of {1}.", area);
    case NOTICE_CHANGES:
        return SAY(arena, lang, "A meeting of {1} has changed. This is how it stands now.", area);
    case NOTICE_CANCELS:
        return SAY(arena, lang, "A meeting of {1} is cancelled: {2}", area, meeting->cancel_why);
    case NOTICE_MINUTES:
        return SAY(arena, lang, "The minutes of a meeting of {1} can be read. If something in "
                                "them is not right, please say so before the next meeting.", area);
    }
    return "";
}

static void add_line(TextBuilder *out, Arena *arena, const char *label, const char *text)
{
    if (text[0] != '\0')
        text_add(out, text_format(arena, "%s %s\n", label, text));
}

static const char *address(Arena *arena, const Meeting *meeting, const char *base_url)
{
    return text_format(arena, "%s/areas/%s/%s/%s", base_url, meeting->area_slug,
                       meeting->is_public ? "open-meetings" : "meetings",
                       id_text(arena, meeting->id.id));
}

static void add_agenda(TextBuilder *out, Arena *arena, Lang lang, const ItemList *items)
{
    if (items->count == 0)
        return;
    text_add(out, text_format(arena, "\n%s\n", say(lang, "Agenda")));
    for (size_t i = 0; i < items->count; i++)
        text_add_format(out, "%zu. %s\n", i + 1, items->item[i].title);
}

const char *meeting_notice_text(Arena *arena, Lang lang, const Meeting *meeting, const ItemList *items,
                        NoticeWhat what, const char *base_url)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, text_format(arena, "%s\n\n%s\n%s\n", opening(arena, lang, meeting, what),
                               meeting->title,
                               wall_words(arena, lang, meeting->day, meeting->clock)));
    if (!text_equal(meeting->zone, ZONE_DEFAULT))
        text_add(&out, text_format(arena, "%s\n", say(lang, wall_zone(meeting->zone)->words)));
    if (what == NOTICE_CALLS || what == NOTICE_CHANGES) {
        add_line(&out, arena, say(lang, "Where:"), meeting->place);
        add_line(&out, arena, say(lang, "Online:"), meeting->link);
        add_line(&out, arena, say(lang, "Getting in:"), meeting->getting_in);
        if (meeting->emergency[0] != '\0')
            text_add(&out, text_format(arena, "\n%s\n",
                                       SAY(arena, lang, "This is called at shorter notice than "
                                                        "our rules ask for, because: {1}",
                                           meeting->emergency)));
        add_agenda(&out, arena, lang, items);
    }
    text_add(&out, text_format(arena, "\n%s\n%s\n",
                               say(lang, "Say that you come, send apologies, or move something:"),
                               address(arena, meeting, base_url)));
    text_add(&out, text_format(arena, "\n-- \n%s\n",
                               SAY(arena, lang, "You get this because you are a member, and "
                                                "members are told of meetings of {1}.",
                                   meeting->area_name)));
    return text_of(&out);
}

/* --- putting it into the queue ---------------------------------------------------- */

bool meeting_notice_send(Request *req, const Meeting *meeting, NoticeWhat what, ActId *act)
{
    *act = (ActId){0};
    meeting_notices_drop(req->db, meeting, req->now);
    Notice notice = {
        .area = meeting->area, .meeting = meeting->id, .what = what, .state = NOTICE_SENDING,
        .people = meeting_entitled(req->db, meeting->area, meeting->kind, req->now),
    };
    if (notice.people > NOTICE_ALONE_MAX) {
        /* The version makes each notice of a meeting an act of its own. */
        const char *params =
            text_format(req->arena, "people %lld\nsubject %s\nmeeting %s\nversion %lld\nwhat %d\n",
                        (long long)notice.people,
                        meeting_notice_subject(req->arena, meeting->lang, meeting, what),
                        id_text(req->arena, meeting->id.id), (long long)meeting->version,
                        (int)what);
        *act = approvals_propose(req->db, req->site, &(NewAct){
            .kind = mail_kind, .area = meeting->area, .by = req->who.person, .params = params,
            .why = "",
        }, req->now, req->random);
        if (id_is_none(act->id))
            return false;
        notice.state = NOTICE_WAITS;
        notice.digest = act_digest(mail_kind, meeting->area, (PersonId){0}, params);
    }
    NoticeId id = meeting_notice_add(req->db, req->scope, &notice, req->now, req->random);
    trail_change(req->db, req->scope, "meetings.notice", id.id, req->now);
    return true;
}

/* --- sending ------------------------------------------------------------------------ */

typedef struct { const char *subject, *text; } Letter;

static void letters_of(Job *job, const Notice *notice, Letter letter[LANG_COUNT])
{
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        Meeting meeting;
        letter[lang] = (Letter){ "", "" };
        if (!meeting_of_area(job->db, lang, notice->area, notice->meeting, &meeting))
            continue;
        ItemList items = agenda_of(job->db, &meeting);
        letter[lang].subject = meeting_notice_subject(job->arena, lang, &meeting, notice->what);
        letter[lang].text = meeting_notice_text(job->arena, lang, &meeting, &items, notice->what,
                                        job->site->base_url);
    }
}

static void send_some(Job *job, Notice *notice, MeetingKind kind)
{
    Letter letter[LANG_COUNT];
    letters_of(job, notice, letter);
    ReaderList readers = meeting_notice_readers(job->db, notice, kind, job->now);
    for (size_t i = 0; i < readers.count; i++) {
        Person person;
        notice->after = readers.item[i].person.id;
        /* One look-up each, in a job: addresses stay in people. */
        bool is_there = person_by_id(job->db, readers.item[i].person, &person);
        if (!is_there || person.mail[0] == '\0') {
            notice->letters++;
            continue;
        }
        Message message = {
            .to = person.mail, .person = person.id, .why = "notice of a meeting",
            .subject = letter[person.lang].subject, .text = letter[person.lang].text,
        };
        outbox_add(job->db, &message, job->now, job->random);
        notice->mailed++;
    }
    if (readers.count < NOTICE_BATCH) {
        notice->state = NOTICE_DONE;
        notice->done = job->now;
    }
}

/* What waits for a second person goes on when there is one, and not at all when
 * the meeting has begun meanwhile. True: it goes on. */
static bool may_go(Job *job, Notice *notice, const Meeting *meeting)
{
    if (notice->state == NOTICE_SENDING)
        return true;
    ActId act;
    bool is_late = meeting->starts <= job->now && notice->what != NOTICE_MINUTES;
    if (is_late) {
        notice->state = NOTICE_DROPPED;
        notice->done = job->now;
        return false;
    }
    if (!approvals_is_approved(job->db, mail_kind, notice->digest, job->now, &act)
        || !approvals_done(job->db, act, job->now))
        return false;
    notice->state = NOTICE_SENDING;
    return true;
}

bool meeting_notice_job(Job *job)
{
    Id after = {0};
    Notice notice;
    bool has_more = false, has_sent = false;
    db_begin(job->db);
    /* Those that wait are passed over; one batch of the first that may go. */
    for (int looked = 0; looked < NOTICE_BATCH && !has_sent
                         && meeting_notice_next(job->db, after, &notice); looked++) {
        Meeting meeting;
        NoticeState before = notice.state;
        after = notice.id.id;
        if (!meeting_of_area(job->db, LANG_EN, notice.area, notice.meeting, &meeting))
            continue;
        has_sent = may_go(job, &notice, &meeting);
        if (has_sent)
            send_some(job, &notice, meeting.kind);
        if (has_sent || notice.state != before)
            meeting_notice_keep(job->db, &notice);
        has_more |= has_sent;
    }
    return db_commit(job->db) && has_more;
}
