/* imports.c: a list comes in, is looked at, tried, written, and taken back.
 *
 * The officer's side: what is pressed. The work itself is done by the jobs
 * process (work.c, undo.c); what one sees of it is in show.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import_view.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/trail/trail.h"

enum { UPLOAD_FILE };
static const Field upload_fields[] = {
    [UPLOAD_FILE] = { "file", FIELD_FILE, WORDS("The list"),
                      WORDS("A spreadsheet (.xlsx) or a CSV file, up to 48 MB. Nothing is written "
                            "before you say so."), .required = true },
};

static const char act_name[] = "imports.many";

/* --- addresses ------------------------------------------------------------------------- */

const char *path_imports(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/imports", area_slug);
}

const char *path_import(const Request *req, ImportId id)
{
    return text_format(req->arena, "%s/%s", path_imports(req, req->area_slug),
                       id_text(req->arena, id.id));
}

/* The list that the path names; false when it is not one of this area. */
static bool import_of(Request *req, Import *import)
{
    ImportId id;
    return id_from_text(req_param(req, "import"), &id.id)
        && import_read(req->db, req->scope, id, import);
}

/* --- all lists, and a new one -------------------------------------------------------------- */

static Reply list_reply(Request *req, const Form *form, int status)
{
    Id before = {{0}};
    id_from_text(req_query(req, "before"), &before);
    ImportsView view = { .req = req, .form = form,
                         .list = imports_shown(req->db, req->scope, before) };
    if (view.list.count > IMPORTS_PER_PAGE) {
        view.list.count = IMPORTS_PER_PAGE;
        view.next = text_format(req->arena, "%s?before=%s", path_imports(req, req->area_slug),
                                id_text(req->arena, view.list.item[IMPORTS_PER_PAGE - 1].id.id));
    }
    Page page = page_begin(req->arena, req->lang);
    imports_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Bring in a list"), page_end(&page));
}

static Reply imports_list(Request *req)
{
    Form form = form_blank(req, upload_fields, COUNT(upload_fields));
    return list_reply(req, &form, 200);
}

static Reply imports_upload(Request *req)
{
    Form form = form_read(req, upload_fields, COUNT(upload_fields));
    const Upload *file = &req->upload;
    if (form_ok(&form) && file->length == 0)
        form_fault(&form, UPLOAD_FILE, say(req->lang, "This file is empty. Please choose another."));
    if (!form_ok(&form))
        return list_reply(req, &form, 422);

    ImportId id = import_add(req->db, req->scope, form_text(&form, UPLOAD_FILE),
                             (int64_t)file->length, req->now, req->random);
    for (size_t at = 0, piece = 0; at < file->length; at += IMPORT_PIECE_BYTES, piece++) {
        size_t left = file->length - at;
        import_keep_piece(req->db, id, (int64_t)piece, file->bytes + at,
                          left < IMPORT_PIECE_BYTES ? left : IMPORT_PIECE_BYTES);
    }
    trail_change(req->db, req->scope, "imports.upload", id.id, req->now);
    return reply_see(req, path_import(req, id));
}

/* --- what the columns mean ------------------------------------------------------------------- */

/* The heading's row may have been chosen otherwise; its cells are then another's. */
static bool read_heading(Request *req, Import *import)
{
    int64_t heading;
    if (!text_to_int(req_field(req, "heading"), 0, INT32_MAX, &heading))
        return false;
    if (heading == import->heading)
        return true;
    return import_set_heading(req->db, req->scope, import, heading);
}

static void read_columns(Request *req, Import *import)
{
    Mapping mapping = {0};
    const char *heading[SHEET_COLUMNS_MAX];
    sheet_cells(req->arena, import->headings, heading);
    for (size_t i = 0; i < (size_t)import->columns && i < SHEET_COLUMNS_MAX; i++) {
        const char *key = req_field(req, text_format(req->arena, "c%zu", i));
        mapping.of[i] = meaning_by_key(key);
        if (heading[i][0] != '\0')
            heading_say(req->db, req->scope, text_search_key(req->arena, heading[i]),
                        meaning_key(mapping.of[i]));
    }
    import->mapping = mapping_text(req->arena, &mapping, (size_t)import->columns);
}

/* Empty for none; false: it is no branch of this place. */
static bool read_fallback(Request *req, Import *import)
{
    const char *slug = req_field(req, "fallback");
    import->fallback = (AreaId){0};
    if (slug[0] == '\0')
        return true;
    PlaceList leaves = import_fallbacks(req->db, import);
    for (size_t i = 0; i < leaves.count; i++)
        if (text_equal(leaves.item[i].slug, slug)) {
            import->fallback = leaves.item[i].id;
            return true;
        }
    return false;
}

static const char *columns_fault(Request *req, const Import *import)
{
    Mapping mapping = mapping_read(import->mapping);
    size_t count[MEANINGS] = {0};
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
        count[mapping.of[i]]++;
    if (!mapping_has_name(&mapping))
        return say(req->lang, "Please say which column has the names.");
    for (size_t i = MEANS_NOTHING + 1; i < MEANINGS; i++)
        if (count[i] > 1 && i != MEANS_ADDRESS && i != MEANS_PHONE && i != MEANS_MAIL)
            return SAY(req->arena, req->lang, "Two columns cannot both be “{1}”. Please leave one "
                       "of them out.", say(req->lang, meaning_words((Meaning)i)));
    return NULL;
}

static Reply import_columns(Request *req)
{
    Import import;
    int64_t known;
    if (!import_of(req, &import))
        return reply_not_found(req);
    if (import.state != IMPORT_MAPPING && import.state != IMPORT_CHECKED)
        return reply_see(req, path_import(req, import.id));
    if (!read_heading(req, &import))
        return import_show_fault(req, &import, say(req->lang, "There is no such row. Please look "
                                                              "at the number of the row with the "
                                                              "headings."));
    read_columns(req, &import);
    if (text_to_int(req_field(req, "known"), 0, KNOWN_ENDS - 1, &known))
        import.known = (OnKnown)known;
    bool has_fallback = read_fallback(req, &import);
    const char *fault = has_fallback ? columns_fault(req, &import)
                                     : say(req->lang, "Please choose a branch of this place.");
    if (fault != NULL)
        return import_show_fault(req, &import, fault);
    import_set_columns(req->db, req->scope, &import, req->now);
    return reply_see(req, path_import(req, import.id));
}

static Reply import_again(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    import_move(req->db, req->scope, import.id, IMPORT_CHECKED, IMPORT_MAPPING, req->now);
    return reply_see(req, path_import(req, import.id));
}

/* --- writing ------------------------------------------------------------------------------------ */

static const char *act_params(Arena *arena, const Import *import)
{
    return text_format(arena,
                       "import %s\nrows %lld\nnew %lld\nchanged %lld\nmapping %s\nfallback %s\n",
                       id_text(arena, import->id.id), (long long)import->rows,
                       (long long)import->count[ROW_NEW], (long long)import->count[ROW_CHANGED],
                       import->mapping,
                       id_is_none(import->fallback.id) ? "-" : id_text(arena, import->fallback.id));
}

static Reply propose(Request *req, const Import *import)
{
    ActId act = approvals_propose(req->db, req->site, &(NewAct){
        .kind = act_name, .area = req->scope.area, .by = req->who.person,
        .params = act_params(req->arena, import), .why = "",
    }, req->now, req->random);
    if (id_is_none(act.id))
        return reply_refuse(req, 403, say(req->lang, "This list is too long for one person"),
                            say(req->lang, "Lists of more than a thousand people take two officers "
                                           "who look after members. Please ask one of them."));
    import_move(req->db, req->scope, import->id, IMPORT_CHECKED, IMPORT_PROPOSED, req->now);
    trail_change(req->db, req->scope, "approvals.propose", act.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, act));
}

static Reply import_run(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    if (import.state != IMPORT_CHECKED)
        return reply_see(req, path_import(req, import.id));
    if (import.count[ROW_NEW] + import.count[ROW_CHANGED] > IMPORT_ALONE_MAX)
        return propose(req, &import);
    import_start(req->db, import.id, IMPORT_CHECKED, req->now);
    trail_change(req->db, req->scope, "imports.run", import.id.id, req->now);
    return reply_see(req, path_import(req, import.id));
}

/* Only what was looked at is agreed: other columns or other counts are another list. */
static bool read_act(Db *db, const Act *act, Import *import)
{
    ImportId id;
    Arena *arena = db_arena(db);
    if (!id_from_text(act_param(arena, act->params, "import"), &id.id))
        return false;
    *import = work_import(db, id);
    return import->state == IMPORT_PROPOSED && id_equal(import->area.id, act->area.id)
        && text_equal(act_params(arena, import), act->params);
}

static const char *describe(Db *db, Scope scope, const Act *act, Lang lang)
{
    (void)scope;
    Arena *arena = db_arena(db);
    int64_t fresh = 0, changed = 0;
    text_to_int(act_param(arena, act->params, "new"), 0, INT64_MAX, &fresh);
    text_to_int(act_param(arena, act->params, "changed"), 0, INT64_MAX, &changed);
    const char *words = SAY(arena, lang, "A list is written into {1}: {2} new members, and {3} who "
                            "are there already are changed.", act->area_name,
                            number_words(arena, lang, fresh), number_words(arena, lang, changed));
    AreaId fallback;
    Place place;
    if (!id_from_text(act_param(arena, act->params, "fallback"), &fallback.id)
        || !place_by_id(db, fallback, &place))
        return words;
    return text_format(arena, "%s %s", words,
                       SAY(arena, lang, "Whoever's row does not say a branch goes to {1}.",
                           place_name(&place, lang)));
}

static bool execute(Db *db, const Site *site, const Act *act, TimeMs now, Random *random)
{
    (void)site;
    (void)random;
    Import import;
    return read_act(db, act, &import) && import_start(db, import.id, IMPORT_PROPOSED, now);
}

const ActKind imports_act = {
    .name = act_name, .words = WORDS("bring in a list of more than a thousand people"),
    .role = ROLE_OFFICER, .purpose = PURPOSE_MEMBERSHIP, .cooling = 0, .open_for = 14 * DAY_MS,
    .describe = describe, .execute = execute,
};

/* The proposal may have been refused or have run out: then it is the officer's turn again. */
static Reply import_take_up(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    import_move(req->db, req->scope, import.id, IMPORT_PROPOSED, IMPORT_MAPPING, req->now);
    return reply_see(req, path_import(req, import.id));
}

/* --- taking back ----------------------------------------------------------------------------------- */

static Reply sure_reply(Request *req, const Confirm *confirm)
{
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, confirm);
    return reply_page(req, confirm->title, page_end(&page));
}

static Reply import_undo_ask(Request *req)
{
    Import import;
    if (!import_of(req, &import) || import.state != IMPORT_DONE)
        return reply_not_found(req);
    return sure_reply(req, &(Confirm){
        .title = say(req->lang, "Take this list back?"),
        .words = SAY(req->arena, req->lang, "{1} members who came with it are removed, and {2} who "
                     "were changed become what they were. Whoever was changed since, or has "
                     "signed in, is left and named afterwards.",
                     number_words(req->arena, req->lang, import.count[ROW_NEW]),
                     number_words(req->arena, req->lang, import.count[ROW_CHANGED])),
        .action = text_format(req->arena, "%s/undo", path_import(req, import.id)),
        .button = say(req->lang, "Take it back"), .is_danger = true,
        .back = path_import(req, import.id), .back_words = say(req->lang, "No, keep it"),
    });
}

static Reply import_undo(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    if (import_move(req->db, req->scope, import.id, IMPORT_DONE, IMPORT_UNDOING, req->now))
        trail_change(req->db, req->scope, "imports.undo", import.id.id, req->now);
    return reply_see(req, path_import(req, import.id));
}

static Reply import_remove_ask(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    bool can_undo = import.state == IMPORT_DONE;
    return sure_reply(req, &(Confirm){
        .title = say(req->lang, "Throw this list away?"),
        .words = can_undo
            ? say(req->lang, "The list and what it says about people are deleted. The members who "
                             "came with it stay, and it cannot be taken back any more.")
            : say(req->lang, "The list and what it says about people are deleted. Nobody's "
                             "membership changes."),
        .action = text_format(req->arena, "%s/remove", path_import(req, import.id)),
        .button = say(req->lang, "Throw it away"), .is_danger = true,
        .back = path_import(req, import.id), .back_words = say(req->lang, "No, keep it"),
    });
}

static Reply import_remove_now(Request *req)
{
    Import import;
    if (!import_of(req, &import))
        return reply_not_found(req);
    if (!import_remove(req->db, req->scope, import.id))
        return reply_see(req, path_import(req, import.id));
    trail_change(req->db, req->scope, "imports.remove", import.id.id, req->now);
    return reply_see(req, path_imports(req, req->area_slug));
}

/* --- the record -------------------------------------------------------------------------------------- */

static void area_card(Page *page, Request *req)
{
    if (place_has_desk(req, req->scope.area, PURPOSE_MEMBERSHIP))
        imports_area_card(page, req);
}

static void imports_work(Work *work)
{
    if (work_is_for(work, PURPOSE_MEMBERSHIP))
        work_way(work, say(work->req->lang, "Members from a spreadsheet"),
                   path_imports(work->req, work->slug));
}

static const Route routes[] = {
    { GET,  "/areas/:area/imports", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      imports_list, WORDS("see the lists that were brought in"), false },
    { POST, "/areas/:area/imports", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      imports_upload, WORDS("send a list"), ROUTE_TAKES_FILE },
    { GET,  "/areas/:area/imports/:import", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_show, WORDS("see how far a list is"), false },
    { POST, "/areas/:area/imports/:import/columns", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_columns, WORDS("say what its columns mean"), false },
    { POST, "/areas/:area/imports/:import/again", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_again, WORDS("say it differently"), false },
    { POST, "/areas/:area/imports/:import/take-up", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_take_up, WORDS("go on with a list that nobody agreed to"), false },
    { POST, "/areas/:area/imports/:import/run", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_run, WORDS("write it"), false },
    { GET,  "/areas/:area/imports/:import/rows", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_rows, WORDS("see what became of each row"), false },
    { GET,  "/areas/:area/imports/:import/report", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SEARCH, import_report, WORDS("take that out as a table"), false },
    { GET,  "/areas/:area/imports/:import/undo", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_undo_ask, WORDS("be asked whether to take it back"), false },
    { POST, "/areas/:area/imports/:import/undo", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_undo, WORDS("take the whole list back"), false },
    { GET,  "/areas/:area/imports/:import/remove", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_remove_ask, WORDS("be asked whether to throw a list away"), false },
    { POST, "/areas/:area/imports/:import/remove", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, import_remove_now, WORDS("throw a list away"), false },
};

const Capability imports_capability = {
    .name = "imports",
    .routes = routes, .route_count = COUNT(routes),
    .acts = &imports_act, .act_count = 1,
    .area_card = area_card,
    .work = imports_work,
    .job = imports_job,
    .prune = imports_prune_piece,
};
