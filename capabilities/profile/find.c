/* find.c: an officer says whom they are looking for, sees who fits and wants to be
 * asked, and asks without learning an address; who was asked answers as they like.
 *
 * A search is kept with whom it found, so that those people can see it. What is
 * passed on is a mail from the movement; the answer goes the same way back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/profile_view.h"

#include "capabilities/members/members.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/find_page.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"
#include "web/said.h"

enum { WANT_SKILL, WANT_ALSO, WANT_WORD, WANT_LANG, WANT_LEVEL, WANT_DAY, WANT_PART, WANT_MINUTES,
       WANT_COUNT };

static const char *const part_keys[] = { "morning", "afternoon", "evening", NULL };
static const char *const part_of_day_words[] = { WORDS("Morning"), WORDS("Afternoon"),
                                                 WORDS("Evening"), NULL };

static const Field *want_fields(Request *req, const SkillList *skills)
{
    static const Field fixed[WANT_COUNT] = {
        [WANT_SKILL] = { .name = "skill", .type = FIELD_SELECT, .label = WORDS("Who can do this") },
        [WANT_ALSO]  = { .name = "also", .type = FIELD_SELECT, .label = WORDS("And this, too") },
        [WANT_WORD]  = { .name = "word", .type = FIELD_LINE,
                         .label = WORDS("Or a word that is not in the list"), .max = 40 },
        [WANT_LANG]  = { .name = "language", .type = FIELD_SELECT, .label = WORDS("Who speaks"),
                         .choices = language_keys, .choice_words = language_words },
        [WANT_LEVEL] = { .name = "level", .type = FIELD_SELECT, .label = WORDS("At least how well"),
                         .choices = level_keys, .choice_words = level_words },
        [WANT_DAY]   = { .name = "day", .type = FIELD_SELECT, .label = WORDS("Who is free on"),
                         .choices = day_keys, .choice_words = day_words },
        [WANT_PART]  = { .name = "part", .type = FIELD_SELECT, .label = WORDS("At what time of day"),
                         .choices = part_keys, .choice_words = part_of_day_words },
        [WANT_MINUTES] = { .name = "minutes", .type = FIELD_SELECT,
                           .label = WORDS("How far away at most"),
                           .hint = WORDS("Guessed from the distance between the middle of your "
                                         "place and the middle of theirs."),
                           .required = true, .choices = minutes_keys,
                           .choice_words = minutes_words },
    };
    Field *fields = arena_copy(req->arena, fixed, sizeof fixed);
    skill_choices(req->arena, req->lang, skills, 0, &fields[WANT_SKILL]);
    skill_choices(req->arena, req->lang, skills, 0, &fields[WANT_ALSO]);
    return fields;
}

/* --- addresses ------------------------------------------------------------------- */

const char *path_find_people(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/find-people", area_slug);
}

const char *path_found(const Request *req, SearchId search)
{
    return text_format(req->arena, "%s/%s", path_find_people(req, req->area_slug),
                       id_text(req->arena, search.id));
}

const char *path_asked(const Request *req, AskId ask)
{
    return text_format(req->arena, "/profile/asked/%s", id_text(req->arena, ask.id));
}

/* --- looking ----------------------------------------------------------------------- */

static Reply find_reply(Request *req, const Form *form, const SkillList *skills, int status)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    bool is_above = place.kind != PLACE_PARTY && place.kind != PLACE_BRANCH;
    FindView view = { .req = req, .area_name = place_name(&place, req->lang), .form = form,
                      .skills = *skills, .searches = searches_own(req->db, req->scope) };
    PlaceList below = is_above ? place_children(req->db, place.id) : (PlaceList){0};
    Page page = page_begin(req->arena, req->lang);
    if (is_above)
        find_above_page(&page, req, &place, &below);
    else
        find_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Find people who want to be asked"),
                             page_end(&page));
}

Reply find_show(Request *req)
{
    SkillList skills = skills_all(req->db);
    Form form = form_blank(req, want_fields(req, &skills), WANT_COUNT);
    form_fill(&form, WANT_MINUTES, "40");
    return find_reply(req, &form, &skills, 200);
}

static int64_t skill_wanted(const Form *form, size_t field, const SkillList *skills)
{
    for (size_t i = 0; i < skills->count; i++)
        if (text_equal(skills->item[i].key, form_text(form, field)))
            return (int64_t)1 << skills->item[i].bit;
    return 0;
}

/* A whole day is its three parts, "in the evening" the seven evenings. */
static int64_t times_wanted(int day, int part)
{
    int64_t bits = 0;
    for (int d = 0; d < DAYS; d++)
        for (int p = 0; p < DAY_PARTS; p++)
            if ((day < 0 || d == day) && (part < 0 || p == part))
                bits |= time_bit(d, p);
    return day < 0 && part < 0 ? 0 : bits;
}

static Wanted wanted_of(Request *req, Form *form, const SkillList *skills)
{
    FindWords words = find_words(req->arena, form_text(form, WANT_WORD));
    if (form_text(form, WANT_WORD)[0] != '\0' && words.count == 0)
        form_fault(form, WANT_WORD, say(req->lang, "Please type a word of at least three letters."));
    int64_t minutes = FIND_MINUTES_MAX;
    text_to_int(form_text(form, WANT_MINUTES), 0, FIND_MINUTES_MAX, &minutes);
    int level = form_choice(form, WANT_LEVEL) + 1;
    return (Wanted){
        .skills = skill_wanted(form, WANT_SKILL, skills) | skill_wanted(form, WANT_ALSO, skills),
        .word = words.count == 0 ? "" : text_format(req->arena, "~%s", words.item[0]),
        .typed = words.count == 0 ? "" : words.item[0],
        .lang = form_choice(form, WANT_LANG), .level = level < 1 ? 1 : level,
        .free = times_wanted(form_choice(form, WANT_DAY), form_choice(form, WANT_PART)),
        .minutes = (int)minutes,
    };
}

Reply find_search(Request *req)
{
    SkillList skills = skills_all(req->db);
    Form form = form_read(req, want_fields(req, &skills), WANT_COUNT);
    Wanted wanted = wanted_of(req, &form, &skills);
    Place place;
    if (!form_ok(&form) || !place_by_id(req->db, req->scope.area, &place))
        return find_reply(req, &form, &skills, 422);
    FitList fits = find_fits(req->db, req->scope, (GeoPoint){ place.lat_e7, place.lon_e7 },
                             &wanted);
    SearchId id = search_add(req->db, req->scope, &wanted, &fits, req->now, req->random);
    return reply_see(req, path_found(req, id));
}

static bool search_of_path(Request *req, Search *search)
{
    SearchId id;
    return id_from_text(req_param(req, "search"), &id.id)
        && search_by_id(req->db, req->scope, id, search);
}

Reply found_show(Request *req)
{
    FindView view = { .req = req, .area_name = req->area_name, .skills = skills_all(req->db) };
    int64_t after = 0;
    if (!search_of_path(req, &view.search))
        return reply_not_found(req);
    text_to_int(req_query(req, "after"), 0, FIND_KEPT, &after);
    view.is_first = after == 0;
    view.found = search_found(req->db, req->scope, view.search.id, after, req->now);
    if (view.found.count == FIND_PER_PAGE)
        view.next = view.found.item[FIND_PER_PAGE - 1].rank;
    Page page = page_begin(req->arena, req->lang);
    found_page(&page, &view);
    return reply_page(req, say(req->lang, "Who fits"), page_end(&page));
}

/* --- asking ----------------------------------------------------------------------------- */

static const Field ask_text_fields[] = {
    { .name = "text", .type = FIELD_TEXT, .label = WORDS("What would you like to ask?"),
      .hint = WORDS("Say what it is, when, where, and how long it takes. Your name goes with it."),
      .required = true, .max = ASK_TEXT_MAX },
};

static bool found_of_path(Request *req, Search *search, Found *found)
{
    int64_t rank;
    return search_of_path(req, search) && text_to_int(req_param(req, "rank"), 1, FIND_KEPT, &rank)
        && search_found_one(req->db, req->scope, search->id, rank, req->now, found);
}

static Reply person_ask_reply(Request *req, const Search *search, const Found *found, const Form *form,
                       int status)
{
    AskView view = { .req = req, .found = found, .search = search->id, .form = form };
    Page page = page_begin(req->arena, req->lang);
    person_ask_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Ask somebody"), page_end(&page));
}

Reply person_ask_show(Request *req)
{
    Search search;
    Found found;
    if (!found_of_path(req, &search, &found))
        return reply_not_found(req);
    Form form = form_blank(req, ask_text_fields, COUNT(ask_text_fields));
    return person_ask_reply(req, &search, &found, &form, 200);
}

static const char *may_words(Lang lang, AskMay may)
{
    switch (may) {
    case ASK_MAY: break;
    case ASK_TOO_MANY_TODAY:
        return say(lang, "You have asked very many people today. Please go on tomorrow; your text "
                         "is still here.");
    case ASK_ASKED_ENOUGH:
        return say(lang, "They have been asked several times this week. Please ask somebody else, "
                         "or wait a few days; your text is still here.");
    case ASK_ASKED_LATELY:
        return say(lang, "You have asked them in the last two weeks. Please wait for their answer.");
    }
    return "";
}

/* In the language of whom it goes to. */
static Message ask_message(Request *req, const Person *to, const char *text, AskId id)
{
    Lang lang = to->lang;
    Place place;
    bool has_place = place_by_id(req->db, req->scope.area, &place);
    const char *area = has_place ? place_name(&place, lang) : req->area_name;
    return (Message){
        .to = to->mail, .person = to->id, .why = "asked for help",
        .subject = SAY(req->arena, lang, "{1} asks whether you could help", req->who.name),
        .text = SAY(req->arena, lang,
                    "Hello {1},\n\n{2}, {3}, found you among those who want to be asked, and "
                    "writes:\n\n{4}\n\nTo say yes or no, or not now:\n{5}/profile/asked/{6}\n\nThey "
                    "have not seen your address. If you do not want to be found any more, switch it "
                    "off with one press:\n{5}/profile\n",
                    to->name, req->who.name, area, text, req->site->base_url,
                    id_text(req->arena, id.id)),
    };
}

Reply person_ask_send(Request *req)
{
    Search search;
    Found found;
    if (!found_of_path(req, &search, &found))
        return reply_not_found(req);
    Form form = form_read(req, ask_text_fields, COUNT(ask_text_fields));
    AskMay may = ask_may(req->db, req->scope, found.person, req->now);
    Person to;
    if (form_ok(&form) && may != ASK_MAY)
        form_fault(&form, 0, may_words(req->lang, may));
    else if (form_ok(&form)
             && (!person_by_id(req->db, found.person, &to) || to.mail[0] == '\0'))
        form_fault(&form, 0, say(req->lang, "They have no e-mail at the moment. Please ask "
                                            "somebody else."));
    if (!form_ok(&form))
        return person_ask_reply(req, &search, &found, &form, 422);
    AskId id = ask_add(req->db, req->scope, found.person, form_text(&form, 0), req->now,
                       req->random);
    Message message = ask_message(req, &to, form_text(&form, 0), id);
    outbox_add(req->db, &message, req->now, req->random);
    trail_change(req->db, req->scope, "profile.ask", id.id, req->now);
    Reply reply = reply_see(req, path_found(req, search.id));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

/* --- answering ------------------------------------------------------------------------------ */

enum { ANSWER_WHAT, ANSWER_TEXT, ANSWER_MAIL };
static const char *const answer_keys[] = { "yes", "no", NULL };
static const char *const answer_words[] = { WORDS("Yes, I could"), WORDS("No, not this time"), NULL };
static const Field answer_fields[] = {
    [ANSWER_WHAT] = { .name = "answer", .type = FIELD_CHOICE, .label = WORDS("Your answer"),
                      .required = true, .choices = answer_keys, .choice_words = answer_words },
    [ANSWER_TEXT] = { .name = "text", .type = FIELD_TEXT, .label = WORDS("A few words to them"),
                      .max = ASK_TEXT_MAX },
    [ANSWER_MAIL] = { .name = "mail", .type = FIELD_TICK,
                      .label = WORDS("They may see my e-mail address, so that they can write back") },
};

static bool asked_of_path(Request *req, Asked *asked)
{
    AskId id;
    return id_from_text(req_param(req, "ask"), &id.id)
        && asked_by_id(req->db, req->scope, id, asked);
}

static Reply person_asked_reply(Request *req, const Asked *asked, const Form *form, int status)
{
    AskedView view = { .req = req, .asked = asked, .form = form };
    Page page = page_begin(req->arena, req->lang);
    person_asked_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "You were asked"), page_end(&page));
}

Reply person_asked_show(Request *req)
{
    Asked asked;
    if (!asked_of_path(req, &asked))
        return reply_not_found(req);
    Form form = form_blank(req, answer_fields, COUNT(answer_fields));
    return person_asked_reply(req, &asked, &form, 200);
}

static void tell_officer(Request *req, const Asked *asked, const Form *form)
{
    Person officer, own;
    if (!person_by_id(req->db, asked->by, &officer) || officer.mail[0] == '\0'
        || !person_by_id(req->db, req->who.person, &own))
        return;
    Lang lang = officer.lang;
    bool is_yes = form_choice(form, ANSWER_WHAT) == 0;
    TextBuilder text = text_builder(req->arena);
    text_add(&text, is_yes ? SAY(req->arena, lang, "{1} says: yes, I could.", own.name)
                           : SAY(req->arena, lang, "{1} says: no, not this time.", own.name));
    if (form_text(form, ANSWER_TEXT)[0] != '\0')
        text_add_format(&text, "\n\n%s", form_text(form, ANSWER_TEXT));
    text_add_format(&text, "\n\n-- \n%s\n\n", SAY(req->arena, lang, "You had asked: {1}", asked->text));
    text_add(&text, form_tick(form, ANSWER_MAIL)
             ? SAY(req->arena, lang, "Please answer to: {1}", own.mail)
             : say(lang, "They did not give an address. The next thing you ask goes the same way."));
    text_add_char(&text, '\n');
    outbox_add(req->db, &(Message){
        .to = officer.mail, .person = officer.id, .why = "asked for help",
        .subject = is_yes ? SAY(req->arena, lang, "Yes: {1}", own.name)
                          : SAY(req->arena, lang, "Not this time: {1}", own.name),
        .text = text_of(&text),
    }, req->now, req->random);
}

Reply person_asked_send(Request *req)
{
    Asked asked;
    if (!asked_of_path(req, &asked))
        return reply_not_found(req);
    Form form = form_read(req, answer_fields, COUNT(answer_fields));
    if (form_ok(&form) && asked.answer != ASK_OPEN)
        form_fault(&form, ANSWER_WHAT, say(req->lang, "You have answered this already."));
    if (!form_ok(&form))
        return person_asked_reply(req, &asked, &form, 422);
    asked_answer(req->db, req->scope, asked.id,
                 form_choice(&form, ANSWER_WHAT) == 0 ? ASK_YES : ASK_NO, req->now);
    tell_officer(req, &asked, &form);
    Reply reply = reply_see(req, path_asked(req, asked.id));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}
