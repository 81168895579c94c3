/* tidy_data.c: the data catalogue: for every column that a room keeps, why, whether
 * it is about a person, for how long, and how it goes.
 *
 * Columns are read from the schema files; what is said of them from the room's
 * data.txt, one line for one or more columns of a table:
 *
 *     table: column column | why | about a person | how long | how it goes
 *
 * "about a person" is yes, a link (an id that leads to one) or no. @basis and @source
 * say on which ground it is kept and where it comes from, until the next of their
 * kind; the other lines with @ are tidy_catalogue.c's. A line that begins with # is a
 * comment. A column that stands in no line is a fault, and
 * so is one that stands in two, or is not there. docs/data.md is made of it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy_data.h"

static const char rule[] = "rule 8 (data)";

/* --- the columns ----------------------------------------------------------- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* The name at *at, which moves behind it; "" for none. */
static const char *take_name(Arena *arena, const char **at)
{
    size_t length = 0;
    *at = skip_blanks(*at);
    while (is_name_char((*at)[length]))
        length++;
    const char *name = text_copy_bytes(arena, *at, length);
    *at += length;
    return name;
}

/* The comma or bracket that ends what begins here. */
static const char *end_of_part(const char *at)
{
    for (int depth = 0; *at != '\0'; at++) {
        depth += (*at == '(') - (*at == ')');
        if (depth < 0 || (depth == 0 && *at == ','))
            return at;
    }
    return at;
}

static void add_column(Tree *tree, SchemaColumnList *columns, const TidyFile *file,
                       const char *sql, const char *at, const char *table)
{
    int line = line_of(sql, skip_blanks(at));
    const char *name = take_name(tree->arena, &at);
    if (name[0] == '\0') /* PRIMARY KEY, FOREIGN KEY and CHECK are in capitals */
        return;
    at = skip_blanks(at);
    *LIST_ADD(tree->arena, columns) = (SchemaColumn){
        .file = file, .line = line, .table = table, .name = name,
        .room = room_of(tree->arena, file->path),
        .type = text_copy_bytes(tree->arena, at, strcspn(at, " ,;)\n")),
    };
}

static void read_schema(Tree *tree, const TidyFile *file, SchemaColumnList *columns)
{
    static const char create[] = "CREATE TABLE ", alter[] = "ALTER TABLE ", add[] = "ADD COLUMN ";
    const char *sql = without_sql_comments(tree->arena, file->text);
    for (const char *at = sql; (at = strstr(at, create)) != NULL;) {
        at += sizeof create - 1;
        const char *table = take_name(tree->arena, &at);
        at = skip_blanks(at);
        if (*at != '(')
            continue;
        do {
            at++;
            add_column(tree, columns, file, sql, at, table);
            at = end_of_part(at);
        } while (*at == ',');
    }
    for (const char *at = sql; (at = strstr(at, alter)) != NULL;) {
        at += sizeof alter - 1;
        const char *table = take_name(tree->arena, &at);
        at = skip_blanks(at);
        if (text_starts(at, add))
            add_column(tree, columns, file, sql, at + sizeof add - 1, table);
    }
}

SchemaColumnList data_columns(Tree *tree)
{
    SchemaColumnList columns = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (path_ends(file->path, ".sql") && room_of(tree->arena, file->path) != NULL)
            read_schema(tree, file, &columns);
    }
    return columns;
}

/* --- what is said of them ----------------------------------------------------- */

static bool read_line(Tree *tree, const TidyFile *file, int number, const char *text,
                      DataLine *line)
{
    const char *colon = strchr(text, ':'), *bar = strchr(text, '|');
    if (colon == NULL || bar == NULL || colon > bar)
        return false;
    *line = (DataLine){
        .file = file, .line = number, .room = room_of(tree->arena, file->path),
        .table = text_trim(tree->arena, text_copy_bytes(tree->arena, text, (size_t)(colon - text))),
        .columns = text_format(tree->arena, " %s ",
                               text_copy_bytes(tree->arena, colon + 1, (size_t)(bar - colon - 1))),
    };
    for (int i = 0; i < DATA_CELLS; i++) {
        if (bar == NULL)
            return false;
        const char *next = strchr(bar + 1, '|');
        size_t length = next == NULL ? strlen(bar + 1) : (size_t)(next - bar - 1);
        line->cell[i] = text_trim(tree->arena, text_copy_bytes(tree->arena, bar + 1, length));
        if (line->cell[i][0] == '\0')
            return false;
        bar = next;
    }
    return bar == NULL
        && (text_equal(line->cell[1], "yes") || text_equal(line->cell[1], "a link")
            || text_equal(line->cell[1], "no"));
}

static void take_default(Tree *tree, const char *text, const char *begins, const char **value)
{
    if (text_starts(text, begins))
        *value = text_trim(tree->arena, text + strlen(begins));
}

DataLineList data_lines(Tree *tree)
{
    DataLineList lines = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (!path_ends(file->path, "/data.txt") || room_of(tree->arena, file->path) == NULL)
            continue;
        const char *basis = "", *source = "";
        int number = 0;
        for (const char *at = file->text; *at != '\0';) {
            size_t length = strcspn(at, "\n");
            const char *text = text_copy_bytes(tree->arena, at, length);
            at += length + (at[length] == '\n');
            number++;
            if (text_is_blank(text) || text[0] == '#')
                continue;
            if (text[0] == '@') {
                take_default(tree, text, "@basis ", &basis);
                take_default(tree, text, "@source ", &source);
                continue;
            }
            DataLine line;
            if (read_line(tree, file, number, text, &line)) {
                line.basis = basis;
                line.source = source;
                *LIST_ADD(tree->arena, &lines) = line;
            } else
                fault(tree, file->path, number, rule,
                      "a line is \"table: columns | why | yes, a link or no | how long | how it "
                      "goes\".");
        }
    }
    return lines;
}

bool data_speaks_of(Tree *tree, const DataLine *line, const SchemaColumn *column)
{
    return text_equal(line->table, column->table)
        && strstr(line->columns, text_format(tree->arena, " %s ", column->name)) != NULL;
}

/* --- the rule and the page ------------------------------------------------------ */

const char *data_text(Tree *tree)
{
    SchemaColumnList columns = data_columns(tree);
    DataLineList lines = data_lines(tree);
    TextBuilder out = text_builder(tree->arena);
    text_add(&out,
        "# What is kept\n\n"
        "Every column of every table: why it is there, whether it is about a person (yes; a\n"
        "link: it leads to one; no), for how long, and how it goes. Made from the rooms'\n"
        "`data.txt` by `make docs`; `make tidy` compares, and asks for a line about every column.\n"
        "\n"
        "The grounds, in the words of the UK GDPR (to be confirmed by the movement's own data\n"
        "protection officer): agreement is Article 6(1)(b); belonging is 6(1)(b) with 9(2)(d), a\n"
        "not-for-profit body and its members; consent is 6(1)(a), and 9(2)(a) where it tells more;\n"
        "law is 6(1)(c); interests is 6(1)(f).\n"
        "\n"
        "What forgetting somebody does with each table stands at the end of each room's part: rows\n"
        "are deleted, or emptied of their words, or stay as a former member's. All but what they did\n"
        "for others is in the copy that everybody can take of what is held about them.\n");
    const char *room = "";
    for (size_t i = 0; i < lines.count; i++) {
        const DataLine *line = &lines.item[i];
        if (!text_equal(line->room, room))
            text_add(&out, catalogue_part(tree, room));
        if (!text_equal(line->room, room))
            text_add_format(&out, "\n## %s\n\n| table | columns | why | about a person | ground | from "
                            "| how long | how it goes |\n|---|---|---|---|---|---|---|---|\n",
                            line->room);
        room = line->room;
        text_add_format(&out, "| `%s` |", line->table);
        for (size_t j = 0; j < columns.count; j++)
            if (data_speaks_of(tree, line, &columns.item[j]))
                text_add_format(&out, " `%s`", columns.item[j].name);
        bool is_personal = !text_equal(line->cell[DATA_ABOUT], "no");
        text_add_format(&out, " | %s | %s | %s | %s | %s | %s |\n", line->cell[DATA_WHY],
                        line->cell[DATA_ABOUT], is_personal ? line->basis : "",
                        is_personal ? line->source : "", line->cell[DATA_KEPT], line->cell[DATA_GOES]);
    }
    text_add(&out, catalogue_part(tree, room));
    return text_of(&out);
}

/* Names in a line that no table has. */
static void check_names(Tree *tree, const DataLine *line, const SchemaColumnList *columns)
{
    for (const char *at = skip_blanks(line->columns); *at != '\0'; at = skip_blanks(at)) {
        const char *name = take_name(tree->arena, &at);
        bool is_there = false;
        for (size_t i = 0; i < columns->count; i++)
            is_there |= text_equal(columns->item[i].table, line->table)
                && text_equal(columns->item[i].name, name);
        if (!is_there)
            fault(tree, line->file->path, line->line, rule, "there is no column %s.%s.",
                  line->table, name);
        if (name[0] == '\0')
            return;
    }
}

void rule_data(Tree *tree)
{
    SchemaColumnList columns = data_columns(tree);
    DataLineList lines = data_lines(tree);
    for (size_t i = 0; i < columns.count; i++) {
        const SchemaColumn *column = &columns.item[i];
        int said = 0;
        for (size_t j = 0; j < lines.count; j++)
            said += data_speaks_of(tree, &lines.item[j], column);
        if (said != 1)
            fault(tree, column->file->path, column->line, rule,
                  "%s.%s stands in %d lines of capabilities/%s/data.txt, which says why it is kept.",
                  column->table, column->name, said, column->room);
    }
    for (size_t i = 0; i < lines.count; i++)
        check_names(tree, &lines.item[i], &columns);
    const TidyFile *page = tree_file(tree, "docs/data.md");
    if (page == NULL || !text_equal(page->text, data_text(tree)))
        fault(tree, "docs/data.md", 1, rule, "is not what the rooms' data.txt say: make docs.");
}
