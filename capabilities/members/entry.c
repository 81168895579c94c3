/* entry.c: an officer enters a new member by hand: who joined at a stall, on the
 * phone, on paper. No e-mail is needed.
 *
 * What they said yes to is kept with the way they said it and with who asked. Who
 * may be in the list already is shown as far as the officer may see, in the own
 * place. Somebody like them elsewhere is not shown and not named: the entry waits,
 * and who sees the whole movement decides. The officer learns no more from that
 * than that somebody looks at it, and each such entry stands in the trail.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/members/entry.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/rights/rights.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

static const char *const lang_values[] = { "en", "cy", NULL };
static const char *const lang_words[] = { WORDS("English"), WORDS("Cymraeg"), NULL };
static const char *const way_keys[] = { "paper", "spoken", NULL };
static const char *const way_words[] = { WORDS("On paper, signed"),
                                         WORDS("By word of mouth: they told me"), NULL };

/* What an officer may ask about, in the order of the boxes. */
static const Topic asked[] = { TOPIC_CALL, TOPIC_LOCAL_NEWS, TOPIC_EVENTS, TOPIC_HELP,
                               TOPIC_NATIONAL_NEWS };
static const char *const asked_keys[] = { "call", "local-news", "events", "help", "national-news",
                                          NULL };

enum { ENTRY_NAME, ENTRY_POSTCODE, ENTRY_ADDRESS, ENTRY_PHONE, ENTRY_MAIL, ENTRY_REACH, ENTRY_LANG,
       ENTRY_RATE, ENTRY_TOPICS, ENTRY_WAY, ENTRY_SURE, ENTRY_OTHER, ENTRY_FIELDS };
static const Field entry_fields[ENTRY_FIELDS] = {
    [ENTRY_NAME] = { "name", FIELD_LINE, WORDS("Name"), WORDS("As they want to be called."),
                     .required = true, .max = 80 },
    [ENTRY_POSTCODE] = { "postcode", FIELD_LINE, WORDS("Postcode"),
                         WORDS("It says which branch is theirs. For example LS6 3HN"), .max = 20 },
    [ENTRY_ADDRESS] = { "address", FIELD_TEXT, WORDS("Address"),
                        WORDS("As it stands on an envelope, without the name and the postcode."),
                        .max = TEND_ADDRESS_MAX },
    [ENTRY_PHONE] = { "phone", FIELD_LINE, WORDS("Phone"), .max = 30 },
    [ENTRY_MAIL] = { "mail", FIELD_MAIL, WORDS("E-mail address"),
                     WORDS("Only if they have one: we write to it that you have entered them."),
                     .max = 254 },
    [ENTRY_REACH] = { "reach", FIELD_CHOICE, WORDS("Best reached"), .required = true,
                      .choices = reach_keys, .choice_words = reach_key_words },
    [ENTRY_LANG] = { "lang", FIELD_CHOICE, WORDS("Language for letters and mails"),
                     .required = true, .choices = lang_values, .choice_words = lang_words },
    [ENTRY_RATE] = { "rate", FIELD_CHOICE, WORDS("What they pay"), .required = true },
    [ENTRY_TOPICS] = { "topics", FIELD_MANY, WORDS("What they said yes to"),
                       WORDS("Read it out, or let them read it; tick only what they said yes to "
                             "themselves. It is kept with your name."),
                       .choices = asked_keys },
    [ENTRY_WAY] = { "way", FIELD_CHOICE, WORDS("How they said it"), .required = true,
                    .choices = way_keys, .choice_words = way_words },
    [ENTRY_SURE] = { "sure", FIELD_TICK,
                     WORDS("They want to be a member, share the movement's aims, and know that I "
                           "write this down."), .required = true },
    [ENTRY_OTHER] = { .name = "other", .type = FIELD_HIDDEN, .max = 3 },
};

const char *path_entry(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/members/new", area_slug);
}

/* `asks_other`: there are some who may be the same, so that has to be said. */
static const Field *fields_for(Request *req, bool asks_other)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, ENTRY_FIELDS);
    const char **words = ARENA_ARRAY(req->arena, const char *, COUNT(asked) + 1);
    memcpy(fields, entry_fields, sizeof entry_fields);
    for (size_t i = 0; i < COUNT(asked); i++)
        words[i] = consent_wording(req->arena, req->lang, asked[i]);
    words[COUNT(asked)] = NULL;
    fields[ENTRY_TOPICS].choice_words = words;
    if (req->site->rates.count == 0)
        fields[ENTRY_RATE] = (Field){ .name = "rate", .type = FIELD_HIDDEN };
    else
        join_rate_choices(req, &fields[ENTRY_RATE]);
    if (asks_other)
        fields[ENTRY_OTHER] = (Field){
            .name = "other", .type = FIELD_TICK,
            .label = WORDS("It is somebody else, who is not in the list yet"),
        };
    return fields;
}

static Reply form_page(Request *req, const Form *form, const Alike *alike, int status)
{
    EntryView view = { .req = req, .form = form, .waits = req_query(req, "waits")[0] != '\0' };
    if (alike != NULL)
        view.alike = *alike;
    Page page = page_begin(req->arena, req->lang);
    entry_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Enter a new member"), page_end(&page));
}

Reply entry_show(Request *req)
{
    Form form = form_blank(req, fields_for(req, false), ENTRY_FIELDS);
    form_fill(&form, ENTRY_REACH, "letter");
    form_fill(&form, ENTRY_LANG, lang_code(req->lang));
    if (req->site->rates.count > 0)
        form_fill(&form, ENTRY_RATE, rate_key(RATE_STANDARD));
    return form_page(req, &form, NULL, 200);
}

/* --- reading it ----------------------------------------------------------------------- */

/* The place of the postcode, if it lies in the officer's own; without a postcode
 * that own place, when one can belong to it. */
static AreaId area_of(Form *form, const TypedPostcode *postcode)
{
    Request *req = form->req;
    Place own;
    bool is_own_joinable = place_by_id(req->db, req->scope.area, &own)
        && (own.kind == PLACE_PARTY || own.kind == PLACE_BRANCH);
    if (postcode->has_place) {
        if (!place_is_inside(req->db, postcode->place.id, req->scope.area, req->now))
            form_fault(form, ENTRY_POSTCODE,
                       SAY(req->arena, req->lang, "This postcode belongs to {1}, outside your "
                           "place. Please pass it on to its officers, or let them join on the page "
                           "of that place.", place_name(&postcode->place, req->lang)));
        return postcode->place.id;
    }
    if (!is_own_joinable)
        form_fault(form, ENTRY_POSTCODE,
                   say(req->lang, "Please give a postcode that we know: it says to which local "
                                  "party they belong."));
    return req->scope.area;
}

static unsigned topics_of(const Form *form)
{
    unsigned topics = 0;
    for (size_t i = 0; i < COUNT(asked); i++)
        if (form_has(form, ENTRY_TOPICS, i))
            topics |= 1U << asked[i];
    return topics;
}

static void check_reach(Form *form, const Entry *entry)
{
    Lang lang = form->req->lang;
    bool has[] = { entry->mail[0] != '\0', entry->address[0] != '\0', entry->phone[0] != '\0' };
    static const size_t field[] = { ENTRY_MAIL, ENTRY_ADDRESS, ENTRY_PHONE };
    int reach = form_choice(form, ENTRY_REACH);
    if (reach >= 0 && !has[reach] && form->error[field[reach]] == NULL)
        form_fault(form, field[reach],
                   say(lang, "This is how they are best reached, so please write it down."));
}

static Entry entry_read(Form *form)
{
    Request *req = form->req;
    TypedPostcode postcode = postcode_typed(form, ENTRY_POSTCODE);
    Entry entry = {
        .name = form_text(form, ENTRY_NAME), .mail = form_text(form, ENTRY_MAIL),
        .phone = form_text(form, ENTRY_PHONE), .address = form_text(form, ENTRY_ADDRESS),
        .postcode = postcode.text,
        .reach = (MemberReach)(form_choice(form, ENTRY_REACH) + MEMBER_REACH_MAIL),
        .lang = form_choice(form, ENTRY_LANG) == 1 ? LANG_CY : LANG_EN,
        .rate = join_rate_note(req->arena, &req->site->rates, form_text(form, ENTRY_RATE)),
        .topics = topics_of(form),
        .channel = form_choice(form, ENTRY_WAY) == 0 ? CHANNEL_PAPER : CHANNEL_PHONE,
        .by = req->who.person,
    };
    entry.area = area_of(form, &postcode);
    check_reach(form, &entry);
    return entry;
}

/* --- who may be the same ---------------------------------------------------------------- */

static bool is_same_postcode(const char *a, const char *b)
{
    return a[0] == '\0' || b[0] == '\0' || text_equal(a, b);
}

Alike entry_alike(Db *db, Scope scope, const Entry *entry)
{
    Alike alike = {0};
    Person person = {0};
    Member member;
    if (entry->mail[0] != '\0' && person_by_mail(db, entry->mail, &person)
        && member_by_person(db, scope, person.id.id, &member)) {
        alike.has_mail = true;
        *LIST_ADD(db_arena(db), &alike.list) = member;
    }
    MemberKnownList known = members_known_name(db, scope.area, entry->name);
    for (size_t i = 0; i < known.count; i++)
        if (is_same_postcode(known.item[i].postcode, entry->postcode)
            && !id_equal(known.item[i].person, person.id.id)
            && member_by_id(db, scope, (MemberId){ known.item[i].member }, &member))
            *LIST_ADD(db_arena(db), &alike.list) = member;
    return alike;
}

/* Without a Scope: whether, not who; nobody is shown anything of it. */
static bool is_known_elsewhere(Request *req, const Entry *entry)
{
    Person person;
    Place movement;
    if (entry->mail[0] != '\0' && person_by_mail(req->db, entry->mail, &person))
        return true;
    if (entry->postcode[0] == '\0' || !place_movement(req->db, &movement))
        return false;
    MemberKnownList known = members_known_name(req->db, movement.id, entry->name);
    bool is_known = false;
    for (size_t i = 0; i < known.count; i++)
        is_known |= text_equal(known.item[i].postcode, entry->postcode)
            && !place_is_inside(req->db, known.item[i].area, req->scope.area, req->now);
    return is_known;
}

/* With an old paper form, say. */
static bool is_forgotten(Request *req, const Entry *entry)
{
    return rights_suppressed(req->db, &(KnownAs){
        .mail = entry->mail, .phone = entry->phone, .name = entry->name, .address = entry->address,
        .postcode = entry->postcode });
}

/* --- writing it -------------------------------------------------------------------------- */

static void tell_newcomer(Request *req, const Entry *entry, PersonId person)
{
    if (entry->mail[0] == '\0')
        return;
    outbox_add(req->db, &(Message){
        .to = entry->mail, .person = person, .why = "entered by an officer",
        .subject = SAY(req->arena, entry->lang, "You are a member: {1}", req->site->movement),
        .text = SAY(req->arena, entry->lang,
            "Hello {1},\n\n{2} has entered you as a member of {3}, as you told them. Sign in with "
            "this address, without a password, to see your number and what there is to do:"
            "\n\n{4}\n\nIf you know nothing of this, sign in all the same: under \"My membership\" "
            "one press takes you off again.\n",
            entry->name, req->who.name, req->site->movement, req->site->base_url),
    }, req->now, req->random);
}

static MemberId enter(Request *req, const Entry *entry)
{
    PersonId person = person_add(req->db, entry->name, entry->mail, entry->lang, req->now,
                                 req->random);
    people_make_member(req->db, person, entry->area, req->now, req->random);
    MemberId member = members_enter(req->db, &(NewMember){
        .area = entry->area, .person = person, .by = entry->by, .name = entry->name,
        .mail = entry->mail, .phone = entry->phone, .address = entry->address,
        .postcode = entry->postcode, .reach = entry->reach, .joined = req->now,
    }, req->now, req->random);
    capabilities_joined(req->db, person, entry->name, entry->mail, entry->area, req->now,
                        req->random);
    capabilities_joined_note(req->db, person, entry->rate, entry->lang, req->now, req->random);
    for (size_t i = 0; i < COUNT(asked); i++)
        if ((entry->topics >> asked[i] & 1U) != 0)
            consent_give(req->db, &(NewConsent){
                .subject = consent_subject(person), .topic = asked[i], .pace = PACE_AT_ONCE,
                .lang = entry->lang, .channel = entry->channel, .asked_by = entry->by,
                .at = req->now,
            }, req->random);
    tell_newcomer(req, entry, person);
    trail_change(req->db, req->scope, "members.entered", member.id, req->now);
    return member;
}

Reply entry_keep(Request *req)
{
    Form form = form_read(req, fields_for(req, true), ENTRY_FIELDS);
    Entry entry = entry_read(&form);
    Alike alike = {0};
    if (form_ok(&form))
        alike = entry_alike(req->db, req->scope, &entry);
    if (alike.has_mail)
        form_fault(&form, ENTRY_MAIL, say(req->lang, "A member of your place has this address: see "
                                                     "above. One address belongs to one person."));
    else if (alike.list.count > 0 && !form_tick(&form, ENTRY_OTHER))
        form_fault(&form, ENTRY_OTHER, say(req->lang, "Somebody of this name is in the list "
                                                      "already: see above. Is it somebody else?"));
    if (form_ok(&form) && is_forgotten(req, &entry))
        form_fault(&form, ENTRY_NAME,
                   say(req->lang, "This person has asked to be forgotten. Only they themselves can "
                                  "come back, by joining."));
    if (!form_ok(&form)) {
        if (alike.list.count == 0 || alike.has_mail)
            form.field = fields_for(req, false);
        return form_page(req, &form, &alike, 422);
    }
    if (is_known_elsewhere(req, &entry)) {
        doubt_add(req->db, &entry, req->now, req->random);
        trail_change(req->db, req->scope, "members.doubt", entry.area.id, req->now);
        return reply_see(req, text_format(req->arena, "%s?waits=1",
                                          path_entry(req, req->area_slug)));
    }
    MemberId member = enter(req, &entry);
    Reply reply = reply_see(req, path_tend(req, member, ""));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- who sees the whole movement decides ---------------------------------------------------- */

static bool may_decide(const Request *req)
{
    return who_has(&req->who, ROLE_ADMIN, PURPOSE_MEMBERSHIP);
}

Reply doubts_show(Request *req)
{
    DoubtList doubts = doubts_in(req->db, req->scope);
    DoubtsView view = {
        .req = req, .count = doubts.count, .may_decide = may_decide(req),
        .row = ARENA_ARRAY(req->arena, DoubtRow, doubts.count + 1),
    };
    for (size_t i = 0; i < doubts.count; i++) {
        view.row[i].doubt = &doubts.item[i];
        if (view.may_decide)
            view.row[i].alike = entry_alike(req->db, req->scope, &doubts.item[i].entry);
    }
    Page page = page_begin(req->arena, req->lang);
    doubts_page(&page, &view);
    return reply_page(req, say(req->lang, "New members who may be known already"),
                      page_end(&page));
}

static void tell_officer(Request *req, const Doubt *doubt, bool is_entered)
{
    Person officer;
    if (!person_by_id(req->db, doubt->entry.by, &officer) || officer.mail[0] == '\0')
        return;
    const char *day = date_words(req->arena, officer.lang, doubt->at);
    outbox_add(req->db, &(Message){
        .to = officer.mail, .person = officer.id, .why = "entered member decided",
        .subject = SAY(req->arena, officer.lang, "The new member whom you entered on {1}", day),
        .text = is_entered
            ? SAY(req->arena, officer.lang,
                  "Hello {1},\n\nthe new member whom you entered on {2} stands in your list "
                  "now:\n\n{3}/areas/{4}/members?sort=newest\n", officer.name, day,
                  req->site->base_url, doubt->area.slug)
            : SAY(req->arena, officer.lang,
                  "Hello {1},\n\nthe new member whom you entered on {2} was not added: the person "
                  "is known already. Please ask them to sign in with the address that they gave "
                  "us, or to ring us. Members who have moved keep their number.\n", officer.name,
                  day),
    }, req->now, req->random);
}

Reply doubt_decide(Request *req)
{
    Doubt doubt;
    DoubtId id;
    bool is_new = text_equal(req_field(req, "do"), "enter");
    if (!id_from_text(req_param(req, "doubt"), &id.id)
        || !doubt_by_id(req->db, req->scope, id, &doubt)
        || !doubt_end(req->db, req->scope, &doubt))
        return reply_not_found(req);
    if (is_new) {
        Person person;
        if (doubt.entry.mail[0] != '\0' && person_by_mail(req->db, doubt.entry.mail, &person))
            doubt.entry.mail = ""; /* one address belongs to one person */
        enter(req, &doubt.entry);
    }
    trail_change(req->db, req->scope, is_new ? "members.doubt.entered" : "members.doubt.known",
                 doubt.id.id, req->now);
    tell_officer(req, &doubt, is_new);
    Reply reply = reply_see(req, text_format(req->arena, "/areas/%s/doubts", req->area_slug));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}
