/* work.c: what happens to a letter after "send": two people agree, it is
 * addressed step by step while it goes out already, and it ends; and once a
 * week, the letters of the week together.
 *
 * Each step is one short transaction that begins with a write to the letter's
 * own row, so several nodes take turns; nobody is addressed twice, because the
 * outbox has one row for each edition and subject.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_view.h"

#include "capabilities/approvals/approvals.h"

#define WEEK_MS     ((TimeMs)7 * DAY_MS)
#define WEEK_END_MS ((TimeMs)1 * DAY_MS + 16 * HOUR_MS) /* Fridays, 16:00 UTC: 1970 began on a Thursday */

/* The words are part of what is agreed to. */
const char *letter_params(Arena *arena, const StoredLetter *letter, int64_t people)
{
    Hasher hasher = hash_begin();
    hash_add_text(&hasher, letter->title);
    hash_add_text(&hasher, letter->body);
    hash_add_int(&hasher, letter->topic);
    Hash hash = hash_end(&hasher);
    return text_format(arena, "letter %s\npeople %lld\nsubject %s\nwords %02x%02x%02x%02x%02x%02x\n",
                       id_text(arena, letter->id.id), (long long)people, letter->title,
                       hash.bytes[0], hash.bytes[1], hash.bytes[2], hash.bytes[3], hash.bytes[4],
                       hash.bytes[5]);
}

Audience letter_audience(const StoredLetter *letter)
{
    return (Audience){ .root = letter->area, .topic = letter->topic, .pace = PACE_AT_ONCE };
}

/* --- agreed ------------------------------------------------------------------- */

static bool begin_agreed(Job *job)
{
    StoredLetter letter;
    Place place;
    db_begin(job->db);
    ActId act;
    bool is_there = letter_at_work(job->db, LETTER_PROPOSED, job->now - LETTER_LOOK_MS, job->now,
                                   &letter);
    if (is_there && place_by_id(job->db, letter.area, &place)
        && approvals_is_approved(job->db, "mail.many",
                                 act_digest("mail.many", letter.area, (PersonId){0},
                                            letter_params(job->arena, &letter, letter.people)),
                                 job->now, &act)
        && approvals_done(job->db, act, job->now)) {
        Edition mail = letter_mail(job->arena, job->site, &place, &letter);
        letter_begin(job->db, &letter, outbox_edition(job->db, &mail, job->now, job->random),
                     job->now);
    }
    return db_commit(job->db) && is_there;
}

/* --- addressing ----------------------------------------------------------------- */

static bool fill(Job *job)
{
    StoredLetter letter;
    db_begin(job->db);
    bool is_there = letter_at_work(job->db, LETTER_FILLING, job->now, job->now, &letter);
    if (is_there) {
        Audience audience = letter_audience(&letter);
        AudienceCursor cursor = letter.cursor;
        PermissionList list = consent_audience(job->db, &audience, &cursor, LETTER_FILL, job->now);
        for (size_t i = 0; i < list.count; i++)
            outbox_edition_to(job->db, letter.edition, &list.item[i], job->now, job->random);
        letter_got_to(job->db, &letter, &cursor);
    }
    return db_commit(job->db) && is_there;
}

static bool end_one(Job *job)
{
    StoredLetter letter;
    db_begin(job->db);
    bool is_there = letter_at_work(job->db, LETTER_SENDING, job->now - LETTER_LOOK_MS, job->now,
                                   &letter);
    if (is_there && outbox_edition_count(job->db, letter.edition).waiting == 0)
        letter_end(job->db, &letter, job->now);
    return db_commit(job->db) && is_there;
}

/* --- the week --------------------------------------------------------------------- */

/* One mail's words for a place and a language; they go to those who want them
 * weekly and belong to this very place. */
static void digest(Job *job, const Place *place, Topic topic, TimeMs end)
{
    LetterList letters = week_letters(job->db, place->id, topic, end - WEEK_MS, end);
    if (letters.count == 0)
        return;
    WeekView view = { .site = job->site, .place = place, .topic = topic, .letters = &letters };
    Audience audience = { .root = place->id, .is_root_alone = true, .topic = topic,
                          .pace = PACE_WEEKLY };
    AudienceCursor cursor = {0};
    EditionId edition[LANG_COUNT] = {0};
    while (!cursor.is_over && !db_failed(job->db)) {
        PermissionList list = consent_audience(job->db, &audience, &cursor, LETTER_FILL, job->now);
        for (size_t i = 0; i < list.count; i++) {
            Lang lang = list.item[i].lang;
            if (id_is_none(edition[lang].id)) {
                Edition mail = week_mail(job->arena, lang, &view);
                edition[lang] = outbox_edition(job->db, &mail, job->now, job->random);
            }
            outbox_edition_to(job->db, edition[lang], &list.item[i], job->now, job->random);
        }
    }
}

static bool do_week(Job *job)
{
    TimeMs end = job->now - (job->now - WEEK_END_MS) % WEEK_MS;
    Week week;
    db_begin(job->db);
    bool is_open = week_open(job->db, end, &week);
    if (is_open) {
        AreaList areas = week_areas(job->db, week.after);
        AreaId last = week.after;
        for (size_t i = 0; i < areas.count; i++) {
            Place place;
            last = areas.item[i];
            if (!place_by_id(job->db, last, &place))
                continue;
            for (Topic topic = TOPIC_NONE + 1; topic < TOPIC_ASKED_COUNT; topic++)
                if (topic_has_pace(topic))
                    digest(job, &place, topic, end);
        }
        week_got_to(job->db, &week, last, areas.count < WEEK_AREAS);
    }
    return db_commit(job->db) && is_open;
}

bool updates_job(Job *job)
{
    bool did = begin_agreed(job);
    did |= fill(job);
    did |= end_one(job);
    return do_week(job) || did;
}
