/* edition.c: a letter to many, sent one by one.
 *
 * A batch is taken in one short transaction, which also looks up who has left,
 * who objects and whose address is dead. Each mail's end is written in its own
 * transaction before the next begins, so whatever kills the process, one mail
 * at most is sent a second time. Once a second the rest of the batch is looked
 * up anew: what is ours still, whether the edition was stopped, who has left
 * meanwhile; and when a single mail waits, a sign-in link perhaps, the rest is
 * given back for it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition.h"

enum { LOOK_AGAIN_MS = 1000, LATER_IN_A_ROW = 5 /* then the relay is away */ };
#define MAIL_BYTES_MAX ((size_t)16 * 1024 * 1024) /* one mail while it is put together */

/* How long to wait after the first, second, … failure; then give up. */
static const int64_t wait_minutes[] = { 5, 30, 120, 720 };

typedef struct {
    Job          *job;
    RecipientList list;
    TimeMs        looked; /* when it was last looked up */
    Id            edition;
    Edition        letter; /* of that edition */
    Arena        *scratch; /* of one mail */
} Batch;

/* --- what may go ------------------------------------------------------------------ */

/* The rows of a batch are those of one edition, or of a few, one after the other. */
static void end_stopped(Batch *batch, size_t from)
{
    Job *job = batch->job;
    Id edition = {0};
    bool is_stopped = false;
    for (size_t i = from; i < batch->list.count; i++) {
        Recipient *one = &batch->list.item[i];
        if (!id_equal(edition, one->edition))
            is_stopped = edition_is_stopped(job->db, one->edition);
        edition = one->edition;
        if (is_stopped && !one->is_over) {
            recipient_ends(job->db, one->id, MESSAGE_STOPPED, "", job->now);
            one->is_over = true;
        }
    }
}

/* Ends those that may not go any more, and finds the links of the others. */
static void look_up(Batch *batch, size_t from)
{
    Db *db = batch->job->db;
    Arena *arena = batch->job->arena;
    RecipientList *list = &batch->list;
    StillMay *ask = ARENA_ARRAY(arena, StillMay, list->count);
    bool *is_dead = ARENA_ARRAY(arena, bool, list->count);
    for (size_t i = from; i < list->count; i++)
        ask[i] = (StillMay){ .subject = { list->item[i].subject }, .mail = list->item[i].to,
                             .topic = list->item[i].topic };
    end_stopped(batch, from);
    capabilities_still_may(db, ask + from, list->count - from);
    recipients_returned(db, list, from, is_dead);
    for (size_t i = from; i < list->count; i++) {
        Recipient *one = &list->item[i];
        one->leave = ask[i].leave;
        if (one->is_over)
            continue;
        one->is_over = ask[i].word != STILL_FINE || is_dead[i];
        if (ask[i].word != STILL_FINE)
            recipient_ends(db, one->id,
                           ask[i].word == STILL_LEFT ? MESSAGE_LEFT : MESSAGE_OBJECTED, "",
                           batch->job->now);
        else if (is_dead[i])
            recipient_ends(db, one->id, MESSAGE_RETURNED, "mails to this address come back",
                           batch->job->now);
    }
    batch->looked = batch->job->now;
}

/* Between two mails. False: the rest was given back. */
static bool goes_on(Batch *batch, size_t from)
{
    Job *job = batch->job;
    bool is_ending = !job_goes_on(job);
    if (!is_ending && job->now - batch->looked < LOOK_AGAIN_MS)
        return true;
    db_begin(job->db);
    bool gives_way = is_ending || outbox_is_due(job->db, job->now);
    if (gives_way) {
        recipients_give_back(job->db, &batch->list, from, job->now);
    } else {
        recipients_renew(job->db, &batch->list, from, job->now);
        look_up(batch, from);
    }
    return db_commit(job->db) && !gives_way;
}

/* --- one mail ------------------------------------------------------------------------ */

/* In markup an address has to begin with a scheme, so there it is written
 * "https://{leave}". */
static const char *with_link(Arena *arena, const char *text, const char *link)
{
    TextBuilder out = text_builder(arena);
    const char *at;
    text_add(&out, "");
    while ((at = strstr(text, OUTBOX_LEAVE)) != NULL) {
        size_t before = (size_t)(at - text), scheme = strlen("https://");
        if (before >= scheme && memcmp(at - scheme, "https://", scheme) == 0)
            before -= scheme;
        text_add_bytes(&out, text, before);
        text_add(&out, link);
        text = at + strlen(OUTBOX_LEAVE);
    }
    text_add(&out, text);
    return text_of(&out);
}

static void read_letter(Batch *batch, Id edition)
{
    if (id_equal(batch->edition, edition) && batch->letter.subject != NULL)
        return;
    db_begin(batch->job->db);
    batch->letter = edition_letter(batch->job->db, edition);
    batch->edition = edition;
    db_rollback(batch->job->db);
}

static MailEnd note_end(Job *job, const Recipient *to, MailEnd end, const char *why)
{
    if (end == MAIL_LATER && to->tries > (int64_t)COUNT(wait_minutes))
        end = MAIL_NEVER;
    db_begin(job->db);
    switch (end) {
    case MAIL_SENT:
        recipient_ends(job->db, to->id, MESSAGE_SENT, "", job->now);
        break;
    case MAIL_LATER:
        recipient_later(job->db, to->id, job->now + wait_minutes[to->tries - 1] * MINUTE_MS, why);
        break;
    case MAIL_NEVER:
        recipient_ends(job->db, to->id, MESSAGE_GIVEN_UP, why, job->now);
        break;
    }
    db_commit(job->db);
    return end;
}

static MailEnd send_one(Batch *batch, const Recipient *to)
{
    Job *job = batch->job;
    Arena *arena = batch->scratch;
    arena_reset(arena);
    read_letter(batch, to->edition);
    const Edition *letter = &batch->letter;
    const char *host = job->site->host;
    int host_length = (int)strcspn(host, ":");
    const char *link = to->leave == NULL
        ? job->site->base_url
        : text_format(arena, "%s%s", job->site->base_url, to->leave);
    Mail mail = {
        .to = to->to, .subject = letter->subject,
        .text = with_link(arena, letter->text, link),
        .html = letter->html[0] == '\0' ? NULL : with_link(arena, letter->html, link),
        .message_id = text_format(arena, "%s@%.*s", id_text(arena, to->id), host_length,
                                  host),
        .from_name = letter->from_name, .reply_to = letter->reply_to,
        .leave = to->leave == NULL ? NULL : link,
        .list_id = letter->list[0] == '\0'
            ? NULL : text_format(arena, "%s.%.*s", letter->list, host_length, host),
    };
    const char *why = "";
    MailEnd end = job->outside->send_mail(job->outside, arena, &mail, &why);
    return note_end(job, to, end, why);
}

/* The rest of the batch is not tried against a relay that is away. */
static void wait_for_relay(Batch *batch, size_t from)
{
    Job *job = batch->job;
    db_begin(job->db);
    recipients_give_back(job->db, &batch->list, from, job->now + MINUTE_MS);
    db_commit(job->db);
}

bool editions_send(Job *job)
{
    Batch batch = { .job = job };
    db_begin(job->db);
    int64_t stopped = recipients_stop(job->db, job->now);
    batch.list = recipients_take(job->db, job->now);
    look_up(&batch, 0);
    if (!db_commit(job->db))
        return false; /* nothing was taken for sure: send nothing */
    batch.scratch = arena_new(MAIL_BYTES_MAX);
    bool has_more = batch.list.count == EDITION_BATCH || stopped == EDITION_KEEP_BATCH;
    int later = 0;
    for (size_t i = 0; i < batch.list.count && later < LATER_IN_A_ROW; i++) {
        if (!goes_on(&batch, i)) {
            arena_free(batch.scratch);
            return true;
        }
        if (!batch.list.item[i].is_over)
            later = send_one(&batch, &batch.list.item[i]) == MAIL_LATER ? later + 1 : 0;
        if (later == LATER_IN_A_ROW)
            wait_for_relay(&batch, i + 1);
    }
    arena_free(batch.scratch);
    return has_more && later < LATER_IN_A_ROW;
}

bool editions_keep(Job *job)
{
    db_begin(job->db);
    int64_t stopped = recipients_stop(job->db, job->now);
    int64_t kept = recipients_keep(job->db, job->now);
    return db_commit(job->db) && (kept == EDITION_KEEP_BATCH || stopped == EDITION_KEEP_BATCH);
}
