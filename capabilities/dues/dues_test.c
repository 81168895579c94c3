/* dues_test.c: paying, being reminded, lapsing and coming back; the bank's statement;
 * and what a treasurer of another place does not see.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/dues_store.h"

#include "capabilities/dues/reckon.h"
#include "capabilities/dues/remind.h"
#include "capabilities/dues/statement_match.h"
#include "capabilities/dues/statement_view.h"
#include "capabilities/people/people.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

/* Ann, Bo and Cai pay in the branch, Dai beside; Tess keeps the books of the
 * branch, Ted those of the place beside. */
typedef struct {
    Journey *j;
    PersonId ann, bo, cai, dai, tess, ted;
    Browser  treasurer;
} Books;

static Arena *arena_of(Journey *j)
{
    return db_arena(j->db);
}

static void keeps_books(Journey *j, PersonId person, AreaId area)
{
    db_begin(j->db);
    people_give(j->db, &(NewGift){ .person = person, .area = area, .duty = duty(DUTY_TREASURER),
                                   .from = j->now, .until = j->now + 600 * DAY_MS,
                                   .by = person, .why = "a test" }, &j->random);
    CHECK("given", db_commit(j->db));
}

static void chooses(Journey *j, PersonId person, RateKind kind)
{
    db_begin(j->db);
    dues_choose(j->db, person, rate_of(&j->site.rates, kind), j->now, j->now);
    CHECK("chosen", db_commit(j->db));
}

static bool pays(Journey *j, PersonId person, int64_t pence, TimeMs day, const char *event)
{
    db_begin(j->db);
    bool is_kept = dues_pay(j->db, &j->site.rates, &(NewPayment){
        .person = person, .pence = pence, .day = day, .how = PAY_CASH, .event = event,
    }, j->now, &j->random);
    CHECK("no failure", db_commit(j->db));
    return is_kept;
}

static Books books_begin(void)
{
    Books books = { .j = journey_begin() };
    Journey *j = books.j;
    j->site.grace_days = 60;
    CHECK("rates", rates_read(j->arena, "standard 5.00 month, reduced 2.00 month, youth 1.00 month",
                              &j->site.rates) == NULL);
    books.ann = journey_member(j, "Ann Smith", "ann@example.org", j->branch.id);
    books.bo = journey_member(j, "Bo Rees", "bo@example.org", j->branch.id);
    books.cai = journey_member(j, "Cai Rees", "", j->branch.id);
    books.dai = journey_member(j, "Dai Jones", "dai@example.org", j->other_branch.id);
    books.tess = journey_member(j, "Tess Penny", "tess@example.org", j->branch.id);
    books.ted = journey_member(j, "Ted Penny", "ted@example.org", j->other_branch.id);
    keeps_books(j, books.tess, j->branch.id);
    keeps_books(j, books.ted, j->other_branch.id);
    chooses(j, books.ann, RATE_STANDARD);
    chooses(j, books.bo, RATE_REDUCED);
    chooses(j, books.cai, RATE_STANDARD);
    chooses(j, books.dai, RATE_STANDARD);
    books.treasurer = browser_new(j);
    browser_sign_in(&books.treasurer, "tess@example.org");
    return books;
}

static Payer payer_now(Journey *j, PersonId person)
{
    Payer payer = {0};
    payer_own(j->db, test_scope(arena_of(j), (AreaId){0}, PURPOSE_OWN, person), j->now, &payer);
    return payer;
}

static Scope scope_of(Journey *j, const Place *place)
{
    return test_scope(arena_of(j), place->id, PURPOSE_DUES, (PersonId){ id_new(1, &j->random) });
}

static void job_until(Journey *j, TimeMs until, TimeMs step)
{
    for (; j->now < until; j->now += step) {
        Job job = { .db = j->db, .arena = arena_of(j), .site = &j->site, .random = &j->random,
                    .now = j->now };
        while (dues_capability.job(&job))
            continue;
        CHECK("no failure", !db_failed(j->db));
    }
}

static const char *path_in(Journey *j, const Place *place, const char *rest)
{
    return text_format(arena_of(j), "/areas/%s/dues%s", place->slug, rest);
}

/* --- one's own ---------------------------------------------------------------------------- */

TEST(dues_are_chosen_by_oneself_and_the_reduced_rate_without_a_reason)
{
    Books books = books_begin();
    Journey *j = books.j;
    Browser ann = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    CHECK_CONTAINS("on her membership", browser_get(&ann, "/membership").body, "£5 a month");
    Reply page = browser_get(&ann, "/membership/dues");
    CHECK_CONTAINS("her rate", page.body, "value=\"standard\" checked");
    CHECK_CONTAINS("her number", page.body, text_format(arena_of(j), "%lld",
                   (long long)payer_now(j, books.ann).number));
    CHECK_INT("a rate that there is not",
              browser_post(&ann, "/membership/dues", "rate=supporting").status, 422);
    CHECK_INT("reduced", browser_post(&ann, "/membership/dues", "rate=reduced").status, 303);
    CHECK_INT("granted by choosing it", payer_now(j, books.ann).pence, 200);
    CHECK_INT("nobody else's", payer_now(j, books.cai).pence, 500);
    CHECK_INT("a guest", browser_new(j).cookie_count, 0);
    Browser guest = browser_new(j);
    CHECK_INT("is asked to sign in", browser_get(&guest, "/membership/dues").status, 401);
    j->site.rates.count = 0;
    CHECK_CONTAINS("without rates it costs nothing",
                   browser_get(&ann, "/membership/dues").body, "costs nothing");
    journey_end(j);
}

TEST(dues_chosen_when_joining_are_there_when_the_link_was_used)
{
    Books books = books_begin();
    Journey *j = books.j;
    j->now += MINUTE_MS;
    Browser eve = browser_new(j);
    browser_post(&eve, text_format(arena_of(j), "/areas/%s/join", j->branch.slug),
                 "name=Eve&mail=eve%40example.org&rate=reduced&read=yes");
    const char *token = between(j, journey_mail(j, "eve@example.org"), "/sign-in/link?token=", "\n");
    browser_post(&eve, "/sign-in/link", text_format(arena_of(j), "token=%s", token));
    CHECK_CONTAINS("reduced", browser_get(&eve, "/membership/dues").body,
                   "value=\"reduced\" checked");
    CHECK_INT("with a free month", journey_count(j, text_format(arena_of(j),
              "SELECT count(*) FROM dues_account WHERE pence = 200 AND paid_until = %lld",
              (long long)months_after(j->now, 1))), 1);
    journey_end(j);
}

/* --- the books are of one place ------------------------------------------------------------- */

TEST(dues_of_a_place_are_seen_by_its_treasurer_and_nobody_beside)
{
    Books books = books_begin();
    Journey *j = books.j;
    Reply page = browser_get(&books.treasurer, path_in(j, &j->branch, ""));
    CHECK_INT("hers", page.status, 200);
    CHECK_CONTAINS("with Ann", page.body, "Ann Smith");
    CHECK("and no address", strstr(page.body, "ann@example.org") == NULL);
    CHECK("and not Dai", strstr(page.body, "Dai") == NULL);
    CHECK_INT("a look is written down", journey_count(j,
              "SELECT count(*) FROM trail_entry WHERE kind = 1 AND purpose = 9"), 1);

    const char *member = text_format(arena_of(j), "/members/%s",
                                     id_text(arena_of(j), payer_now(j, books.dai).id.id));
    const struct { const char *name, *path; int status; } rows[] = {
        { "the place beside", path_in(j, &j->other_branch, ""), 404 },
        { "the party above", path_in(j, &j->party, ""), 404 },
        { "statements beside", path_in(j, &j->other_branch, "/statements"), 404 },
        { "somebody of beside, from here",
          path_in(j, &j->branch, member), 404 },
        { "letters are the membership officer's", path_in(j, &j->branch, "/letters"), 404 },
        { "the list of members is another's",
          text_format(arena_of(j), "/areas/%s/members", j->branch.slug), 404 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, browser_get(&books.treasurer, rows[i].path).status,
                  rows[i].status);
    Browser ann = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    CHECK_INT("no member", browser_get(&ann, path_in(j, &j->branch, "")).status, 404);
    journey_end(j);
}

TEST(dues_questions_stop_at_the_border_of_the_scope)
{
    Books books = books_begin();
    Journey *j = books.j;
    pays(j, books.ann, 500, j->now, "");
    pays(j, books.dai, 700, j->now, "");
    Scope here = scope_of(j, &j->branch), there = scope_of(j, &j->other_branch);
    Scope above = scope_of(j, &j->party);
    MemberId anns = payer_now(j, books.ann).id;
    Payer payer;
    CHECK("Ann, from here", payer_by_id(j->db, here, anns, j->now, &payer));
    CHECK("from above", payer_by_id(j->db, above, anns, j->now, &payer));
    CHECK("not from beside", !payer_by_id(j->db, there, anns, j->now, &payer));
    CHECK("by her number", payer_numbered(j->db, here, payer.number, &(PersonId){0}));
    CHECK("not by another", !payer_numbered(j->db, here, 1, &(PersonId){0}));
    CHECK("nor from beside", !payer_numbered(j->db, there, payer.number, &(PersonId){0}));

    Sift all = { .typed = "", .after = "" };
    CHECK_INT("by name", payers(j->db, here, STANDS_ALL, &all, false, j->now).count, 4);
    CHECK_INT("beside", payers(j->db, there, STANDS_ALL, &all, false, j->now).count, 2);
    CHECK_INT("by date", payers(j->db, here, STANDS_ALL, &all, true, j->now).count, 3);
    CHECK_INT("beside", payers(j->db, there, STANDS_ALL, &all, true, j->now).count, 1);
    CHECK_INT("totals", dues_totals(j->db, here, j->now).people[STANDS_ALL], 4);
    CHECK_INT("beside", dues_totals(j->db, there, j->now).people[STANDS_ALL], 2);
    CHECK_INT("agreed for a year", dues_totals(j->db, here, j->now).pence_a_year,
              12 * (500 + 200 + 500));
    int64_t month[DUES_MONTHS];
    dues_income(j->db, here, j->now, month);
    CHECK_INT("came in", month[DUES_MONTHS - 1], 500);
    dues_income(j->db, there, j->now, month);
    CHECK_INT("beside", month[DUES_MONTHS - 1], 700);

    TimeMs until = 0;
    CHECK("until when she has paid", dues_paid_until(j->db, here, books.ann, &until) && until > j->now);
    CHECK("from above", dues_paid_until(j->db, above, books.ann, &until));
    CHECK("not from beside", !dues_paid_until(j->db, there, books.ann, &until));

    payer_by_id(j->db, here, anns, j->now, &payer);
    PaymentList list = payments_of(j->db, here, &payer);
    CHECK_INT("her payments", list.count, 1);
    CHECK_INT("not from beside", payments_of(j->db, there, &payer).count, 0);
    CHECK_INT("her own", payments_own(j->db, test_scope(arena_of(j), (AreaId){0}, PURPOSE_OWN,
                                                        books.ann)).count, 1);
    CHECK_INT("and nobody else's", payments_own(j->db, test_scope(arena_of(j), (AreaId){0},
              PURPOSE_OWN, books.bo)).count, 0);
    db_begin(j->db);
    CHECK("not undone from beside", !payment_undo(j->db, there, &payer, list.item[0].id, j->now,
                                                  &j->random));
    Payer bos = payer_now(j, books.bo);
    CHECK("nor as another's", !payment_undo(j->db, here, &bos, list.item[0].id, j->now,
                                            &j->random));
    CHECK("undone", payment_undo(j->db, here, &payer, list.item[0].id, j->now, &j->random));
    db_commit(j->db);
    journey_end(j);
}

TEST(dues_list_is_sifted_sorted_and_turned_page_by_page)
{
    enum { MANY = 120 };
    Books books = books_begin();
    Journey *j = books.j;
    for (int i = 0; i < MANY; i++) {
        PersonId person = journey_member(j, text_format(arena_of(j), "Person%03d Zeta", i),
                                         text_format(arena_of(j), "p%d@example.org", i),
                                         j->branch.id);
        if (i % 2 == 0)
            chooses(j, person, RATE_STANDARD);
    }
    Scope here = scope_of(j, &j->branch);
    Sift sift = { .typed = "", .after = "" };
    size_t read = 0;
    for (int page = 0; page < 5; page++) {
        PayerList list = payers(j->db, here, STANDS_ALL, &sift, false, j->now);
        size_t shown = list.count > DUES_PER_PAGE ? DUES_PER_PAGE : list.count;
        read += shown;
        if (list.count <= DUES_PER_PAGE)
            break;
        sift.after = list.item[shown - 1].key;
        sift.after_id = list.item[shown - 1].id.id;
    }
    CHECK_INT("everybody once", read, MANY + 4);
    Sift all = { .typed = "", .after = "" }, rees = { .typed = "rees", .after = "" };
    CHECK_INT("without a rate", payers(j->db, here, STANDS_NO_RATE, &all, false, j->now).count,
              DUES_PER_PAGE + 1);
    CHECK_INT("of a name", payers(j->db, here, STANDS_ALL, &rees, false, j->now).count, 2);
    Sift number = { .typed = text_format(arena_of(j), "%lld",
                    (long long)payer_now(j, books.bo).number), .after = "" };
    CHECK_INT("of a number", payers(j->db, here, STANDS_ALL, &number, false, j->now).count, 1);
    pays(j, books.bo, 2000, j->now, "");
    PayerList dated = payers(j->db, here, STANDS_ALL, &all, true, j->now);
    CHECK("who is paid for longest comes last", dated.count > 1
          && !id_equal(dated.item[0].person.id, books.bo.id));
    CHECK_INT("late ones", payers(j->db, here, STANDS_LATE, &all, true, j->now).count, 0);
    CHECK_INT("later", payers(j->db, here, STANDS_LATE, &rees, true, j->now + 90 * DAY_MS).count,
              1);
    journey_end(j);
}

/* --- payments ---------------------------------------------------------------------------------- */

TEST(dues_payments_by_hand_move_the_date_and_can_be_undone)
{
    Books books = books_begin();
    Journey *j = books.j;
    Payer before = payer_now(j, books.ann);
    const char *member = path_in(j, &j->branch, text_format(arena_of(j), "/members/%s",
                                 id_text(arena_of(j), before.id.id)));
    const char *pay = text_format(arena_of(j), "%s/pay", member);
    static const struct { const char *name, *form; int status; } rows[] = {
        { "no sum", "sum=&day=2026-11-19&how=cash", 422 },
        { "no sum of money", "sum=five&day=2026-11-19&how=cash", 422 },
        { "nothing", "sum=0&day=2026-11-19&how=cash", 422 },
        { "no day", "sum=5&day=&how=cash", 422 },
        { "no such day", "sum=5&day=2026-02-31&how=cash", 422 },
        { "a day that comes", "sum=5&day=2026-12-31&how=cash", 422 },
        { "no way", "sum=5&day=2026-11-19", 422 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].name, browser_post(&books.treasurer, pay, rows[i].form).status,
                  rows[i].status);
    CHECK_INT("nothing yet", journey_count(j, "SELECT count(*) FROM dues_payment"), 0);
    CHECK_INT("ten pounds", browser_post(&books.treasurer, pay,
              "sum=10.00&day=2026-11-19&how=cheque").status, 303);
    CHECK_INT("two months more", payer_now(j, books.ann).paid_until,
              months_after(before.paid_until, 2));
    Reply page = browser_get(&books.treasurer, member);
    CHECK_CONTAINS("it stands there", page.body, "£10");
    const char *undo = text_format(arena_of(j), "%s/payments/%s/undo", member,
                                   between(j, page.body, "/payments/", "/undo"));
    CHECK_INT("undone", browser_post(&books.treasurer, undo, "").status, 303);
    CHECK_INT("as it was", payer_now(j, books.ann).paid_until, before.paid_until);
    CHECK_INT("not twice", browser_post(&books.treasurer, undo, "").status, 404);
    CHECK_INT("another rate", browser_post(&books.treasurer, text_format(arena_of(j), "%s/rate",
              member), "rate=youth").status, 303);
    CHECK_INT("for her", payer_now(j, books.ann).pence, 100);
    journey_end(j);
}

/* --- reminders and lapsing ------------------------------------------------------------------------ */

TEST(dues_that_do_not_come_are_reminded_of_before_a_membership_lapses)
{
    Books books = books_begin();
    Journey *j = books.j;
    TimeMs until = payer_now(j, books.ann).paid_until;
    pays(j, books.bo, 20000, j->now, "");
    static const char to_ann[] =
        "SELECT count(*) FROM outbox_message WHERE to_mail = 'ann@example.org' AND why = 'dues'";
    const struct { const char *name; TimeMs at; int64_t mails; MemberState state; } rows[] = {
        { "on the day", until, 0, MEMBER_ACTIVE },
        { "six days late", until + 6 * DAY_MS, 0, MEMBER_ACTIVE },
        { "a week late", until + 8 * DAY_MS, 1, MEMBER_ACTIVE },
        { "half-way", until + 31 * DAY_MS, 2, MEMBER_ACTIVE },
        { "two weeks before", until + 47 * DAY_MS, 3, MEMBER_ACTIVE },
        { "the last day", until + 59 * DAY_MS, 3, MEMBER_ACTIVE },
        { "after the grace", until + 61 * DAY_MS, 4, MEMBER_LAPSED },
        { "and then silence", until + 200 * DAY_MS, 4, MEMBER_LAPSED },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        job_until(j, rows[i].at, 6 * HOUR_MS);
        CHECK_INT(rows[i].name, journey_count(j, to_ann), rows[i].mails);
        CHECK_INT(rows[i].name, payer_now(j, books.ann).state, rows[i].state);
    }
    CHECK_INT("who paid hears nothing", journey_count(j,
              "SELECT count(*) FROM outbox_message WHERE to_mail = 'bo@example.org'"), 0);
    CHECK_INT("and stays", payer_now(j, books.bo).state, MEMBER_ACTIVE);
    CHECK_INT("letters for who has no address", journey_count(j,
              "SELECT count(*) FROM dues_letter"), 4);
    Browser ann = browser_new(j);
    browser_sign_in(&ann, "ann@example.org");
    CHECK_CONTAINS("she has no part", browser_get(&ann, "/").body,
                   "Your membership has lapsed");
    CHECK_CONTAINS("but a way", browser_get(&ann, "/membership/dues").body, "has lapsed");
    pays(j, books.ann, 500, j->now, "");
    CHECK_INT("paying takes it up again", payer_now(j, books.ann).state, MEMBER_ACTIVE);
    CHECK_INT("for a month from today", payer_now(j, books.ann).paid_until,
              months_after(j->now, 1));
    CHECK("with her part", strstr(browser_get(&ann, "/").body, "has lapsed") == NULL);
    journey_end(j);
}

TEST(dues_lapse_nobody_while_a_statement_waits_that_concerns_them)
{
    Books books = books_begin();
    Journey *j = books.j;
    TimeMs until = payer_now(j, books.ann).paid_until;
    db_begin(j->db);
    bool is_new;
    StatementId id = statement_add(j->db, scope_of(j, &j->branch), "Date,Amount\n", j->now,
                                   &j->random, &is_new);
    CHECK("it waits", db_commit(j->db) && is_new);
    job_until(j, until + 100 * DAY_MS, 12 * HOUR_MS);
    CHECK_INT("Ann stays", payer_now(j, books.ann).state, MEMBER_ACTIVE);
    CHECK_INT("Dai belongs to another place", payer_now(j, books.dai).state, MEMBER_LAPSED);
    db_begin(j->db);
    statement_take_back(j->db, scope_of(j, &j->branch), id, j->now);
    db_commit(j->db);
    job_until(j, j->now + 3 * DAY_MS, 12 * HOUR_MS);
    CHECK_INT("now it lapses", payer_now(j, books.ann).state, MEMBER_LAPSED);
    journey_end(j);
}

TEST(dues_ask_once_a_year_whether_a_reduced_rate_still_fits)
{
    Books books = books_begin();
    Journey *j = books.j;
    pays(j, books.bo, 200 * 30, j->now, "");
    pays(j, books.ann, 500 * 30, j->now, "");
    static const char asked[] =
        "SELECT count(*) FROM outbox_message WHERE body LIKE '%a year ago you chose%'";
    job_until(j, j->now + 364 * DAY_MS, 7 * DAY_MS);
    CHECK_INT("not before", journey_count(j, asked), 0);
    job_until(j, j->now + 14 * DAY_MS, DAY_MS);
    CHECK_INT("Bo alone, once", journey_count(j, asked), 1);
    CHECK_INT("nothing changed", payer_now(j, books.bo).pence, 200);
    journey_end(j);
}

TEST(dues_letters_are_those_of_the_place_and_go_when_they_were_written)
{
    Books books = books_begin();
    Journey *j = books.j;
    journey_officer(j, books.bo, j->branch.id);
    job_until(j, payer_now(j, books.cai).paid_until + 8 * DAY_MS, DAY_MS);
    Scope here = scope_of(j, &j->branch), there = scope_of(j, &j->other_branch);
    CHECK_INT("Cai's", dues_letters_waiting(j->db, here), 1);
    CHECK_INT("none beside", dues_letters_waiting(j->db, there), 0);
    CHECK_TEXT("by name", dues_letters_of(j->db, here).item[0].name, "Cai Rees");
    CHECK_INT("nor shown", dues_letters_of(j->db, there).count, 0);
    db_begin(j->db);
    dues_letters_written(j->db, there, j->now);
    db_commit(j->db);
    CHECK_INT("not written by another", dues_letters_waiting(j->db, here), 1);
    Browser officer = browser_new(j);
    browser_sign_in(&officer, "bo@example.org");
    CHECK_CONTAINS("the list", browser_get(&officer, path_in(j, &j->branch, "/letters")).body,
                   "Cai Rees");
    CHECK_INT("written", browser_post(&officer, path_in(j, &j->branch, "/letters"), "").status,
              303);
    CHECK_INT("gone", dues_letters_waiting(j->db, here), 0);
    journey_end(j);
}

/* --- a provider of payments ---------------------------------------------------------------------- */

/* A provider that exists only here: three payments, told two at a time, and
 * whatever was told may be told again. */
typedef struct { DuesEvent event[3]; int asked; } Till;

static size_t till_fetch(const DuesProvider *provider, Arena *arena, const char *cursor,
                         DuesEvent event[DUES_EVENTS_MAX], const char **next)
{
    Till *till = provider->state;
    int64_t from = 0;
    text_to_int(cursor, 0, 3, &from);
    size_t count = 0;
    till->asked++;
    for (int64_t i = from; i < 3 && count < 2; i++)
        event[count++] = till->event[i];
    *next = text_format(arena, "%lld", (long long)from + (long long)count);
    return count;
}

TEST(dues_told_by_a_provider_count_once_and_what_nobody_owns_is_not_lost)
{
    Books books = books_begin();
    Journey *j = books.j;
    TimeMs before = payer_now(j, books.ann).paid_until;
    static Till till;
    till = (Till){ .event = { { "e1", payer_now(j, books.ann).number, 500, j->now },
                              { "e2", 999999, 500, j->now },
                              { "e3", payer_now(j, books.ann).number, 500, j->now } } };
    DuesProvider provider = { "till", till_fetch, &till };
    dues_provider_use(&provider);
    Job job = { .db = j->db, .arena = arena_of(j), .site = &j->site, .random = &j->random,
                .now = j->now };
    for (int i = 0; i < 3; i++)
        dues_capability.job(&job);
    CHECK_INT("two months", payer_now(j, books.ann).paid_until, months_after(before, 2));
    db_run(j->db, "UPDATE dues_cursor SET cursor = '0'", no_args); /* told once more */
    for (int i = 0; i < 3; i++)
        dues_capability.job(&job);
    CHECK_INT("the same two months", payer_now(j, books.ann).paid_until, months_after(before, 2));
    CHECK_INT("the stray one waits for a person", journey_count(j,
              "SELECT count(*) FROM dues_stray WHERE number = 999999"), 1);
    dues_provider_use(NULL);
    int asked = till.asked;
    dues_capability.job(&job);
    CHECK_INT("without one nobody is asked", till.asked, asked);
    journey_end(j);
}

/* --- a bank's statement ------------------------------------------------------------------------------- */

static const char *statement_text(Books *books)
{
    return text_format(arena_of(books->j),
        "Date,Description,Paid in\n"
        "19/11/2026,SMITH A %lld,5.00\n"           /* a number and a name */
        "19/11/2026,BO REES DUES,2.00\n"           /* a name and the sum */
        "19/11/2026,REES,5.00\n"                   /* anybody's */
        "19/11/2026,RENT %lld,7.77\n"              /* a number, nothing else */
        "19/11/2026,A GIFT,100.00\n"
        "20/11/2026,SHOP,\n",
        (long long)payer_now(books->j, books->ann).number,
        (long long)payer_now(books->j, books->cai).number);
}

static const char *bring(Books *books, const char *text)
{
    Journey *j = books->j;
    Reply reply = browser_post(&books->treasurer, path_in(j, &j->branch, "/statements"),
                               text_format(arena_of(j), "text=%s",
                                           query_escape(arena_of(j), text)));
    CHECK_INT("brought", reply.status, 303);
    return text_copy(arena_of(j), reply_location(&reply));
}

static const char *below(Journey *j, const char *path, const char *rest)
{
    return text_format(arena_of(j), "%s%s", path, rest);
}

static const char columns_form[] = "day=1&amount=3&words=2&payer=&order=day";

TEST(dues_out_of_a_statement_are_matched_decided_booked_and_undone)
{
    Books books = books_begin();
    Journey *j = books.j;
    TimeMs ann = payer_now(j, books.ann).paid_until, bo = payer_now(j, books.bo).paid_until,
           cai = payer_now(j, books.cai).paid_until;
    const char *path = bring(&books, statement_text(&books));
    CHECK_CONTAINS("a guess at the columns", browser_get(&books.treasurer, path).body,
                   "value=\"3\" selected");
    CHECK_INT("columns without money", browser_post(&books.treasurer, below(j, path, "/columns"),
              "day=1&amount=2&words=2&payer=&order=day").status, 422);
    CHECK_INT("columns", browser_post(&books.treasurer, below(j, path, "/columns"),
              columns_form).status, 303);
    CHECK_INT("the text is gone", journey_count(j,
              "SELECT count(*) FROM dues_statement WHERE raw <> ''"), 0);
    static const struct { const char *name, *sql; int64_t count; } found[] = {
        { "two are sure", "SELECT count(*) FROM dues_line WHERE state = 1", 2 },
        { "one is a guess", "SELECT count(*) FROM dues_line WHERE state = 2", 1 },
        { "two are nobody's", "SELECT count(*) FROM dues_line WHERE state = 3", 2 },
    };
    for (size_t i = 0; i < COUNT(found); i++)
        CHECK_INT(found[i].name, journey_count(j, found[i].sql), found[i].count);

    CHECK_INT("a number that is nobody's", browser_post(&books.treasurer,
              below(j, path, "/lines/4"), "do=number&number=1").status, 422);
    CHECK_INT("one of another place", browser_post(&books.treasurer, below(j, path, "/lines/4"),
              text_format(arena_of(j), "do=number&number=%lld",
                          (long long)payer_now(j, books.dai).number)).status, 422);
    CHECK_INT("Cai's after all", browser_post(&books.treasurer, below(j, path, "/lines/4"),
              text_format(arena_of(j), "do=number&number=%lld",
                          (long long)payer_now(j, books.cai).number)).status, 303);
    CHECK_INT("no such line", browser_post(&books.treasurer, below(j, path, "/lines/99"),
              "do=not").status, 404);
    CHECK_INT("no dues", browser_post(&books.treasurer, below(j, path, "/lines/5"),
              "do=not").status, 303);
    CHECK_INT("booked", browser_post(&books.treasurer, below(j, path, "/book"), "").status, 303);
    CHECK_INT("Ann", payer_now(j, books.ann).paid_until, months_after(ann, 1));
    CHECK_INT("Bo", payer_now(j, books.bo).paid_until, months_after(bo, 1));
    CHECK_INT("Cai", payer_now(j, books.cai).paid_until, months_after(cai, 1));
    CHECK_INT("the gift still waits", journey_count(j,
              "SELECT count(*) FROM dues_statement WHERE state = 2"), 1);
    browser_post(&books.treasurer, below(j, path, "/book"), "rest=not");
    CHECK_INT("done", journey_count(j, "SELECT count(*) FROM dues_statement WHERE state = 3"), 1);
    CHECK_INT("nothing twice", journey_count(j, "SELECT count(*) FROM dues_payment"), 3);
    CHECK_INT("what the bank wrote is forgotten", journey_count(j,
              "SELECT count(*) FROM dues_line WHERE words <> '' OR payer <> '' OR key <> ''"), 0);

    CHECK_INT("undone", browser_post(&books.treasurer, below(j, path, "/undo"), "").status, 303);
    CHECK_INT("Ann as before", payer_now(j, books.ann).paid_until, ann);
    CHECK_INT("Cai as before", payer_now(j, books.cai).paid_until, cai);
    journey_end(j);
}

TEST(dues_of_the_same_statement_count_once_however_often_it_comes)
{
    Books books = books_begin();
    Journey *j = books.j;
    TimeMs ann = payer_now(j, books.ann).paid_until;
    const char *text = statement_text(&books);
    const char *path = bring(&books, text);
    browser_post(&books.treasurer, below(j, path, "/columns"), columns_form);
    browser_post(&books.treasurer, below(j, path, "/book"), "rest=not");
    CHECK_TEXT("the same text opens what is there", bring(&books, text), path);

    /* A month's statement that overlaps: two lines of the old one, one new, and a
     * line twice, which is two payments. */
    const char *more = text_format(arena_of(j), "%s21/11/2026,SMITH A %lld,5.00\n"
                                   "22/11/2026,BO REES DUES,2.00\n22/11/2026,BO REES DUES,2.00\n",
                                   text, (long long)payer_now(j, books.ann).number);
    const char *next = bring(&books, more);
    CHECK("another statement", !text_equal(next, path));
    browser_post(&books.treasurer, below(j, next, "/columns"), columns_form);
    CHECK_INT("what was there before is known", journey_count(j,
              "SELECT count(*) FROM dues_line WHERE state = 6"), 5);
    browser_post(&books.treasurer, below(j, next, "/book"), "rest=not");
    CHECK_INT("Ann: two months", payer_now(j, books.ann).paid_until, months_after(ann, 2));
    CHECK_INT("Bo: three payments", payments_own(j->db, test_scope(arena_of(j), (AreaId){0},
              PURPOSE_OWN, books.bo)).count, 3);
    journey_end(j);
}

static Reply send_statement(Books *books, const char *form, const char *name, const char *bytes,
                            size_t length)
{
    return browser_send_file(&books->treasurer, path_in(books->j, &books->j->branch, "/statements"),
                             form, "file", name, bytes, length);
}

TEST(dues_a_statement_comes_as_a_file_too_and_is_known_again_in_either_shape)
{
    Books books = books_begin();
    Journey *j = books.j;
    static const char file[] = "\xEF\xBB\xBF" "Date,Description,Amount\r\n"
                               "19/11/2026,ANN SMITH \xC2\xA3,5.00\r\n";
    Reply reply = send_statement(&books, "text=", "november.csv", file, strlen(file));
    CHECK_INT("brought", reply.status, 303);
    const char *path = text_copy(arena_of(j), reply_location(&reply));
    CHECK_CONTAINS("its first lines", browser_get(&books.treasurer, path).body, "ANN SMITH £");
    CHECK_TEXT("the same text, put into the page, opens it",
               bring(&books, "Date,Description,Amount\n19/11/2026,ANN SMITH £,5.00\n\n"), path);
    CHECK_CONTAINS("and that is said", browser_get(&books.treasurer, path).body, "This came before");
    static const char old[] = "Date,Description,Amount\r\n19/11/2026,ANN SMITH \xA3,5.00\r\n";
    reply = send_statement(&books, "", "old.csv", old, strlen(old));
    CHECK_TEXT("in another encoding, too", reply_location(&reply), path);
    CHECK_INT("one", journey_count(j, "SELECT count(*) FROM dues_statement"), 1);
    browser_post(&books.treasurer, below(j, path, "/columns"), columns_form);
    CHECK_INT("its line", journey_count(j, "SELECT count(*) FROM dues_line"), 1);
    journey_end(j);
}

TEST(dues_what_is_no_statement_is_refused_and_says_why)
{
    Books books = books_begin();
    Journey *j = books.j;
    static char long_one[STATEMENT_BYTES_MAX + 1];
    memset(long_one, 'a', sizeof long_one);
    static const char wide[] = "D\0a\0t\0e\0,\0S\0u\0m\0\n\0" "1\0,\0" "2\0"; /* UTF-16 */
    const struct { const char *name, *bytes; size_t length; int status; const char *says; } rows[] = {
        { "nothing at all", "", 0, 422, "Please choose the bank" },
        { "blanks", " \r\n", 3, 422, "Please choose the bank" },
        { "a workbook", "PK\3\4\24\0\6\0", 8, 422, "This is no table of a bank" },
        { "a PDF", "%PDF-1.7\n\1\2", 11, 422, "This is no table of a bank" },
        { "a letter", "Dear treasurer", 14, 422, "This is no table of a bank" },
        { "too long", long_one, sizeof long_one, 422, "This is too long" },
        { "two bytes each", wide, sizeof wide - 1, 303, "" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Reply reply = send_statement(&books, "text=", "x.csv", rows[i].bytes, rows[i].length);
        CHECK_INT(rows[i].name, reply.status, rows[i].status);
        if (reply.status == 422)
            CHECK_CONTAINS(rows[i].name, reply.body, rows[i].says);
    }
    CHECK_INT("neither file nor text", browser_post(&books.treasurer,
              path_in(j, &j->branch, "/statements"), "text=").status, 422);
    CHECK_INT("no other was kept", journey_count(j, "SELECT count(*) FROM dues_statement"), 1);
    journey_end(j);
}

TEST(dues_decided_once_are_known_the_next_month)
{
    Books books = books_begin();
    Journey *j = books.j;
    const char *first = bring(&books, "Date,Description,Amount\n19/11/2026,XYZ TRADING,5.00\n");
    browser_post(&books.treasurer, below(j, first, "/columns"), columns_form);
    CHECK_INT("nobody knows", journey_count(j, "SELECT count(*) FROM dues_line WHERE state = 3"), 1);
    browser_post(&books.treasurer, below(j, first, "/lines/2"),
                 text_format(arena_of(j), "do=number&number=%lld",
                             (long long)payer_now(j, books.ann).number));
    browser_post(&books.treasurer, below(j, first, "/book"), "");
    const char *second = bring(&books, "Date,Description,Amount\n19/12/2026,XYZ TRADING,5.00\n");
    browser_post(&books.treasurer, below(j, second, "/columns"), columns_form);
    CHECK_INT("now it is sure", journey_count(j, "SELECT count(*) FROM dues_line WHERE state = 1"),
              1);
    journey_end(j);
}

TEST(dues_statements_are_those_of_one_treasurers_place)
{
    Books books = books_begin();
    Journey *j = books.j;
    const char *path = bring(&books, statement_text(&books));
    browser_post(&books.treasurer, below(j, path, "/columns"), columns_form);
    Scope here = scope_of(j, &j->branch), there = scope_of(j, &j->other_branch);
    CHECK_INT("here", statements_of(j->db, here).count, 1);
    CHECK_INT("not there", statements_of(j->db, there).count, 0);
    StatementId id = statements_of(j->db, here).item[0].id;
    Statement statement;
    Line line;
    CHECK("by its id", statement_by_id(j->db, here, id, &statement));
    CHECK("not from beside", !statement_by_id(j->db, there, id, &statement));
    CHECK_INT("its lines", statement_lines(j->db, here, id).count, 5);
    CHECK_INT("not from beside", statement_lines(j->db, there, id).count, 0);
    CHECK("one line", statement_line(j->db, here, id, 2, &line));
    Line theirs = line;
    CHECK("not from beside", !statement_line(j->db, there, id, 2, &theirs));
    CHECK("it waits here", statements_wait_since(j->db, here) > 0);
    CHECK_INT("not there", statements_wait_since(j->db, there), 0);
    CHECK("guesses", guesses(j->db, here, id, true).count > 0);
    CHECK_INT("nobody of beside", guesses(j->db, there, id, true).count, 0);
    CHECK_INT("nor by the whole name", guesses(j->db, there, id, false).count, 0);

    db_begin(j->db);
    line.state = LINE_NOT_DUES;
    line_set(j->db, there, id, &line);
    statement_close(j->db, there, id, j->now);
    statement_take_back(j->db, there, id, j->now);
    statement_lines_add(j->db, there, id, &(LineList){0});
    db_commit(j->db);
    CHECK_INT("nothing was changed from there", journey_count(j,
              "SELECT count(*) FROM dues_line WHERE state = 5"), 0);
    statement_by_id(j->db, here, id, &statement);
    CHECK_INT("it still waits", statement.state, STATEMENT_READ);

    browser_post(&books.treasurer, below(j, path, "/book"), "rest=not");
    CHECK_INT("who paid, here", statement_payers(j->db, here, id).count, 2);
    CHECK_INT("nobody, there", statement_payers(j->db, there, id).count, 0);
    Browser ted = browser_new(j);
    browser_sign_in(&ted, "ted@example.org");
    const char *from_there = text_format(arena_of(j), "/areas/%s/dues/statements/%s",
                                         j->other_branch.slug, id_text(arena_of(j), id.id));
    CHECK_INT("a treasurer beside", browser_get(&ted, from_there).status, 404);
    CHECK_INT("cannot undo it", browser_post(&ted, below(j, from_there, "/undo"), "").status, 404);

    /* The same text in two places is two statements, and each knows its own lines. */
    db_begin(j->db);
    bool is_new;
    StatementId beside = statement_add(j->db, there, statement_text(&books), j->now, &j->random,
                                       &is_new);
    CHECK("new there", is_new);
    Line copy = line;
    copy.print = (Hash){ { 7 } };
    LineList one = { &copy, 1, 1 };
    statement_lines_add(j->db, there, beside, &one);
    db_commit(j->db);
    CHECK_INT("nothing was there before", lines_before(j->db, there, beside).count, 0);
    journey_end(j);
}
