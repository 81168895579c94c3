/* desk.c: answering: the queue of a place, one question, handing it on, and
 * making a page of an answer.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/helpdesk/helpdesk_view.h"

#include "capabilities/helpdesk/desk_page.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

/* --- the queue ---------------------------------------------------------------------- */

enum { SHOW_OPEN, SHOW_MINE, SHOW_ANSWERED, SHOW_ALL };
static const char *const show_values[] = { "", "mine", "answered", "all", NULL };
static const char *const show_words[] = { WORDS("Open"), WORDS("Mine"),
                                          WORDS("Answered or closed"), WORDS("All"), NULL };
static const char *const about_values[] = {
    "", "membership", "dues", "meetings", "office", "access", "site", "data", "other", NULL,
};
static const char *const about_words[] = {
    WORDS("Everything"), WORDS("My membership, moving house, my details"),
    WORDS("Dues and payments"), WORDS("Meetings, and taking part near me"),
    WORDS("How to do my office"), WORDS("Access needs, or something that keeps me out"),
    WORDS("This site does not do what it should"), WORDS("What you hold about me"),
    WORDS("Something else"), NULL,
};
static const Filter filters[] = {
    { "show", WORDS("Show"), show_values, show_words },
    { "about", WORDS("What it is about"), about_values, about_words },
};
static const Column columns[] = {
    { .words = WORDS("Question") },
    { .words = WORDS("Asked"), .key = "asked", .ways = SORT_DOWN },
    { .words = WORDS("Due"), .key = "due", .ways = SORT_UP },
    { .words = WORDS("State") },
};
enum { COLUMN_ASKED = 1 };

static HelpWanted wanted_of(Request *req, const Sift *sift)
{
    size_t show = sift->chosen[0];
    return (HelpWanted){
        .words = text_search_key(req->arena, sift->typed),
        .subject = about_values[sift->chosen[1]],
        .from = show == SHOW_ANSWERED ? HELP_ANSWERED : HELP_WAITING,
        .to = show == SHOW_OPEN || show == SHOW_MINE ? HELP_HELD : HELP_CLOSED,
        .is_mine = show == SHOW_MINE,
        .by_newest = sift->sort == COLUMN_ASKED || show == SHOW_ANSWERED,
        .after = sift->after, .after_id = sift->after_id,
    };
}

Reply case_list(Request *req)
{
    DeskView view = { .req = req };
    if (!place_by_id(req->db, req->scope.area, &view.place))
        return reply_not_found(req);
    view.sift = sift_read_with(req, path_help_desk(req, &view.place), columns, COUNT(columns),
                               filters, COUNT(filters));
    HelpWanted wanted = wanted_of(req, &view.sift);
    view.list = help_list(req->db, req->scope, &wanted);
    view.waiting = help_waiting(req->db, req->scope.area);
    view.may_rule = view.place.kind == PLACE_MOVEMENT
        && who_has(&req->who, ROLE_ADMIN, PURPOSE_MEMBERSHIP);
    if (view.list.count > HELP_PER_PAGE) {
        view.list.count = HELP_PER_PAGE;
        const Help *last = &view.list.item[HELP_PER_PAGE - 1];
        TimeMs key = wanted.by_newest ? last->asked : last->due;
        sift_next(&view.sift, text_format(req->arena, "%lld", (long long)key), last->id.id);
    }
    Page page = page_begin(req->arena, req->lang);
    help_desk_page(&page, &view, columns, COUNT(columns));
    return reply_page(req, say(req->lang, "Questions to us"), page_end(&page));
}

/* --- one question ---------------------------------------------------------------------- */

enum { SAY_TEXT };
static const Field say_fields[] = {
    [SAY_TEXT] = { "text", FIELD_TEXT, WORDS("Your answer"),
                   WORDS("In plain words. It is mailed at once, in the movement's name; your "
                         "address is not shown."), .required = true, .max = HELP_ANSWER_MAX },
};

static bool case_of_path(Request *req, Place *place, Help *help)
{
    HelpId id;
    return place_by_id(req->db, req->scope.area, place)
        && id_from_text(req_param(req, "question"), &id.id)
        && help_one(req->db, req->scope, id, help);
}

static Reply case_view(Request *req, const Place *place, const Help *help, const Form *form,
                       int status)
{
    CaseView view = {
        .req = req, .place = *place, .help = *help, .answer = form,
        .said = help_messages(req->db, req->scope, help->id),
        .above = place_ancestors(req->db, help->area.id),
        .may_write = place_has_desk(req, place->id, PURPOSE_INFORMATION)
            && place->kind >= PLACE_MOVEMENT,
    };
    Page page = page_begin(req->arena, req->lang);
    help_case_page(&page, &view);
    return reply_page_status(req, status, help->title, page_end(&page));
}

static Reply see_case(Request *req, const Place *place, const Help *help, Said said)
{
    Reply reply = reply_see(req, text_format(req->arena, "%s/%s", path_help_desk(req, place),
                                             id_text(req->arena, help->id.id)));
    reply_say(req, &reply, said);
    return reply;
}

Reply case_show(Request *req)
{
    Place place;
    Help help;
    if (!case_of_path(req, &place, &help))
        return reply_not_found(req);
    Form form = form_blank(req, say_fields, COUNT(say_fields));
    return case_view(req, &place, &help, &form, 200);
}

Reply case_take(Request *req)
{
    Place place;
    Help help;
    if (!case_of_path(req, &place, &help))
        return reply_not_found(req);
    bool gives_back = text_equal(req_field(req, "do"), "back");
    help_set_state(req->db, req->scope, help.id, gives_back ? HELP_WAITING : HELP_HELD,
                   gives_back ? (PersonId){0} : req->who.person, req->now);
    return see_case(req, &place, &help, SAID_KEPT);
}

Reply case_say(Request *req)
{
    Place place;
    Help help;
    if (!case_of_path(req, &place, &help))
        return reply_not_found(req);
    Form form = form_read(req, say_fields, COUNT(say_fields));
    if (!form_ok(&form))
        return case_view(req, &place, &help, &form, 422);
    const char *text = form_text(&form, SAY_TEXT);
    if (text_equal(req_field(req, "do"), "note")) {
        help_say(req->db, req->scope, help.id, HELP_SAID_NOTE, text, req->now, req->random);
        return see_case(req, &place, &help, SAID_KEPT);
    }
    help_say(req->db, req->scope, help.id, HELP_SAID_ANSWER, text, req->now, req->random);
    help_set_state(req->db, req->scope, help.id, HELP_ANSWERED, req->who.person, req->now);
    help_tell_asker(req, &help, text);
    trail_change(req->db, req->scope, "helpdesk.answer", help.id.id, req->now);
    return see_case(req, &place, &help, SAID_SENT);
}

/* Only upwards, to a place that this one lies in, or down to one inside it. */
static bool may_be_handed_to(Request *req, const Help *help, const Place *to)
{
    return to->kind >= PLACE_MOVEMENT && !id_equal(to->id.id, help->area.id.id)
        && (place_is_inside(req->db, help->area.id, to->id, req->now)
            || place_is_inside(req->db, to->id, req->scope.area, req->now));
}

Reply case_hand(Request *req)
{
    Place place, to;
    Help help;
    if (!case_of_path(req, &place, &help))
        return reply_not_found(req);
    if (!place_by_slug(req->db, req_field(req, "to"), &to) || !may_be_handed_to(req, &help, &to))
        return see_case(req, &place, &help, SAID_NOTHING);
    help_say(req->db, req->scope, help.id, HELP_SAID_HANDED, place_name(&to, help.lang), req->now,
             req->random);
    help_hand(req->db, req->scope, help.id, to.id, req->now);
    help_tell_desk(req->db, req->site, to.id, help.id, false, (PersonId){0}, req->now, req->random);
    trail_change(req->db, req->scope, "helpdesk.hand", help.id.id, req->now);
    Reply reply = reply_see(req, path_help_desk(req, &place));
    reply_say(req, &reply, SAID_SENT);
    return reply;
}

Reply case_close(Request *req)
{
    Place place;
    Help help;
    if (!case_of_path(req, &place, &help))
        return reply_not_found(req);
    help_say(req->db, req->scope, help.id, HELP_SAID_CLOSED, "", req->now, req->random);
    help_set_state(req->db, req->scope, help.id, HELP_CLOSED, help.held_by, req->now);
    trail_change(req->db, req->scope, "helpdesk.close", help.id.id, req->now);
    return see_case(req, &place, &help, SAID_KEPT);
}

/* The answers, without who asked, as a draft that an officer reads and publishes. */
Reply case_page(Request *req)
{
    Place place;
    Help help;
    if (!case_of_path(req, &place, &help) || place.kind < PLACE_MOVEMENT
        || !place_has_desk(req, place.id, PURPOSE_INFORMATION))
        return reply_not_found(req);
    HelpMessageList said = help_messages(req->db, req->scope, help.id);
    TextBuilder body = text_builder(req->arena);
    text_add(&body, "");
    for (size_t i = 0; i < said.count; i++)
        if (said.item[i].kind == HELP_SAID_ANSWER)
            text_add_format(&body, "%s\n\n",
                            help_without_person(req->arena, said.item[i].text, help.name));
    const char *name = handbook_draft_new(req->db, &(HandbookNew){
        .area = place.id, .lang = help.lang, .by = req->who.person, .at = req->now,
        .title = text_cut(req->arena, help_without_person(req->arena, help.title, help.name),
                          HANDBOOK_TITLE_MAX),
        .body = text_trim(req->arena, text_of(&body)),
    }, req->random);
    trail_change(req->db, req->scope, "helpdesk.page", help.id.id, req->now);
    Reply reply = reply_see(req, path_handbook_edit(req, &place, name, help.lang));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- where questions go ------------------------------------------------------------------- */

static const char *const level_values[] = { "branch", "party", "region", "movement", NULL };
static const char *const level_words[] = { WORDS("The branch"), WORDS("The constituency party"),
                                           WORDS("The region"), WORDS("The national office"), NULL };
static const PlaceKind levels[] = { PLACE_BRANCH, PLACE_PARTY, PLACE_ORG_REGION, PLACE_MOVEMENT };

/* Two fields for each subject: "membership-level", "membership-days". */
static const Field *rule_fields(Request *req)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, 2 * HELP_RULES);
    for (size_t i = 0; i < HELP_RULES; i++) {
        const HelpSubject *subject = &help_subjects[i];
        fields[2 * i] = (Field){
            text_format(req->arena, "%s-level", subject->key), FIELD_SELECT, subject->words,
            .required = true, .choices = level_values, .choice_words = level_words,
        };
        fields[2 * i + 1] = (Field){
            text_format(req->arena, "%s-days", subject->key), FIELD_NUMBER,
            WORDS("Days until it is due"), .required = true, .least = 1, .most = 60,
        };
    }
    return fields;
}

static Reply rules_page(Request *req, const Form *form, int status)
{
    RulesView view = { .req = req, .form = form };
    if (!place_by_id(req->db, req->scope.area, &view.place))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    help_rules_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Where questions go"), page_end(&page));
}

static bool is_movement(Request *req)
{
    Place place;
    return place_by_id(req->db, req->scope.area, &place) && place.kind == PLACE_MOVEMENT;
}

Reply rules_show(Request *req)
{
    if (!is_movement(req))
        return reply_not_found(req);
    Form form = form_blank(req, rule_fields(req), 2 * HELP_RULES);
    for (size_t i = 0; i < HELP_RULES; i++) {
        HelpSubject rule = help_rule(req->db, help_subjects[i].key);
        for (size_t k = 0; k < COUNT(levels); k++)
            if (levels[k] == rule.level)
                form_fill(&form, 2 * i, level_values[k]);
        form_fill(&form, 2 * i + 1, text_format(req->arena, "%lld", (long long)rule.days));
    }
    return rules_page(req, &form, 200);
}

Reply rules_keep(Request *req)
{
    if (!is_movement(req))
        return reply_not_found(req);
    Form form = form_read(req, rule_fields(req), 2 * HELP_RULES);
    if (!form_ok(&form))
        return rules_page(req, &form, 422);
    for (size_t i = 0; i < HELP_RULES; i++)
        help_rule_set(req->db, help_subjects[i].key, levels[form_choice(&form, 2 * i)],
                      form_number(&form, 2 * i + 1));
    trail_change(req->db, req->scope, "helpdesk.rules", req->scope.area.id, req->now);
    Place place = { .slug = req->area_slug };
    Reply reply = reply_see(req, path_help_desk(req, &place));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}
