/* outbox.c: sending what waits, and the demo mailbox.
 *
 * The job takes a few messages in a short transaction, sends them with no
 * transaction open, and writes the end of each in its own: what was sent is
 * noted within moments, and a message is sent twice only when the process dies
 * between the sending and the note. Its Message-ID is the same both times.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition.h"
#include "capabilities/outbox/outbox_view.h"

#include "web/form.h"

/* How long to wait after the first, second, … failure; then give up. */
static const int64_t wait_minutes[] = { 1, 5, 30, 120, 720 };

static void send_one(Job *job, const StoredMessage *message)
{
    Mail mail = {
        .to = message->to, .subject = message->subject, .text = message->text,
        .message_id = text_format(job->arena, "%s@%.*s", id_text(job->arena, message->id),
                                  (int)strcspn(job->site->host, ":"), job->site->host),
    };
    const char *why = "";
    MailEnd end = job->outside->send_mail(job->outside, job->arena, &mail, &why);
    if (end == MAIL_LATER && message->tries > (int64_t)COUNT(wait_minutes))
        end = MAIL_NEVER;

    db_begin(job->db);
    switch (end) {
    case MAIL_SENT:
        outbox_sent(job->db, message->id, job->now);
        break;
    case MAIL_LATER:
        outbox_later(job->db, message->id,
                     job->now + wait_minutes[message->tries - 1] * MINUTE_MS, why);
        break;
    case MAIL_NEVER:
        outbox_give_up(job->db, message->id, job->now, why);
        break;
    }
    db_commit(job->db);
}

/* Twenty mails to a slow relay, a minute each, outlast what they were taken for:
 * so each is taken anew when a minute has passed. */
static bool is_still_ours(Job *job, const StoredMessage *message, TimeMs taken_at)
{
    if (job->now - taken_at < MINUTE_MS)
        return true;
    db_begin(job->db);
    bool is_ours = outbox_renew(job->db, message, job->now);
    return db_commit(job->db) && is_ours;
}

/* What is not begun when the program ends does not wait for its sender to be
 * taken for dead. */
static void give_back(Job *job, const MessageList *taken, size_t from)
{
    db_begin(job->db);
    for (size_t i = from; i < taken->count; i++)
        outbox_give_back(job->db, &taken->item[i], job->now);
    db_commit(job->db);
}

static void send_all(Job *job, const MessageList *taken)
{
    TimeMs taken_at = job->now;
    for (size_t i = 0; i < taken->count; i++) {
        if (!job_goes_on(job)) {
            give_back(job, taken, i);
            return;
        }
        if (is_still_ours(job, &taken->item[i], taken_at))
            send_one(job, &taken->item[i]);
    }
}

static bool outbox_prune_piece(Job *job)
{
    TimeMs before = job->now - OUTBOX_KEEP_MS;
    db_begin(job->db);
    int64_t gone = outbox_prune(job->db, before);
    if (gone == 0)
        gone = recipients_prune(job->db, before);
    return db_commit(job->db) && gone >= OUTBOX_BATCH;
}

static bool outbox_job(Job *job)
{
    MessageList taken = {0};
    int64_t done = 0;
    db_begin(job->db);
    if (job->outside->has_relay)
        taken = outbox_take(job->db, job->now);
    else
        done = outbox_keep(job->db, job->now);
    if (!db_commit(job->db))
        return false; /* nothing was taken for sure: send nothing */

    send_all(job, &taken);
    if (taken.count == OUTBOX_BATCH || done >= OUTBOX_BATCH)
        return true; /* letters to many wait until no single message does */
    return job->outside->has_relay ? editions_send(job) : editions_keep(job);
}

bool outbox_may_ask(Request *req, const char *sort, const char *mail, int64_t most_a_day)
{
    Hasher from_here = hash_begin(), mailbox = hash_begin();
    hash_add_text(&from_here, sort);
    hash_add(&from_here, &req->prefix, sizeof req->prefix);
    hash_add_text(&from_here, mail);
    hash_add_text(&mailbox, sort);
    hash_add_text(&mailbox, mail);
    Hash asker = hash_end(&from_here);
    int64_t wait_ms;
    return req_take(req, LIMIT_MAILBOX, asker.bytes, sizeof asker.bytes, &wait_ms)
        && outbox_budget_take(req->db, hash_end(&mailbox), most_a_day, req->now);
}

MailPieceList mail_pieces(Arena *arena, const char *text, const char *base_url)
{
    MailPieceList pieces = {0};
    size_t base = strlen(base_url);
    while (*text != '\0') {
        const char *link = base == 0 ? NULL : strstr(text, base_url);
        while (link != NULL && link[base] != '/')
            link = strstr(link + 1, base_url); /* "http://localhost:80801" is not ours */
        size_t before = link == NULL ? strlen(text) : (size_t)(link - text);
        if (before > 0)
            *LIST_ADD(arena, &pieces) = (MailPiece){ text_copy_bytes(arena, text, before), false };
        text += before;
        size_t length = link == NULL ? 0 : strcspn(link, " \t\r\n<>\"");
        if (length > 0)
            *LIST_ADD(arena, &pieces) = (MailPiece){ text_copy_bytes(arena, text, length), true };
        text += length;
    }
    return pieces;
}

/* The newest of both, newest first. */
static MessageList newest_of(Arena *arena, const MessageList *a, const MessageList *b)
{
    MessageList list = {0};
    for (size_t i = 0, k = 0; list.count < OUTBOX_PAGE && (i < a->count || k < b->count);) {
        bool is_a = k == b->count
            || (i < a->count && id_compare(a->item[i].id, b->item[k].id) > 0);
        *LIST_ADD(arena, &list) = is_a ? a->item[i++] : b->item[k++];
    }
    return list;
}

static Reply mailbox_show(Request *req)
{
    const char *typed = req_query(req, "to"), *address = mail_normal(req->arena, typed);
    const char *to = address == NULL ? typed : address;
    MessageList alone = outbox_mailbox(req->db, to);
    MessageList letters = editions_mailbox(req->db, req->site, to);
    MessageList list = newest_of(req->arena, &alone, &letters);
    Mailbox box = {
        .search = typed,
        .mail = ARENA_ARRAY(req->arena, MailboxMail, list.count),
        .count = list.count,
        .is_cut = list.count == OUTBOX_PAGE,
    };
    for (size_t i = 0; i < list.count; i++)
        box.mail[i] = (MailboxMail){
            .to      = list.item[i].to,
            .subject = list.item[i].subject,
            .when    = date_time_words(req->arena, req->lang, list.item[i].created),
            .pieces  = mail_pieces(req->arena, list.item[i].text, req->site->base_url),
        };

    Page page = page_begin(req->arena, req->lang);
    outbox_mailbox_page(&page, &box);
    return reply_page(req, say(req->lang, "Mailbox"), page_end(&page));
}

/* What waited may have been sent since: nothing goes twice by itself. */
static void outbox_restored(const Restored *restored)
{
    outbox_hold(restored->db);
    if (db_has_table(restored->db, "outbox_recipient")) /* an upgrade may be taken back to before it */
        recipients_hold(restored->db);
}

static const Route routes[] = {
    { GET,  "/mailbox", MAY_DEMO, AREA_NONE, PURPOSE_OPEN, LOAD_SEARCH,
      mailbox_show, WORDS("read the mail of a demo"), false },
};

const Capability outbox_capability = {
    .name = "outbox",
    .routes = routes, .route_count = COUNT(routes),
    .job = outbox_job,
    .prune = outbox_prune_piece,
    .restored = outbox_restored,
};
