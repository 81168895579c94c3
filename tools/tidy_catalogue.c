/* tidy_catalogue.c: whose rows are whose, and what forgetting somebody does with
 * them; the program's own copy of the catalogue is made of it.
 *
 * In a room's data.txt, one line for each column that leads to a person:
 *
 *     @person desk_note.person rows
 *     @person desk_note.by_person acts
 *     @person desk_note_version.note rows = desk_note.id of desk_note.person
 *     @person dues_line.person blank words payer
 *     @mail   outbox_message.to_mail rows
 *     @hand   outbox_budget has hashes, and forgets them within a day
 *
 * @person compares the column with a person's id, @mail with their address; with "="
 * it leads through another table, whose rows must go later. The room's lines are
 * worked off in their order, the rooms' from the last to the first.
 *
 *     rows   are theirs: in their copy, deleted when they are forgotten
 *     gone   deleted as well, but not in their copy: lists of others that they made
 *     blank  theirs; the words named are emptied (a name becomes "A former member")
 *     keep   theirs, but part of a shared record, or the law wants it: stays
 *     acts   not theirs: what they did for others; the id leads to a former member
 *
 * The SQL that does it is made here, as literals in a C file, so that a table cannot
 * be forgotten by the one and not by the other.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy_data.h"

static const char rule[] = "rule 8 (data)";

static const char *const actions[] = { "rows", "gone", "blank", "keep", "acts" };
static const char *const grounds[] = { "agreement", "belonging", "consent", "law", "interests" };
static const char *const sources[] = { "the person", "an officer", "the program", "the register" };
/* Columns of these names lead to a person, whatever the table. */
static const char *const person_names[] = { "person", "subject", "actor", "author", "held_by",
                                            "claimed_by", "asked_by", "given_by", "approved_by",
                                            "ended_by" };
/* Not in anybody's copy: secrets and their hashes, files of others, keys to sort by. */
static const char *const hidden_endings[] = { "_hash", "print", "_key", "bytes", "digest", "mark",
                                              "secret", "batch" };
/* Blanked columns of these names say who it was. */
static const char *const name_columns[] = { "name", "shown_name", "by_name" };

typedef enum { BY_PERSON, BY_MAIL, BY_HAND } OwnerBy;

typedef struct {
    const TidyFile *file;
    int             line;
    OwnerBy         by;
    const char     *room, *table, *column, *action, *blanked; /* blanked: between blanks */
    const char     *through_table, *through_id, *through_column; /* NULL: directly */
    const char     *why; /* BY_HAND */
} Owner;
typedef LIST_OF(Owner) OwnerList;

static bool is_among(const char *name, const char *const list[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(name, list[i]))
            return true;
    return false;
}
#define IS_AMONG(name, list) is_among((name), (list), sizeof(list) / sizeof(list)[0])

/* --- reading -------------------------------------------------------------------- */

static const char *word(Arena *arena, const char **at)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    const char *taken = text_copy_bytes(arena, *at, length);
    *at += length;
    return taken;
}

/* "table.column"; the column is "" when there is no dot. */
static const char *split(Arena *arena, const char *name, const char **column)
{
    size_t length = strcspn(name, ".");
    *column = name[length] == '.' ? name + length + 1 : "";
    return text_copy_bytes(arena, name, length);
}

static bool read_owner(Tree *tree, const char *text, Owner *owner)
{
    Arena *arena = tree->arena;
    const char *at = text, *kind = word(arena, &at);
    owner->by = text_equal(kind, "@person") ? BY_PERSON : text_equal(kind, "@mail") ? BY_MAIL : BY_HAND;
    owner->table = split(arena, word(arena, &at), &owner->column);
    if (owner->by == BY_HAND) {
        owner->why = text_trim(arena, at);
        return text_equal(kind, "@hand") && owner->why[0] != '\0';
    }
    owner->action = word(arena, &at);
    const char *equals = strchr(at, '=');
    size_t length = equals == NULL ? strlen(at) : (size_t)(equals - at);
    owner->blanked = text_format(arena, " %s ", text_trim(arena, text_copy_bytes(arena, at, length)));
    if (equals != NULL) {
        const char *owner_table, *of;
        at = equals + 1;
        owner->through_table = split(arena, word(arena, &at), &owner->through_id);
        of = word(arena, &at);
        owner_table = split(arena, word(arena, &at), &owner->through_column);
        if (!text_equal(of, "of") || !text_equal(owner_table, owner->through_table))
            return false;
    }
    return owner->column[0] != '\0' && IS_AMONG(owner->action, actions)
        && text_equal(owner->action, "blank") == !text_is_blank(owner->blanked);
}

static OwnerList owners(Tree *tree)
{
    OwnerList list = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (!path_ends(file->path, "/data.txt") || room_of(tree->arena, file->path) == NULL)
            continue;
        int number = 0;
        for (const char *at = file->text; *at != '\0';) {
            size_t length = strcspn(at, "\n");
            const char *text = text_copy_bytes(tree->arena, at, length);
            at += length + (at[length] == '\n');
            number++;
            if (text[0] != '@' || text_starts(text, "@basis ") || text_starts(text, "@source "))
                continue;
            Owner owner = { .file = file, .line = number, .room = room_of(tree->arena, file->path) };
            if (read_owner(tree, text, &owner))
                *LIST_ADD(tree->arena, &list) = owner;
            else
                fault(tree, file->path, number, rule,
                      "is no \"@person table.column rows|gone|blank …|keep|acts [= table.id of "
                      "table.column]\".");
        }
    }
    return list;
}

/* --- checking --------------------------------------------------------------------- */

static const SchemaColumn *column_of(const SchemaColumnList *columns, const char *table,
                                     const char *name)
{
    for (size_t i = 0; i < columns->count; i++)
        if (text_equal(columns->item[i].table, table)
            && (name[0] == '\0' || text_equal(columns->item[i].name, name)))
            return &columns->item[i];
    return NULL;
}

static void check_owner(Tree *tree, const Owner *owner, const SchemaColumnList *columns)
{
    if (column_of(columns, owner->table, owner->column) == NULL)
        fault(tree, owner->file->path, owner->line, rule, "there is no column %s.%s.", owner->table,
              owner->column);
    if (owner->by == BY_HAND)
        return;
    if (owner->through_table != NULL && strstr(owner->through_table, "_public_") == NULL
        && (column_of(columns, owner->through_table, owner->through_id) == NULL
            || column_of(columns, owner->through_table, owner->through_column) == NULL))
        fault(tree, owner->file->path, owner->line, rule, "%s has not both columns.",
              owner->through_table);
    for (const char *at = owner->blanked; *(at += strspn(at, " ")) != '\0';) {
        const char *name = word(tree->arena, &at);
        const SchemaColumn *column = column_of(columns, owner->table, name);
        if (column == NULL || !text_equal(column->type, "TEXT"))
            fault(tree, owner->file->path, owner->line, rule, "%s.%s has no words to empty.",
                  owner->table, name);
    }
}

static bool has_owner(const OwnerList *list, const char *table, const char *column)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i].table, table)
            && (column == NULL || text_equal(list->item[i].column, column)))
            return true;
    return false;
}

static bool leads_to_a_person(const SchemaColumn *column)
{
    return text_equal(column->type, "BYTEA")
        && (IS_AMONG(column->name, person_names) || path_ends(column->name, "_person"));
}

void rule_catalogue(Tree *tree)
{
    SchemaColumnList columns = data_columns(tree);
    DataLineList lines = data_lines(tree);
    OwnerList list = owners(tree);
    for (size_t i = 0; i < list.count; i++)
        check_owner(tree, &list.item[i], &columns);
    for (size_t i = 0; i < columns.count; i++)
        if (leads_to_a_person(&columns.item[i])
            && !has_owner(&list, columns.item[i].table, columns.item[i].name))
            fault(tree, columns.item[i].file->path, columns.item[i].line, rule,
                  "%s.%s leads to a person: data.txt says with @person what forgetting them does.",
                  columns.item[i].table, columns.item[i].name);
    for (size_t i = 0; i < lines.count; i++) {
        const DataLine *line = &lines.item[i];
        if (strstr(line->cell[DATA_GOES], "no way yet") != NULL)
            fault(tree, line->file->path, line->line, rule, "what is kept has a way to go.");
        if (text_equal(line->cell[DATA_ABOUT], "no"))
            continue;
        if (!has_owner(&list, line->table, NULL))
            fault(tree, line->file->path, line->line, rule,
                  "%s is about people: an @person, @mail or @hand says whose rows they are.",
                  line->table);
        if (!IS_AMONG(line->basis, grounds) || !IS_AMONG(line->source, sources))
            fault(tree, line->file->path, line->line, rule,
                  "a @basis and a @source stand before what is kept about people.");
    }
}

/* --- the page ----------------------------------------------------------------------- */

const char *catalogue_part(Tree *tree, const char *room)
{
    OwnerList list = owners(tree);
    TextBuilder out = text_builder(tree->arena);
    bool is_first = true;
    for (size_t i = 0; i < list.count; i++) {
        const Owner *owner = &list.item[i];
        if (!text_equal(owner->room, room))
            continue;
        if (is_first)
            text_add(&out, "\n| leads to a person | forgetting them |\n|---|---|\n");
        is_first = false;
        const char *column = owner->column[0] == '\0' ? "" : text_format(tree->arena, ".%s", owner->column);
        text_add_format(&out, "| `%s%s` | ", owner->table, column);
        if (owner->by == BY_HAND)
            text_add_format(&out, "%s |\n", owner->why);
        else
            text_add_format(&out, "%s%s%s%s |\n", owner->action,
                            text_is_blank(owner->blanked) ? "" : ": ",
                            text_trim(tree->arena, owner->blanked),
                            owner->by == BY_MAIL ? ", by address" : "");
    }
    return text_of(&out);
}

/* --- the C file ----------------------------------------------------------------------- */

static const char *where_of(Arena *arena, const Owner *owner)
{
    if (owner->through_table == NULL)
        return text_format(arena, "%s = $1", owner->column);
    return text_format(arena, "%s IN (SELECT %s FROM %s WHERE %s = $1)", owner->column,
                       owner->through_id, owner->through_table, owner->through_column);
}

static bool is_in_copy(const Owner *owner)
{
    return owner->by != BY_HAND && !text_equal(owner->action, "gone")
        && !text_equal(owner->action, "acts");
}

static bool is_hidden(const OwnerList *list, const SchemaColumn *column)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->item[i].table, column->table)
            && text_equal(list->item[i].column, column->name)
            && list->item[i].by != BY_HAND && text_equal(list->item[i].action, "acts"))
            return true;
    for (size_t i = 0; i < sizeof hidden_endings / sizeof hidden_endings[0]; i++)
        if (path_ends(column->name, hidden_endings[i]))
            return true;
    return false;
}

static void add_rows(Tree *tree, TextBuilder *out, const OwnerList *list, size_t at,
                     const SchemaColumnList *columns, const char **names, const char **types)
{
    const Owner *owner = &list->item[at];
    TextBuilder name = text_builder(tree->arena), type = text_builder(tree->arena);
    text_add_format(out, "static Rows rows_%zu(Db *db, SqlValue who)\n{\n    return db_rows(db, \"SELECT ",
                    at);
    bool is_first = true;
    for (size_t i = 0; i < columns->count; i++) {
        const SchemaColumn *column = &columns->item[i];
        if (!text_equal(column->table, owner->table) || is_hidden(list, column))
            continue;
        text_add_format(out, "%s%s", is_first ? "" : ", ", column->name);
        text_add_format(&name, "%s%s", is_first ? "" : " ", column->name);
        text_add(&type, text_equal(column->type, "TEXT") ? "t" : text_equal(column->type, "BYTEA") ? "b"
                                                           : text_equal(column->type, "BIGINT") ? "i"
                                                                                                 : "r");
        is_first = false;
    }
    text_add_format(out, " FROM %s WHERE %s\", args(who));\n}\n\n", owner->table,
                    where_of(tree->arena, owner));
    *names = text_of(&name);
    *types = text_of(&type);
}

static void add_forget(Tree *tree, TextBuilder *out, const Owner *owner, size_t at)
{
    const char *where = where_of(tree->arena, owner);
    text_add_format(out, "static int64_t forget_%zu(Db *db, SqlValue who)\n{\n    return db_run(db, \"", at);
    if (!text_equal(owner->action, "blank")) {
        text_add_format(out, "DELETE FROM %s WHERE %s\", args(who));\n}\n\n", owner->table, where);
        return;
    }
    bool is_first = true;
    text_add_format(out, "UPDATE %s SET ", owner->table);
    for (const char *next = owner->blanked; *(next += strspn(next, " ")) != '\0';) {
        const char *name = word(tree->arena, &next);
        text_add_format(out, "%s%s = '%s'", is_first ? "" : ", ", name,
                        IS_AMONG(name, name_columns) ? "A former member" : "");
        is_first = false;
    }
    text_add_format(out, " WHERE %s\", args(who));\n}\n\n", where);
}

static void add_text(TextBuilder *out, const char *text)
{
    text_add(out, "\"");
    for (; *text != '\0'; text++)
        text_add_format(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    text_add(out, "\"");
}

static void add_lines(Tree *tree, TextBuilder *out, const SchemaColumnList *columns)
{
    DataLineList lines = data_lines(tree);
    text_add(out, "const CatalogueLine catalogue_lines[] = {\n");
    for (size_t i = 0; i < lines.count; i++) {
        const DataLine *line = &lines.item[i];
        const char *cells[] = { line->room, line->table, text_trim(tree->arena, line->columns),
                                line->basis, line->source, line->cell[DATA_WHY],
                                line->cell[DATA_KEPT], line->cell[DATA_GOES] };
        text_add(out, "    { ");
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
            add_text(out, cells[c]);
            text_add(out, ", ");
        }
        text_add_format(out, "%d },\n", text_equal(line->cell[DATA_ABOUT], "no")        ? 0
                                        : text_equal(line->cell[DATA_ABOUT], "a link") ? 1
                                                                                      : 2);
    }
    text_add(out, "};\nconst size_t catalogue_line_count = sizeof catalogue_lines / sizeof catalogue_lines[0];\n\n");
    (void)columns;
}

const char *catalogue_text(Tree *tree)
{
    SchemaColumnList columns = data_columns(tree);
    OwnerList list = owners(tree);
    TextBuilder out = text_builder(tree->arena), table = text_builder(tree->arena);
    text_add(&out, "/* catalogue.c: made by tools/tidy_catalogue.c from the rooms' data.txt. */\n"
                   "#include \"web/catalogue.h\"\n\n");
    add_lines(tree, &out, &columns);
    for (size_t room = tree->room_count; room-- > 0;) {
        for (size_t i = 0; i < list.count; i++) {
            const Owner *owner = &list.item[i];
            if (owner->by == BY_HAND || !text_equal(owner->room, tree->room[room]))
                continue;
            const char *names = "", *types = "";
            bool is_theirs = is_in_copy(owner), is_forgotten = !text_equal(owner->action, "keep")
                && !text_equal(owner->action, "acts");
            if (is_theirs)
                add_rows(tree, &out, &list, i, &columns, &names, &types);
            if (is_forgotten)
                add_forget(tree, &out, owner, i);
            const char *through = owner->through_table == NULL ? ""
                : text_format(tree->arena, "%s.%s of %s.%s", owner->through_table, owner->through_id,
                              owner->through_table, owner->through_column);
            text_add_format(&table,
                            "    { \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%s\", %s, ",
                            owner->room, owner->table, owner->column, owner->action, names, types,
                            text_is_blank(owner->blanked) ? "" : owner->blanked, through,
                            owner->by == BY_MAIL ? "true" : "false");
            text_add_format(&table, is_theirs ? "rows_%zu, " : "NULL, ", i);
            text_add_format(&table, is_forgotten ? "forget_%zu },\n" : "NULL },\n", i);
        }
    }
    text_add_format(&out, "const CatalogueOwner catalogue_owners[] = {\n%s};\n"
                    "const size_t catalogue_owner_count = sizeof catalogue_owners / sizeof catalogue_owners[0];\n",
                    text_of(&table));
    return text_of(&out);
}
