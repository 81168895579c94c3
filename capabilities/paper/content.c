/* content.c: the people of one piece of paper as text, line by line, and back.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

enum { COLUMN_LANG, COLUMN_NAME, COLUMN_ADDRESS, COLUMN_POSTCODE, COLUMN_PHONE, COLUMN_NUMBER,
       COLUMN_AREA, COLUMNS };
#define COLUMN_BREAK '\x1f' /* between columns */
#define LINE_BREAK   '\x1e' /* a line end inside one */

/* On one line, whatever somebody wrote. */
static void add(TextBuilder *out, const char *text, char end)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '\n')
            text_add_char(out, LINE_BREAK);
        else if (c >= ' ' && c != 127)
            text_add_char(out, *text);
    }
    text_add_char(out, end);
}

const char *content_of(Arena *arena, const MemberOnPaperList *people, Lang lang)
{
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    for (size_t i = 0; i < people->count; i++) {
        const MemberOnPaper *one = &people->item[i];
        add(&out, lang_code(one->lang), COLUMN_BREAK);
        add(&out, one->name, COLUMN_BREAK);
        add(&out, one->address, COLUMN_BREAK);
        add(&out, one->postcode, COLUMN_BREAK);
        add(&out, one->phone, COLUMN_BREAK);
        add(&out, text_format(arena, "%lld", (long long)one->number), COLUMN_BREAK);
        add(&out, place_name(&one->area, lang), '\n');
    }
    return text_of(&out);
}

static const char *lines_again(Arena *arena, const char *text, size_t length)
{
    char *copy = arena_take(arena, length + 1);
    memcpy(copy, text, length);
    for (size_t i = 0; i < length; i++)
        if (copy[i] == LINE_BREAK)
            copy[i] = '\n';
    return copy;
}

static PaperPerson person_of(Arena *arena, const char *line)
{
    static const char between[] = { COLUMN_BREAK, '\n', '\0' };
    const char *column[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t length = strcspn(line, between);
        column[i] = lines_again(arena, line, length);
        line += length;
        line += *line == COLUMN_BREAK;
    }
    PaperPerson person = {
        .lang = LANG_EN, .name = column[COLUMN_NAME], .address = column[COLUMN_ADDRESS],
        .postcode = column[COLUMN_POSTCODE], .phone = column[COLUMN_PHONE],
        .area = column[COLUMN_AREA],
    };
    lang_from_code(column[COLUMN_LANG], &person.lang);
    text_to_int(column[COLUMN_NUMBER], 0, INT64_MAX, &person.number);
    return person;
}

PaperPerson *content_read(Arena *arena, const char *content, size_t *count)
{
    *count = 0;
    for (const char *at = content; *at != '\0'; at++)
        *count += *at == '\n';
    PaperPerson *people = ARENA_ARRAY(arena, PaperPerson, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        people[i] = person_of(arena, content);
        content = strchr(content, '\n') + 1;
    }
    return people;
}

void setting_add(TextBuilder *out, const char *name, const char *value)
{
    text_add_format(out, "%s ", name);
    add(out, value, '\n');
}

const char *setting_of(Arena *arena, const char *settings, const char *name)
{
    const char *wanted = text_format(arena, "%s ", name);
    for (const char *at = settings; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        if (text_starts(at, wanted)) {
            at += strlen(wanted);
            return lines_again(arena, at, strcspn(at, "\n"));
        }
    return "";
}
