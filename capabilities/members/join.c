/* join.c: the door: from a postcode to the local party, and one form.
 *
 * There is no account until the mailed link is used; people makes it then. What
 * else the form asked (which rate) travels with the link as a note and comes
 * back to the rooms that asked. Whether an address is known is not to be seen
 * here: the answer, its rows and its work are the same, and only the owner of
 * the mailbox reads that they are a member already. Who is too young is told
 * so before anything is asked.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/membership.h"

#include "capabilities/consent/consent.h"
#include "capabilities/members/join_page.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "core/postcode.h"

enum { JOIN_POSTCODE, JOIN_NAME, JOIN_MAIL, JOIN_RATE, JOIN_NEWS, JOIN_CALL, JOIN_READ,
       JOIN_FIELDS };
static const Field join_fields[JOIN_FIELDS] = {
    [JOIN_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Your postcode"),
                        WORDS("It says which local party is yours. For example LS6 3HN"),
                        .required = true, .max = 20, .autocomplete = "postal-code" },
    [JOIN_NAME] = { "name", FIELD_LINE, WORDS("Your name"),
                    WORDS("As you want to be called."), .required = true, .max = 80,
                    .autocomplete = "name" },
    [JOIN_MAIL] = { "mail", FIELD_MAIL, WORDS("Your e-mail address"),
                    WORDS("We send you a link. You have no account here before you use it."),
                    .required = true, .max = 254, .autocomplete = "email" },
    [JOIN_RATE] = { "rate", FIELD_CHOICE, WORDS("What you pay"),
                    WORDS("Pay what you can. Nobody but the treasurer sees it, you can change it "
                          "at any time, and you pay nothing today."), .required = true },
    [JOIN_NEWS] = { .name = "news", .type = FIELD_TICK }, /* the words of each: consent_wording() */
    [JOIN_CALL] = { .name = "call", .type = FIELD_TICK },
    [JOIN_READ] = { "read", FIELD_TICK,
                    WORDS("I share the movement's aims, and the officers of my local party may "
                          "write to me as a member."),
                    .required = true },
};

/* --- the form, as this movement wants it ------------------------------------------ */

void join_rate_choices(Request *req, Field *field)
{
    const Rates *rates = &req->site->rates;
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
    field->choices = values;
    field->choice_words = words;
}

const char *join_rate_note(Arena *arena, const Rates *rates, const char *key)
{
    const Rate *rate = rate_of(rates, rate_by_key(key));
    return rate == NULL ? "" : text_format(arena, "rate=%s&pence=%lld&months=%d",
                                           rate_key(rate->kind), (long long)rate->pence,
                                           rate->months);
}

/* A field that is not asked for is hidden and empty. */
static const Field *fields_for(Request *req, bool wants_postcode)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, JOIN_FIELDS);
    memcpy(fields, join_fields, sizeof join_fields);
    if (!wants_postcode)
        fields[JOIN_POSTCODE] = (Field){ .name = "postcode", .type = FIELD_HIDDEN };
    if (req->site->rates.count == 0)
        fields[JOIN_RATE] = (Field){ .name = "rate", .type = FIELD_HIDDEN };
    else
        join_rate_choices(req, &fields[JOIN_RATE]);
    fields[JOIN_NEWS].label = consent_wording(req->arena, req->lang, TOPIC_LOCAL_NEWS);
    fields[JOIN_CALL].label = consent_wording(req->arena, req->lang, TOPIC_CALL);
    if (req->site->join_age > 0)
        fields[JOIN_READ].label = SAY(req->arena, req->lang,
            "I am at least {1} years old, I share the movement's aims, and the officers of my "
            "local party may write to me as a member.",
            text_format(req->arena, "%d", req->site->join_age));
    return fields;
}

static Form blank_for(Request *req, bool wants_postcode)
{
    Form form = form_blank(req, fields_for(req, wants_postcode), JOIN_FIELDS);
    if (req->site->rates.count > 0)
        form_fill(&form, JOIN_RATE, rate_key(RATE_STANDARD));
    return form;
}

static Reply join_page_of(Request *req, const JoinView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    join_page(&page, view);
    const char *title = view->place == NULL
        ? say(req->lang, "Join") : SAY(req->arena, req->lang, "Join {1}",
                                       place_name(view->place, req->lang));
    return reply_page_status(req, status, title, page_end(&page));
}

static const char *yes_or_no(const Form *form, size_t field)
{
    return form_tick(form, field) ? "yes" : "no";
}

static Reply ask(Request *req, const Form *form, AreaId area)
{
    const char *rate = join_rate_note(req->arena, &req->site->rates, form_text(form, JOIN_RATE));
    return people_send_join_link(req, &(JoinAsk){
        .name = form_text(form, JOIN_NAME), .mail = form_text(form, JOIN_MAIL), .area = area,
        .note = text_format(req->arena, "%s%snews=%s&call=%s", rate, rate[0] == '\0' ? "" : "&",
                            yes_or_no(form, JOIN_NEWS), yes_or_no(form, JOIN_CALL)),
        .then = "/welcome",
    });
}

/* --- from any postcode --------------------------------------------------------------- */

static bool place_of_typed(Db *db, const char *typed, Place *place)
{
    int64_t key = postcode_key(typed, strlen(typed));
    if (key == POSTCODE_NO_KEY)
        return false;
    PlaceFound found = place_of_postcode(db, key);
    *place = found.has_branch ? found.branch : found.party;
    return found.is_known;
}

Reply join_anywhere_show(Request *req)
{
    Place own, place;
    if (req->who.is_signed_in)
        return place_by_id(req->db, who_area(&req->who), &own)
            ? reply_see(req, path_membership(req)) : reply_see(req, "/find");
    Form form = blank_for(req, true);
    const char *typed = req_query(req, "postcode");
    bool is_found = place_of_typed(req->db, typed, &place);
    if (is_found)
        form_fill(&form, JOIN_POSTCODE, text_trim(req->arena, typed));
    return join_page_of(req, &(JoinView){ .req = req, .form = &form,
                                          .place = is_found ? &place : NULL }, 200);
}

Reply join_anywhere_send(Request *req)
{
    Place place;
    if (req->who.is_signed_in)
        return reply_see(req, path_membership(req));
    Form form = form_read(req, fields_for(req, true), JOIN_FIELDS);
    bool is_found = place_of_typed(req->db, form_text(&form, JOIN_POSTCODE), &place);
    if (form_text(&form, JOIN_POSTCODE)[0] != '\0' && !is_found)
        form_fault(&form, JOIN_POSTCODE,
                   say(req->lang, "We do not know this postcode. Please look at it again, try the "
                                  "postcode of a neighbour, or choose your local party from the "
                                  "list of all of them."));
    if (!form_ok(&form))
        return join_page_of(req, &(JoinView){ .req = req, .form = &form,
                                              .place = is_found ? &place : NULL }, 422);
    return ask(req, &form, place.id);
}

Reply join_young_show(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    join_young(&page, req);
    return reply_page(req, say(req->lang, "Too young to join?"), page_end(&page));
}

/* --- from the page of a place ----------------------------------------------------------- */

/* Whether this place can be joined; a region says where to find one that can. */
static bool join_place(Request *req, Place *place)
{
    return place_by_id(req->db, req->scope.area, place)
        && (place->kind == PLACE_PARTY || place->kind == PLACE_BRANCH);
}

Reply join_show(Request *req)
{
    Place place, own;
    if (!join_place(req, &place))
        return reply_see(req, "/find");
    Form form = blank_for(req, false);
    JoinView view = { .req = req, .place = &place };
    if (!req->who.is_signed_in)
        view.form = &form;
    else if (place_by_id(req->db, who_area(&req->who), &own))
        view.own = &own;
    return join_page_of(req, &view, 200);
}

/* Someone whose address is known already: without membership, or one who has
 * moved here. */
static Reply join_signed_in(Request *req, const Place *place)
{
    Person person;
    if (id_equal(who_area(&req->who).id, place->id.id)
        || !person_by_id(req->db, req->who.person, &person))
        return reply_see(req, path_home(req));
    if (!membership_may_join(req->db, person.id, req->now))
        return reply_see(req, path_membership(req));
    people_make_member(req->db, person.id, place->id, req->now, req->random);
    capabilities_joined(req->db, person.id, person.name, person.mail, place->id, req->now,
                        req->random);
    trail_change(req->db, req->scope, "members.member", person.id.id, req->now);
    return reply_see(req, "/welcome");
}

Reply join_send(Request *req)
{
    Place place;
    if (!join_place(req, &place))
        return reply_see(req, "/find");
    if (req->who.is_signed_in)
        return join_signed_in(req, &place);

    Form form = form_read(req, fields_for(req, false), JOIN_FIELDS);
    if (!form_ok(&form))
        return join_page_of(req, &(JoinView){ .req = req, .place = &place, .form = &form }, 422);
    return ask(req, &form, place.id);
}
