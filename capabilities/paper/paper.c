/* paper.c: labels, letters and phone lists: asked for, and fetched.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/consent/consent.h"
#include "capabilities/profile/profile.h"
#include "capabilities/trail/trail.h"
#include "web/parts.h"

static const char act_name[] = "paper.many";

static const char *const who_values[] = { "all", "no-mail", "letter", "phone", NULL };
static const char *const chosen_values[] = { "chosen", NULL };
static const char *const chosen_words[] = { WORDS("Those whom you have ticked") };
static const char *const who_words[] = {
    WORDS("Everybody"), WORDS("People without e-mail"), WORDS("People who want letters"),
    WORDS("People whose phone number we have"),
};
static const char *const order_values[] = { "name", "postcode", NULL };
static const char *const order_words[] = { WORDS("By name"), WORDS("By postcode") };
static const char *const format_values[] = { "L7160", "L7161", "L7163", "L7165", NULL };
static const char *const format_words[] = {
    WORDS("21 to a sheet, 63.5 × 38.1 mm (Avery L7160)"),
    WORDS("18 to a sheet, 63.5 × 46.6 mm (Avery L7161)"),
    WORDS("14 to a sheet, 99.1 × 38.1 mm (Avery L7163)"),
    WORDS("8 to a sheet, 99.1 × 67.7 mm (Avery L7165)"),
};

#define FIELD_WHO "who", FIELD_CHOICE, WORDS("For whom"), .required = true, \
    .choices = who_values, .choice_words = who_words
#define FIELD_ORDER "order", FIELD_CHOICE, WORDS("Order"), .required = true, \
    .choices = order_values, .choice_words = order_words

static const char statutory_words[] = WORDS("Our rules say that this goes to everybody");
static const char statutory_hint[] =
    WORDS("Like the notice of an annual meeting or a vote. It then goes to those, too, who asked "
          "for no letters. For all else leave it empty.");
#define FIELD_STATUTORY .name = "statutory", .type = FIELD_TICK, .label = statutory_words, \
    .hint = statutory_hint
#define FIELD_CHOSEN .name = "choice", .type = FIELD_ID

/* The first of each table is who, the second the order, the last the choice. */
enum { PAPER_WHO, PAPER_ORDER, PAPER_REST };

static const Field label_fields[] = {
    [PAPER_WHO] = { FIELD_WHO }, [PAPER_ORDER] = { FIELD_ORDER },
    { "format", FIELD_SELECT, WORDS("Sheets of labels"), WORDS("The number stands on the box."),
      .required = true, .choices = format_values, .choice_words = format_words },
    { "skip", FIELD_NUMBER, WORDS("Labels of the first sheet that are used already"),
      WORDS("0 for a fresh sheet."), .required = true, .max = 2, .least = 0,
      .most = LABELS_SKIP_MAX },
    { FIELD_STATUTORY }, { FIELD_CHOSEN },
};

static const Field letter_fields[] = {
    [PAPER_WHO] = { FIELD_WHO }, [PAPER_ORDER] = { FIELD_ORDER },
    { "subject", FIELD_LINE, WORDS("Subject"), .required = true, .max = 100 },
    { "text", FIELD_TEXT, WORDS("The letter"),
      WORDS("{name}, {first name}, {number}, {branch} and {date} are filled in for each person."),
      .required = true, .max = 6000 },
    { "subject_cy", FIELD_LINE, WORDS("Subject in Welsh"), .max = 100 },
    { "text_cy", FIELD_TEXT, WORDS("The letter in Welsh"),
      WORDS("For those who have chosen Welsh. {enw}, {enw cyntaf}, {rhif}, {cangen} and {dyddiad} "
            "are filled in. Without it everybody gets the other one."), .max = 6000 },
    { "signature", FIELD_TEXT, WORDS("Who signs"), WORDS("Name and office, on one line or more."),
      .required = true, .max = 200 },
    { FIELD_STATUTORY }, { FIELD_CHOSEN },
};

static const Field phone_fields[] = {
    [PAPER_WHO] = { FIELD_WHO }, [PAPER_ORDER] = { FIELD_ORDER },
    { "purpose", FIELD_LINE, WORDS("What the calls are about"),
      WORDS("It stands on every page, so that whoever rings knows what to say."), .required = true,
      .max = 150 },
    { "days", FIELD_NUMBER, WORDS("Destroy the list after so many days"),
      WORDS("Paper with people's numbers should not live long."), .required = true, .max = 2,
      .least = 1, .most = 60 },
    { FIELD_CHOSEN },
};

typedef struct {
    const char  *path; /* behind the area's */
    const char  *words;
    const Field *field;
    size_t       count;
    bool         needs_address;
} Kind;

static const Kind kinds[PAPER_KINDS] = {
    [PAPER_LABELS]  = { "labels", WORDS("Address labels"), label_fields, COUNT(label_fields), true },
    [PAPER_LETTERS] = { "letters", WORDS("Letters"), letter_fields, COUNT(letter_fields), true },
    [PAPER_PHONES]  = { "phones", WORDS("Phone list"), phone_fields, COUNT(phone_fields), false },
};

const char *paper_kind_words(PaperKind kind)
{
    return kinds[kind].words;
}

const char *paper_state_words(PaperState state)
{
    switch (state) {
    case SHEET_PROPOSED: return WORDS("waits for a second officer to agree");
    case SHEET_AGREED:   return WORDS("agreed; not drawn yet");
    case SHEET_WAITING:  return WORDS("is being drawn");
    case SHEET_READY:    return WORDS("ready to print");
    case SHEET_FAILED:   return WORDS("could not be drawn");
    case SHEET_GONE:     return WORDS("deleted");
    case SHEET_STATES:   break;
    }
    return "";
}

/* --- addresses ----------------------------------------------------------------------------- */

const char *path_paper(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/paper", area_slug);
}

const char *path_sheet(const Request *req, SheetId id)
{
    return text_format(req->arena, "%s/sheets/%s", path_paper(req, req->area_slug),
                       id_text(req->arena, id.id));
}

/* --- asking ----------------------------------------------------------------------------------- */

static int64_t way_of(PaperKind kind)
{
    return kind == PAPER_PHONES ? REACH_PHONE : REACH_LETTER;
}

/* Of everybody, whatever they asked for. */
static int64_t paper_count(Request *req, MembersWho who, bool needs_address, PaperKind kind)
{
    return members_on_paper_count(req->db, req->scope, &(MembersAsked){
        .who = who, .needs_address = needs_address, .way = way_of(kind), .is_statutory = true });
}

const char *left_out_words(Arena *arena, Lang lang, PaperKind kind, int64_t count)
{
    if (kind == PAPER_PHONES)
        return SAY(arena, lang, "{1} left out, because they asked not to be rung.",
                   number_words(arena, lang, count));
    return SAY(arena, lang, "{1} left out, because they asked for no letters.",
               number_words(arena, lang, count));
}

static Reply papers_show(Request *req)
{
    PapersView view = { .req = req, .list = papers_shown(req->db, req->scope) };
    view.members = paper_count(req, MEMBERS_ALL, false, PAPER_LABELS);
    view.with_address = paper_count(req, MEMBERS_ALL, true, PAPER_LABELS);
    view.without_mail = paper_count(req, MEMBERS_WITHOUT_MAIL, true, PAPER_LETTERS);
    view.with_phone = paper_count(req, MEMBERS_WITH_PHONE, false, PAPER_PHONES);
    view.no_letters = members_left_out(req->db, req->scope, &(MembersAsked){
        .who = MEMBERS_ALL, .needs_address = true, .way = REACH_LETTER });
    view.no_calls = members_left_out(req->db, req->scope, &(MembersAsked){
        .who = MEMBERS_WITH_PHONE, .way = REACH_PHONE });
    Page page = page_begin(req->arena, req->lang);
    papers_page(&page, &view);
    return reply_page(req, say(req->lang, "Labels, letters and lists"), page_end(&page));
}

static MembersAsked asked_of(Arena *arena, PaperKind kind, MembersWho who, const char *settings)
{
    MembersAsked asked = {
        .who = who, .needs_address = kinds[kind].needs_address, .way = way_of(kind),
        .by_postcode = text_equal(setting_of(arena, settings, "order"), "postcode"),
        .is_statutory = text_equal(setting_of(arena, settings, "statutory"), "yes"),
        .most = PAPER_PEOPLE_MAX,
    };
    id_from_text(setting_of(arena, settings, "choice"), &asked.choice.id);
    return asked;
}

/* Whoever comes from a list with people ticked is asked about those alone. */
static const Field *fields_of(Request *req, PaperKind kind, bool is_chosen)
{
    Field *field = ARENA_ARRAY(req->arena, Field, kinds[kind].count);
    memcpy(field, kinds[kind].field, kinds[kind].count * sizeof *field);
    if (is_chosen) {
        field[PAPER_WHO].choices = chosen_values;
        field[PAPER_WHO].choice_words = chosen_words;
    }
    return field;
}

static Reply form_reply(Request *req, PaperKind kind, const Form *form, int status)
{
    ChoiceId choice = {{{0}}};
    bool is_chosen = choice_of_request(req, &choice);
    PaperFormView view = { .req = req, .kind = kind, .form = form,
                           .path = text_format(req->arena, "%s/%s", path_paper(req, req->area_slug),
                                               kinds[kind].path) };
    view.left_out = members_left_out(req->db, req->scope, &(MembersAsked){
        .who = is_chosen ? MEMBERS_CHOSEN : MEMBERS_ALL, .choice = choice, .way = way_of(kind),
        .needs_address = kinds[kind].needs_address });
    view.chosen = is_chosen ? choice_count(req->db, req->scope, choice) : 0;
    Page page = page_begin(req->arena, req->lang);
    paper_form_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, kinds[kind].words), page_end(&page));
}

static Reply form_show(Request *req, PaperKind kind)
{
    ChoiceId choice;
    bool is_chosen = choice_of_request(req, &choice);
    if (!is_chosen && req_query(req, "choice")[0] != '\0')
        return reply_not_found(req);
    Form form = form_blank(req, fields_of(req, kind, is_chosen), kinds[kind].count);
    form_fill(&form, PAPER_WHO, is_chosen ? chosen_values[0]
                                          : kind == PAPER_PHONES ? "phone" : "no-mail");
    form_fill(&form, PAPER_ORDER, "name");
    if (is_chosen)
        form_fill(&form, kinds[kind].count - 1, id_text(req->arena, choice.id));
    if (kind == PAPER_LABELS) {
        form_fill(&form, PAPER_REST, format_values[0]);
        form_fill(&form, PAPER_REST + 1, "0");
    }
    if (kind == PAPER_LETTERS)
        form_fill(&form, PAPER_REST + 4, req->who.name);
    if (kind == PAPER_PHONES)
        form_fill(&form, PAPER_REST + 1, "14");
    return form_reply(req, kind, &form, 200);
}

static Reply labels_show(Request *req) { return form_show(req, PAPER_LABELS); }
static Reply letters_show(Request *req) { return form_show(req, PAPER_LETTERS); }
static Reply phones_show(Request *req) { return form_show(req, PAPER_PHONES); }

static const char *settings_of(const Form *form)
{
    TextBuilder out = text_builder(form->req->arena);
    text_add(&out, "");
    for (size_t i = PAPER_ORDER; i < form->count; i++)
        setting_add(&out, form->field[i].name, form_text(form, i));
    return text_of(&out);
}

/* An objection holds for paper too: who wants no calls is on no list of calls, and who
 * wants nothing from us, by whichever way they said it, gets no letter but what
 * membership itself needs. */
static void leave_in_peace(Request *req, PaperKind kind, MemberOnPaperList *people)
{
    Objecting *of = ARENA_ARRAY(req->arena, Objecting, people->count);
    size_t kept = 0;
    for (size_t i = 0; i < people->count; i++)
        of[i] = (Objecting){ .mail = people->item[i].mail, .phone = people->item[i].phone };
    consent_objecting(req->db, of, people->count);
    for (size_t i = 0; i < people->count; i++)
        if (!of[i].no_calls && (kind == PAPER_PHONES || !of[i].no_mail))
            people->item[kept++] = people->item[i];
    people->count = kept;
}

/* Reads who is on it; this is what the trail writes down. */
static const char *people_read(Request *req, PaperKind kind, MembersWho who, const char *settings,
                               int64_t *count)
{
    MembersAsked asked = asked_of(req->arena, kind, who, settings);
    MemberOnPaperList people = members_on_paper(req->db, req->scope, &asked);
    if (kind == PAPER_PHONES || !asked.is_statutory)
        leave_in_peace(req, kind, &people);
    *count = (int64_t)people.count;
    return content_of(req->arena, &people, req->lang);
}

/* The second officer agrees to exactly this. */
static const char *act_params(Arena *arena, SheetId id, const Sheet *sheet)
{
    return text_format(arena, "sheet %s\nkind %s\nwho %s\npeople %lld\n", id_text(arena, id.id),
                       kinds[sheet->kind].path, who_values[sheet->who - MEMBERS_ALL],
                       (long long)sheet->people);
}

static Reply propose(Request *req, Sheet *sheet)
{
    sheet->state = SHEET_PROPOSED;
    SheetId id = paper_add(req->db, req->scope, sheet, req->now, req->random);
    ActId act = approvals_propose(req->db, req->site, &(NewAct){
        .kind = act_name, .area = req->scope.area, .by = req->who.person,
        .params = act_params(req->arena, id, sheet), .why = "",
    }, req->now, req->random);
    if (id_is_none(act.id))
        return reply_refuse(req, 403, say(req->lang, "This is more than a thousand people"),
                            say(req->lang, "To print so many takes two officers who look after "
                                           "members. Please ask one of them, or print branch by "
                                           "branch."));
    trail_change(req->db, req->scope, "approvals.propose", act.id, req->now);
    return reply_see(req, path_sheet(req, id));
}

/* What was asked for, and how many asked to be left out of it. */
static const char *settings_kept(Request *req, const Form *form, PaperKind kind, MembersWho who)
{
    const char *settings = settings_of(form);
    MembersAsked asked = asked_of(req->arena, kind, who, settings);
    TextBuilder out = text_builder(req->arena);
    text_add(&out, settings);
    setting_add(&out, "left-out", text_format(req->arena, "%lld", (long long)
                members_left_out(req->db, req->scope, &asked)));
    return text_of(&out);
}

static Reply make(Request *req, PaperKind kind)
{
    ChoiceId choice;
    bool is_chosen = choice_of_request(req, &choice);
    Form form = form_read(req, fields_of(req, kind, is_chosen), kinds[kind].count);
    if (!form_ok(&form))
        return form_reply(req, kind, &form, 422);
    Sheet sheet = {
        .kind = kind, .state = SHEET_WAITING, .lang = req->lang, .by_name = req->who.name,
        .who = is_chosen ? MEMBERS_CHOSEN
                         : (MembersWho)((int)MEMBERS_ALL + form_choice(&form, PAPER_WHO)),
        .content = "",
    };
    sheet.settings = settings_kept(req, &form, kind, sheet.who);
    MembersAsked asked = asked_of(req->arena, kind, sheet.who, sheet.settings);
    sheet.people = members_on_paper_count(req->db, req->scope, &asked);
    if (is_chosen && sheet.people > PAPER_ALONE_MAX) {
        form_fault(&form, PAPER_WHO, say(req->lang, "These are more than 1,000 people. Please tick "
                                                    "fewer, or print without ticking anybody."));
        return form_reply(req, kind, &form, 422);
    }
    if (sheet.people == 0 || sheet.people > PAPER_PEOPLE_MAX) {
        form_fault(&form, PAPER_WHO, sheet.people == 0
            ? say(req->lang, "There is nobody of whom we know what is needed for this.")
            : say(req->lang, "These are more than 5,000 people. Please print place by place."));
        return form_reply(req, kind, &form, 422);
    }
    if (sheet.people > PAPER_ALONE_MAX)
        return propose(req, &sheet);
    sheet.content = people_read(req, kind, sheet.who, sheet.settings, &sheet.people);
    SheetId id = paper_add(req->db, req->scope, &sheet, req->now, req->random);
    trail_change(req->db, req->scope, "paper.make", id.id, req->now);
    return reply_see(req, path_sheet(req, id));
}

static Reply labels_make(Request *req) { return make(req, PAPER_LABELS); }
static Reply letters_make(Request *req) { return make(req, PAPER_LETTERS); }
static Reply phones_make(Request *req) { return make(req, PAPER_PHONES); }

/* --- two people --------------------------------------------------------------------------------- */

static const char *describe(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    const char *path = act_param(arena, act->params, "kind");
    PaperKind kind = PAPER_LABELS;
    for (PaperKind k = PAPER_LABELS; k < PAPER_KINDS; k++)
        if (text_equal(kinds[k].path, path))
            kind = k;
    int64_t people = 0;
    text_to_int(act_param(arena, act->params, "people"), 0, INT64_MAX, &people);
    return SAY(arena, lang, "{1} for {2} people of {3} are printed, for whoever proposes it alone.",
               say(lang, kinds[kind].words), number_words(arena, lang, people), act->area_name);
}

static bool execute(Db *db, const Site *site, const Act *act, TimeMs now, Random *random)
{
    (void)site;
    (void)random;
    SheetId id;
    Arena *arena = db_arena(db);
    if (!id_from_text(act_param(arena, act->params, "sheet"), &id.id))
        return false;
    Sheet sheet = paper_proposed(db, id);
    return sheet.state == SHEET_PROPOSED && id_equal(sheet.area.id, act->area.id)
        && text_equal(act_params(arena, id, &sheet), act->params) && paper_agree(db, id, now);
}

static const ActKind paper_act = {
    .name = act_name, .words = WORDS("print details of more than a thousand people"),
    .role = ROLE_OFFICER, .purpose = PURPOSE_MEMBERSHIP, .cooling = 0, .open_for = PAPER_OPEN_MS,
    .describe = describe, .execute = execute,
};

/* --- one of them ------------------------------------------------------------------------------------ */

static bool sheet_of(Request *req, Sheet *sheet)
{
    SheetId id;
    return id_from_text(req_param(req, "sheet"), &id.id)
        && paper_read(req->db, req->scope, id, sheet);
}

static Reply sheet_show(Request *req)
{
    SheetView view = { .req = req };
    if (!sheet_of(req, &view.sheet))
        return reply_not_found(req);
    text_to_int(setting_of(req->arena, view.sheet.settings, "left-out"), 0, INT64_MAX,
                &view.left_out);
    Page page = page_begin(req->arena, req->lang);
    sheet_page(&page, &view);
    return reply_page(req, say(req->lang, kinds[view.sheet.kind].words), page_end(&page));
}

/* After the second yes the people are read, in the request of whoever asked. */
static Reply sheet_make(Request *req)
{
    Sheet sheet;
    int64_t count;
    if (!sheet_of(req, &sheet))
        return reply_not_found(req);
    if (sheet.state != SHEET_AGREED)
        return reply_see(req, path_sheet(req, sheet.id));
    const char *content = people_read(req, sheet.kind, sheet.who, sheet.settings, &count);
    paper_fill(req->db, req->scope, sheet.id, SHEET_AGREED, content, count, req->now);
    trail_change(req->db, req->scope, "paper.make", sheet.id.id, req->now);
    return reply_see(req, path_sheet(req, sheet.id));
}

static Reply sheet_download(Request *req)
{
    Sheet sheet;
    if (!sheet_of(req, &sheet) || sheet.state != SHEET_READY)
        return reply_not_found(req);
    size_t length;
    const char *pdf = paper_file(req->db, req->scope, &sheet, &length);
    trail_change(req->db, req->scope, "paper.download", sheet.id.id, req->now);
    Reply reply = reply_bytes(req, "application/pdf", pdf, length);
    reply_header(&reply, "Content-Disposition",
                 text_format(req->arena, "attachment; filename=\"%s-%s.pdf\"",
                             kinds[sheet.kind].path, req->area_slug));
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

static Reply sheet_remove_now(Request *req)
{
    Sheet sheet;
    if (!sheet_of(req, &sheet))
        return reply_not_found(req);
    paper_remove(req->db, req->scope, sheet.id);
    trail_change(req->db, req->scope, "paper.remove", sheet.id.id, req->now);
    return reply_see(req, path_paper(req, req->area_slug));
}

/* --- the record ---------------------------------------------------------------------------------------- */

static void area_card(Page *page, Request *req)
{
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        paper_area_card(page, req);
}

static void paper_work(Work *work)
{
    if (work_is_for(work, PURPOSE_MEMBERSHIP))
        work_way(work, say(work->req->lang, "Labels, letters and lists"),
                   path_paper(work->req, work->slug));
}

static const Route routes[] = {
    { GET,  "/areas/:area/paper", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      papers_show, WORDS("see what one has printed"), false },
    { GET,  "/areas/:area/paper/labels", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      labels_show, WORDS("choose address labels"), false },
    { POST, "/areas/:area/paper/labels", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      labels_make, WORDS("have address labels drawn"), false },
    { GET,  "/areas/:area/paper/letters", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letters_show, WORDS("write a letter"), false },
    { POST, "/areas/:area/paper/letters", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letters_make, WORDS("have letters drawn"), false },
    { GET,  "/areas/:area/paper/phones", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      phones_show, WORDS("choose a phone list"), false },
    { POST, "/areas/:area/paper/phones", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      phones_make, WORDS("have a phone list drawn"), false },
    { GET,  "/areas/:area/paper/sheets/:sheet", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, sheet_show, WORDS("see whether it is drawn"), false },
    { POST, "/areas/:area/paper/sheets/:sheet/make", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, sheet_make, WORDS("have it drawn once two have agreed"), false },
    { POST, "/areas/:area/paper/sheets/:sheet/file", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, sheet_download, WORDS("fetch one's own PDF"), false },
    { POST, "/areas/:area/paper/sheets/:sheet/remove", MAY_OFFICER, AREA_IN_PATH,
      PURPOSE_MEMBERSHIP, LOAD_OFFICE, sheet_remove_now, WORDS("delete it at once"), false },
};

static const MemberAction actions[] = {
    { "labels", WORDS("Address labels"), "paper/labels", PURPOSE_MEMBERSHIP },
    { "letters", WORDS("A letter on paper"), "paper/letters", PURPOSE_MEMBERSHIP },
    { "phones", WORDS("A list to ring them by"), "paper/phones", PURPOSE_MEMBERSHIP },
};

const Capability paper_capability = {
    .name = "paper",
    .routes = routes, .route_count = COUNT(routes),
    .acts = &paper_act, .act_count = 1,
    .area_card = area_card,
    .member_actions = actions, .member_action_count = COUNT(actions),
    .work = paper_work,
    .job = paper_job,
    .prune = paper_prune_piece,
};
