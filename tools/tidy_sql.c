/* tidy_sql.c: SQL lives in stores, a store names its own tables, and markup
 * lives in templates: what strings in C may hold.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

static const char *const statements[] = {
    "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "CREATE ", "DROP ", "ALTER ", "PRAGMA ",
    "VACUUM", "REPLACE INTO ", "ATTACH ", "TRUNCATE ", "BEGIN IMMEDIATE",
};

/* Calls that run SQL, and where besides db/ they may stand. */
static const struct { const char *name; bool in_stores; } calls[] = {
    { "db_rows", true },        { "db_run", true },
    { "db_put", true },         { "db_put_", false },  { "db_rows_", false },
    { "db_run_", false },       { "db_script", false }, { "db_can_prepare", false },
};

static bool is_store(const char *path)
{
    return text_starts(path, "capabilities/") && path_ends(path, "_store.c");
}

/* Places where SQL is at home, or is only spoken about. */
static bool may_hold_sql(const char *path)
{
    return is_store(path) || text_starts(path, "db/") || text_starts(path, "tools/")
        || is_test(path);
}

static bool is_statement(const char *text)
{
    text += strspn(text, " ");
    for (size_t i = 0; i < COUNT(statements); i++)
        if (text_starts(text, statements[i]))
            return true;
    return false;
}

static void check_calls(Tree *tree, const TidyFile *file, const Token *token)
{
    if (text_starts(file->path, "db/") || is_test(file->path)
        || text_starts(file->path, "tools/"))
        return;
    for (size_t i = 0; i < COUNT(calls); i++)
        if (is_word(token, calls[i].name) && !(calls[i].in_stores && is_store(file->path)))
            fault(tree, file->path, token->line, "rule 3 (SQL)", "%s() is called in %s only.",
                  calls[i].name, calls[i].in_stores ? "*_store.c and db/" : "db/");
}

void rule_sql(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        for (size_t j = 0; j < file->tokens.count; j++) {
            const Token *token = &file->tokens.item[j];
            check_calls(tree, file, token);
            bool goes_on = j > 0 && file->tokens.item[j - 1].kind == TOKEN_STRING;
            if (token->kind == TOKEN_STRING && !goes_on && !may_hold_sql(file->path)
                && is_statement(token->text))
                fault(tree, file->path, token->line, "rule 3 (SQL)",
                      "SQL lives in *_store.c, schema/ and db/: \"%.40s…\".", token->text);
        }
    }
}

/* --- tables --------------------------------------------------------------------- */

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static void check_name(Tree *tree, const TidyFile *file, int line, const char *own,
                       const char *name)
{
    if (text_starts(name, "db_"))
        fault(tree, file->path, line, "rule 4 (tables)", "%s belongs to db/.", name);
    for (size_t i = 0; i < tree->room_count; i++) {
        const char *prefix = text_format(tree->arena, "%s_", tree->room[i]);
        if (!text_starts(name, prefix) || text_equal(tree->room[i], own))
            continue;
        if (!text_starts(name + strlen(prefix), "public_"))
            fault(tree, file->path, line, "rule 4 (tables)",
                  "%s belongs to another room; ask for a %s_public_… view.", name, tree->room[i]);
        else if (room_place(tree, tree->room[i]) > room_place(tree, own))
            fault(tree, file->path, line, "rule 4 (tables)", "%s belongs to a later room.", name);
    }
}

static void check_text(Tree *tree, const TidyFile *file, int line, const char *own,
                       const char *text)
{
    for (const char *at = text; *at != '\0';) {
        if (!is_name_char(*at)) {
            line += *at == '\n';
            at++;
            continue;
        }
        size_t length = 0;
        while (is_name_char(at[length]))
            length++;
        bool is_column = at > text && at[-1] == '.';
        bool is_key = at - text >= 11 && strncmp(at - 11, "REFERENCES ", 11) == 0;
        if (!is_column && !is_key)
            check_name(tree, file, line, own, text_copy_bytes(tree->arena, at, length));
        at += length;
    }
}

void rule_tables(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        const char *own = room_of(tree->arena, file->path);
        if (own != NULL && path_ends(file->path, ".sql"))
            check_text(tree, file, 1, own, without_sql_comments(tree->arena, file->text));
        if (!is_store(file->path) || own == NULL)
            continue;
        for (size_t j = 0; j < file->tokens.count; j++)
            if (file->tokens.item[j].kind == TOKEN_STRING)
                check_text(tree, file, file->tokens.item[j].line, own, file->tokens.item[j].text);
    }
}

/* --- markup ---------------------------------------------------------------------- */

static bool has_tag(const char *text)
{
    for (; (text = strchr(text, '<')) != NULL; text++) {
        const char *name = text[1] == '/' || text[1] == '!' ? text + 2 : text + 1;
        if ((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z'))
            return true;
    }
    return false;
}

void rule_markup(Tree *tree)
{
    static const char *const folders[] = { "app/", "capabilities/", "core/", "db/", "sys/" };
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        bool is_held = false;
        for (size_t j = 0; j < COUNT(folders); j++)
            is_held |= text_starts(file->path, folders[j]);
        for (size_t j = 0; is_held && !is_test(file->path) && j < file->tokens.count; j++) {
            const Token *token = &file->tokens.item[j];
            if (token->kind == TOKEN_STRING && has_tag(token->text))
                fault(tree, file->path, token->line, "rule 5 (markup)",
                      "markup lives in *_page.html and web/: \"%.40s…\".", token->text);
        }
    }
}
