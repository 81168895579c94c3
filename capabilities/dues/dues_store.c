/* dues_store.c: accounts and payments.
 *
 * What somebody has paid is a list of payments; until when it reaches is reckoned
 * from all of them whenever one comes or is undone. So nothing is ever counted
 * up or down, and an undo leaves what would be there without it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/dues_store.h"

#include "capabilities/dues/reckon.h"
#include "capabilities/dues/remind.h"
#include "capabilities/people/people.h"

enum { PAYMENTS_RECKONED_MAX = 2000 };
#define ASK_AGAIN_MS ((TimeMs)365 * DAY_MS)

/* --- accounts ---------------------------------------------------------------------- */

static bool is_asked_again(RateKind kind)
{
    return kind == RATE_REDUCED || kind == RATE_YOUTH;
}

void dues_choose(Db *db, PersonId person, const Rate *rate, TimeMs began, TimeMs now)
{
    db_run(db,
        "INSERT INTO dues_account (person, rate, pence, months, began, paid_until, stage,"
        " next_at, ask_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)"
        " ON CONFLICT (person) DO UPDATE SET rate = excluded.rate, pence = excluded.pence,"
        "   months = excluded.months, ask_at = excluded.ask_at",
        args(sql_id(person.id), sql_int(rate->kind), sql_int(rate->pence), sql_int(rate->months),
             sql_int(began), sql_int(paid_until(began, NULL, 0)),
             sql_int(paid_until(began, NULL, 0) + FIRST_AFTER_DAYS * DAY_MS),
             sql_int(is_asked_again(rate->kind) ? now + ASK_AGAIN_MS : 0)));
}

typedef struct { bool is_there; TimeMs began, paid_until; int64_t pence; int months; } Account;

/* Without a Scope: for reckoning; nobody is shown it. */
static Account account_of(Db *db, PersonId person)
{
    Rows rows = db_rows(db,
        "SELECT began, paid_until, pence, months FROM dues_account WHERE person = $1",
        args(sql_id(person.id)));
    Account account = {0};
    while (rows_next(&rows))
        account = (Account){ true, row_int(&rows, 0), row_int(&rows, 1), row_int(&rows, 2),
                             (int)row_int(&rows, 3) };
    return account;
}

void account_began_again(Db *db, PersonId person, TimeMs now)
{
    db_run(db,
        "UPDATE dues_account SET began = $2, paid_until = $3, stage = 0, next_at = $4"
        " WHERE person = $1 AND paid_until < $2",
        args(sql_id(person.id), sql_int(now), sql_int(paid_until(now, NULL, 0)),
             sql_int(paid_until(now, NULL, 0) + FIRST_AFTER_DAYS * DAY_MS)));
}

void account_ask_at(Db *db, PersonId person, TimeMs at)
{
    db_run(db, "UPDATE dues_account SET ask_at = $2 WHERE person = $1",
           args(sql_id(person.id), sql_int(at)));
}

/* --- payments ------------------------------------------------------------------------ */

/* Without a Scope: where the person belongs, for the books of that place. */
static bool where_of(Db *db, PersonId person, AreaId *area, MemberState *state)
{
    Rows rows = db_rows(db, "SELECT area_id, state FROM members_public_member WHERE person = $1",
                        args(sql_id(person.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *area = (AreaId){ row_id(&rows, 0) };
        *state = (MemberState)row_int(&rows, 1);
        is_there = true;
    }
    return is_there;
}

/* Without a Scope: for reckoning; nobody is shown them. */
void account_reckon(Db *db, PersonId person, TimeMs now, Random *random)
{
    Account account = account_of(db, person);
    AreaId area = {0};
    MemberState state = MEMBER_ACTIVE;
    if (!account.is_there)
        return;
    Rows rows = db_rows(db,
        "SELECT day, pence, per_pence, per_months FROM dues_payment"
        " WHERE person = $1 AND undone = 0 AND day >= $2 ORDER BY day, id LIMIT $3",
        args(sql_id(person.id), sql_int(account.began - DAY_MS), sql_int(PAYMENTS_RECKONED_MAX)));
    LIST_OF(Paid) paid = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &paid) = (Paid){ row_int(&rows, 0), row_int(&rows, 1),
                                                 row_int(&rows, 2), (int)row_int(&rows, 3) };
    TimeMs until = paid_until(account.began, paid.item, paid.count);
    if (until != account.paid_until)
        db_run(db,
            "UPDATE dues_account SET paid_until = $2, stage = 0, next_at = $3 WHERE person = $1",
            args(sql_id(person.id), sql_int(until), sql_int(until + FIRST_AFTER_DAYS * DAY_MS)));
    if (until > now && where_of(db, person, &area, &state) && state == MEMBER_LAPSED) {
        members_set_state(db, person, MEMBER_ACTIVE, now, random);
        people_make_member(db, person, area, now, random);
    }
}

/* The rate that costs exactly this, or else the standard one. */
static const Rate *rate_for(const Rates *rates, int64_t pence)
{
    for (size_t i = 0; i < rates->count; i++)
        if (rates->rate[i].pence == pence)
            return &rates->rate[i];
    return rate_of(rates, RATE_STANDARD);
}

bool dues_pay(Db *db, const Rates *rates, const NewPayment *payment, TimeMs now, Random *random)
{
    AreaId area = {0};
    MemberState state = MEMBER_ACTIVE;
    Account account = account_of(db, payment->person);
    const Rate *rate = rate_for(rates, payment->pence);
    if (!where_of(db, payment->person, &area, &state) || (!account.is_there && rate == NULL))
        return false;
    if (!account.is_there) {
        dues_choose(db, payment->person, rate, payment->day, now);
        account = account_of(db, payment->person);
    }
    const char *event = payment->event == NULL ? "" : payment->event;
    int64_t kept = db_run(db,
        "INSERT INTO dues_payment (person, id, area_id, pence, day, per_pence, per_months, how,"
        " statement, line, event, by_person, at, undone)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)"
        " ON CONFLICT DO NOTHING",
        args(sql_id(payment->person.id), sql_id(id_new(now, random)), sql_id(area.id),
             sql_int(payment->pence), sql_int(payment->day), sql_int(account.pence),
             sql_int(account.months), sql_int(payment->how), sql_id(payment->statement),
             sql_int(payment->line), sql_text(event), sql_id(payment->by.id), sql_int(now)));
    if (kept == 1)
        account_reckon(db, payment->person, now, random);
    return kept == 1;
}

bool payment_undo(Db *db, Scope scope, const Payer *payer, PaymentId id, TimeMs now, Random *random)
{
    bool is_undone = db_run(db,
        "UPDATE dues_payment SET undone = $4"
        " WHERE person = $1 AND id = $2 AND undone = 0"
        "   AND area_id IN (SELECT area FROM places_public_within WHERE root = $3)",
        args(sql_id(payer->person.id), sql_id(id.id), sql_id(scope.area.id), sql_int(now))) == 1;
    if (is_undone)
        account_reckon(db, payer->person, now, random);
    return is_undone;
}

static PaymentList payment_list(Db *db, Rows rows)
{
    PaymentList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Payment){
            .id     = { row_id(&rows, 0) },
            .pence  = row_int(&rows, 1),
            .day    = row_int(&rows, 2),
            .at     = row_int(&rows, 3),
            .undone = row_int(&rows, 4),
            .how    = (PayHow)row_int(&rows, 5),
        };
    return list;
}

PaymentList payments_of(Db *db, Scope scope, const Payer *payer)
{
    Rows rows = db_rows(db,
        "SELECT p.id, p.pence, p.day, p.at, p.undone, p.how FROM dues_payment p"
        " WHERE p.person = $1"
        "   AND EXISTS (SELECT 1 FROM members_public_member m"
        "                 JOIN places_public_within w ON w.area = m.area_id"
        "                WHERE m.person = p.person AND w.root = $2)"
        " ORDER BY p.day DESC, p.id DESC LIMIT $3",
        args(sql_id(payer->person.id), sql_id(scope.area.id), sql_int(PAYMENTS_SHOWN)));
    return payment_list(db, rows);
}

PaymentList payments_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, pence, day, at, undone, how FROM dues_payment"
        " WHERE person = $1 AND undone = 0 ORDER BY day DESC, id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(PAYMENTS_SHOWN)));
    return payment_list(db, rows);
}

/* --- who pays -------------------------------------------------------------------------- */

static Payer payer_of_row(Rows *rows, Scope scope)
{
    return (Payer){
        .person   = scope_person(scope, row_id(rows, 0)),
        .id       = { row_id(rows, 1) },
        .number   = row_int(rows, 2),
        .name     = row_text(rows, 3),
        .key      = row_text(rows, 4),
        .state    = (MemberState)row_int(rows, 5),
        .has_mail = row_int(rows, 6) != 0,
        .standing = (Standing)row_int(rows, 7),
        .rate     = (RateKind)row_int(rows, 8),
        .pence    = row_int(rows, 9),
        .months   = (int)row_int(rows, 10),
        .began    = row_int(rows, 11),
        .paid_until = row_int(rows, 12),
        .area     = {
            .id      = { row_id(rows, 13) },
            .kind    = (PlaceKind)row_int(rows, 14),
            .slug    = row_text(rows, 15),
            .name    = row_text(rows, 16),
            .name_cy = row_text(rows, 17),
        },
    };
}

static bool one_payer(Rows rows, Scope scope, Payer *payer)
{
    bool is_there = false;
    while (rows_next(&rows)) {
        *payer = payer_of_row(&rows, scope);
        is_there = true;
    }
    return is_there;
}

bool payer_own(Db *db, Scope scope, TimeMs now, Payer *payer)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.id, m.number, m.name, m.name_key, m.state, m.has_mail,"
        "       CASE WHEN m.state = 3 THEN 4 WHEN a.person IS NULL THEN 1"
        "            WHEN a.paid_until > $2 THEN 2 ELSE 3 END,"
        "       coalesce(a.rate, 0), coalesce(a.pence, 0), coalesce(a.months, 0),"
        "       coalesce(a.began, 0), coalesce(a.paid_until, 0),"
        "       p.id, p.kind, p.slug, p.name, p.name_cy"
        "  FROM members_public_member m"
        "  JOIN places_public_area p ON p.id = m.area_id"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE m.person = $1",
        args(sql_id(scope.who.id), sql_int(now)));
    return one_payer(rows, scope, payer);
}

bool payer_by_id(Db *db, Scope scope, MemberId id, TimeMs now, Payer *payer)
{
    Rows rows = db_rows(db,
        "SELECT m.person, m.id, m.number, m.name, m.name_key, m.state, m.has_mail,"
        "       CASE WHEN m.state = 3 THEN 4 WHEN a.person IS NULL THEN 1"
        "            WHEN a.paid_until > $3 THEN 2 ELSE 3 END,"
        "       coalesce(a.rate, 0), coalesce(a.pence, 0), coalesce(a.months, 0),"
        "       coalesce(a.began, 0), coalesce(a.paid_until, 0),"
        "       p.id, p.kind, p.slug, p.name, p.name_cy"
        "  FROM members_public_member m"
        "  JOIN places_public_area p ON p.id = m.area_id"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.id = $2",
        args(sql_id(scope.area.id), sql_id(id.id), sql_int(now)));
    return one_payer(rows, scope, payer);
}

/* The zero id stands before all others, so it must not become NULL here. */
static SqlValue sql_cursor_id(const Id *id)
{
    return sql_bytes(id->bytes, sizeof id->bytes);
}

static PayerList payers_by_name(Db *db, Scope scope, Standing only, const Sift *sift, TimeMs now)
{
    const char *like = text_format(db_arena(db), "%%%s%%",
                                   text_search_key(db_arena(db), sift->typed));
    int64_t number = 0;
    text_to_int(sift->typed, 1, INT64_MAX, &number);
    Rows rows = db_rows(db,
        "SELECT m.person, m.id, m.number, m.name, m.name_key, m.state, m.has_mail,"
        "       CASE WHEN m.state = 3 THEN 4 WHEN a.person IS NULL THEN 1"
        "            WHEN a.paid_until > $2 THEN 2 ELSE 3 END,"
        "       coalesce(a.rate, 0), coalesce(a.pence, 0), coalesce(a.months, 0),"
        "       coalesce(a.began, 0), coalesce(a.paid_until, 0),"
        "       p.id, p.kind, p.slug, p.name, p.name_cy"
        "  FROM members_public_member m"
        "  JOIN places_public_area p ON p.id = m.area_id"
        "  LEFT JOIN dues_account a ON a.person = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND (CAST($3 AS BIGINT) = 0"
        "        OR CASE WHEN m.state = 3 THEN 4 WHEN a.person IS NULL THEN 1"
        "                WHEN a.paid_until > $2 THEN 2 ELSE 3 END = $3)"
        "   AND (m.name_key LIKE $4 OR m.number = $5)"
        "   AND (m.name_key, m.id) > ($6, $7)"
        " ORDER BY m.name_key, m.id LIMIT $8",
        args(sql_id(scope.area.id), sql_int(now), sql_int(only), sql_text(like), sql_int(number),
             sql_text(sift->after), sql_cursor_id(&sift->after_id), sql_int(DUES_PER_PAGE + 1)));
    PayerList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = payer_of_row(&rows, scope);
    return list;
}

/* Who has paid for the shortest time first: those whom one looks for. */
static PayerList payers_by_paid(Db *db, Scope scope, Standing only, const Sift *sift, TimeMs now)
{
    const char *like = text_format(db_arena(db), "%%%s%%",
                                   text_search_key(db_arena(db), sift->typed));
    int64_t number = 0, after = 0;
    text_to_int(sift->typed, 1, INT64_MAX, &number);
    text_to_int(sift->after, 0, INT64_MAX, &after);
    Rows rows = db_rows(db,
        "SELECT m.person, m.id, m.number, m.name, CAST(a.paid_until AS TEXT), m.state, m.has_mail,"
        "       CASE WHEN m.state = 3 THEN 4 WHEN a.paid_until > $2 THEN 2 ELSE 3 END,"
        "       a.rate, a.pence, a.months, a.began, a.paid_until,"
        "       p.id, p.kind, p.slug, p.name, p.name_cy"
        "  FROM members_public_member m"
        "  JOIN places_public_area p ON p.id = m.area_id"
        "  JOIN dues_account a ON a.person = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND (CAST($3 AS BIGINT) = 0"
        "        OR CASE WHEN m.state = 3 THEN 4 WHEN a.paid_until > $2 THEN 2 ELSE 3 END = $3)"
        "   AND (m.name_key LIKE $4 OR m.number = $5)"
        "   AND (a.paid_until, m.id) > ($6, $7)"
        " ORDER BY a.paid_until, m.id LIMIT $8",
        args(sql_id(scope.area.id), sql_int(now), sql_int(only), sql_text(like), sql_int(number),
             sql_int(after), sql_cursor_id(&sift->after_id), sql_int(DUES_PER_PAGE + 1)));
    PayerList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = payer_of_row(&rows, scope);
    return list;
}

PayerList payers(Db *db, Scope scope, Standing only, const Sift *sift, bool by_paid_until,
                 TimeMs now)
{
    return by_paid_until ? payers_by_paid(db, scope, only, sift, now)
                         : payers_by_name(db, scope, only, sift, now);
}

/* --- totals: of people, without anybody in particular ------------------------------------- */

DuesTotals dues_totals(Db *db, Scope scope, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT s.standing, count(*), CAST(coalesce(sum(s.a_year), 0) AS BIGINT)"
        "  FROM (SELECT CASE WHEN m.state = 3 THEN 4 WHEN a.person IS NULL THEN 1"
        "                    WHEN a.paid_until > $2 THEN 2 ELSE 3 END AS standing,"
        "               CASE WHEN m.state = 3 OR a.person IS NULL THEN 0"
        "                    ELSE a.pence * 12 / a.months END AS a_year"
        "          FROM members_public_member m"
        "          LEFT JOIN dues_account a ON a.person = m.person"
        "         WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)) s"
        " GROUP BY s.standing",
        args(sql_id(scope.area.id), sql_int(now)));
    DuesTotals totals = {0};
    while (rows_next(&rows)) {
        int64_t standing = row_int(&rows, 0);
        if (standing <= STANDS_ALL || standing >= STANDS_END)
            continue;
        totals.people[standing] = row_int(&rows, 1);
        totals.people[STANDS_ALL] += row_int(&rows, 1);
        totals.pence_a_year += row_int(&rows, 2);
    }
    return totals;
}

void dues_income(Db *db, Scope scope, TimeMs now, int64_t month[DUES_MONTHS])
{
    CivilTime today = civil_utc(now);
    TimeMs first = months_after(time_from_utc(today.year, today.month, 1, 0, 0, 0),
                                1 - DUES_MONTHS);
    TimeMs begins[DUES_MONTHS];
    for (int i = 0; i < DUES_MONTHS; i++) {
        begins[i] = months_after(first, i);
        month[i] = 0;
    }
    Rows rows = db_rows(db,
        "SELECT p.day / 86400000, CAST(sum(p.pence) AS BIGINT) FROM dues_payment p"
        " WHERE p.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND p.day >= $2 AND p.undone = 0"
        " GROUP BY p.day / 86400000",
        args(sql_id(scope.area.id), sql_int(first)));
    while (rows_next(&rows)) {
        TimeMs day = row_int(&rows, 0) * DAY_MS;
        for (int i = DUES_MONTHS - 1; i >= 0; i--)
            if (day >= begins[i]) {
                month[i] += row_int(&rows, 1);
                break;
            }
    }
}

/* --- who is late ------------------------------------------------------------------------- */

static DuesLate late_of(Rows rows)
{
    DuesLate late = {0};
    while (rows_next(&rows))
        late = (DuesLate){ row_int(&rows, 0), row_int(&rows, 1) >= DUES_LATE_MAX };
    return late;
}

/* Without a Scope: a count. */
static DuesLate late_in_small(Db *db, AreaId area, TimeMs now)
{
    return late_of(db_rows(db,
        "SELECT count(*), 0 FROM members_public_member m"
        "  JOIN dues_account a ON a.person = m.person"
        " WHERE m.area_id IN (SELECT area FROM places_public_within WHERE root = $1)"
        "   AND m.state <> $3 AND a.paid_until <= $2",
        args(sql_id(area.id), sql_int(now), sql_int(MEMBER_LAPSED))));
}

/* Without a Scope: a count, of the latest of the movement. */
static DuesLate late_in_large(Db *db, AreaId area, TimeMs now)
{
    return late_of(db_rows(db,
        "WITH late AS (SELECT person FROM dues_account WHERE paid_until <= $2"
        "               ORDER BY paid_until DESC LIMIT $4)"
        " SELECT count(*), (SELECT count(*) FROM late)"
        "  FROM late l JOIN members_public_member m ON m.person = l.person"
        " WHERE m.state <> $3"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(area.id), sql_int(now), sql_int(MEMBER_LAPSED), sql_int(DUES_LATE_MAX))));
}

DuesLate dues_late(Db *db, AreaId area, TimeMs now)
{
    return members_in(db, area) <= DUES_SMALL_PLACE ? late_in_small(db, area, now)
                                                    : late_in_large(db, area, now);
}

/* Without what it costs: for those who look after a member of the scope's area. */
bool dues_paid_until(Db *db, Scope scope, PersonId person, TimeMs *until)
{
    Rows rows = db_rows(db,
        "SELECT a.paid_until FROM dues_account a JOIN members_public_member m ON m.person = a.person"
        " WHERE a.person = $2"
        "   AND EXISTS (SELECT 1 FROM places_public_within w WHERE w.root = $1 AND w.area = m.area_id)",
        args(sql_id(scope.area.id), sql_id(person.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *until = row_int(&rows, 0);
        is_there = true;
    }
    return is_there;
}
