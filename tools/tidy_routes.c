/* tidy_routes.c: every route row says who may do it, where, for what, in which
 * order under load, in words;
 * docs/routes.md says the same.
 *
 * A row is read as it stands in `static const Route routes[]`:
 *     { GET, "/path", MAY_…, AREA_…, PURPOSE_…, LOAD_…, handler, WORDS("…"), false },
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

enum { COLUMNS = 8, COLUMN_METHOD = 0, COLUMN_PATH, COLUMN_MAY, COLUMN_AREA, COLUMN_PURPOSE,
       COLUMN_LOAD, COLUMN_HANDLER, COLUMN_WORDS };

typedef struct {
    const TidyFile *file;
    int             line;
    const char     *column[COLUMNS]; /* "" when it is not there */
    bool            is_named;        /* a column before the words is written .name = … */
} RouteRow;

typedef LIST_OF(RouteRow) RouteRowList;

/* The column's only word or number, or its strings joined. */
static const char *column_text(Arena *arena, const TokenList *tokens, size_t from, size_t to)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    bool has_string = false;
    for (size_t i = from; i < to; i++)
        has_string |= tokens->item[i].kind == TOKEN_STRING;
    for (size_t i = from; i < to; i++) {
        TokenKind kind = tokens->item[i].kind;
        if (kind == TOKEN_STRING || (!has_string && (kind == TOKEN_WORD || kind == TOKEN_NUMBER)))
            text_add(&out, tokens->item[i].text);
    }
    return text_of(&out);
}

/* `open` stands on the "{" of a row. */
static RouteRow row_read(Arena *arena, const TidyFile *file, size_t open)
{
    const TokenList *tokens = &file->tokens;
    RouteRow row = { .file = file, .line = tokens->item[open].line };
    for (size_t i = 0; i < COLUMNS; i++)
        row.column[i] = "";
    size_t close = behind_bracket(tokens, open) - 1, from = open + 1;
    for (size_t column = 0; column < COLUMNS && from < close; column++) {
        size_t to = from;
        while (to < close && !is_sign(&tokens->item[to], ','))
            to = is_sign(&tokens->item[to], '(') ? behind_bracket(tokens, to) : to + 1;
        row.is_named |= is_sign(&tokens->item[from], '.');
        row.column[column] = column_text(arena, tokens, from, to);
        from = to + 1;
    }
    return row;
}

static void rows_of(Arena *arena, const TidyFile *file, RouteRowList *rows)
{
    const TokenList *tokens = &file->tokens;
    for (size_t i = 0; i + 5 < tokens->count; i++) {
        bool is_table = is_word(&tokens->item[i], "Route") && is_sign(&tokens->item[i + 2], '[')
            && is_sign(&tokens->item[i + 3], ']') && is_sign(&tokens->item[i + 4], '=')
            && is_sign(&tokens->item[i + 5], '{');
        if (!is_table)
            continue;
        size_t end = behind_bracket(tokens, i + 5) - 1;
        for (size_t j = i + 6; j < end; j++) {
            if (!is_sign(&tokens->item[j], '{'))
                continue;
            *LIST_ADD(arena, rows) = row_read(arena, file, j);
            j = behind_bracket(tokens, j) - 1;
        }
        i = end;
    }
}

/* All rows, room after room in the order of the registry. */
static RouteRowList all_rows(const Tree *tree)
{
    RouteRowList rows = {0};
    for (size_t room = 0; room < tree->room_count; room++) {
        const char *folder = text_format(tree->arena, "capabilities/%s/", tree->room[room]);
        for (size_t i = 0; i < tree->files.count; i++) {
            const TidyFile *file = &tree->files.item[i];
            if (text_starts(file->path, folder) && file->is_c && !is_test(file->path))
                rows_of(tree->arena, file, &rows);
        }
    }
    return rows;
}

/* --- the document ---------------------------------------------------------------- */

/* "MAY_SIGNED_IN" -> "signed in" */
static const char *plain_name(Arena *arena, const char *name, const char *prefix)
{
    char *plain = arena_copy(arena, name, strlen(name) + 1);
    if (text_starts(plain, prefix))
        plain += strlen(prefix);
    for (char *at = plain; *at != '\0'; at++)
        *at = *at == '_' ? ' ' : (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    return plain;
}

static const char *area_words(const char *area)
{
    return text_equal(area, "AREA_IN_PATH") ? "the area in the path" : "none";
}

const char *routes_text(const Tree *tree)
{
    Arena *arena = tree->arena;
    RouteRowList rows = all_rows(tree);
    TextBuilder out = text_builder(arena);
    text_add(&out,
        "# Routes\n\n"
        "Every page and every form, who may use it, on which area and for which purpose;\n"
        "and its place in the order in which the server works when there is too much to do:\n"
        "safety, sync, take part, public, office, search.\n"
        "Made from the route tables by `make routes`; `make tidy` compares.\n");
    const char *room = "";
    for (size_t i = 0; i < rows.count; i++) {
        const RouteRow *row = &rows.item[i];
        const char *own = room_of(arena, row->file->path);
        if (!text_equal(own, room))
            text_add_format(&out,
                "\n## %s\n\n| | path | who may | on which area | for what | under load | here one can |\n"
                "|---|---|---|---|---|---|---|\n", own);
        room = own;
        text_add_format(&out, "| %s | `%s` | %s | %s | %s | %s | %s |\n", row->column[COLUMN_METHOD],
                        row->column[COLUMN_PATH],
                        plain_name(arena, row->column[COLUMN_MAY], "MAY_"),
                        area_words(row->column[COLUMN_AREA]),
                        plain_name(arena, row->column[COLUMN_PURPOSE], "PURPOSE_"),
                        plain_name(arena, row->column[COLUMN_LOAD], "LOAD_"),
                        row->column[COLUMN_WORDS]);
    }
    return text_of(&out);
}

/* --- the rule ---------------------------------------------------------------------- */

static const char rule[] = "rule 6 (routes)";

static void check_row(Tree *tree, const RouteRow *row)
{
    const char *path = row->file->path, *const *column = row->column;
    int line = row->line;
    bool is_method = text_equal(column[COLUMN_METHOD], "GET")
        || text_equal(column[COLUMN_METHOD], "POST");
    if (row->is_named || !is_method || column[COLUMN_PATH][0] != '/') {
        fault(tree, path, line, rule, "a row is { method, \"/path\", may, area, purpose, load, "
                                      "handler, words }, in this order.");
        return;
    }
    if (!text_starts(column[COLUMN_MAY], "MAY_") || text_equal(column[COLUMN_MAY], "MAY_NOBODY"))
        fault(tree, path, line, rule, "%s does not say who may.", column[COLUMN_PATH]);
    if (!text_starts(column[COLUMN_AREA], "AREA_"))
        fault(tree, path, line, rule, "%s does not say on which area.", column[COLUMN_PATH]);
    if (!text_starts(column[COLUMN_PURPOSE], "PURPOSE_")
        || text_equal(column[COLUMN_PURPOSE], "PURPOSE_NONE"))
        fault(tree, path, line, rule, "%s does not say for what purpose.", column[COLUMN_PATH]);
    if (!text_starts(column[COLUMN_LOAD], "LOAD_") || text_equal(column[COLUMN_LOAD], "LOAD_NONE"))
        fault(tree, path, line, rule, "%s does not say in which order it goes under load (LOAD_…).",
              column[COLUMN_PATH]);
    if (text_is_blank(column[COLUMN_WORDS]))
        fault(tree, path, line, rule, "%s does not say in words what it is.", column[COLUMN_PATH]);
    bool has_area = strstr(column[COLUMN_PATH], "/:area") != NULL;
    if (has_area != text_equal(column[COLUMN_AREA], "AREA_IN_PATH"))
        fault(tree, path, line, rule, "%s: the path and its area rule disagree.",
              column[COLUMN_PATH]);
}

static void check_twice(Tree *tree, const RouteRowList *rows, size_t i)
{
    const char *const *column = rows->item[i].column;
    for (size_t j = 0; j < i; j++)
        if (text_equal(rows->item[j].column[COLUMN_PATH], column[COLUMN_PATH])
            && text_equal(rows->item[j].column[COLUMN_METHOD], column[COLUMN_METHOD]))
            fault(tree, rows->item[i].file->path, rows->item[i].line, rule,
                  "%s %s stands in two rows.", column[COLUMN_METHOD], column[COLUMN_PATH]);
}

void rule_routes(Tree *tree)
{
    RouteRowList rows = all_rows(tree);
    for (size_t i = 0; i < rows.count; i++) {
        check_row(tree, &rows.item[i]);
        check_twice(tree, &rows, i);
    }
    const TidyFile *kept = tree_file(tree, "docs/routes.md");
    if (kept == NULL || !text_equal(kept->text, routes_text(tree)))
        fault(tree, "docs/routes.md", 1, rule,
              "is not what the route tables say; run `make routes`.");
}
