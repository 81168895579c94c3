/* work.c: what the jobs process does with a list: read it, check it, write it.
 *
 * A file is read whole, in a process of its own; its rows are then worked on in
 * pieces, each in one short transaction that also keeps how far it came. So a
 * stop at any line loses nothing and does nothing twice.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"

#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

enum {
    CHECKED_AT_ONCE = 1000, /* rows in one transaction: others wait for a fifth of a second */
    WRITTEN_AT_ONCE = 1000,
    KEPT_AT_ONCE = 2000,    /* rows of the file itself */
    FACTS_MAX = 30,
    READ_CPU_S = 5,
};
#define READ_MEMORY ((size_t)256 * 1024 * 1024)
#define HEARD_MAX   ((size_t)160 * 1024 * 1024) /* all rows of the longest file */

void count_row(Import *import, RowEnd end)
{
    import->count[end]++;
    import->done++;
}

/* --- reading --------------------------------------------------------------------------- */

/* What was heard of a file, before any of it is kept. */
typedef struct {
    Arena       *arena;
    SheetHearing hearing;
    LIST_OF(SheetRow) rows;
    TextBuilder  facts;
    size_t       fact_count, columns;
    SheetRefusal refusal;
} Heard;

static size_t columns_of(const char *cells)
{
    size_t count = 1;
    for (; *cells != '\0'; cells++)
        count += *cells == SHEET_BREAK;
    return count;
}

static bool hear_row(void *listener, const SheetRow *row)
{
    Heard *heard = listener;
    *LIST_ADD(heard->arena, &heard->rows) = (SheetRow){
        .number = row->number, .fault = row->fault, .cells = text_copy(heard->arena, row->cells),
    };
    size_t columns = columns_of(row->cells);
    heard->columns = columns > heard->columns ? columns : heard->columns;
    return true;
}

static bool hear_fact(void *listener, FactKind kind, const char *text)
{
    Heard *heard = listener;
    if (kind == FACT_REFUSED) {
        int why = text[0] - '0';
        heard->refusal = why > SHEET_READ && why < SHEET_REFUSALS && text[1] == '\0'
            ? (SheetRefusal)why : SHEET_BROKEN;
    } else if (heard->fact_count++ < FACTS_MAX) {
        text_add_format(&heard->facts, "%d %s\n", (int)kind, text);
    }
    return true;
}

static bool hear(void *listener, const void *bytes, size_t count)
{
    Heard *heard = listener;
    return sheet_hear(&heard->hearing, bytes, count);
}

static bool read_apart(void *context, ApartSay *tell, ApartOut *out)
{
    return sheet_read(context, tell, out);
}

static SheetRefusal refusal_of(ApartEnd end, const Heard *heard)
{
    switch (end) {
    case APART_DONE:     return heard->hearing.have == 0 ? SHEET_READ : SHEET_CRASHED;
    case APART_REFUSED:  return heard->refusal != SHEET_READ ? heard->refusal : SHEET_CRASHED;
    case APART_TOO_MUCH: return SHEET_TOO_LONG;
    case APART_BROKEN:
    case APART_LATER:    break;
    }
    return SHEET_CRASHED;
}

/* Which row has the headings, and what the columns mean. */
static void guess(Arena *arena, Import *import, const Heard *heard)
{
    size_t looked = heard->rows.count < IMPORT_LOOKED_AT ? heard->rows.count : IMPORT_LOOKED_AT;
    const char *cell[SHEET_COLUMNS_MAX];
    import->columns = (int64_t)heard->columns;
    import->heading = 0;
    import->headings = "";
    size_t first = 0;
    for (size_t i = 0; i < looked && import->heading == 0; i++) {
        sheet_cells(arena, heard->rows.item[i].cells, cell);
        if (!row_is_heading(arena, cell))
            continue;
        import->heading = heard->rows.item[i].number;
        import->headings = heard->rows.item[i].cells;
        first = i + 1;
    }
    Mapping mapping = mapping_guess(arena, import->heading == 0 ? NULL : cell,
                                    heard->rows.item + first, looked - first);
    import->mapping = mapping_text(arena, &mapping, heard->columns);
    import->rows = (int64_t)(heard->rows.count - first);
}

static bool keep_rows(Job *job, Import *import, const Heard *heard)
{
    for (size_t i = 0; i < heard->rows.count;) {
        db_begin(job->db);
        if (i == 0)
            work_rows_remove(job->db, import->id, false); /* of a try that was cut off */
        for (size_t n = 0; n < KEPT_AT_ONCE && i < heard->rows.count; n++, i++)
            work_row_add(job->db, import->id, &heard->rows.item[i]);
        if (!db_commit(job->db) || !job_goes_on(job))
            return false;
    }
    return true;
}

void work_read(Job *job, Import *import)
{
    Arena *own = arena_new(2 * (size_t)import->size + HEARD_MAX + ARENA_REQUEST_MAX);
    SheetFile file;
    Heard heard = { .arena = own, .facts = text_builder(own) };
    heard.hearing = (SheetHearing){ .listener = &heard, .row = hear_row, .fact = hear_fact };
    text_add(&heard.facts, "");
    file.bytes = work_file(job->db, own, import, &file.length);
    if (db_failed(job->db)) {
        arena_free(own);
        return;
    }
    ApartEnd end = job->outside->apart(job->outside, &(Apart){
        .work = read_apart, .context = &file, .hear = hear, .listener = &heard,
        .memory_bytes = READ_MEMORY, .output_bytes = HEARD_MAX, .cpu_s = READ_CPU_S,
    });
    import->refusal = refusal_of(end, &heard);
    import->facts = text_of(&heard.facts);
    import->state = import->refusal == SHEET_READ ? IMPORT_MAPPING : IMPORT_NO_USE;
    bool is_kept = end != APART_LATER;
    if (import->state == IMPORT_MAPPING) {
        guess(own, import, &heard);
        is_kept = keep_rows(job, import, &heard);
    }
    if (is_kept) {
        db_begin(job->db);
        work_file_remove(job->db, import->id);
        work_keep(job->db, import, job->now);
        db_commit(job->db);
    }
    arena_free(own);
}

/* --- checking ---------------------------------------------------------------------------- */

/* Headings that are repeated further down, as long lists have them. */
static bool is_heading_again(const Import *import, const ImportRow *row)
{
    return import->heading > 0 && text_equal(row->cells, import->headings);
}

static ImportRow row_of_verdict(const ImportRow *row, const Verdict *verdict)
{
    ImportRow set = *row;
    set.end = verdict->end;
    set.note = verdict->note;
    set.how = verdict->how;
    set.same = verdict->same;
    set.member = verdict->how == MATCH_NONE ? (Id){{0}} : verdict->known.member;
    set.person = verdict->how == MATCH_NONE ? (Id){{0}} : verdict->known.person;
    return set;
}

/* Nothing is kept of who was forgotten, not even for the report. */
static void empty_forgotten(Bench *bench, const ImportRow *row)
{
    if (row->note == NOTE_FORGOTTEN)
        work_row_empty(bench->db, bench->import.id, row->line);
}

static void check_row(Bench *bench, const ImportRow *row)
{
    Verdict verdict = verdict_of(bench, row);
    ImportRow set = row_of_verdict(row, &verdict);
    work_row_set(bench->db, bench->import.id, &set);
    empty_forgotten(bench, &set);
    count_row(&bench->import, set.end);
}

/* --- writing ------------------------------------------------------------------------------- */

static void add_member(Bench *bench, const Verdict *verdict, ImportRow *row)
{
    const Entry *entry = &verdict->entry;
    TimeMs joined = entry->joined > 0 ? entry->joined : bench->now;
    PersonId person = person_add(bench->db, entry->name, entry->mail,
                                 entry->speaks_welsh ? LANG_CY : LANG_EN, bench->now,
                                 bench->random);
    people_make_first_member(bench->db, person, verdict->area, bench->now, bench->random);
    bool only_phone = entry->mail[0] == '\0' && entry->address[0] == '\0' && entry->phone[0] != '\0';
    MemberId member = members_enter(bench->db, &(NewMember){
        .area = verdict->area, .person = person, .name = entry->name, .mail = entry->mail,
        .phone = entry->phone, .address = entry->address, .postcode = verdict->postcode,
        .reach = only_phone ? MEMBER_REACH_PHONE : (MemberReach)0, .joined = joined,
    }, bench->now, bench->random);
    row->member = member.id;
    row->person = person.id;
}

/* What stood there goes into the row, so that it can be put back. */
static void change_member(Bench *bench, const Verdict *verdict, ImportRow *row)
{
    const MemberKnown *known = &verdict->known;
    MemberKnown to = verdict->becomes;
    bool gives_mail = verdict->gives_mail && people_give_mail(bench->db, known->person, to.mail);
    if (!gives_mail)
        to.mail = known->mail; /* somebody has it meanwhile */
    members_set_contact(bench->db, known, &to);
    row->was = text_format(bench->arena, "%s%c%s%c%s%c%s", gives_mail ? "mail" : "",
                           SHEET_BREAK, known->phone, SHEET_BREAK, known->address, SHEET_BREAK,
                           known->postcode);
}

static void write_row(Bench *bench, const ImportRow *row)
{
    Verdict verdict = verdict_of(bench, row);
    ImportRow set = row_of_verdict(row, &verdict);
    if (verdict.end == ROW_NEW)
        add_member(bench, &verdict, &set);
    else if (verdict.end == ROW_CHANGED)
        change_member(bench, &verdict, &set);
    if (set.end == ROW_NEW || set.end == ROW_CHANGED) {
        set.mark = member_mark(bench->db, bench->import.area, set.person);
        set.has_mark = true;
    }
    bool is_as_checked = set.end == row->end && set.same == row->same;
    (is_as_checked ? work_row_done : work_row_set)(bench->db, bench->import.id, &set);
    empty_forgotten(bench, &set);
    count_row(&bench->import, set.end);
}

/* --- piece by piece --------------------------------------------------------------------------- */

typedef void RowWork(Bench *bench, const ImportRow *row);

/* The next rows; when there are none, the list comes into its next state. */
static void work_piece(Job *job, Import *import, RowWork *work, int64_t most, ImportState next)
{
    Bench bench;
    db_begin(job->db);
    if (!bench_of(&bench, job->db, import, job->now, job->random)) {
        db_rollback(job->db);
        return;
    }
    int64_t after = import->cursor > import->heading ? import->cursor : import->heading;
    ImportRowList rows = work_rows(job->db, import->id, after, most);
    for (size_t i = 0; i < rows.count; i++) {
        bench.import.cursor = rows.item[i].line;
        if (is_heading_again(import, &rows.item[i]))
            bench.import.done++;
        else
            work(&bench, &rows.item[i]);
    }
    if ((int64_t)rows.count < most) {
        bench.import.state = next;
        if (next == IMPORT_DONE)
            trail_program(job->db, "imports.done", import->id.id, job->now);
    }
    work_keep(job->db, &bench.import, job->now);
    db_commit(job->db);
}

/* Whoever brought it in may have lost the role since. */
static bool is_still_allowed(Job *job, const Import *import)
{
    return people_still_holds(job->db, import->by, import->area, ROLE_OFFICER, PURPOSE_MEMBERSHIP,
                              job->now);
}

static void stop(Job *job, Import *import)
{
    import->state = IMPORT_STOPPED;
    db_begin(job->db);
    work_keep(job->db, import, job->now);
    db_commit(job->db);
}

bool imports_prune_piece(Job *job)
{
    db_begin(job->db);
    bool is_more = work_forget(job->db, job->now);
    return db_commit(job->db) && is_more;
}

bool imports_job(Job *job)
{
    Import import;
    if (!work_next(job->db, &import))
        return false;
    if (!is_still_allowed(job, &import)) {
        stop(job, &import);
        return true;
    }
    switch (import.state) {
    case IMPORT_WAITING:
        work_read(job, &import);
        break;
    case IMPORT_CHECKING:
        work_piece(job, &import, check_row, CHECKED_AT_ONCE, IMPORT_CHECKED);
        break;
    case IMPORT_RUNNING:
        work_piece(job, &import, write_row, WRITTEN_AT_ONCE, IMPORT_DONE);
        break;
    case IMPORT_UNDOING:
        work_undo(job, &import);
        break;
    case IMPORT_NO_USE:
    case IMPORT_MAPPING:
    case IMPORT_CHECKED:
    case IMPORT_PROPOSED:
    case IMPORT_DONE:
    case IMPORT_UNDONE:
    case IMPORT_STOPPED:
    case IMPORT_STATES:
        break;
    }
    return !db_failed(job->db);
}
