/* tidy_released.c: schema files that were released are what they were: they
 * stand in databases that nobody here can reach.
 *
 * docs/released_schema.txt has one line for each: the version that it came
 * with, its path, and the BLAKE2b-256 of its text as the program computes it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/hash.h"
#include "tools/tidy.h"

static const char list_path[] = "docs/released_schema.txt";

static const char *checksum_of(Arena *arena, const char *text)
{
    Hash hash = hash_of_text(text);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < sizeof hash.bytes; i++)
        text_add_format(&out, "%02x", hash.bytes[i]);
    return text_of(&out);
}

/* The word at *at, and moves behind it; "" at the end of the line. */
static const char *next_word(Arena *arena, const char **at)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " \n");
    const char *word = text_copy_bytes(arena, *at, length);
    *at += length;
    return word;
}

static void check_line(Tree *tree, const char *line, int number)
{
    const char *version = next_word(tree->arena, &line), *path = next_word(tree->arena, &line);
    const char *wanted = next_word(tree->arena, &line);
    if (version[0] == '\0' || version[0] == '#')
        return;
    const TidyFile *file = tree_file(tree, path);
    if (file == NULL)
        fault(tree, list_path, number, "rule 13 (released)", "%s was released with %s and is gone.",
              path, version);
    else if (!text_equal(checksum_of(tree->arena, file->text), wanted))
        fault(tree, path, 1, "rule 13 (released)",
              "was released with %s and has changed: put it back and add a new file.", version);
}

void rule_released(Tree *tree)
{
    const TidyFile *list = tree_file(tree, list_path);
    if (list == NULL) {
        if (tree_file(tree, "meson.build") != NULL)
            fault(tree, list_path, 1, "rule 13 (released)", "is missing.");
        return;
    }
    int number = 1;
    for (const char *line = list->text; *line != '\0'; number++) {
        check_line(tree, line, number);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
}
