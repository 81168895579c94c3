/* dues.c: this room's record, and one's own page: what I pay, until when it
 * reaches, and how to change it. The treasurer's pages are in treasury.c, a
 * bank's statements in statement.c, reminders and lapsing in remind.c.
 *
 * A reduced rate is asked for by choosing it, and granted by that: nobody looks
 * at a person's purse. Once a year a mail asks whether it still fits.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/dues.h"

#include "capabilities/dues/dues_page.h"
#include "capabilities/dues/dues_view.h"
#include "capabilities/dues/remind.h"
#include "capabilities/dues/statement.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { CHOOSE_RATE };

const char *path_own_dues(const Request *req)
{
    (void)req;
    return "/membership/dues";
}

const char *path_dues(const Request *req, const Place *place)
{
    return text_format(req->arena, "%s/dues", path_place(req, place));
}

const char *standing_words(Standing standing)
{
    switch (standing) {
    case STANDS_ALL:     return WORDS("Everybody");
    case STANDS_NO_RATE: return WORDS("No rate yet");
    case STANDS_PAID:    return WORDS("Paid up");
    case STANDS_LATE:    return WORDS("Late");
    case STANDS_LAPSED:  return WORDS("Lapsed");
    case STANDS_END:     break;
    }
    return "";
}

Form rate_form(Request *req, bool is_sent)
{
    const Rates *rates = &req->site->rates;
    Field *field = ARENA_NEW(req->arena, Field);
    const char **values = ARENA_ARRAY(req->arena, const char *, rates->count + 1);
    const char **words = ARENA_ARRAY(req->arena, const char *, rates->count + 1);
    for (size_t i = 0; i < rates->count; i++) {
        const Rate *rate = &rates->rate[i];
        values[i] = rate_key(rate->kind);
        words[i] = SAY(req->arena, req->lang, "{1}: {2}, {3}",
                       say(req->lang, rate_words(rate->kind)),
                       rate_price(req->arena, req->lang, rate),
                       rate_hint(req->arena, req->lang, rates, rate->kind));
    }
    values[rates->count] = words[rates->count] = NULL;
    *field = (Field){ .name = "rate", .type = FIELD_CHOICE, .label = WORDS("Rate"),
                      .required = true, .choices = values, .choice_words = words };
    return is_sent ? form_read(req, field, 1) : form_blank(req, field, 1);
}

/* --- one's own ------------------------------------------------------------------------- */

static Reply own_page(Request *req, OwnDues *view, int status)
{
    view->payments = payments_own(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    dues_own(&page, view);
    return reply_page_status(req, status, say(req->lang, "My dues"), page_end(&page));
}

Reply own_dues_show(Request *req)
{
    OwnDues view = { .req = req, .form = rate_form(req, false) };
    view.is_member = payer_own(req->db, req->scope, req->now, &view.payer);
    if (view.is_member && view.payer.rate != RATE_NONE)
        form_fill(&view.form, CHOOSE_RATE, rate_key(view.payer.rate));
    return own_page(req, &view, 200);
}

Reply own_dues_choose(Request *req)
{
    OwnDues view = { .req = req, .form = rate_form(req, true) };
    view.is_member = payer_own(req->db, req->scope, req->now, &view.payer);
    if (!view.is_member)
        return reply_see(req, path_membership(req));
    const Rate *rate = rate_of(&req->site->rates,
                               rate_by_key(form_text(&view.form, CHOOSE_RATE)));
    if (!form_ok(&view.form) || rate == NULL)
        return own_page(req, &view, 422);
    dues_choose(req->db, view.payer.person, rate, req->now, req->now);
    trail_change(req->db, req->scope, "dues.rate", view.payer.id.id, req->now);
    Reply reply = reply_see(req, path_own_dues(req));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

static void own_dues_card(Page *page, Request *req)
{
    Payer payer;
    if (req->site->rates.count > 0 && payer_own(req->db, req->scope, req->now, &payer))
        dues_card(page, req, &payer);
}

static void treasury_card(Page *page, Request *req)
{
    Place place;
    if (req->site->rates.count > 0 && place_has_desk(req, req->scope.area, PURPOSE_DUES)
        && place_by_id(req->db, req->scope.area, &place))
        dues_area_card(page, req, &place);
}

static void dues_work(Work *work)
{
    Request *req = work->req;
    if (req->site->rates.count == 0)
        return;
    if (work_is_for(work, PURPOSE_MEMBERSHIP)) {
        DuesLate late = dues_late(req->db, work->area, req->now);
        work_figure(work, late.people, false,
                      late.is_least ? say(req->lang, "Dues overdue, at least")
                                    : say(req->lang, "Dues overdue"),
                      work_path(work, "members?dues=late"));
    }
    if (work_is_for(work, PURPOSE_DUES))
        work_way(work, say(req->lang, "Who has paid"), work_path(work, "dues"));
}

static void dues_of_member(Page *page, Request *req, PersonId person)
{
    TimeMs until = 0;
    if (req->site->rates.count == 0)
        return;
    bool is_there = dues_paid_until(req->db, req->scope, person, &until);
    dues_member_card(page, &(DuesOfMember){ req, is_there, until,
                                            place_has_desk(req, req->scope.area, PURPOSE_DUES) });
}

/* --- what other rooms tell ---------------------------------------------------------------- */

/* The form for joining asked for a rate; the settings may have changed since. */
static void dues_joined_note(Db *db, PersonId person, const char *note, Lang lang, TimeMs now,
                             Random *random)
{
    (void)lang, (void)random;
    Rate rate;
    if (note_rate(db_arena(db), note, &rate))
        dues_choose(db, person, &rate, now, now);
}

static void dues_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                        TimeMs now, Random *random)
{
    (void)name, (void)mail, (void)area, (void)random;
    account_began_again(db, person, now);
}

/* --- the policy ---------------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/membership/dues", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      own_dues_show, WORDS("see what one pays, and until when it reaches"), false },
    { POST, "/membership/dues", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      own_dues_choose, WORDS("choose what one pays"), false },

    { GET,  "/areas/:area/dues", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES, LOAD_OFFICE,
      treasury_show, WORDS("see who has paid their dues"), false },
    { GET,  "/areas/:area/dues/letters", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      dues_letters_show, WORDS("see who is to be reminded by letter"), false },
    { POST, "/areas/:area/dues/letters", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      dues_letters_done, WORDS("say that the letters were sent"), false },
    { GET,  "/areas/:area/dues/members/:member", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES,
      LOAD_OFFICE, payer_show, WORDS("see the dues of one member"), false },
    { POST, "/areas/:area/dues/members/:member/pay", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES,
      LOAD_OFFICE, payer_pay, WORDS("write down a payment"), false },
    { POST, "/areas/:area/dues/members/:member/rate", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES,
      LOAD_OFFICE, payer_choose, WORDS("note the rate that a member has asked for"), false },
    { POST, "/areas/:area/dues/members/:member/payments/:payment/undo", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_DUES, LOAD_OFFICE, payer_undo, WORDS("undo a payment"), false },

    { GET,  "/areas/:area/dues/statements", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES, LOAD_OFFICE,
      statements_show, WORDS("see which bank statements came in"), false },
    { POST, "/areas/:area/dues/statements", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES, LOAD_OFFICE,
      statement_bring, WORDS("bring in a bank statement"), ROUTE_TAKES_FILE },
    { GET,  "/areas/:area/dues/statements/:statement", MAY_OFFICER, AREA_IN_PATH, PURPOSE_DUES,
      LOAD_OFFICE, statement_show, WORDS("look through a bank statement"), false },
    { POST, "/areas/:area/dues/statements/:statement/columns", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_DUES, LOAD_OFFICE, statement_map, WORDS("say which column of it is what"), false },
    { POST, "/areas/:area/dues/statements/:statement/lines/:line", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_DUES, LOAD_OFFICE, statement_decide, WORDS("say whose payment a line is"), false },
    { POST, "/areas/:area/dues/statements/:statement/book", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_DUES, LOAD_OFFICE, statement_book, WORDS("book a bank statement"), false },
    { POST, "/areas/:area/dues/statements/:statement/undo", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_DUES, LOAD_OFFICE, statement_undo, WORDS("undo a whole bank statement"), false },
};

const Capability dues_capability = {
    .name = "dues",
    .routes = routes, .route_count = COUNT(routes),
    .own_card = own_dues_card,
    .area_card = treasury_card,
    .work = dues_work,
    .member_card = dues_of_member,
    .joined = dues_joined,
    .joined_note = dues_joined_note,
    .job = dues_job,
};
