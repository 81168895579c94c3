/* sign_up.c: "keep me up to date", for who is no member (yet).
 *
 * Somebody types an address and says what they would like to hear about. One
 * mail goes there with a link, whoever has the address and whether anybody has;
 * the page says the same always. The link opens a page with the very sentences
 * of the consent above a button, because mail scanners open links too. Only the
 * button says yes; who does not press it is forgotten after three days.
 *
 * Who belongs to us already gets the topics for their membership; who joins
 * later takes them along (reader_becomes()).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "capabilities/outbox/outbox.h"
#include "core/postcode.h"

enum { TOKEN_BYTES = 16, TOKEN_CHARS = 2 * TOKEN_BYTES, A_DAY_MAX = 3 /* such mails to one mailbox */ };

/* What is offered to who is no member, in the order of the choices. */
static const Topic offered[] = { TOPIC_LOCAL_NEWS, TOPIC_EVENTS, TOPIC_HELP, TOPIC_NATIONAL_NEWS };
static const char *const offered_keys[] = { "local-news", "events", "help", "national-news", NULL };

enum { SIGN_UP_TOPICS, SIGN_UP_MAIL, SIGN_UP_POSTCODE, SIGN_UP_AREA, SIGN_UP_FIELDS };
static const Field sign_up_fields[SIGN_UP_FIELDS] = {
    [SIGN_UP_TOPICS] = { "topics", FIELD_MANY, WORDS("What would you like to hear about?"),
                         WORDS("Tick what you like. You can stop each of them with the link that "
                               "stands in every mail."),
                         .required = true },
    [SIGN_UP_MAIL] = { "mail", FIELD_MAIL, WORDS("Your e-mail address"), .required = true,
                       .max = 254, .autocomplete = "email" },
    [SIGN_UP_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Your postcode"),
                           WORDS("It says which local party is near you. We keep the name of the "
                                 "place, and not the postcode. You can leave it out if you only "
                                 "want what the whole movement writes."),
                           .max = 20, .autocomplete = "postal-code" },
    [SIGN_UP_AREA] = { "area", FIELD_HIDDEN, .max = 100 },
};

const char *path_up_to_date(const Request *req, const char *area_slug)
{
    return area_slug == NULL ? "/up-to-date"
                             : text_format(req->arena, "/up-to-date?area=%s", area_slug);
}

/* --- the form ------------------------------------------------------------------------ */

/* With a place the postcode is not asked for: who is on its page knows it. */
static const Field *fields_for(Request *req, bool has_place)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, SIGN_UP_FIELDS);
    const char **words = ARENA_ARRAY(req->arena, const char *, COUNT(offered) + 1);
    memcpy(fields, sign_up_fields, sizeof sign_up_fields);
    for (size_t i = 0; i < COUNT(offered); i++)
        words[i] = SAY(req->arena, req->lang, "{1}: {2}", say(req->lang, topic_title(offered[i])),
                       say(req->lang, topic_words(offered[i])));
    words[COUNT(offered)] = NULL;
    fields[SIGN_UP_TOPICS].choices = offered_keys;
    fields[SIGN_UP_TOPICS].choice_words = words;
    if (has_place)
        fields[SIGN_UP_POSTCODE] = (Field){ .name = "postcode", .type = FIELD_HIDDEN, .max = 20 };
    return fields;
}

static Reply form_page(Request *req, const Form *form, const Place *place, int status)
{
    Page page = page_begin(req->arena, req->lang);
    sign_up_page(&page, &(SignUpView){ .req = req, .form = form, .place = place });
    return reply_page_status(req, status, say(req->lang, "Keep me up to date"), page_end(&page));
}

static bool place_of_slug(Request *req, const char *slug, Place *place)
{
    return slug[0] != '\0' && place_by_slug(req->db, slug, place) && place->kind >= PLACE_MOVEMENT;
}

Reply sign_up_show(Request *req)
{
    Place place;
    bool has_place = place_of_slug(req, req_query(req, "area"), &place);
    Form form = form_blank(req, fields_for(req, has_place), SIGN_UP_FIELDS);
    form_fill(&form, SIGN_UP_AREA, has_place ? place.slug : "");
    return form_page(req, &form, has_place ? &place : NULL, 200);
}

static unsigned topics_of(const Form *form)
{
    unsigned topics = 0;
    for (size_t i = 0; i < COUNT(offered); i++)
        if (form_has(form, SIGN_UP_TOPICS, i))
            topics |= 1U << offered[i];
    return topics;
}

/* The place of the page, or of the postcode; the whole movement for who names
 * none and wants nothing of one. */
static bool place_asked(Form *form, Place *place)
{
    Request *req = form->req;
    const char *typed = form_text(form, SIGN_UP_POSTCODE);
    bool is_national = topics_of(form) == 1U << TOPIC_NATIONAL_NEWS;
    if (place_of_slug(req, form_text(form, SIGN_UP_AREA), place))
        return true;
    if (typed[0] == '\0' && is_national)
        return place_movement(req->db, place);
    int64_t key = postcode_key(typed, strlen(typed));
    PlaceFound found = { .is_known = false };
    if (key != POSTCODE_NO_KEY)
        found = place_of_postcode(req->db, key);
    *place = found.has_branch ? found.branch : found.party;
    if (typed[0] == '\0')
        form_fault(form, SIGN_UP_POSTCODE,
                   say(req->lang, "For what happens near you we need your postcode. Without it, "
                                  "choose the news from the whole movement alone."));
    else if (!found.is_known)
        form_fault(form, SIGN_UP_POSTCODE,
                   say(req->lang, "We do not know this postcode. Please look at it again, try the "
                                  "postcode of a neighbour, or choose your local party from the "
                                  "list of all of them."));
    return found.is_known;
}

/* --- the mail ------------------------------------------------------------------------ */

static void mail_link(Request *req, const char *mail, const char *token)
{
    Arena *arena = req->arena;
    outbox_add(req->db, &(Message){
        .to = mail, .why = "keep me up to date",
        .subject = SAY(arena, req->lang, "Shall we keep you up to date? {1}", req->site->movement),
        .text = SAY(arena, req->lang,
            "Hello,\n\nsomebody, we hope you, would like {1} to write to this address. Open this "
            "link to see what it is about, and say yes there:\n\n{2}\n\n"
            "It works for three days. If it was not you, do nothing: we write to you no more, and "
            "forget this address.\n",
            req->site->movement,
            text_format(arena, "%s/up-to-date/yes/%s", req->site->base_url, token)),
    }, req->now, req->random);
}

Reply sign_up_send(Request *req)
{
    Place place, shown;
    bool has_place = place_of_slug(req, req_field(req, "area"), &shown);
    Form form = form_read(req, fields_for(req, has_place), SIGN_UP_FIELDS);
    bool is_placed = place_asked(&form, &place);
    if (!form_ok(&form) || !is_placed)
        return form_page(req, &form, has_place ? &shown : NULL, 422);
    int64_t wait_ms;
    if (req->prefix != 0
        && !req_take(req, LIMIT_PREFIX_ASK, &req->prefix, sizeof req->prefix, &wait_ms))
        return reply_too_often(req, wait_ms);

    const char *mail = form_text(&form, SIGN_UP_MAIL);
    if (outbox_may_ask(req, "up to date", mail, A_DAY_MAX)) {
        uint8_t bytes[TOKEN_BYTES];
        char *token = arena_take(req->arena, TOKEN_CHARS + 1);
        random_bytes(req->random, bytes, sizeof bytes);
        sodium_bin2hex(token, TOKEN_CHARS + 1, bytes, sizeof bytes);
        asked_add(req->db, hash_of_text(token),
                  &(Asked){ .mail = mail, .area = place.id, .lang = req->lang,
                            .topics = topics_of(&form) },
                  req->now);
        mail_link(req, mail, token);
    }
    return reply_see(req, "/up-to-date/sent");
}

Reply sign_up_sent(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    sign_up_sent_page(&page, req);
    return reply_page(req, say(req->lang, "Look into your mail"), page_end(&page));
}

/* --- the link ------------------------------------------------------------------------ */

static Reply link_page(Request *req, const Asked *asked, bool is_over, bool is_done)
{
    Place place;
    bool has_place = !is_over && place_by_id(req->db, asked->area, &place)
        && place.kind != PLACE_MOVEMENT;
    Page page = page_begin(req->arena, req->lang);
    sign_up_link_page(&page, &(SignUpLinkView){ .req = req, .asked = asked,
                                                .place = has_place ? &place : NULL,
                                                .is_over = is_over, .is_done = is_done });
    return reply_page(req, say(req->lang, "Keep me up to date"), page_end(&page));
}

Reply sign_up_link(Request *req)
{
    Asked asked = {0};
    bool is_there = asked_by_token(req->db, hash_of_text(req_param(req, "link")), req->now, &asked)
        && asked.topics != 0; /* else it is an objection's (objection.c) */
    return link_page(req, &asked, !is_there, false);
}

/* Who named no place this time stays where they hear from. */
static AreaId area_kept(Request *req, const Asked *asked)
{
    Place place;
    AreaId before;
    bool is_whole = place_by_id(req->db, asked->area, &place) && place.kind == PLACE_MOVEMENT;
    return is_whole && reader_area(req->db, asked->mail, &before) ? before : asked->area;
}

Reply sign_up_yes(Request *req)
{
    Hash token = hash_of_text(req_param(req, "link"));
    Asked asked = {0};
    if (!asked_by_token(req->db, token, req->now, &asked) || asked.topics == 0
        || !asked_use(req->db, token, req->now))
        return link_page(req, &asked, true, false);
    SubjectId subject = consent_reader(req->db, asked.mail, area_kept(req, &asked), asked.lang,
                                       req->now, req->random);
    for (size_t i = 0; i < COUNT(offered); i++)
        if ((asked.topics >> offered[i] & 1U) != 0)
            consent_give(req->db, &(NewConsent){
                .subject = subject, .topic = offered[i], .pace = PACE_AT_ONCE, .lang = req->lang,
                .channel = CHANNEL_SIGN_UP, .at = req->now,
            }, req->random);
    outbox_arrives(req->db, asked.mail);
    return link_page(req, &asked, false, true);
}

/* --- on the page of a place ------------------------------------------------------------ */

void sign_up_area_card(Page *page, Request *req)
{
    if (!req->who.is_signed_in)
        sign_up_card(page, req);
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        objection_card(page, req);
}
