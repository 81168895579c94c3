/* welcome_store.c: first days, first steps, and calls.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/welcome_store.h"

#include "capabilities/consent/consent.h"
#include "capabilities/welcome/near.h"

/* Without a Scope: the program notes that somebody is new; nobody is shown it. */
void welcome_begin(Db *db, PersonId person, AreaId area, TimeMs joined)
{
    int64_t is_new = db_run(db,
        "INSERT INTO welcome_person (person, area_id, joined_at, next_mail, next_at, stopped_at)"
        " SELECT $1, $2, $3, 0, $3, 0 WHERE EXISTS"
        "   (SELECT 1 FROM members_public_member m WHERE m.person = $1 AND m.joined_at >= $4)"
        " ON CONFLICT DO NOTHING",
        args(sql_id(person.id), sql_id(area.id), sql_int(joined), sql_int(joined - DAY_MS)));
    if (is_new == 0) { /* known already: who waits for a call waits for it where they live now */
        db_run(db, "UPDATE welcome_person SET area_id = $1 WHERE person = $2",
               args(sql_id(area.id), sql_id(person.id)));
        db_run(db,
            "UPDATE welcome_call SET area_id = $1, told_at = 0, claimed_by = NULL, claimed_at = 0"
            " WHERE person = $2 AND state = $3 AND area_id <> $1",
            args(sql_id(area.id), sql_id(person.id), sql_int(CALL_WAITING)));
        return;
    }
    db_run(db,
        "INSERT INTO welcome_call (area_id, person, since, state, tries, told_at, claimed_by,"
        "                          claimed_at, ended_at)"
        " VALUES ($1, $2, $3, $4, 0, 0, NULL, 0, 0) ON CONFLICT DO NOTHING",
        args(sql_id(area.id), sql_id(person.id), sql_int(joined), sql_int(CALL_WAITING)));
}

/* --- one's own first days ---------------------------------------------------------- */

bool beginning_own(Db *db, Scope scope, Beginning *beginning)
{
    Rows rows = db_rows(db,
        "SELECT area_id, joined_at, stopped_at, next_at, next_mail FROM welcome_person"
        " WHERE person = $1",
        args(sql_id(scope.who.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        is_there = true;
        *beginning = (Beginning){
            .area = { row_id(&rows, 0) }, .joined = row_int(&rows, 1), .stopped = row_int(&rows, 2),
            .next = row_int(&rows, 3), .next_mail = (int)row_int(&rows, 4),
        };
    }
    return is_there;
}

void beginning_stop(Db *db, Scope scope, TimeMs now)
{
    db_run(db, "UPDATE welcome_person SET stopped_at = $1, next_at = 0 WHERE person = $2",
           args(sql_int(now), sql_id(scope.who.id)));
}

void beginning_go_on(Db *db, Scope scope, TimeMs now)
{
    Beginning own;
    if (!beginning_own(db, scope, &own))
        return;
    int next = 0;
    while (next < WELCOME_MAILS && own.joined + welcome_days[next] * DAY_MS <= now)
        next++;
    db_run(db,
        "UPDATE welcome_person SET stopped_at = 0, next_mail = $1, next_at = $2 WHERE person = $3",
        args(sql_int(next),
             sql_int(next == WELCOME_MAILS ? 0 : own.joined + welcome_days[next] * DAY_MS),
             sql_id(scope.who.id)));
}

StepMarkList steps_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db, "SELECT step, done FROM welcome_step WHERE person = $1 ORDER BY at, step",
                        args(sql_id(scope.who.id)));
    StepMarkList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (StepMark){
            .key = row_text(&rows, 0), .state = row_int(&rows, 1) != 0 ? STEP_DONE : STEP_SKIPPED,
        };
    return list;
}

void step_set(Db *db, Scope scope, const char *key, StepState state, TimeMs now)
{
    db_run(db, "DELETE FROM welcome_step WHERE person = $1 AND step = $2",
           args(sql_id(scope.who.id), sql_text(key)));
    if (state == STEP_AHEAD)
        return;
    db_run(db, "INSERT INTO welcome_step (person, step, done, at) VALUES ($1, $2, $3, $4)",
           args(sql_id(scope.who.id), sql_text(key), sql_int(state == STEP_DONE ? 1 : 0),
                sql_int(now)));
}

/* --- mails --------------------------------------------------------------------------- */

/* Without a Scope: the jobs process, which writes to each of them about themselves. */
DueMailList mails_due(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT w.person, w.area_id, w.joined_at, w.next_mail,"
        "       CASE WHEN EXISTS (SELECT 1 FROM members_public_member m"
        "                          WHERE m.person = w.person AND m.state = $2) THEN 1 ELSE 0 END"
        "  FROM welcome_person w WHERE w.next_at > 0 AND w.next_at <= $1"
        " ORDER BY w.next_at LIMIT $3",
        args(sql_int(now), sql_int(MEMBER_ACTIVE), sql_int(WELCOME_BATCH)));
    DueMailList list = {0};
    while (rows_next(&rows)) {
        DueMail *due = LIST_ADD(db_arena(db), &list);
        *due = (DueMail){
            .area = { row_id(&rows, 1) }, .joined = row_int(&rows, 2),
            .mail = (int)row_int(&rows, 3), .is_member = row_int(&rows, 4) != 0,
        };
        due->person.id = row_id(&rows, 0);
    }
    return list;
}

void mail_done(Db *db, PersonId person, int next_mail, TimeMs next_at)
{
    db_run(db, "UPDATE welcome_person SET next_mail = $1, next_at = $2 WHERE person = $3",
           args(sql_int(next_mail), sql_int(next_at), sql_id(person.id)));
}

void welcome_forget(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM welcome_person WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM welcome_call WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM welcome_note WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM welcome_step WHERE person = $1", args(sql_id(person.id)));
}

int64_t welcome_prune(Db *db, TimeMs now)
{
    TimeMs old = now - STEP_KEPT_DAYS * DAY_MS;
    return db_run(db, "DELETE FROM welcome_person WHERE next_at = 0 AND joined_at < $1",
                  args(sql_int(now - WELCOME_KEPT_DAYS * DAY_MS)))
        + db_run(db, "DELETE FROM welcome_step WHERE at < $1", args(sql_int(old)))
        + db_run(db, "DELETE FROM welcome_note WHERE at < $1", args(sql_int(old)))
        + db_run(db, "DELETE FROM welcome_call WHERE since < $1", args(sql_int(old)))
        + near_prune(db, now);
}

/* --- calls ------------------------------------------------------------------------------ */

/* Of those who asked not to be rung. */
static void hide_phones(Db *db, CallList *list)
{
    const char ***phone = ARENA_ARRAY(db_arena(db), const char **, list->count);
    for (size_t i = 0; i < list->count; i++)
        phone[i] = &list->item[i].phone;
    consent_hide_phones(db, phone, list->count);
}

static CallList calls_of_rows(Db *db, Scope scope, Rows rows, TimeMs now)
{
    CallList list = {0};
    while (rows_next(&rows)) {
        TimeMs claimed = row_int(&rows, 10);
        Id claimer = row_id(&rows, 11);
        bool is_claimed = !id_is_none(claimer) && claimed > now - CLAIM_DAYS * DAY_MS;
        *LIST_ADD(db_arena(db), &list) = (Call){
            .person = scope_person(scope, row_id(&rows, 0)),
            .member = row_id(&rows, 1),
            .name   = row_text(&rows, 2),
            .area   = {
                .id = { row_id(&rows, 3) }, .slug = row_text(&rows, 4),
                .name = row_text(&rows, 5), .name_cy = row_text(&rows, 6),
            },
            .since = row_int(&rows, 7), .state = (CallState)row_int(&rows, 8),
            .tries = row_int(&rows, 9), .claimed = claimed,
            .is_claimed = is_claimed,
            .is_mine = is_claimed && id_equal(claimer, scope.who.id),
            .claimed_name = row_text(&rows, 12),
            .reach = row_int(&rows, 13), .reach_times = row_int(&rows, 14),
            .has_mail = row_int(&rows, 15) != 0, .phone = row_text(&rows, 16),
            .ended = row_int(&rows, 17), .may_ring = row_int(&rows, 18) != 0,
        };
    }
    hide_phones(db, &list);
    return list;
}

CallList calls_of(Db *db, Scope scope, CallFilter filter, TimeMs after, Id after_id, size_t most,
                  TimeMs now)
{
    return calls_of_rows(db, scope, db_rows(db,
        "SELECT c.person, m.id, m.name, a.id, a.slug, a.name, a.name_cy, c.since, c.state, c.tries,"
        "       c.claimed_at, c.claimed_by, p.name, coalesce(r.reach, 0),"
        "       coalesce(r.reach_times, 0), m.has_mail, k.phone, c.ended_at,"
        "       coalesce(s.is_given, 1)"
        "  FROM welcome_call c"
        "  JOIN members_public_member m ON m.person = c.person"
        "  JOIN members_public_contact k ON k.person = c.person"
        "  JOIN places_public_area a ON a.id = c.area_id"
        "  LEFT JOIN people_public_person p ON p.id = c.claimed_by"
        "  LEFT JOIN profile_public_reach r ON r.person = c.person"
        "  LEFT JOIN consent_public_standing s ON s.subject = c.person AND s.topic = $13"
        " WHERE c.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND (c.since > $2 OR (c.since = $2 AND c.person > $3))"
        "   AND (CAST($4 AS BIGINT) = $8 OR ($4 = $9 AND c.state = $10)"
        "        OR ($4 = $11 AND c.state = $10 AND c.claimed_by = $5 AND c.claimed_at > $6)"
        "        OR ($4 = $12 AND c.state <> $10))"
        " ORDER BY c.since, c.person LIMIT $7",
        args(sql_id(scope.area.id), sql_int(after), sql_bytes(after_id.bytes, sizeof after_id.bytes),
             sql_int(filter), sql_id(scope.who.id), sql_int(now - CLAIM_DAYS * DAY_MS),
             sql_int((int64_t)most), sql_int(CALLS_ALL), sql_int(CALLS_WAITING),
             sql_int(CALL_WAITING), sql_int(CALLS_MINE), sql_int(CALLS_SPOKEN),
             sql_int(TOPIC_CALL))), now);
}

bool call_by_person(Db *db, Scope scope, Id person, TimeMs now, Call *call)
{
    CallList list = calls_of_rows(db, scope, db_rows(db,
        "SELECT c.person, m.id, m.name, a.id, a.slug, a.name, a.name_cy, c.since, c.state, c.tries,"
        "       c.claimed_at, c.claimed_by, p.name, coalesce(r.reach, 0),"
        "       coalesce(r.reach_times, 0), m.has_mail, k.phone, c.ended_at,"
        "       coalesce(s.is_given, 1)"
        "  FROM welcome_call c"
        "  JOIN members_public_member m ON m.person = c.person"
        "  JOIN members_public_contact k ON k.person = c.person"
        "  JOIN places_public_area a ON a.id = c.area_id"
        "  LEFT JOIN people_public_person p ON p.id = c.claimed_by"
        "  LEFT JOIN profile_public_reach r ON r.person = c.person"
        "  LEFT JOIN consent_public_standing s ON s.subject = c.person AND s.topic = $3"
        " WHERE c.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND c.person = $2",
        args(sql_id(scope.area.id), sql_id(person), sql_int(TOPIC_CALL))), now);
    if (list.count > 0)
        *call = list.item[0];
    return list.count > 0;
}

bool call_claim(Db *db, Scope scope, PersonId person, TimeMs now)
{
    return db_run(db,
        "UPDATE welcome_call SET claimed_by = $1, claimed_at = $2"
        " WHERE person = $3 AND area_id IN (SELECT area FROM places_public_within WHERE root = $4)"
        "   AND (claimed_by IS NULL OR claimed_by = $1 OR claimed_at <= $5)",
        args(sql_id(scope.who.id), sql_int(now), sql_id(person.id), sql_id(scope.area.id),
             sql_int(now - CLAIM_DAYS * DAY_MS))) == 1;
}

void call_give_back(Db *db, Scope scope, PersonId person)
{
    db_run(db,
        "UPDATE welcome_call SET claimed_by = NULL, claimed_at = 0"
        " WHERE person = $1 AND area_id IN (SELECT area FROM places_public_within WHERE root = $2)"
        "   AND claimed_by = $3",
        args(sql_id(person.id), sql_id(scope.area.id), sql_id(scope.who.id)));
}

static CallState state_after(CallOutcome outcome)
{
    switch (outcome) {
    case OUTCOME_SPOKEN:
    case OUTCOME_WROTE:        return CALL_SPOKEN;
    case OUTCOME_LEAVE_ALONE:  return CALL_CLOSED;
    case OUTCOME_NO_ANSWER:
    case OUTCOME_WRONG_NUMBER:
    case OUTCOME_END:          break;
    }
    return CALL_WAITING;
}

void call_note(Db *db, Scope scope, PersonId person, CallOutcome outcome, int64_t wants,
               const char *text, TimeMs now, Random *random)
{
    CallState state = state_after(outcome);
    int64_t is_there = db_run(db,
        "UPDATE welcome_call SET state = $1, tries = tries + 1, ended_at = $2, claimed_by = NULL,"
        "       claimed_at = 0"
        " WHERE person = $3 AND area_id IN (SELECT area FROM places_public_within WHERE root = $4)",
        args(sql_int(state), sql_int(state == CALL_WAITING ? 0 : now), sql_id(person.id),
             sql_id(scope.area.id)));
    if (is_there == 0)
        return;
    db_run(db,
        "INSERT INTO welcome_note (area_id, id, person, by_person, outcome, wants, text, at)"
        " SELECT c.area_id, $1, c.person, $2, $3, $4, $5, $6 FROM welcome_call c"
        "  WHERE c.person = $7"
        "    AND c.area_id IN (SELECT area FROM places_public_within WHERE root = $8)",
        args(sql_id(id_new(now, random)), sql_id(scope.who.id), sql_int(outcome), sql_int(wants),
             sql_text(text), sql_int(now), sql_id(person.id), sql_id(scope.area.id)));
}

void call_reopen(Db *db, Scope scope, PersonId person)
{
    db_run(db,
        "UPDATE welcome_call SET state = $1, ended_at = 0"
        " WHERE person = $2 AND area_id IN (SELECT area FROM places_public_within WHERE root = $3)",
        args(sql_int(CALL_WAITING), sql_id(person.id), sql_id(scope.area.id)));
}

CallNoteList call_notes(Db *db, Scope scope, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT p.name, n.text, n.outcome, n.wants, n.at"
        "  FROM welcome_note n LEFT JOIN people_public_person p ON p.id = n.by_person"
        " WHERE n.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND n.person = $2 ORDER BY n.id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(person.id), sql_int(NOTES_SHOWN)));
    CallNoteList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (CallNote){
            .by_name = row_text(&rows, 0), .text = row_text(&rows, 1),
            .outcome = (CallOutcome)row_int(&rows, 2), .wants = row_int(&rows, 3),
            .at = row_int(&rows, 4),
        };
    return list;
}

/* Without a Scope: a count. The literal is the index's: CALL_WAITING. */
WelcomeWaiting welcome_waiting(Db *db, AreaId area)
{
    Rows rows = db_rows(db,
        "SELECT count(*), coalesce(min(c.since), 0)"
        "  FROM places_public_within w"
        "  JOIN welcome_call c ON c.area_id = w.area AND c.since > 0 AND c.state = 1"
        "  JOIN members_public_member m ON m.person = c.person"
        " WHERE w.root = $1",
        args(sql_id(area.id)));
    WelcomeWaiting waiting = {0};
    while (rows_next(&rows))
        waiting = (WelcomeWaiting){ row_int(&rows, 0), row_int(&rows, 1) };
    return waiting;
}

/* --- telling the officers ------------------------------------------------------------------ */

/* Without a Scope: counts, for a mail that names nobody. */
NewHereList new_to_tell(Db *db, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT c.area_id, count(*) FROM welcome_call c"
        " WHERE c.told_at = 0 AND NOT EXISTS"
        "       (SELECT 1 FROM welcome_told t WHERE t.area_id = c.area_id AND t.at > $1)"
        " GROUP BY c.area_id ORDER BY c.area_id LIMIT $2",
        args(sql_int(now - TELL_EVERY_MS), sql_int(TELL_AREAS)));
    NewHereList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (NewHere){ { row_id(&rows, 0) }, row_int(&rows, 1) };
    return list;
}

void new_told(Db *db, AreaId area, TimeMs now)
{
    db_run(db, "UPDATE welcome_call SET told_at = $1 WHERE area_id = $2 AND told_at = 0",
           args(sql_int(now), sql_id(area.id)));
    db_run(db,
        "INSERT INTO welcome_told (area_id, at) VALUES ($1, $2)"
        " ON CONFLICT (area_id) DO UPDATE SET at = excluded.at",
        args(sql_id(area.id), sql_int(now)));
}
