/* export.c: from a choice to a file that leaves the house: what for, by whom, and
 * who agreed.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/seed.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/desk/export_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

static const char act_name[] = "members.export";
static const char what_words[] = WORDS("list of members");

static const char *const format_values[] = { "csv", "vcard", NULL };
static const char *const format_words[] = {
    WORDS("A table, for a spreadsheet"), WORDS("Cards, for the address book of a telephone"), NULL,
};

enum { EXPORT_WHY, EXPORT_KIND, EXPORT_CHOICE };
static const Field export_fields[] = {
    [EXPORT_WHY]    = { "why", FIELD_LINE, WORDS("What is it for?"),
                        WORDS("Everybody who belongs to this place can read this. Like: envelopes "
                              "for the annual meeting."),
                        .required = true, .max = COPY_WHY_MAX },
    [EXPORT_KIND]   = { "format", FIELD_CHOICE, WORDS("What you need"), .required = true,
                        .choices = format_values, .choice_words = format_words },
    [EXPORT_CHOICE] = { .name = "choice", .type = FIELD_ID },
};

static const char *path_export(const Request *req, ExportId id)
{
    return text_format(req->arena, "/areas/%s/take-out/%s", req->area_slug,
                       id_text(req->arena, id.id));
}

static Reply ask_reply(Request *req, ChoiceId choice, const Form *form, int status)
{
    ExportAsk view = {
        .req = req, .form = form, .members = choice_count(req->db, req->scope, choice),
    };
    Page page = page_begin(req->arena, req->lang);
    export_ask_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Take out a list"), page_end(&page));
}

Reply export_ask(Request *req)
{
    ChoiceId choice;
    if (!choice_of_request(req, &choice))
        return reply_not_found(req);
    Form form = form_blank(req, export_fields, COUNT(export_fields));
    form_fill(&form, EXPORT_KIND, format_values[0]);
    form_fill(&form, EXPORT_CHOICE, id_text(req->arena, choice.id));
    return ask_reply(req, choice, &form, 200);
}

/* --- two people ------------------------------------------------------------------- */

static Reply propose(Request *req, const Export *made)
{
    /* What is proposed stands in lines; a purpose has one. */
    const char *params = text_format(req->arena, "choice %s\npeople %lld\nformat %d\nlang %s\nwhy %s\n",
                                     id_text(req->arena, made->choice.id),
                                     (long long)made->people, (int)made->format,
                                     lang_code(made->lang), made->why);
    ActId id = approvals_propose(req->db, req->site, &(NewAct){
        .kind = act_name, .area = req->scope.area, .by = req->who.person, .params = params,
        .why = made->why,
    }, req->now, req->random);
    if (id_is_none(id.id))
        return reply_refuse(req, 403, say(req->lang, "This is more than a thousand people"),
                            say(req->lang, "To take out so many takes two officers for membership. "
                                           "Please ask one of them."));
    choice_keep(req->db, req->scope, made->choice, req->now + 20 * DAY_MS);
    trail_change(req->db, req->scope, "approvals.propose", id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, id));
}

static const char *describe(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    int64_t people = 0;
    text_to_int(act_param(arena, act->params, "people"), 0, INT64_MAX, &people);
    return SAY(arena, lang,
               "Names, addresses and telephone numbers of {1} members of {2} are taken out as a "
               "file, for: {3}. The file can be taken within a day.",
               number_words(arena, lang, people), act->area_name,
               act_param(arena, act->params, "why"));
}

static void tell_ready(Db *db, const Site *site, const Act *act, ExportId id, TimeMs now,
                       Random *random)
{
    Person to;
    Place place;
    if (!person_by_id(db, act->by, &to) || to.mail[0] == '\0' || !place_by_id(db, act->area, &place))
        return;
    Arena *arena = db_arena(db);
    const char *address = text_format(arena, "%s/areas/%s/take-out/%s", site->base_url,
                                      place.slug, id_text(arena, id.id));
    Message message = {
        .to = to.mail, .person = to.id, .why = "list ready",
        .subject = say(to.lang, "Your list can be taken"),
        .text = SAY(arena, to.lang,
                    "Hello {1},\n\na second person has agreed. You can take the list within a "
                    "day:\n\n{2}\n", to.name, address),
    };
    outbox_add(db, &message, now, random);
}

static bool allow(Db *db, const Site *site, const Act *act, TimeMs now, Random *random)
{
    Arena *arena = db_arena(db);
    int64_t people = 0, format = 0;
    Export made = { .id = { id_new(now, random) }, .is_wide = true, .made = now,
                    .until = now + EXPORT_READY_MS, .why = act_param(arena, act->params, "why") };
    if (!id_from_text(act_param(arena, act->params, "choice"), &made.choice.id)
        || !text_to_int(act_param(arena, act->params, "people"), 1, CHOICE_MAX, &people)
        || !text_to_int(act_param(arena, act->params, "format"), 1, EXPORT_FORMAT_END - 1, &format))
        return false;
    lang_from_code(act_param(arena, act->params, "lang"), &made.lang);
    made.people = people;
    made.format = (ExportFormat)format;
    if (!export_allow(db, act, &made))
        return false;
    tell_ready(db, site, act, made.id, now, random);
    return true;
}

const ActKind export_acts[EXPORT_ACTS] = {
    { .name = act_name, .words = WORDS("take out a list of more than a thousand members"),
      .role = ROLE_OFFICER, .purpose = PURPOSE_MEMBERSHIP, .cooling = HOUR_MS,
      .open_for = 14 * DAY_MS, .describe = describe, .execute = allow },
};

/* --- making and taking ----------------------------------------------------------------- */

Reply export_make(Request *req)
{
    ChoiceId choice;
    if (!choice_of_request(req, &choice))
        return reply_not_found(req);
    Form form = form_read(req, export_fields, COUNT(export_fields));
    if (!form_ok(&form))
        return ask_reply(req, choice, &form, 422);
    Export made = {
        .id = { id_new(req->now, req->random) }, .choice = choice,
        .people = choice_count(req->db, req->scope, choice), .lang = req->lang,
        .format = (ExportFormat)(form_choice(&form, EXPORT_KIND) + 1),
        .why = form_text(&form, EXPORT_WHY), .made = req->now, .until = req->now + EXPORT_READY_MS,
    };
    if (made.people > EXPORT_ALONE_MAX)
        return propose(req, &made);
    made.serial = trail_copy(req->db, req->scope, what_words, made.people, made.why, req->now);
    export_add(req->db, req->scope, &made);
    return reply_see(req, path_export(req, made.id));
}

static bool export_of_path(Request *req, Export *found)
{
    ExportId id;
    return id_from_text(req_param(req, "export"), &id.id)
        && export_by_id(req->db, req->scope, id, found) && found->until > req->now;
}

Reply export_show(Request *req)
{
    Export made;
    if (!export_of_path(req, &made))
        return reply_not_found(req);
    Page page = page_begin(req->arena, req->lang);
    export_ready_page(&page, req, &made);
    return reply_page(req, say(req->lang, "Take out a list"), page_end(&page));
}

/* Those made-up people whose place in the list is before this name; NULL: all who are
 * left. They belong where the one before them does. */
static void rows_of_seeds(ExportFile *file, const SeedList *seeds, size_t *at, const char *before,
                          const Place *area)
{
    for (; *at < seeds->count; (*at)++) {
        const Seed *seed = &seeds->item[*at];
        if (before != NULL && strcmp(seed->key, before) > 0)
            return;
        export_row(file, &(Chosen){
            .number = seed->number, .name = seed->name, .mail = seed->mail, .phone = "",
            .address = "", .postcode = "", .joined = seed->joined, .area = *area,
        });
    }
}

static const char *file_of(Request *req, const Export *made)
{
    ExportFile file = export_begin(req->arena, made->lang, made);
    SeedList seeds = seeds_of(req, made);
    size_t seed = 0;
    const Chosen *after = NULL;
    for (size_t pages = 0; pages <= CHOICE_MAX / CHOICE_PAGE; pages++) {
        ChosenList list = made->is_wide
            ? export_rows(req->db, req->scope, made, after)
            : choice_members(req->db, req->scope, made->choice, after);
        for (size_t i = 0; i < list.count; i++) {
            rows_of_seeds(&file, &seeds, &seed, list.item[i].key, &list.item[i].area);
            export_row(&file, &list.item[i]);
        }
        if (list.count > 0)
            after = &list.item[list.count - 1];
        if (list.count < CHOICE_PAGE)
            break;
    }
    if (after != NULL)
        rows_of_seeds(&file, &seeds, &seed, NULL, &after->area);
    return export_end(&file, copy_words(req->arena, made->lang, made->serial, req->who.name,
                                        made->why, req->now));
}

Reply export_take(Request *req)
{
    Export made;
    if (!export_of_path(req, &made))
        return reply_not_found(req);
    if (made.serial == 0) { /* two people agreed; the number is given when it is taken */
        made.serial = trail_copy(req->db, req->scope, what_words, made.people, made.why, req->now);
        export_number(req->db, req->scope, made.id, made.serial);
    }
    export_taken(req->db, req->scope, made.id, req->now);
    trail_change(req->db, req->scope, "desk.export.taken", made.id.id, req->now);

    const char *text = file_of(req, &made);
    bool is_card = made.format == EXPORT_VCARD;
    Reply reply = reply_bytes(req, is_card ? "text/vcard; charset=utf-8" : CSV_TYPE, text,
                              strlen(text));
    reply_header(&reply, "Content-Disposition",
                 text_format(req->arena, "attachment; filename=\"%s-%lld.%s\"", req->area_slug,
                             (long long)made.serial, is_card ? "vcf" : "csv"));
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

/* --- what has left the house ------------------------------------------------------------- */

Reply copies_show(Request *req)
{
    int64_t before = INT64_MAX;
    text_to_int(req_query(req, "before"), 1, INT64_MAX, &before);
    CopiesView view = { .req = req,
                        .copies = copies_from(req->db, req->scope, req->lang, before) };
    if (view.copies.count == EXPORTS_SHOWN)
        view.next = text_format(req->arena, "/areas/%s/copies?before=%lld", req->area_slug,
                                (long long)view.copies.item[EXPORTS_SHOWN - 1].serial);
    Page page = page_begin(req->arena, req->lang);
    copies_page(&page, &view);
    return reply_page(req, say(req->lang, "Lists that were taken out"), page_end(&page));
}
