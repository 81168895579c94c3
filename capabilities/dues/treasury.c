/* treasury.c: who has paid, what came in, and one member's payments.
 *
 * A treasurer sees names, numbers and money, and no address: that is another
 * purpose. Above a party there are figures alone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/dues_view.h"

#include "capabilities/dues/remind.h"
#include "capabilities/dues/statement_store.h"
#include "capabilities/dues/treasury_page.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { LIST_NAME, LIST_NUMBER, LIST_RATE, LIST_UNTIL, LIST_STANDS };
static const Column list_columns[] = {
    [LIST_NAME]   = { .words = WORDS("Name"), .key = "name", .ways = SORT_UP },
    [LIST_NUMBER] = { .words = WORDS("Number"), .is_number = true },
    [LIST_RATE]   = { .words = WORDS("Rate") },
    [LIST_UNTIL]  = { .words = WORDS("Paid until"), .key = "until", .ways = SORT_UP },
    [LIST_STANDS] = { .words = WORDS("How it stands") },
};
static const char *const stand_values[] = { "", "none", "paid", "late", "lapsed", NULL };
static const char *const stand_words[] = { WORDS("Everybody"), WORDS("No rate yet"),
                                           WORDS("Paid up"), WORDS("Late"), WORDS("Lapsed"), NULL };
static const Filter list_filters[] = {
    { "stands", WORDS("How it stands"), stand_values, stand_words },
};

enum { PAY_SUM, PAY_DAY, PAY_HOW };
static const char *const how_values[] = { "cash", "cheque", "transfer", NULL };
static const char *const how_words[] = { WORDS("Cash"), WORDS("Cheque"), WORDS("Bank transfer"),
                                         NULL };
static const Field pay_fields[] = {
    [PAY_SUM] = { "sum", FIELD_LINE, WORDS("How much"), WORDS("In pounds, such as 5 or 12.50"),
                  .required = true, .max = 12 },
    [PAY_DAY] = { "day", FIELD_DATE, WORDS("Paid on"), .required = true },
    [PAY_HOW] = { "how", FIELD_CHOICE, WORDS("How it was paid"), .required = true,
                  .choices = how_values, .choice_words = how_words },
};

static const char *path_payer(const Request *req, const Place *place, MemberId member)
{
    return text_format(req->arena, "%s/members/%s", path_dues(req, place),
                       id_text(req->arena, member.id));
}

static bool is_joinable(PlaceKind kind)
{
    return kind == PLACE_PARTY || kind == PLACE_BRANCH;
}

/* --- everybody ------------------------------------------------------------------------- */

static void list_ask(Request *req, Treasury *view)
{
    bool by_until = view->sift.sort == LIST_UNTIL;
    view->list = payers(req->db, req->scope, (Standing)view->sift.chosen[0], &view->sift, by_until,
                        req->now);
    if (view->list.count > DUES_PER_PAGE) {
        view->list.count = DUES_PER_PAGE;
        const Payer *last = &view->list.item[DUES_PER_PAGE - 1];
        sift_next(&view->sift, last->key, last->id.id);
    }
}

Reply treasury_show(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Treasury view = {
        .req = req, .place = &place, .has_list = is_joinable(place.kind),
        .sift = sift_read_with(req, path_dues(req, &place), list_columns, COUNT(list_columns),
                               list_filters, COUNT(list_filters)),
        .totals = dues_totals(req->db, req->scope, req->now),
        .letters = dues_letters_waiting(req->db, req->scope),
        .waits_since = statements_wait_since(req->db, req->scope),
    };
    dues_income(req->db, req->scope, req->now, view.month);
    if (view.has_list)
        list_ask(req, &view);
    if (place.kind == PLACE_MOVEMENT)
        view.strays = strays(req->db);
    view.below = place_children(req->db, place.id);
    Page page = page_begin(req->arena, req->lang);
    treasury_page(&page, &view);
    return reply_page(req, say(req->lang, "Dues"), page_end(&page));
}

/* --- one of them --------------------------------------------------------------------------- */

static bool payer_of_path(Request *req, Place *place, Payer *payer)
{
    MemberId id;
    return place_by_id(req->db, req->scope.area, place)
        && id_from_text(req_param(req, "member"), &id.id)
        && payer_by_id(req->db, req->scope, id, req->now, payer);
}

static Form blank_payment(Request *req)
{
    Form form = form_blank(req, pay_fields, COUNT(pay_fields));
    form_fill(&form, PAY_DAY, date_iso(req->arena, req->now));
    return form;
}

static Reply payer_page_of(Request *req, const Place *place, const Payer *payer,
                           const Form *payment, int status)
{
    Form rate = rate_form(req, false);
    if (payer->rate != RATE_NONE)
        form_fill(&rate, 0, rate_key(payer->rate));
    PayerView view = {
        .req = req, .place = place, .payer = *payer, .payment = payment, .rate = &rate,
        .payments = payments_of(req->db, req->scope, payer),
    };
    Page page = page_begin(req->arena, req->lang);
    payer_page(&page, &view);
    return reply_page_status(req, status, payer->name, page_end(&page));
}

Reply payer_show(Request *req)
{
    Place place;
    Payer payer;
    if (!payer_of_path(req, &place, &payer))
        return reply_not_found(req);
    Form form = blank_payment(req);
    return payer_page_of(req, &place, &payer, &form, 200);
}

static bool day_typed(const char *text, TimeMs *day)
{
    int year = 0, month = 0, of_month = 0;
    if (sscanf(text, "%4d-%2d-%2d", &year, &month, &of_month) != 3 || month < 1 || month > 12
        || of_month < 1 || of_month > 31 || year < 2000)
        return false;
    *day = time_from_utc(year, month, of_month, 12, 0, 0);
    return civil_utc(*day).day == of_month;
}

Reply payer_pay(Request *req)
{
    Place place;
    Payer payer;
    if (!payer_of_path(req, &place, &payer))
        return reply_not_found(req);
    Form form = form_read(req, pay_fields, COUNT(pay_fields));
    int64_t pence = 0;
    TimeMs day = 0;
    if (form.error[PAY_SUM] == NULL
        && (!pence_read(form_text(&form, PAY_SUM), &pence) || pence < 1 || pence > RATE_PENCE_MAX))
        form_fault(&form, PAY_SUM, say(req->lang, "Please type a sum such as 5 or 12.50."));
    if (form.error[PAY_DAY] == NULL
        && (!day_typed(form_text(&form, PAY_DAY), &day) || day > req->now + DAY_MS))
        form_fault(&form, PAY_DAY, say(req->lang, "Please give a day that has been."));
    if (!form_ok(&form))
        return payer_page_of(req, &place, &payer, &form, 422);

    dues_pay(req->db, &req->site->rates, &(NewPayment){
        .person = payer.person, .by = req->who.person, .pence = pence, .day = day,
        .how = (PayHow)(PAY_CASH + form_choice(&form, PAY_HOW)),
    }, req->now, req->random);
    trail_change(req->db, req->scope, "dues.payment", payer.id.id, req->now);
    Reply reply = reply_see(req, path_payer(req, &place, payer.id));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply payer_choose(Request *req)
{
    Place place;
    Payer payer;
    if (!payer_of_path(req, &place, &payer))
        return reply_not_found(req);
    Form form = rate_form(req, true);
    const Rate *rate = rate_of(&req->site->rates, rate_by_key(form_text(&form, 0)));
    Reply reply = reply_see(req, path_payer(req, &place, payer.id));
    if (!form_ok(&form) || rate == NULL)
        return reply;
    dues_choose(req->db, payer.person, rate, req->now, req->now);
    trail_change(req->db, req->scope, "dues.rate", payer.id.id, req->now);
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply payer_undo(Request *req)
{
    Place place;
    Payer payer;
    PaymentId id;
    if (!payer_of_path(req, &place, &payer)
        || !id_from_text(req_param(req, "payment"), &id.id)
        || !payment_undo(req->db, req->scope, &payer, id, req->now, req->random))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "dues.undo", payer.id.id, req->now);
    Reply reply = reply_see(req, path_payer(req, &place, payer.id));
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}

/* --- letters --------------------------------------------------------------------------------- */

Reply dues_letters_show(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    LetterList letters = dues_letters_of(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    dues_letters_page(&page, req, &place, &letters);
    return reply_page(req, say(req->lang, "Reminders by letter"), page_end(&page));
}

Reply dues_letters_done(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    dues_letters_written(req->db, req->scope, req->now);
    trail_change(req->db, req->scope, "dues.letters", place.id.id, req->now);
    Reply reply = reply_see(req, path_dues(req, &place));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}
