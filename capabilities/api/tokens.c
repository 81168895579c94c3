/* tokens.c: making a key for a program, seeing which there are, ending one; and
 * what a key may do at this moment.
 *
 * A key stands for its maker in one place, for some purposes, until a day. What
 * it may do is worked out anew for each request: of the grants that the maker
 * has now, those for its purposes, cut down to its place. So it never has more
 * rights than they, and a grant that ends takes the key's right with it; what
 * it reads is noted and counted as read by them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

#include "capabilities/api/tokens_page.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

#define TOKEN_START "gsw_" /* so that it is known when it lies about somewhere */
enum { TOKEN_BYTES = 32 };

/* --- what a key may do ------------------------------------------------------------------- */

/* The smaller of two places, when one lies in the other. */
static bool area_of_both(Db *db, AreaId a, AreaId b, TimeMs now, AreaId *both)
{
    if (place_is_inside(db, a, b, now)) {
        *both = a;
        return true;
    }
    *both = b;
    return place_is_inside(db, b, a, now);
}

static void add_grants(Db *db, Who *who, const Token *token, TimeMs now)
{
    size_t count;
    const Grant *all = people_grants(db, token->person, now, &count);
    Grant *kept = ARENA_ARRAY(db_arena(db), Grant, count + 1);
    for (size_t i = 0; i < count; i++) {
        Grant grant = all[i];
        bool is_for_it = (token->purposes & PURPOSE_BIT(grant.purpose)) != 0;
        if (is_for_it && area_of_both(db, grant.area, token->area.id, now, &grant.area))
            kept[who->grant_count++] = grant;
    }
    who->grant = kept;
}

bool api_who(Db *db, const Request *req, Who *who)
{
    static const char scheme[] = "Bearer ";
    Token token;
    Person person;
    if (!text_starts(req->authorization, scheme)
        || !token_find(db, hash_of_text(req->authorization + strlen(scheme)), req->now, &token)
        || !person_by_id(db, token.person, &person))
        return false;
    *who = (Who){ .is_signed_in = true, .person = person.id, .name = person.name,
                  .session_seen = req->now };
    add_grants(db, who, &token, req->now);
    return true;
}

/* --- the page -------------------------------------------------------------------------------- */

enum { MAKE_NAME, MAKE_AREA, MAKE_FOR, MAKE_DAYS, MAKE_FIELDS };

static const char *const purpose_values[] = { "take_part", "membership", "information", NULL };
static const char *const purpose_words[] = {
    WORDS("What every member may read"), WORDS("Members of the place: names, addresses, telephone"),
    WORDS("Pages of the place"), NULL,
};
static const Purpose purposes[] = { PURPOSE_TAKE_PART, PURPOSE_MEMBERSHIP, PURPOSE_INFORMATION };

static const char *const days_values[] = { "1", "7", "30", "90", NULL };
static const char *const days_words[] = { WORDS("One day"), WORDS("A week"), WORDS("A month"),
                                          WORDS("Three months"), NULL };

static const Field make_fields[MAKE_FIELDS] = {
    [MAKE_NAME] = { "name", FIELD_LINE, WORDS("What it is for"),
                    WORDS("So that you know it again, like: our list of birthdays."),
                    .required = true, .max = TOKEN_NAME_MAX },
    [MAKE_AREA] = { "area", FIELD_SELECT, WORDS("In which place"), .required = true, .max = 120 },
    [MAKE_FOR]  = { "for", FIELD_MANY, WORDS("What it may read"),
                    WORDS("Never more than you may at that moment."), .required = true,
                    .choices = purpose_values, .choice_words = purpose_words },
    [MAKE_DAYS] = { "days", FIELD_CHOICE, WORDS("For how long"), .required = true,
                    .choices = days_values, .choice_words = days_words },
};

/* The places of one's own grants, each once. */
static const Field *fields_for(Request *req)
{
    const char **values = ARENA_ARRAY(req->arena, const char *, req->who.grant_count + 1);
    const char **words = ARENA_ARRAY(req->arena, const char *, req->who.grant_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < req->who.grant_count; i++) {
        Place place;
        bool is_there = false;
        if (!place_by_id(req->db, req->who.grant[i].area, &place))
            continue;
        for (size_t k = 0; k < count; k++)
            is_there = is_there || text_equal(values[k], place.slug);
        if (is_there)
            continue;
        values[count] = place.slug;
        words[count++] = place_name(&place, req->lang);
    }
    Field *fields = ARENA_ARRAY(req->arena, Field, MAKE_FIELDS);
    memcpy(fields, make_fields, sizeof make_fields);
    fields[MAKE_AREA].choices = values;
    fields[MAKE_AREA].choice_words = words;
    return fields;
}

static Reply tokens_page(Request *req, const Form *form, const char *made, int status)
{
    TokensView view = { .req = req, .form = form, .made = made,
                        .tokens = tokens_own(req->db, req->scope),
                        .may_make = req->who.grant_count > 0 };
    Page page = page_begin(req->arena, req->lang);
    api_tokens_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Keys for programs"), page_end(&page));
}

Reply tokens_show(Request *req)
{
    Form form = form_blank(req, fields_for(req), MAKE_FIELDS);
    form_fill(&form, MAKE_DAYS, "30");
    return tokens_page(req, &form, NULL, 200);
}

static const char *token_new(Request *req)
{
    uint8_t bytes[TOKEN_BYTES];
    char *hex = arena_take(req->arena, 2 * TOKEN_BYTES + 1);
    random_bytes(req->random, bytes, sizeof bytes);
    return text_format(req->arena, TOKEN_START "%s",
                       sodium_bin2hex(hex, 2 * TOKEN_BYTES + 1, bytes, sizeof bytes));
}

static size_t in_force(Request *req)
{
    TokenList all = tokens_own(req->db, req->scope);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        count += all.item[i].ended == 0 && all.item[i].until > req->now;
    return count;
}

Reply tokens_make(Request *req)
{
    Form form = form_read(req, fields_for(req), MAKE_FIELDS);
    if (form_ok(&form) && in_force(req) >= TOKENS_MAX)
        form_fault(&form, MAKE_NAME, say(req->lang, "You have twenty keys in force. Please end one "
                                                    "that is not needed any more."));
    Token token = { .name = form_text(&form, MAKE_NAME), .created = req->now };
    if (!form_ok(&form) || !place_by_slug(req->db, form_text(&form, MAKE_AREA), &token.area))
        return tokens_page(req, &form, NULL, 422);
    for (size_t i = 0; i < COUNT(purposes); i++)
        if (form_has(&form, MAKE_FOR, i))
            token.purposes |= PURPOSE_BIT(purposes[i]);
    int64_t days = 1;
    text_to_int(form_text(&form, MAKE_DAYS), 1, TOKEN_DAYS_MAX, &days);
    token.until = req->now + days * DAY_MS;
    const char *made = token_new(req);
    TokenId id = token_add(req->db, req->scope, &token, hash_of_text(made), req->random);
    trail_change(req->db, req->scope, "api.token", id.id, req->now);
    Form blank = form_blank(req, fields_for(req), MAKE_FIELDS);
    return tokens_page(req, &blank, made, 200);
}

Reply tokens_end_one(Request *req)
{
    TokenId id;
    if (!id_from_text(req_param(req, "token"), &id.id)
        || !token_end(req->db, req->scope, id, req->now))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "api.token", id.id, req->now);
    Reply reply = reply_see(req, "/account/tokens");
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}
