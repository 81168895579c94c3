/* statement.c: a bank's statement comes in, is looked through, and is booked.
 *
 * Three steps, none of which can be done twice: the text is kept, of a file or of
 * what was put into the page; somebody says
 * which column is what; each line that brought money gets a guess. What is sure
 * is booked with one button, what is not is shown for a decision, and what was
 * decided is known the next time, because people pay with the same words each
 * month. A text that comes twice opens what is there, a line that stands in two
 * statements counts once, and a whole statement can be undone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/dues/statement.h"

#include "base/letters.h"
#include "capabilities/dues/dues_store.h"
#include "capabilities/dues/statement_match.h"
#include "capabilities/dues/statement_page.h"
#include "capabilities/dues/statement_view.h"
#include "capabilities/trail/trail.h"
#include "web/said.h"

enum { BRING_FILE, BRING_TEXT };
static const Field bring_fields[] = {
    [BRING_FILE] = { "file", FIELD_FILE, WORDS("The file that the bank gave you"),
                     WORDS("Its name ends in .csv. On the bank's page the button is often called "
                           "“Export” or “Download”."), .required = false },
    [BRING_TEXT] = { "text", FIELD_TEXT, WORDS("Or the statement as text"),
                     WORDS("If the file does not work: open it, copy all of it, and put it here."),
                     .required = false, .max = STATEMENT_CHARS_MAX },
};

const char *statement_words(StatementState state)
{
    switch (state) {
    case STATEMENT_NEW:    return WORDS("Its columns are to be chosen");
    case STATEMENT_READ:   return WORDS("To be looked through");
    case STATEMENT_BOOKED: return WORDS("Booked");
    case STATEMENT_UNDONE: return WORDS("Undone");
    }
    return "";
}

const char *path_statement(const Request *req, const Place *place, StatementId id)
{
    return text_format(req->arena, "%s/statements/%s", path_dues(req, place),
                       id_text(req->arena, id.id));
}

static Reply see_statement(Request *req, const Place *place, StatementId id, Said said)
{
    Reply reply = reply_see(req, path_statement(req, place, id));
    if (said != SAID_NOTHING)
        reply_say(req, &reply, said);
    return reply;
}

/* --- bringing it -------------------------------------------------------------------------- */

static Reply list_page(Request *req, const Place *place, const Form *form, int status)
{
    StatementList list = statements_of(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    statements_page(&page, req, place, &list, form);
    return reply_page_status(req, status, say(req->lang, "Bank statements"), page_end(&page));
}

Reply statements_show(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Form form = form_blank(req, bring_fields, COUNT(bring_fields));
    return list_page(req, &place, &form, 200);
}

/* The text of what was brought, the same whether it came as a file or was put
 * into the page, so that it is known when it comes again; NULL: it is none. */
static const char *text_brought(Request *req, const Form *form, size_t *field)
{
    *field = form_text(form, BRING_FILE)[0] != '\0' ? BRING_FILE : BRING_TEXT;
    if (*field == BRING_TEXT)
        return form_text(form, BRING_TEXT);
    const Upload *file = &req->upload;
    const char *text = file->length > STATEMENT_BYTES_MAX
        ? NULL : letters_text(req->arena, file->bytes, file->length);
    return text == NULL ? NULL : text_trim(req->arena, text);
}

/* NULL: it can be worked on. */
static const char *fault_of_text(Request *req, const char *text)
{
    Sheet sheet = bank_sheet_read(req->arena, text == NULL ? "" : text,
                                  text == NULL ? 0 : strlen(text));
    if (sheet.is_cut || req->upload.length > STATEMENT_BYTES_MAX
        || (text != NULL && text_length_chars(text) > STATEMENT_CHARS_MAX))
        return SAY(req->arena, req->lang, "This is too long: {1} lines fit. Please bring it "
                   "in parts, for example month by month.",
                   number_words(req->arena, req->lang, SHEET_ROWS_MAX));
    if (sheet.row_count < 1 || sheet.column_count < 2)
        return say(req->lang, "This is no table of a bank. Its lines have a date, a sum and "
                              "some words, with commas between them.");
    return NULL;
}

Reply statement_bring(Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return reply_not_found(req);
    Form form = form_read(req, bring_fields, COUNT(bring_fields));
    size_t field;
    const char *text = text_brought(req, &form, &field);
    if (form_ok(&form) && text != NULL && text[0] == '\0')
        form_fault(&form, BRING_FILE, say(req->lang, "Please choose the bank's file, or put its "
                                                     "text below."));
    else if (form_ok(&form) && fault_of_text(req, text) != NULL)
        form_fault(&form, field, fault_of_text(req, text));
    if (!form_ok(&form))
        return list_page(req, &place, &form, 422);

    bool is_new;
    StatementId id = statement_add(req->db, req->scope, text, req->now, req->random, &is_new);
    if (is_new)
        trail_change(req->db, req->scope, "dues.statement", id.id, req->now);
    return see_statement(req, &place, id, is_new ? SAID_NOTHING : SAID_THERE);
}

/* --- its columns ------------------------------------------------------------------------------ */

enum { MAP_DAY, MAP_AMOUNT, MAP_WORDS, MAP_PAYER, MAP_ORDER, MAP_FIELDS };
static const char *const order_values[] = { "day", "month", NULL };
static const char *const order_words[] = { WORDS("Day first: 20/11/2026"),
                                           WORDS("Month first: 11/20/2026"), NULL };
static const Field map_fields[MAP_FIELDS] = {
    [MAP_DAY]    = { "day", FIELD_SELECT, WORDS("The column with the date"), .required = true },
    [MAP_AMOUNT] = { "amount", FIELD_SELECT, WORDS("The column with the money that came in"),
                     .required = true },
    [MAP_WORDS]  = { "words", FIELD_SELECT, WORDS("The column with the reference or description"),
                     .required = true },
    [MAP_PAYER]  = { "payer", FIELD_SELECT, WORDS("The column with the name of who paid"),
                     WORDS("Leave it open when there is none."), .required = false },
    [MAP_ORDER]  = { "order", FIELD_CHOICE, WORDS("How dates are written"), .required = true,
                     .choices = order_values, .choice_words = order_words },
};

/* "2: Amount", or the first thing that stands in it. */
static const Field *map_fields_for(Request *req, const Sheet *sheet, const SheetColumns *guess)
{
    Field *fields = ARENA_ARRAY(req->arena, Field, MAP_FIELDS);
    const char **values = ARENA_ARRAY(req->arena, const char *, SHEET_COLUMNS_MAX + 1);
    const char **words = ARENA_ARRAY(req->arena, const char *, SHEET_COLUMNS_MAX + 1);
    size_t headings = guess->first_row > 0 ? guess->first_row - 1 : 0;
    for (size_t i = 0; i < sheet->column_count; i++) {
        values[i] = text_format(req->arena, "%zu", i + 1);
        words[i] = text_format(req->arena, "%zu: %s", i + 1,
                               text_cut(req->arena, bank_sheet_cell(sheet, headings, (int)i), 60));
    }
    values[sheet->column_count] = words[sheet->column_count] = NULL;
    memcpy(fields, map_fields, sizeof map_fields);
    for (size_t i = MAP_DAY; i <= MAP_PAYER; i++) {
        fields[i].choices = values;
        fields[i].choice_words = words;
    }
    return fields;
}

static void fill_column(Form *form, size_t field, int column)
{
    if (column != SHEET_NONE)
        form_fill(form, field, text_format(form->req->arena, "%d", column + 1));
}

static int column_of(const Form *form, size_t field)
{
    int64_t number = 0;
    return text_to_int(form_text(form, field), 1, SHEET_COLUMNS_MAX, &number) ? (int)number - 1
                                                                              : SHEET_NONE;
}

static Reply map_page(Request *req, const Place *place, const Statement *statement,
                      const Sheet *sheet, const Form *form, int status)
{
    StatementView view = { .req = req, .place = place, .statement = *statement, .sheet = sheet,
                           .form = form };
    Page page = page_begin(req->arena, req->lang);
    statement_map_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Which column is what?"),
                             page_end(&page));
}

Reply statement_map(Request *req)
{
    Place place;
    Statement statement;
    StatementId id;
    if (!place_by_id(req->db, req->scope.area, &place)
        || !id_from_text(req_param(req, "statement"), &id.id)
        || !statement_by_id(req->db, req->scope, id, &statement))
        return reply_not_found(req);
    if (statement.state != STATEMENT_NEW)
        return see_statement(req, &place, id, SAID_NOTHING);
    Sheet sheet = bank_sheet_read(req->arena, statement.raw, strlen(statement.raw));
    SheetColumns columns = bank_sheet_guess(&sheet);
    Form form = form_read(req, map_fields_for(req, &sheet, &columns), MAP_FIELDS);
    columns.day = column_of(&form, MAP_DAY);
    columns.amount = column_of(&form, MAP_AMOUNT);
    columns.words = column_of(&form, MAP_WORDS);
    columns.payer = column_of(&form, MAP_PAYER);
    columns.order = (DateOrder)(form_choice(&form, MAP_ORDER) == 1 ? DATES_MONTH_FIRST
                                                                   : DATES_DAY_FIRST);
    LineList lines = lines_of_sheet(req->arena, place.id, &sheet, &columns);
    if (form_ok(&form) && lines.count == 0)
        form_fault(&form, MAP_AMOUNT,
                   say(req->lang, "With these columns no line has a date and money that came in. "
                                  "Please look at the columns again."));
    if (!form_ok(&form))
        return map_page(req, &place, &statement, &sheet, &form, 422);

    statement_lines_add(req->db, req->scope, id, &lines);
    GuessList guessed = guesses(req->db, req->scope, id, place.kind >= PLACE_PARTY);
    NumberList before = lines_before(req->db, req->scope, id);
    lines_match(&lines, &guessed);
    lines_mark_before(&lines, before.item, before.count);
    for (size_t i = 0; i < lines.count; i++)
        if (lines.item[i].state != LINE_UNKNOWN)
            line_set(req->db, req->scope, id, &lines.item[i]);
    trail_change(req->db, req->scope, "dues.statement", id.id, req->now);
    return see_statement(req, &place, id, SAID_NOTHING);
}

/* --- looking through it ---------------------------------------------------------------------------- */

static Reply review_page(Request *req, const Place *place, const Statement *statement)
{
    StatementView view = {
        .req = req, .place = place, .statement = *statement,
        .lines = statement_lines(req->db, req->scope, statement->id),
    };
    for (size_t i = 0; i < view.lines.count; i++) {
        view.count[view.lines.item[i].state]++;
        view.pence[view.lines.item[i].state] += view.lines.item[i].pence;
    }
    Page page = page_begin(req->arena, req->lang);
    statement_review_page(&page, &view);
    return reply_page(req, say(req->lang, "Bank statement"), page_end(&page));
}

Reply statement_show(Request *req)
{
    Place place;
    Statement statement;
    StatementId id;
    if (!place_by_id(req->db, req->scope.area, &place)
        || !id_from_text(req_param(req, "statement"), &id.id)
        || !statement_by_id(req->db, req->scope, id, &statement))
        return reply_not_found(req);
    if (statement.state != STATEMENT_NEW)
        return review_page(req, &place, &statement);
    Sheet sheet = bank_sheet_read(req->arena, statement.raw, strlen(statement.raw));
    SheetColumns columns = bank_sheet_guess(&sheet);
    Form form = form_blank(req, map_fields_for(req, &sheet, &columns), MAP_FIELDS);
    fill_column(&form, MAP_DAY, columns.day);
    fill_column(&form, MAP_AMOUNT, columns.amount);
    fill_column(&form, MAP_WORDS, columns.words);
    fill_column(&form, MAP_PAYER, columns.payer);
    form_fill(&form, MAP_ORDER, order_values[columns.order]);
    return map_page(req, &place, &statement, &sheet, &form, 200);
}

/* "yes": it is whom it seems to be. "not": no dues. Else a membership number. */
Reply statement_decide(Request *req)
{
    Place place;
    Statement statement;
    StatementId id;
    Line line;
    int64_t number = 0;
    if (!place_by_id(req->db, req->scope.area, &place)
        || !id_from_text(req_param(req, "statement"), &id.id)
        || !statement_by_id(req->db, req->scope, id, &statement)
        || !text_to_int(req_param(req, "line"), 0, INT32_MAX, &number)
        || !statement_line(req->db, req->scope, id, number, &line))
        return reply_not_found(req);
    if (statement.state != STATEMENT_READ || line.state == LINE_BOOKED)
        return see_statement(req, &place, id, SAID_NOTHING);

    const char *what = req_field(req, "do");
    if (text_equal(what, "not")) {
        line.state = LINE_NOT_DUES;
        line.person = (PersonId){0};
    } else if (text_equal(what, "yes") && !id_is_none(line.person.id)) {
        line.state = LINE_DECIDED;
    } else if (text_to_int(text_trim(req->arena, req_field(req, "number")), 1, INT64_MAX, &number)
               && payer_numbered(req->db, req->scope, number, &line.person)) {
        line.state = LINE_DECIDED;
    } else {
        return reply_refuse(req, 422, say(req->lang, "We do not know this number"),
                            say(req->lang, "There is no member with this number in your area. "
                                           "Please go back and look at it again; nothing was "
                                           "changed."));
    }
    line_set(req->db, req->scope, id, &line);
    Reply reply = reply_see(req, text_format(req->arena, "%s#undecided",
                                             path_statement(req, &place, id)));
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- booking and undoing --------------------------------------------------------------------------- */

static void book(Request *req, StatementId id, Line *line)
{
    dues_pay(req->db, &req->site->rates, &(NewPayment){
        .person = line->person, .by = req->who.person, .pence = line->pence, .day = line->day,
        .how = PAY_STATEMENT, .statement = id.id, .line = line->line,
    }, req->now, req->random);
    statement_learn(req->db, req->scope, line);
    line->state = LINE_BOOKED;
    line_set(req->db, req->scope, id, line);
}

Reply statement_book(Request *req)
{
    Place place;
    Statement statement;
    StatementId id;
    if (!place_by_id(req->db, req->scope.area, &place)
        || !id_from_text(req_param(req, "statement"), &id.id)
        || !statement_by_id(req->db, req->scope, id, &statement))
        return reply_not_found(req);
    if (statement.state != STATEMENT_READ)
        return see_statement(req, &place, id, SAID_NOTHING);

    bool is_rest_not_dues = text_equal(req_field(req, "rest"), "not");
    LineList lines = statement_lines(req->db, req->scope, id);
    size_t open = 0;
    for (size_t i = 0; i < lines.count; i++) {
        Line *line = &lines.item[i];
        bool is_open = line->state == LINE_UNSURE || line->state == LINE_UNKNOWN;
        if ((line->state == LINE_SURE || line->state == LINE_DECIDED)
            && !id_is_none(line->person.id)) {
            book(req, id, line);
        } else if (is_open && is_rest_not_dues) {
            line->state = LINE_NOT_DUES;
            line->person = (PersonId){0};
            line_set(req->db, req->scope, id, line);
        } else {
            open += is_open;
        }
    }
    if (open == 0)
        statement_close(req->db, req->scope, id, req->now);
    trail_change(req->db, req->scope, "dues.statement-booked", id.id, req->now);
    return see_statement(req, &place, id, SAID_KEPT);
}

Reply statement_undo(Request *req)
{
    Place place;
    Statement statement;
    StatementId id;
    if (!place_by_id(req->db, req->scope.area, &place)
        || !id_from_text(req_param(req, "statement"), &id.id)
        || !statement_by_id(req->db, req->scope, id, &statement))
        return reply_not_found(req);
    PersonIdList who = statement_payers(req->db, req->scope, id);
    statement_take_back(req->db, req->scope, id, req->now);
    for (size_t i = 0; i < who.count; i++)
        account_reckon(req->db, who.item[i], req->now, req->random);
    trail_change(req->db, req->scope, "dues.statement-undone", id.id, req->now);
    Reply reply = reply_see(req, text_format(req->arena, "%s/statements", path_dues(req, &place)));
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}
