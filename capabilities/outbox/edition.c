/* edition.c: a letter to many, sent one by one, several at once.
 *
 * A batch is taken in one short transaction, and sent in rounds: in each round
 * one mail goes over each connection. Between two rounds there is one
 * transaction. It writes how the mails of the last round ended, so whatever
 * kills the process, those of one round at most are sent a second time: the one
 * under way on each connection (docs/decisions/0010-mail.md). And it looks up
 * what may still go: who has left, who objects, whose address is dead, whether
 * the letter was stopped. So a no holds from the next mail on.
 *
 * When a single mail waits, a sign-in link perhaps, the rest of the batch is
 * given back for it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/edition.h"

enum { RENEW_MS = 1000, LATER_IN_A_ROW = 5 /* then the relay is away */ };
#define MAIL_BYTES_MAX ((size_t)16 * 1024 * 1024) /* one mail while it is put together */

/* How long to wait after the first, second, … failure; then give up. */
static const int64_t wait_minutes[] = { 5, 30, 120, 720 };

typedef struct {
    Job          *job;
    RecipientList list;
    size_t        at;      /* those before it are over, or in this round */
    TimeMs        renewed; /* when what waits was last said to be ours */
    Id            edition;
    Edition       letter;  /* of that edition */
    Arena        *scratch; /* of one round */
    int           later;   /* so many in a row were put off */
} Batch;

typedef struct {
    Recipient *to[MAILS_AT_ONCE_MAX];
    Edition    letter[MAILS_AT_ONCE_MAX];
    MailTry    mail[MAILS_AT_ONCE_MAX];
    size_t     count;
} Round;

/* --- what may go ------------------------------------------------------------------ */

/* Ends those of item[from..until) that may not go any more, and finds the links
 * of the others. */
static void look_up(Batch *batch, size_t from, size_t until)
{
    Db *db = batch->job->db;
    Arena *arena = batch->scratch;
    Recipient *item = batch->list.item;
    size_t count = until - from;
    StillMay *ask = ARENA_ARRAY(arena, StillMay, count);
    bool *is_dead = ARENA_ARRAY(arena, bool, count);
    for (size_t i = 0; i < count; i++)
        ask[i] = (StillMay){ .subject = { item[from + i].subject }, .mail = item[from + i].to,
                             .topic = item[from + i].topic };
    capabilities_still_may(db, ask, count);
    recipients_returned(db, item + from, count, is_dead);
    for (size_t i = 0; i < count; i++) {
        Recipient *one = &item[from + i];
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
}

/* The rows of a batch are those of one edition, or of a few, one after the other. */
static Edition letter_of(Batch *batch, const Recipient *to)
{
    if (!id_equal(batch->edition, to->edition) || batch->letter.subject == NULL) {
        db_use_arena(batch->job->db, batch->job->arena); /* as long as the batch */
        batch->letter = edition_letter(batch->job->db, to->edition);
        batch->edition = to->edition;
        db_use_arena(batch->job->db, batch->scratch);
    }
    return batch->letter;
}

/* The next that may go, as many as go at once. */
static void fill(Batch *batch, Round *round)
{
    Job *job = batch->job;
    size_t most = job->outside->send_mails == NULL ? 1 : job->outside->mails_at_once;
    Id asked = {0};
    bool is_stopped = false;
    *round = (Round){0};
    while (round->count < most && batch->at < batch->list.count && !db_failed(job->db)) {
        size_t from = batch->at, until = from + most - round->count;
        until = until < batch->list.count ? until : batch->list.count;
        look_up(batch, from, until);
        for (batch->at = until; from < until; from++) {
            Recipient *one = &batch->list.item[from];
            if (one->is_over)
                continue;
            if (!id_equal(asked, one->edition))
                is_stopped = edition_is_stopped(job->db, one->edition);
            asked = one->edition;
            if (is_stopped) {
                recipient_ends(job->db, one->id, MESSAGE_STOPPED, "", job->now);
                continue;
            }
            round->letter[round->count] = letter_of(batch, one);
            round->to[round->count++] = one;
        }
    }
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

static const char *link_of(Arena *arena, const Site *site, const char *leave)
{
    return leave == NULL ? site->base_url : text_format(arena, "%s%s", site->base_url, leave);
}

static Mail mail_of(Batch *batch, const Recipient *to, const Edition *letter)
{
    const Site *site = batch->job->site;
    Arena *arena = batch->scratch;
    int host_length = (int)strcspn(site->host, ":");
    const char *link = link_of(arena, site, to->leave);
    return (Mail){
        .to = to->to, .subject = letter->subject,
        .text = with_link(arena, letter->text, link),
        .html = letter->html[0] == '\0' ? NULL : with_link(arena, letter->html, link),
        .message_id = text_format(arena, "%s@%.*s", id_text(arena, to->id), host_length,
                                  site->host),
        .from_name = letter->from_name, .reply_to = letter->reply_to,
        .leave = to->leave == NULL ? NULL : link,
        .list_id = letter->list[0] == '\0'
            ? NULL : text_format(arena, "%s.%.*s", letter->list, host_length, site->host),
    };
}

static void note_end(Job *job, const Recipient *to, const MailTry *mail)
{
    MailEnd end = mail->end;
    if (end == MAIL_LATER && to->tries > (int64_t)COUNT(wait_minutes))
        end = MAIL_NEVER;
    switch (end) {
    case MAIL_SENT:
        recipient_ends(job->db, to->id, MESSAGE_SENT, "", job->now);
        break;
    case MAIL_LATER:
        recipient_later(job->db, to->id, job->now + wait_minutes[to->tries - 1] * MINUTE_MS,
                        mail->why);
        break;
    case MAIL_NEVER:
        recipient_ends(job->db, to->id, MESSAGE_GIVEN_UP, mail->why, job->now);
        break;
    }
}

/* --- round after round ------------------------------------------------------------------ */

static void send_round(Batch *batch, Round *round)
{
    Outside *outside = batch->job->outside;
    for (size_t i = 0; i < round->count; i++)
        round->mail[i].mail = mail_of(batch, round->to[i], &round->letter[i]);
    if (outside->send_mails != NULL) {
        outside->send_mails(outside, batch->scratch, round->mail, round->count);
    } else {
        for (size_t i = 0; i < round->count; i++)
            round->mail[i].end = outside->send_mail(outside, batch->scratch, &round->mail[i].mail,
                                                    &round->mail[i].why);
    }
}

static void note_round(Batch *batch, const Round *round)
{
    for (size_t i = 0; i < round->count; i++) {
        note_end(batch->job, round->to[i], &round->mail[i]);
        round->to[i]->is_over = true;
        batch->later = round->mail[i].end == MAIL_LATER ? batch->later + 1 : 0;
    }
}

/* Between two rounds. False: there is no further one; what is left was given back. */
static bool turn(Batch *batch, Round *round)
{
    Job *job = batch->job;
    bool is_ending = !job_goes_on(job); /* looks at the clock, too */
    db_begin(job->db);
    note_round(batch, round);
    arena_reset(batch->scratch); /* nothing of that round is asked for any more */
    db_use_arena(job->db, batch->scratch);
    bool is_away = batch->later >= LATER_IN_A_ROW;
    bool gives_way = is_ending || is_away || outbox_is_due(job->db, job->now);
    if (gives_way) {
        recipients_give_back(job->db, &batch->list, batch->at,
                             is_away ? job->now + MINUTE_MS : job->now);
    } else {
        if (job->now - batch->renewed >= RENEW_MS) {
            recipients_renew(job->db, &batch->list, batch->at, job->now);
            batch->renewed = job->now;
        }
        fill(batch, round);
    }
    return db_commit(job->db) && !gives_way && round->count > 0;
}

bool editions_send(Job *job)
{
    Batch batch = { .job = job, .renewed = job->now };
    Round round = {0};
    db_begin(job->db);
    int64_t stopped = recipients_stop(job->db, job->now);
    batch.list = recipients_take(job->db, job->now);
    if (!db_commit(job->db))
        return false; /* nothing was taken for sure: send nothing */
    if (batch.list.count == 0)
        return stopped == EDITION_KEEP_BATCH;
    batch.scratch = arena_new(MAIL_BYTES_MAX * MAILS_AT_ONCE_MAX);
    while (turn(&batch, &round))
        send_round(&batch, &round);
    db_use_arena(job->db, job->arena);
    bool has_more = batch.at < batch.list.count || batch.list.count == EDITION_BATCH
        || stopped == EDITION_KEEP_BATCH;
    arena_free(batch.scratch);
    return has_more && batch.later < LATER_IN_A_ROW && !db_failed(job->db);
}

bool editions_keep(Job *job)
{
    db_begin(job->db);
    int64_t stopped = recipients_stop(job->db, job->now);
    int64_t kept = recipients_keep(job->db, job->now);
    return db_commit(job->db) && (kept == EDITION_KEEP_BATCH || stopped == EDITION_KEEP_BATCH);
}

MessageList editions_mailbox(Db *db, const Site *site, const char *to)
{
    KeptLetters kept = recipients_mailbox(db, to);
    capabilities_still_may(db, kept.asked, kept.list.count);
    for (size_t i = 0; i < kept.list.count; i++)
        kept.list.item[i].text = with_link(db_arena(db), kept.list.item[i].text,
                                           link_of(db_arena(db), site, kept.asked[i].leave));
    return kept.list;
}
