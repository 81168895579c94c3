/* near.c: who is near me and wants to meet: saying yes, being counted, being seen,
 * asking, answering.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/welcome/near.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "capabilities/welcome/near_page.h"
#include "web/said.h"

static const char why_meet[] = "neighbours who want to meet";

static const char *const near_keys[] = { "counted", "seen", NULL };
static const char *const near_words[] = {
    WORDS("Count me, but show my name to nobody"),
    WORDS("Those near me who want to meet, too, may see my first name and ask me"),
};
static const Field near_fields[] = {
    { .name = "said", .type = FIELD_CHOICE, .label = WORDS("I would like to meet members near me"),
      .required = true, .choices = near_keys, .choice_words = near_words },
};

static const Field ask_fields[] = {
    { .name = "text", .type = FIELD_TEXT, .label = WORDS("A few words about you"),
      .hint = WORDS("Like: I have just joined and would rather not come alone. Your first name goes "
                    "with it, and no address."),
      .required = true, .max = NEAR_TEXT_MAX },
};

static const char *const answer_keys[] = { "yes", "no", NULL };
static const char *const answer_words[] = {
    WORDS("Yes: each of us gets the other’s e-mail address"), WORDS("Not this time"),
};
static const Field answer_fields[] = {
    { .name = "answer", .type = FIELD_CHOICE, .label = WORDS("Your answer"), .required = true,
      .choices = answer_keys, .choice_words = answer_words },
};

/* One's own place, and the constituency party around it; false: no member. */
static bool near_places(Request *req, AreaId *own, Place *party)
{
    *own = who_area(&req->who);
    if (!place_by_id(req->db, *own, party))
        return false;
    if (party->kind == PLACE_BRANCH) {
        PlaceList above = place_ancestors(req->db, *own);
        if (above.count > 0)
            *party = above.item[0];
    }
    return true;
}

/* --- the page ------------------------------------------------------------------------ */

static Reply near_reply(Request *req, const Form *form, int status)
{
    NearView view = { .req = req, .form = form };
    AreaId own;
    if (!near_places(req, &own, &view.party))
        return reply_see(req, path_home(req));
    view.said = near_own(req->db, req->scope, &view.since);
    view.count = near_count(req->db, req->scope, view.party.id);
    view.asks = near_asks(req->db, req->scope);
    view.receipts = near_receipts(req->db, req->scope);
    if (view.said != NEAR_OFF)
        view.seen = near_seen(req->db, req->scope, view.party.id, own);
    Page page = page_begin(req->arena, req->lang);
    near_me_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Who is near me and wants to meet"),
                             page_end(&page));
}

Reply near_show(Request *req)
{
    TimeMs since;
    Form form = form_blank(req, near_fields, COUNT(near_fields));
    NearSaid said = near_own(req->db, req->scope, &since);
    if (said != NEAR_OFF)
        form_fill(&form, 0, near_keys[said - NEAR_COUNTED]);
    return near_reply(req, &form, 200);
}

Reply near_keep(Request *req)
{
    Form form = form_read(req, near_fields, COUNT(near_fields));
    if (!form_ok(&form))
        return near_reply(req, &form, 422);
    near_say(req->db, req->scope, (NearSaid)((int)NEAR_COUNTED + form_choice(&form, 0)), req->now,
             req->random);
    trail_change(req->db, req->scope, "welcome.near", req->who.person.id, req->now);
    Reply reply = reply_see(req, "/near-me");
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

Reply near_off(Request *req)
{
    near_say(req->db, req->scope, NEAR_OFF, req->now, req->random);
    trail_change(req->db, req->scope, "welcome.near.off", req->who.person.id, req->now);
    Reply reply = reply_see(req, "/near-me");
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}

/* --- asking ---------------------------------------------------------------------------- */

static bool neighbour_of_path(Request *req, Neighbour *to)
{
    AreaId own;
    Place party;
    Id id;
    return id_from_text(req_param(req, "neighbour"), &id) && near_places(req, &own, &party)
        && near_by_id(req->db, req->scope, party.id, own, id, to);
}

static Reply ask_reply(Request *req, const Neighbour *to, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    near_ask_page(&page, &(NearAskView){ req, to, form });
    return reply_page_status(req, status, SAY(req->arena, req->lang, "Ask {1}", to->first),
                             page_end(&page));
}

Reply near_ask_show(Request *req)
{
    Neighbour to;
    if (!neighbour_of_path(req, &to))
        return reply_not_found(req);
    Form form = form_blank(req, ask_fields, COUNT(ask_fields));
    return ask_reply(req, &to, &form, 200);
}

static const char *may_words(Lang lang, NearMay may)
{
    switch (may) {
    case NEAR_MAY: break;
    case NEAR_TOO_MANY_TODAY:
        return say(lang, "You have asked several people today. Please go on tomorrow; your text is "
                         "still here.");
    case NEAR_ASKED_ENOUGH:
        return say(lang, "They have been asked several times this week. Please ask somebody else; "
                         "your text is still here.");
    case NEAR_ASKED_LATELY:
        return say(lang, "You have asked them already.");
    }
    return "";
}

static const char *first_of(Request *req, const char *name)
{
    return text_copy_bytes(req->arena, name, strcspn(name, " "));
}

static void tell_asked(Request *req, const Person *to, Id ask, const char *text)
{
    Lang lang = to->lang;
    const char *first = first_of(req, req->who.name);
    outbox_add(req->db, &(Message){
        .to = to->mail, .person = to->id, .why = why_meet,
        .subject = SAY(req->arena, lang, "{1} lives near you and would like to meet", first),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\n{2} lives near you and would like to meet. They write:\n\n{3}\n\n"
                    "To say yes or no:\n{4}/near-me/asks/{5}\n\nThey have not seen your address, "
                    "nor your last name. If you do not want to be asked any more, switch it off with "
                    "one press:\n{4}/near-me\n",
                    first_of(req, to->name), first, text, req->site->base_url,
                    id_text(req->arena, ask)),
    }, req->now, req->random);
}

Reply near_ask_send(Request *req)
{
    Neighbour to;
    if (!neighbour_of_path(req, &to))
        return reply_not_found(req);
    Form form = form_read(req, ask_fields, COUNT(ask_fields));
    NearMay may = near_may_ask(req->db, req->scope, to.person, req->now);
    Person person;
    if (form_ok(&form) && may != NEAR_MAY)
        form_fault(&form, 0, may_words(req->lang, may));
    else if (form_ok(&form)
             && (!person_by_id(req->db, to.person, &person) || person.mail[0] == '\0'))
        form_fault(&form, 0, say(req->lang, "They have no e-mail at the moment. Please ask "
                                            "somebody else."));
    if (!form_ok(&form))
        return ask_reply(req, &to, &form, 422);
    Id ask = near_ask(req->db, req->scope, to.person, form_text(&form, 0), req->now, req->random);
    tell_asked(req, &person, ask, form_text(&form, 0));
    trail_change(req->db, req->scope, "welcome.near.ask", ask, req->now);
    Reply reply = reply_see(req, "/near-me");
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

/* --- answering -------------------------------------------------------------------------- */

static bool ask_of_path(Request *req, NearAsk *ask)
{
    Id id;
    return id_from_text(req_param(req, "ask"), &id)
        && near_ask_by_id(req->db, req->scope, id, ask);
}

static Reply answer_reply(Request *req, const NearAsk *ask, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    near_answer_page(&page, &(NearAnswerView){ req, ask, form });
    return reply_page_status(req, status, say(req->lang, "Would you like to meet?"),
                             page_end(&page));
}

Reply near_answer_show(Request *req)
{
    NearAsk ask;
    if (!ask_of_path(req, &ask))
        return reply_not_found(req);
    Form form = form_blank(req, answer_fields, COUNT(answer_fields));
    return answer_reply(req, &ask, &form, 200);
}

/* A no is told without a name of the day or a reason: it needs none. */
static void tell_asker(Request *req, const NearAsk *ask, bool is_yes)
{
    Person asker, own;
    if (!person_by_id(req->db, ask->other, &asker) || asker.mail[0] == '\0'
        || !person_by_id(req->db, req->who.person, &own))
        return;
    Lang lang = asker.lang;
    const char *first = first_of(req, own.name);
    outbox_add(req->db, &(Message){
        .to = asker.mail, .person = asker.id, .why = why_meet,
        .subject = is_yes ? SAY(req->arena, lang, "{1} would like to meet you, too", first)
                          : say(lang, "Not this time"),
        .text = is_yes
            ? SAY(req->arena, lang,
                  "Hello {1},\n\n{2} would like to meet you, too. You can write to each other "
                  "now:\n\n{3}\n\nMeet in a public place the first time.\n",
                  first_of(req, asker.name), first, own.mail)
            : SAY(req->arena, lang,
                  "Hello {1},\n\nthe member near you whom you asked cannot meet at the moment. "
                  "There are others:\n{2}/near-me\n",
                  first_of(req, asker.name), req->site->base_url),
    }, req->now, req->random);
}

Reply near_answer_send(Request *req)
{
    NearAsk ask;
    if (!ask_of_path(req, &ask))
        return reply_not_found(req);
    Form form = form_read(req, answer_fields, COUNT(answer_fields));
    bool is_yes = form_choice(&form, 0) == 0;
    if (form_ok(&form)
        && !near_answer(req->db, req->scope, ask.id, is_yes ? NEAR_YES : NEAR_NO, req->now))
        form_fault(&form, 0, say(req->lang, "You have answered this already."));
    if (!form_ok(&form))
        return answer_reply(req, &ask, &form, 422);
    tell_asker(req, &ask, is_yes);
    trail_change(req->db, req->scope, "welcome.near.answer", ask.id, req->now);
    return reply_see(req, text_format(req->arena, "/near-me/asks/%s", id_text(req->arena, ask.id)));
}

/* On the first page only what waits for an answer. */
void near_home(Page *page, Request *req)
{
    NearAskList asks = near_asks(req->db, req->scope);
    for (size_t i = 0; i < asks.count; i++)
        if (!asks.item[i].is_mine && asks.item[i].answer == NEAR_OPEN)
            near_home_card(page, &asks.item[i]);
}
