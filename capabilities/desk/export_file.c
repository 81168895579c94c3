/* export_file.c: members as a table or as cards, each with the copy's number.
 *
 * Cards are vCard 3.0, which every address book reads.
 *
 *   Source  F. Dawson, T. Howes, RFC 2426 (1998): vCard MIME Directory Profile.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/export.h"

#include "capabilities/trail/trail.h"

enum { CARD_LINE_MAX = 75 /* bytes, RFC 2426, 2.6 */ };

static const char *const heads[] = {
    WORDS("Name"), WORDS("Number"), WORDS("E-mail"), WORDS("Phone"), WORDS("Address"),
    WORDS("Postcode"), WORDS("Joined"),
    WORDS("Belongs to"), WORDS("Copy"),
};

ExportFile export_begin(Arena *arena, Lang lang, const Export *of)
{
    ExportFile file = { .of = of, .lang = lang, .arena = arena, .card = text_builder(arena) };
    text_add(&file.card, "");
    file.csv = csv_begin(arena);
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_cell(&file.csv, say(lang, heads[i]));
    csv_row_end(&file.csv);
    return file;
}

static const char *number_text(Arena *arena, int64_t number)
{
    return text_format(arena, "%lld", (long long)number);
}

static void table_row(ExportFile *file, const Chosen *member)
{
    Arena *arena = file->arena;
    csv_cell(&file->csv, member->name);
    csv_cell(&file->csv, number_text(arena, member->number));
    csv_cell(&file->csv, member->no_mail ? say(file->lang, "Wants no mail") : member->mail);
    csv_cell(&file->csv, member->no_calls ? say(file->lang, "Wants no calls")
             : copy_phone(arena, file->of->serial, member->number, member->phone));
    csv_cell(&file->csv, member->address);
    csv_cell(&file->csv, member->postcode);
    csv_cell(&file->csv, date_iso(arena, member->joined));
    csv_cell(&file->csv, place_name(&member->area, file->lang));
    csv_cell(&file->csv, number_text(arena, file->of->serial));
    csv_row_end(&file->csv);
}

/* A value with what ends one made harmless (RFC 2426, 4), folded into short lines
 * between characters. */
static void card_line(ExportFile *file, const char *name, const char *value)
{
    TextBuilder line = text_builder(file->arena);
    text_add_format(&line, "%s:", name);
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '\n')
            text_add(&line, "\\n");
        else if ((unsigned char)*at >= 0x20) {
            if (strchr("\\;,", *at) != NULL)
                text_add_char(&line, '\\');
            text_add_char(&line, *at);
        }
    }
    size_t in_line = 0;
    for (const char *at = text_of(&line); *at != '\0'; at++) {
        bool begins = ((unsigned char)*at & 0xc0) != 0x80;
        if (begins && in_line >= CARD_LINE_MAX - 4) {
            text_add(&file->card, "\r\n ");
            in_line = 1;
        }
        text_add_char(&file->card, *at);
        in_line++;
    }
    text_add(&file->card, "\r\n");
}

static void card_of(ExportFile *file, const Chosen *member)
{
    Arena *arena = file->arena;
    const char *last = strrchr(member->name, ' ');
    const char *first = last == NULL ? "" : text_copy_bytes(arena, member->name,
                                                            (size_t)(last - member->name));
    text_add(&file->card, "BEGIN:VCARD\r\nVERSION:3.0\r\n");
    card_line(file, "FN", member->name);
    /* Family and given name are two values: their separator is not escaped. */
    ExportFile names = { .arena = arena, .card = text_builder(arena) };
    text_add(&names.card, "");
    card_line(&names, "N", last == NULL ? member->name : last + 1);
    text_add_bytes(&file->card, names.card.bytes, names.card.length - 2);
    names.card = text_builder(arena);
    card_line(&names, "", first);
    text_add(&file->card, ";");
    text_add_bytes(&file->card, names.card.bytes + 1, names.card.length - 3);
    text_add(&file->card, ";;;\r\n");
    if (member->mail[0] != '\0' && !member->no_mail)
        card_line(file, "EMAIL;TYPE=INTERNET", member->mail);
    if (member->phone[0] != '\0')
        card_line(file, "TEL", copy_phone(arena, file->of->serial, member->number, member->phone));
    card_line(file, "ORG", place_name(&member->area, file->lang));
    card_line(file, "NOTE", SAY(arena, file->lang, "Copy {1}",
                                number_text(arena, file->of->serial)));
    text_add(&file->card, "END:VCARD\r\n");
}

void export_row(ExportFile *file, const Chosen *member)
{
    if (file->of->format == EXPORT_VCARD)
        card_of(file, member);
    else
        table_row(file, member);
}

const char *export_end(ExportFile *file, const char *mark)
{
    if (file->of->format == EXPORT_VCARD)
        return text_of(&file->card);
    csv_cell(&file->csv, mark);
    csv_row_end(&file->csv);
    return csv_text(&file->csv);
}
