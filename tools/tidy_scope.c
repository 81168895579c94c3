/* tidy_scope.c: who was read is always known: only the router makes a Scope,
 * only scope_person() makes a PersonId out of a row, only consent says that
 * somebody may be written to, only numbers publishes counts, and what reads people in a store takes a Scope.
 *
 * A store function that reads a people's table for nobody to see (to move a
 * row, to count) says so: the comment above it names the reason in a sentence
 * with the words "Without a Scope:".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

static const char rule[] = "rule 7 (scope)";

/* Who may make a Scope: the router, and whatever stands in its place. */
static const char *const scope_makers[] = {
    "app/serve.c", "app/demo.c", "app/demo_command.c", "app/init_command.c",
};
/* Who may say that an id is a person's: where persons come from. */
static const char *const person_makers[] = { "app/", "capabilities/people/", "web/policy.c" };
/* Rooms whose rows are about people. people/ itself is what the router asks. */
static const char *const people_rooms[] = {
    "approvals", "members", "access", "dues", "profile", "welcome", "desk", "imports",
    "paper", "listening", "meetings", "consent", "updates",
};
/* Who may say that somebody may be written to. */
static const char *const permission_makers[] = { "capabilities/consent/" };

/* Who may decide what of a count is shown to everybody. */
static const char *const publishers[] = { "core/", "capabilities/numbers/", "bench/", "tests/" };

typedef LIST_OF(const char *) NameList;

static bool is_known(const NameList *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(names->item[i], name))
            return true;
    return false;
}

static bool may_make(const char *path, const char *const makers[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_starts(path, makers[i]))
            return true;
    return is_test(path) || text_starts(path, "tools/");
}

/* --- makers -------------------------------------------------------------------- */

/* `(Type){`, or `Type name = {`, where the braces hold something. */
static bool makes(const TokenList *tokens, size_t i, const char *type)
{
    const Token *token = tokens->item;
    if (i + 3 >= tokens->count || !is_word(&token[i], type))
        return false;
    bool is_literal = i > 0 && is_sign(&token[i - 1], '(') && is_sign(&token[i + 1], ')')
        && is_sign(&token[i + 2], '{');
    bool is_initial = token[i + 1].kind == TOKEN_WORD && is_sign(&token[i + 2], '=')
        && is_sign(&token[i + 3], '{');
    if (!is_literal && !is_initial)
        return false;
    size_t open = is_literal ? i + 2 : i + 3, behind = behind_bracket(tokens, open);
    bool is_none = behind == open + 2 /* {} */
        || (behind == open + 3 && token[open + 1].kind == TOKEN_NUMBER); /* {0} */
    return !is_none;
}

/* Names of struct fields that are a PersonId everywhere they are declared. */
static NameList person_fields(const Tree *tree)
{
    NameList persons = {0}, others = {0}, sure = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TokenList *tokens = &tree->files.item[i].tokens;
        for (size_t j = 1; j + 1 < tokens->count; j++) {
            const Token *token = &tokens->item[j];
            bool ends = is_sign(token + 1, ';') || is_sign(token + 1, ',');
            if (token->kind != TOKEN_WORD || !ends || token[-1].kind != TOKEN_WORD)
                continue;
            NameList *list = is_word(&token[-1], "PersonId") ? &persons : &others;
            bool is_type = token[-1].text[0] >= 'A' && token[-1].text[0] <= 'Z';
            if (is_type)
                *LIST_ADD(tree->arena, list) = token->text;
        }
    }
    for (size_t i = 0; i < persons.count; i++)
        if (!is_known(&others, persons.item[i]))
            *LIST_ADD(tree->arena, &sure) = persons.item[i];
    return sure;
}

/* `.author = { row_id(`: a person out of a row past scope_person(). */
static bool smuggles(const TokenList *tokens, size_t i, const NameList *fields)
{
    const Token *token = tokens->item;
    return i + 4 < tokens->count && is_sign(&token[i], '.') && token[i + 1].kind == TOKEN_WORD
        && is_sign(&token[i + 2], '=') && is_sign(&token[i + 3], '{')
        && is_word(&token[i + 4], "row_id") && is_known(fields, token[i + 1].text);
}

static void check_makers(Tree *tree, const TidyFile *file, const NameList *fields)
{
    bool may_scope = may_make(file->path, scope_makers, COUNT(scope_makers));
    bool may_person = may_make(file->path, person_makers, COUNT(person_makers));
    bool may_permit = may_make(file->path, permission_makers, COUNT(permission_makers));
    bool may_publish = may_make(file->path, publishers, COUNT(publishers));
    for (size_t i = 0; i < file->tokens.count; i++) {
        int line = file->tokens.item[i].line;
        if (!may_scope && makes(&file->tokens, i, "Scope"))
            fault(tree, file->path, line, rule, "only app/serve.c makes a Scope.");
        if (!may_permit && makes(&file->tokens, i, "Permission"))
            fault(tree, file->path, line, rule, "only the room consent makes a Permission.");
        if (!may_publish && is_word(&file->tokens.item[i], "published_tree"))
            fault(tree, file->path, line, rule, "counts are published by numbers_publish().");
        if (!may_person && makes(&file->tokens, i, "PersonId"))
            fault(tree, file->path, line, rule, "a PersonId comes from scope_person().");
        if (!may_person && smuggles(&file->tokens, i, fields))
            fault(tree, file->path, line, rule,
                  "a person read from a row comes from scope_person().");
    }
}

/* --- stores ----------------------------------------------------------------------- */

/* Tables of a schema that have a column about a person. */
static void add_people_tables(Arena *arena, const char *sql, NameList *tables)
{
    static const char make[] = "CREATE TABLE ";
    for (const char *at = sql; (at = strstr(at, make)) != NULL;) {
        at += sizeof make - 1;
        const char *end = strstr(at, ");");
        size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
        const char *body = text_copy_bytes(arena, at, length);
        bool is_about = false;
        for (const char *word = body; (word = strstr(word, "person")) != NULL; word++)
            is_about |= strchr(" \t\n_", word[-1]) != NULL && strchr(" \t", word[6]) != NULL;
        for (const char *word = body; (word = strstr(word, "author")) != NULL; word++)
            is_about |= strchr(" \t\n", word[-1]) != NULL && strchr(" \t", word[6]) != NULL;
        if (is_about)
            *LIST_ADD(arena, tables) = text_copy_bytes(arena, at, strcspn(at, " (\n"));
    }
}

static bool names_table(const char *sql, const NameList *tables)
{
    for (size_t i = 0; i < tables->count; i++) {
        const char *name = tables->item[i];
        for (const char *at = sql; (at = strstr(at, name)) != NULL; at++)
            if (strchr(" (,", at[strlen(name)]) != NULL || at[strlen(name)] == '\0')
                return true;
    }
    return false;
}

/* A query that gives rows back about people. */
static bool reads_people(Arena *arena, const TidyFile *file, const CFunction *function,
                         const NameList *tables)
{
    TextBuilder sql = text_builder(arena);
    for (size_t i = function->open; i <= function->close; i++) {
        const Token *token = &file->tokens.item[i];
        if (is_word(token, "scope_person"))
            return true;
        if (token->kind == TOKEN_STRING) {
            text_add(&sql, token->text);
            continue;
        }
        bool is_query = sql.length > 0
            && (text_starts(sql.bytes, "SELECT ") || text_starts(sql.bytes, "WITH "));
        if (is_query && names_table(sql.bytes, tables))
            return true;
        sql = text_builder(arena);
    }
    return false;
}

static bool takes_scope(const TidyFile *file, const CFunction *function)
{
    for (size_t i = function->head; i < function->open; i++)
        if (is_word(&file->tokens.item[i], "Scope"))
            return true;
    return false;
}

/* The comment that ends on the line above the function gives a reason. */
static bool has_reason(const TidyFile *file, const CFunction *function)
{
    int line = file->tokens.item[function->head].line;
    for (size_t i = 0; i < file->comments.count; i++) {
        const Token *comment = &file->comments.item[i];
        int lines = line_of(comment->text, comment->text + strlen(comment->text));
        int last = comment->line + lines - 1;
        if (last == line - 1 && strstr(comment->text, "Without a Scope:") != NULL)
            return true;
    }
    return false;
}

static void check_room(Tree *tree, const char *room)
{
    const char *folder = text_format(tree->arena, "capabilities/%s/", room);
    NameList tables = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (text_starts(file->path, folder) && path_ends(file->path, ".sql"))
            add_people_tables(tree->arena, without_sql_comments(tree->arena, file->text), &tables);
    }
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (!text_starts(file->path, folder) || !path_ends(file->path, "_store.c"))
            continue;
        for (size_t j = 0; j < file->functions.count; j++) {
            const CFunction *function = &file->functions.item[j];
            if (reads_people(tree->arena, file, function, &tables)
                && !takes_scope(file, function) && !has_reason(file, function))
                fault(tree, file->path, file->tokens.item[function->head].line, rule,
                      "%s() reads people and takes no Scope.", function->name);
        }
    }
}

void rule_scope(Tree *tree)
{
    NameList fields = person_fields(tree);
    for (size_t i = 0; i < tree->files.count; i++)
        if (tree->files.item[i].is_c)
            check_makers(tree, &tree->files.item[i], &fields);
    for (size_t i = 0; i < COUNT(people_rooms); i++)
        check_room(tree, people_rooms[i]);
}
