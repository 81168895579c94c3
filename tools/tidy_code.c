/* tidy_code.c: what C may not say anywhere: memory outside the arena, calls
 * that have hurt, enum switches that swallow what is new.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

static const char rule[] = "rule 10 (calls)";

static const char *const heap_calls[] = { "malloc", "calloc", "realloc", "reallocarray", "free",
                                          "strdup", "strndup", "asprintf", "vasprintf",
                                          "aligned_alloc", "posix_memalign" };

/* Poisoned in base/banned.h, which the core does not include. */
static const char *const banned_calls[] = {
    "strcpy", "strcat", "strncpy", "strncat", "sprintf", "vsprintf", "atoi", "atol", "atoll",
    "atof", "strtok", "gets", "gmtime", "localtime", "ctime", "asctime", "mktime", "alloca",
    "system", "rand", "srand", "signal",
};

static bool is_call_of(const TokenList *tokens, size_t i, const char *const names[], size_t count)
{
    const Token *token = &tokens->item[i];
    if (token->kind != TOKEN_WORD || i + 1 >= tokens->count || !is_sign(token + 1, '('))
        return false;
    bool is_member = i > 0 && (is_sign(&token[-1], '.') || is_sign(&token[-1], '>'));
    for (size_t j = 0; !is_member && j < count; j++)
        if (text_equal(token->text, names[j]))
            return true;
    return false;
}

void rule_memory(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        for (size_t j = 0; j < file->tokens.count; j++) {
            const Token *token = &file->tokens.item[j];
            if (is_call_of(&file->tokens, j, heap_calls, COUNT(heap_calls))
                && !text_equal(file->path, "base/arena.c"))
                fault(tree, file->path, token->line, rule, "%s() is called in base/arena.c only.",
                      token->text);
            if (is_call_of(&file->tokens, j, banned_calls, COUNT(banned_calls)))
                fault(tree, file->path, token->line, rule, "%s() is banned; see base/banned.h.",
                      token->text);
        }
    }
}

/* --- switches ---------------------------------------------------------------------- */

typedef LIST_OF(const char *) NameList;

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every constant of every enum of ours, sorted. */
static NameList enum_names(const Tree *tree)
{
    NameList names = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TokenList *tokens = &tree->files.item[i].tokens;
        for (size_t j = 0; j + 2 < tokens->count; j++) {
            if (!is_word(&tokens->item[j], "enum"))
                continue;
            size_t open = is_sign(&tokens->item[j + 1], '{') ? j + 1 : j + 2;
            if (!is_sign(&tokens->item[open], '{'))
                continue;
            size_t end = behind_bracket(tokens, open);
            for (size_t k = open + 1; k < end; k++)
                if (tokens->item[k].kind == TOKEN_WORD
                    && (is_sign(&tokens->item[k - 1], '{') || is_sign(&tokens->item[k - 1], ',')))
                    *LIST_ADD(tree->arena, &names) = tokens->item[k].text;
        }
    }
    if (names.count > 0)
        qsort(names.item, names.count, sizeof names.item[0], compare_names);
    return names;
}

static bool is_name(const NameList *names, const char *name)
{
    return names->count > 0
        && bsearch(&name, names->item, names->count, sizeof names->item[0], compare_names) != NULL;
}

/* `open` is the "{" of a switch: tells of its own default when every case is
 * a constant of an enum of ours; inner switches are looked at by themselves. */
static void check_switch(Tree *tree, const TidyFile *file, size_t open, const NameList *names)
{
    const TokenList *tokens = &file->tokens;
    size_t end = behind_bracket(tokens, open);
    const Token *otherwise = NULL;
    size_t cases = 0, enum_cases = 0;
    for (size_t i = open + 1; i + 1 < end; i++) {
        const Token *token = &tokens->item[i];
        if (is_word(token, "switch")) {
            size_t inner = behind_bracket(tokens, i + 1);
            i = behind_bracket(tokens, inner) - 1;
        } else if (is_word(token, "default") && is_sign(token + 1, ':')) {
            otherwise = token;
        } else if (is_word(token, "case")) {
            cases++;
            enum_cases += is_sign(token + 2, ':') && is_name(names, token[1].text);
        }
    }
    if (otherwise != NULL && cases > 0 && cases == enum_cases)
        fault(tree, file->path, otherwise->line, "rule 10 (switches)",
              "a switch over an enum names every case and has no default.");
}

void rule_switches(Tree *tree)
{
    NameList names = enum_names(tree);
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        for (size_t j = 0; j + 1 < file->tokens.count; j++) {
            if (!is_word(&file->tokens.item[j], "switch"))
                continue;
            size_t open = behind_bracket(&file->tokens, j + 1);
            if (open < file->tokens.count && is_sign(&file->tokens.item[open], '{'))
                check_switch(tree, file, open, &names);
        }
    }
}
