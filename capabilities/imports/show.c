/* show.c: what one sees of a list: its columns, its rows as they would become,
 * how far the work is, and what became of each row.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import_view.h"

#include "capabilities/approvals/approvals.h"
#include "core/postcode.h"
#include "web/csv.h"
#include "web/xlsx.h"

enum { SAMPLES = 3, SAMPLE_BYTES = 120 };

const char *import_state_words(ImportState state)
{
    switch (state) {
    case IMPORT_WAITING:  return WORDS("is being read");
    case IMPORT_NO_USE:   return WORDS("could not be read");
    case IMPORT_MAPPING:  return WORDS("waits for you to say what its columns mean");
    case IMPORT_CHECKING: return WORDS("is being checked");
    case IMPORT_CHECKED:  return WORDS("has been checked; nothing is written yet");
    case IMPORT_PROPOSED: return WORDS("waits for a second officer to agree");
    case IMPORT_RUNNING:  return WORDS("is being written");
    case IMPORT_DONE:     return WORDS("has been written");
    case IMPORT_UNDOING:  return WORDS("is being taken back");
    case IMPORT_UNDONE:   return WORDS("was taken back");
    case IMPORT_STOPPED:  return WORDS("was stopped: whoever brought it in has the role no more");
    case IMPORT_STATES:   break;
    }
    return "";
}

const char *import_refusal_words(SheetRefusal why)
{
    switch (why) {
    case SHEET_READ:
    case SHEET_REFUSALS:  break;
    case SHEET_EMPTY:     return WORDS("There is nothing in this file. Please look whether it is "
                                       "the right one.");
    case SHEET_OLD_BOOK:  return WORDS("This is a workbook of before 2007 (.xls). Please open it "
                                       "and save it as .xlsx or as CSV.");
    case SHEET_NOT_TABLE: return WORDS("This is not a table. Please save your list as .xlsx or as "
                                       "CSV, and send that.");
    case SHEET_TOO_MANY:  return WORDS("This list has more than 600,000 rows. Please send it in "
                                       "parts.");
    case SHEET_BROKEN:    return WORDS("This workbook is damaged. Please open it, save it again, "
                                       "and send the new file.");
    case SHEET_LOCKED:    return WORDS("This workbook has a password. Please save it without one.");
    case SHEET_BOMB:      return WORDS("This workbook unpacks to far more than a list of members "
                                       "holds, so it was not opened. Please save the list as CSV.");
    case SHEET_TOO_LONG:  return WORDS("Reading this file took too long, or too much memory, and "
                                       "was stopped. Please save the list as CSV, or send it in "
                                       "parts.");
    case SHEET_CRASHED:   return WORDS("This file could not be read. Please save the list as CSV "
                                       "and try again; if that does not help, tell us.");
    }
    return "";
}

const char *row_end_words(RowEnd end)
{
    switch (end) {
    case ROW_WAITS:   return WORDS("Not looked at yet");
    case ROW_NEW:     return WORDS("New");
    case ROW_KNOWN:   return WORDS("Already there");
    case ROW_CHANGED: return WORDS("Already there, changed");
    case ROW_REFUSED: return WORDS("Left out");
    case ROW_UNDONE:  return WORDS("Taken back");
    case ROW_LEFT:    return WORDS("Not taken back");
    case ROW_ENDS:    break;
    }
    return "";
}

const char *match_words(MatchHow how)
{
    switch (how) {
    case MATCH_NONE:
    case MATCH_ENDS:   break;
    case MATCH_NUMBER: return WORDS("Found by membership number.");
    case MATCH_MAIL:   return WORDS("Found by e-mail address.");
    case MATCH_NAME:   return WORDS("Found by name.");
    }
    return "";
}

/* --- rows as they are shown --------------------------------------------------------------- */

static RowView view_of_row(Request *req, const Mapping *mapping, const ImportRow *row)
{
    SheetRow sheet = { .number = row->line, .fault = row->fault, .cells = row->cells };
    char code[POSTCODE_TEXT_SIZE];
    RowView view = {
        .line = row->line, .entry = row_plan(req->arena, mapping, &sheet, req->now),
        .end = row->end, .note = row->note, .how = row->how, .postcode = "", .area_name = "",
    };
    if (postcode_from_key(view.entry.postcode, code))
        view.postcode = text_copy(req->arena, code);
    if (!id_is_none(row->member) && row->end != ROW_UNDONE)
        view.member_path = text_format(req->arena, "/areas/%s/members/%s", req->area_slug,
                                       id_text(req->arena, row->member));
    return view;
}

static void add_rows(Request *req, ImportView *view, const ImportRowList *rows)
{
    Mapping mapping = mapping_read(view->import.mapping);
    for (size_t i = 0; i < rows->count; i++)
        *LIST_ADD(req->arena, &view->rows) = view_of_row(req, &mapping, &rows->item[i]);
}

/* The first rows as they would become with the columns as they are chosen now. */
static void add_preview(Request *req, ImportView *view, const ImportRowList *rows)
{
    Bench bench;
    if (!bench_of(&bench, req->db, &view->import, req->now, req->random))
        return;
    for (size_t i = 0; i < rows->count && i < IMPORT_PREVIEW; i++) {
        Verdict verdict = verdict_of(&bench, &rows->item[i]);
        RowView *row = LIST_ADD(req->arena, &view->rows);
        *row = view_of_row(req, &bench.mapping, &rows->item[i]);
        row->end = verdict.end;
        row->note = verdict.note;
        row->how = verdict.how;
        if (verdict.how != MATCH_NONE)
            scope_person(req->scope, verdict.known.person);
    }
}

/* "Anna Evans, Bob Rees" */
static const char *sample_of(Arena *arena, const ImportRowList *rows, size_t column)
{
    TextBuilder out = text_builder(arena);
    size_t count = 0;
    text_add(&out, "");
    for (size_t i = 0; i < rows->count && count < SAMPLES; i++) {
        const char *cell[SHEET_COLUMNS_MAX];
        sheet_cells(arena, rows->item[i].cells, cell);
        if (cell[column][0] == '\0')
            continue;
        text_add_format(&out, "%s%s", count++ == 0 ? "" : " · ", cell[column]);
    }
    return text_cut(arena, text_of(&out), SAMPLE_BYTES);
}

/* What this officer said of a heading before goes before our guess. */
static void add_columns(Request *req, ImportView *view, const ImportRowList *rows)
{
    const char *heading[SHEET_COLUMNS_MAX];
    Mapping mapping = mapping_read(view->import.mapping);
    sheet_cells(req->arena, view->import.headings, heading);
    for (size_t i = 0; i < (size_t)view->import.columns && i < SHEET_COLUMNS_MAX; i++) {
        const char *said = heading[i][0] == '\0' || view->fault != NULL ? ""
            : heading_said(req->db, req->scope, text_search_key(req->arena, heading[i]));
        if (said[0] != '\0')
            mapping.of[i] = meaning_by_key(said);
        view->column[view->column_count++] = (ColumnView){
            .index = i, .field = text_format(req->arena, "c%zu", i), .heading = heading[i],
            .sample = sample_of(req->arena, rows, i), .meaning = mapping.of[i],
        };
    }
    view->import.mapping = mapping_text(req->arena, &mapping, (size_t)view->import.columns);
}

PlaceList import_fallbacks(Db *db, const Import *import)
{
    PlaceList leaves = work_leaves(db, import->area);
    bool is_itself = leaves.count == 1 && id_equal(leaves.item[0].id.id, import->area.id);
    return is_itself || leaves.count > FALLBACKS_MAX ? (PlaceList){0} : leaves;
}

static void add_mapping(Request *req, ImportView *view)
{
    view->leaves = import_fallbacks(req->db, &view->import);
    ImportRowList rows = rows_shown(req->db, req->scope, view->import.id, ROW_WAITS,
                                    view->import.heading, IMPORT_LOOKED_AT);
    add_columns(req, view, &rows);
    add_preview(req, view, &rows);
}

static Reply reply_of(Request *req, ImportView *view, int status)
{
    Page page = page_begin(req->arena, req->lang);
    import_page(&page, view);
    return reply_page_status(req, status, view->import.file_name, page_end(&page));
}

Reply import_show_fault(Request *req, const Import *import, const char *fault)
{
    ImportView view = { .req = req, .import = *import, .fault = fault };
    view.import.state = IMPORT_MAPPING;
    add_mapping(req, &view);
    return reply_of(req, &view, 422);
}

static bool import_of(Request *req, Import *import)
{
    ImportId id;
    return id_from_text(req_param(req, "import"), &id.id)
        && import_read(req->db, req->scope, id, import);
}

Reply import_show(Request *req)
{
    ImportView view = { .req = req };
    if (!import_of(req, &view.import))
        return reply_not_found(req);
    if (view.import.state == IMPORT_MAPPING)
        add_mapping(req, &view);
    if (view.import.state == IMPORT_PROPOSED)
        view.act_path = text_format(req->arena, "/areas/%s/approvals", req->area_slug);
    return reply_of(req, &view, 200);
}

/* --- what became of each row ------------------------------------------------------------------ */

const Column row_columns[ROW_COLUMNS] = {
    { .words = WORDS("Row"), .is_number = true }, { .words = WORDS("Name") },
    { .words = WORDS("To be reached by") },       { .words = WORDS("What became of it") },
    { .words = WORDS("Why") },
};

static const char *const end_values[] = { "", "new", "known", "changed", "refused", "undone",
                                          "left", NULL };
static const char *const end_words[] = {
    WORDS("All rows"), WORDS("New"), WORDS("Already there"), WORDS("Already there, changed"),
    WORDS("Left out"), WORDS("Taken back"), WORDS("Not taken back"),
};
static const Filter row_filters[] = {
    { .name = "what", .words = WORDS("Show"), .values = end_values, .value_words = end_words },
};
_Static_assert(COUNT(end_words) == ROW_ENDS, "a filter for each end");

Reply import_rows(Request *req)
{
    ImportView view = { .req = req };
    if (!import_of(req, &view.import))
        return reply_not_found(req);
    view.sift = sift_read_with(req, text_format(req->arena, "%s/rows",
                                                path_import(req, view.import.id)),
                               row_columns, ROW_COLUMNS, row_filters, COUNT(row_filters));
    view.end = (RowEnd)view.sift.chosen[0];
    int64_t after = 0;
    text_to_int(view.sift.after, 0, INT32_MAX, &after);
    ImportRowList rows = rows_shown(req->db, req->scope, view.import.id, view.end, after,
                                    ROWS_PER_PAGE + 1);
    if (rows.count > ROWS_PER_PAGE) {
        rows.count = ROWS_PER_PAGE;
        sift_next(&view.sift, text_format(req->arena, "%lld",
                                          (long long)rows.item[ROWS_PER_PAGE - 1].line),
                  view.import.id.id);
    }
    add_rows(req, &view, &rows);
    Page page = page_begin(req->arena, req->lang);
    import_rows_page(&page, &view);
    return reply_page(req, say(req->lang, "What became of each row"), page_end(&page));
}

static RowEnd end_asked(const Request *req)
{
    const char *what = req_query(req, "what");
    for (size_t i = 1; end_values[i] != NULL; i++)
        if (text_equal(end_values[i], what))
            return (RowEnd)i;
    return ROW_WAITS;
}

/* A table in the making, of either kind. */
typedef struct { Csv csv; Xlsx xlsx; bool is_xlsx; } Report;

static void report_cell(Report *report, const char *text)
{
    if (report->is_xlsx)
        xlsx_cell(&report->xlsx, text);
    else
        csv_cell(&report->csv, text);
}

static void report_row_end(Report *report)
{
    if (report->is_xlsx)
        xlsx_row_end(&report->xlsx);
    else
        csv_row_end(&report->csv);
}

static void report_heads(Report *report, Lang lang)
{
    static const char *const heads[] = { WORDS("Row"), WORDS("Name"), WORDS("E-mail"),
                                         WORDS("Phone"), WORDS("Postcode"),
                                         WORDS("What became of it"), WORDS("Why") };
    for (size_t i = 0; i < COUNT(heads); i++)
        report_cell(report, say(lang, heads[i]));
    report_row_end(report);
}

static void report_row(Report *report, Request *req, const RowView *row)
{
    report_cell(report, text_format(req->arena, "%lld", (long long)row->line));
    report_cell(report, row->entry.name);
    report_cell(report, row->entry.mail);
    report_cell(report, row->entry.phone);
    report_cell(report, row->postcode);
    report_cell(report, say(req->lang, row_end_words(row->end)));
    report_cell(report, text_trim(req->arena, text_format(req->arena, "%s %s",
                                                          say(req->lang, match_words(row->how)),
                                                          say(req->lang, note_words(row->note)))));
    report_row_end(report);
}

static Reply report_reply(Request *req, Report *report)
{
    size_t length = 0;
    const void *bytes = report->is_xlsx ? xlsx_bytes(&report->xlsx, &length)
                                        : csv_text(&report->csv);
    if (bytes == NULL)
        return reply_refuse(req, 500, say(req->lang, "The table could not be made"),
                            say(req->lang, "Please try it as CSV."));
    if (!report->is_xlsx)
        length = strlen(bytes);
    Reply reply = reply_bytes(req, report->is_xlsx ? XLSX_TYPE : CSV_TYPE, bytes, length);
    reply_header(&reply, "Content-Disposition",
                 text_format(req->arena, "attachment; filename=\"rows-%s.%s\"", req->area_slug,
                             report->is_xlsx ? "xlsx" : "csv"));
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

Reply import_report(Request *req)
{
    ImportView view = { .req = req };
    int64_t after = 0;
    if (!import_of(req, &view.import))
        return reply_not_found(req);
    text_to_int(req_query(req, "after"), 0, INT32_MAX, &after);
    ImportRowList rows = rows_shown(req->db, req->scope, view.import.id, end_asked(req), after,
                                    REPORT_ROWS_MAX);
    Mapping mapping = mapping_read(view.import.mapping);
    Report report = { .is_xlsx = text_equal(req_query(req, "as"), "xlsx"),
                      .csv = csv_begin(req->arena),
                      .xlsx = xlsx_begin(req->arena, say(req->lang, "Rows")) };
    report_heads(&report, req->lang);
    for (size_t i = 0; i < rows.count; i++) {
        RowView row = view_of_row(req, &mapping, &rows.item[i]);
        report_row(&report, req, &row);
    }
    return report_reply(req, &report);
}
