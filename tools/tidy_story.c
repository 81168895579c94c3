/* tidy_story.c: what is written for people: each file's story, the core's
 * test, bench and source, and words that do not belong in a finished tree.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

static const char licence[] = "SPDX-License-Identifier: AGPL-3.0-or-later */";

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

void rule_stories(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (!file->is_c)
            continue;
        const char *opening = text_format(tree->arena, "/* %s: ", base_name(file->path));
        const Token *first = file->comments.count == 0 ? NULL : &file->comments.item[0];
        if (!text_starts(file->text, opening))
            fault(tree, file->path, 1, "rule 12 (stories)", "does not open with \"%s…\".",
                  opening);
        if (first == NULL || first->line != 1 || !path_ends(first->text, licence))
            fault(tree, file->path, 1, "rule 12 (stories)",
                  "its first comment does not end with the SPDX line.");
    }
}

static bool tells_source(const TidyFile *header)
{
    return header != NULL && header->comments.count > 0
        && strstr(header->comments.item[0].text, " Source ") != NULL;
}

void rule_core_trio(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const char *path = tree->files.item[i].path;
        if (!text_starts(path, "core/") || !path_ends(path, ".c") || is_test(path)
            || text_equal(path, "core/wasm.c"))
            continue;
        const char *stem = text_copy_bytes(tree->arena, path, strlen(path) - 2);
        const char *name = base_name(stem);
        if (tree_file(tree, text_format(tree->arena, "%s_test.c", stem)) == NULL)
            fault(tree, path, 1, "rule 12 (core)", "has no test %s_test.c.", stem);
        if (tree_file(tree, text_format(tree->arena, "bench/core_%s.c", name)) == NULL)
            fault(tree, path, 1, "rule 12 (core)", "has no bench bench/core_%s.c.", name);
        if (!tells_source(tree_file(tree, text_format(tree->arena, "%s.h", stem))))
            fault(tree, path, 1, "rule 12 (core)", "%s.h names no Source in its story.", stem);
    }
}

/* --- words -------------------------------------------------------------------------- */

/* In two pieces each, so that this table is not found. */
static const char *const unfinished[] = { "TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK" };
static const char *const machine_paths[] = { "/ho" "me/", "/ro" "ot/", "/wo" "rk/", "/Us" "ers/",
                                             "/m" "nt/" };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void check_unfinished(Tree *tree, const TidyFile *file, const char *word)
{
    for (const char *at = file->text; (at = strstr(at, word)) != NULL; at++) {
        bool is_whole = (at == file->text || !is_letter(at[-1])) && !is_letter(at[strlen(word)]);
        if (is_whole)
            fault(tree, file->path, line_of(file->text, at), "rule words",
                  "%s: what is unfinished is not here.", word);
    }
}

/* A path that begins here: not the middle of an address or a longer path. */
static void check_machine(Tree *tree, const TidyFile *file, const char *path)
{
    for (const char *at = file->text; (at = strstr(at, path)) != NULL; at++) {
        char before = at == file->text ? ' ' : at[-1];
        if (!is_letter(before) && strchr("./-}~:", before) == NULL)
            fault(tree, file->path, line_of(file->text, at), "rule words",
                  "%s… is a path of one machine.", path);
    }
}

void rule_words(Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        for (size_t j = 0; j < COUNT(unfinished); j++)
            check_unfinished(tree, file, unfinished[j]);
        for (size_t j = 0; j < COUNT(machine_paths); j++)
            check_machine(tree, file, machine_paths[j]);
    }
}

void notes_on_length(const Tree *tree)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.item[i];
        if (!file->is_c)
            continue;
        int lines = line_of(file->text, file->text + file->length) - 1;
        if (lines > TIDY_FILE_LINES)
            printf("note: %s has %d lines.\n", file->path, lines);
        for (size_t j = 0; j < file->functions.count; j++) {
            const CFunction *function = &file->functions.item[j];
            int first = file->tokens.item[function->head].line;
            int long_lines = file->tokens.item[function->close].line - first + 1;
            if (long_lines > TIDY_FUNCTION_LINES)
                printf("note: %s:%d: %s() has %d lines.\n", file->path, first, function->name,
                       long_lines);
        }
    }
}
