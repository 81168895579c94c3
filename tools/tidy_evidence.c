/* tidy_evidence.c: what is claimed of safety names the test that shows it, and that
 * test is there.
 *
 * In the tables of docs/threats.md and docs/asvs.md the last column is "test". Each
 * word between backticks in it is one of
 *
 *     a_name               a unit test, TEST(a_name)
 *     ./test STEP          a step of ./test
 *     make TARGET          a line of the Makefile
 *     journeys/x.mjs       a walk through a real browser
 *     a/path               a file
 *
 * A row without any says in bold what it is instead: **not met**, **not built**.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/tidy.h"

static const char rule[] = "rule 14 (evidence)";
static const char *const pages[] = { "docs/threats.md", "docs/asvs.md" };

static bool has_line_with(const Tree *tree, const char *path, const char *begins, const char *name)
{
    const TidyFile *file = tree_file(tree, path);
    if (file == NULL)
        return false;
    size_t length = strlen(name);
    for (const char *at = file->text; (at = strstr(at, name)) != NULL; at += length) {
        const char *line = at;
        while (line > file->text && line[-1] != '\n')
            line--;
        bool is_word_whole = (at == line || at[-1] == ' ')
            && (at[length] == ' ' || at[length] == ':' || at[length] == '\n');
        if (is_word_whole && strncmp(line, begins, strlen(begins)) == 0)
            return true;
    }
    return false;
}

static bool is_unit_test(const Tree *tree, const char *name)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TokenList *tokens = &tree->files.item[i].tokens;
        if (!is_test(tree->files.item[i].path))
            continue;
        for (size_t j = 0; j + 2 < tokens->count; j++)
            if (is_word(&tokens->item[j], "TEST") && is_sign(&tokens->item[j + 1], '(')
                && is_word(&tokens->item[j + 2], name))
                return true;
    }
    return false;
}

static bool is_there(const Tree *tree, const char *name)
{
    static const char step[] = "./test ", target[] = "make ", journey[] = "journeys/";
    if (strncmp(name, step, sizeof step - 1) == 0)
        return has_line_with(tree, "test", "step ", name + sizeof step - 1);
    if (strncmp(name, target, sizeof target - 1) == 0)
        return has_line_with(tree, "Makefile", name + sizeof target - 1, name + sizeof target - 1);
    if (strncmp(name, journey, sizeof journey - 1) == 0)
        return tree_file(tree, text_format(tree->arena, "tests/browser/%s", name)) != NULL;
    if (strchr(name, '/') != NULL)
        return tree_file(tree, name) != NULL;
    return is_unit_test(tree, name);
}

/* What stands in the row's last cell; NULL when the line is no row. */
static const char *last_cell(Arena *arena, const char *line, size_t length)
{
    if (length < 3 || line[0] != '|' || line[length - 1] != '|')
        return NULL;
    size_t from = length - 1;
    while (line[from - 1] != '|')
        from--;
    return text_trim(arena, text_copy_bytes(arena, line + from, length - 1 - from));
}

static void check_cell(Tree *tree, const char *path, int number, const char *cell)
{
    int named = 0;
    for (const char *at = cell; (at = strchr(at, '`')) != NULL; named++) {
        const char *end = strchr(at + 1, '`');
        if (end == NULL)
            break;
        const char *name = text_copy_bytes(tree->arena, at + 1, (size_t)(end - at - 1));
        if (!is_there(tree, name))
            fault(tree, path, number, rule, "there is no %s.", name);
        at = end + 1;
    }
    if (named == 0 && strstr(cell, "**") == NULL)
        fault(tree, path, number, rule, "no test, and no word in bold why there is none.");
}

static void check_page(Tree *tree, const TidyFile *page)
{
    int number = 0;
    bool is_table = false;
    const char *line = page->text;
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        number++;
        const char *cell = last_cell(tree->arena, line, length);
        if (cell == NULL)
            is_table = false;
        else if (text_equal(cell, "test"))
            is_table = true;
        else if (is_table && strspn(cell, "-:") != strlen(cell))
            check_cell(tree, page->path, number, cell);
        line += length;
        line += *line == '\n';
    }
}

void rule_evidence(Tree *tree)
{
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        const TidyFile *page = tree_file(tree, pages[i]);
        if (page != NULL)
            check_page(tree, page);
    }
}
