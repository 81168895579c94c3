/* po_read.c: line by line, one entry at a time.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/po_read.h"

enum { NO_FORM = -1, PART_ENGLISH = -2, PART_MANY = -3 };

typedef struct {
    Arena        *arena;
    PoFile       *po;
    CompileError *error;
    int           line;
    PoEntry       entry;    /* being read */
    TextBuilder   english, many, forms[PO_FORMS_MAX];
    bool          has_english, has_many, is_fuzzy, has_header;
    bool          has_form[PO_FORMS_MAX];
    int           part;     /* what a continuation line adds to: PART_… or a form */
    bool          is_plural_form; /* msgstr[n], not msgstr */
} Reader;

static bool reader_failed(const Reader *reader)
{
    return reader->error->line > 0;
}

unsigned po_placeholders(const char *message)
{
    unsigned bits = 0;
    for (const char *at = message; *at != '\0'; at++)
        if (at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}')
            bits |= 1u << (at[1] - '1');
    return bits;
}

/* --- the header --------------------------------------------------------------- */

/* The value of "Name: value" in the header, or NULL. */
static const char *header_value(Arena *arena, const char *header, const char *name)
{
    for (const char *at = header; *at != '\0'; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (text_starts(at, name) && at[strlen(name)] == ':')
            return text_copy_bytes(arena, at + strlen(name) + 1, length - strlen(name) - 1);
        at += length;
    }
    return NULL;
}

static void read_plural_forms(Reader *reader, const char *forms)
{
    static const char count_name[] = "nplurals=", rule_name[] = " plural=";
    const char *count = strstr(forms, count_name), *rule = strstr(forms, rule_name);
    if (count == NULL || rule == NULL) {
        compile_fail(reader->error, reader->entry.line,
                     "the header wants Plural-Forms: nplurals=…; plural=…;");
        return;
    }
    count += strlen(count_name);
    rule += strlen(rule_name);
    if (*count < '1' || *count > '0' + PO_FORMS_MAX || count[1] != ';') {
        compile_fail(reader->error, reader->entry.line, "nplurals is 1 to %d", PO_FORMS_MAX);
        return;
    }
    reader->po->form_count = (unsigned)(*count - '0');
    reader->po->plural_c =
        po_plural_c(reader->arena, text_copy_bytes(reader->arena, rule, strcspn(rule, ";")),
                    reader->entry.line, reader->error);
}

static void read_header(Reader *reader, const char *header)
{
    const char *type = header_value(reader->arena, header, "Content-Type");
    const char *forms = header_value(reader->arena, header, "Plural-Forms");
    const char *language = header_value(reader->arena, header, "Language");
    language = language == NULL ? "" : text_trim(reader->arena, language);
    size_t letters = strspn(language, "abcdefghijklmnopqrstuvwxyz");

    if (type == NULL || strstr(type, "charset=UTF-8") == NULL)
        compile_fail(reader->error, reader->entry.line, "the header must say charset=UTF-8");
    else if (letters < 2 || letters > 3 || language[letters] != '\0')
        compile_fail(reader->error, reader->entry.line, "the header wants Language: cy, or so");
    else
        read_plural_forms(reader, forms == NULL ? "" : forms);
    reader->po->language = language;
    reader->has_header = true;
}

/* --- one entry ------------------------------------------------------------------- */

/* Whether a translation names the arguments that its English names. In a
 * plural {1}, the count, may be left out: "no members", "one member". */
static bool names_same_arguments(const PoEntry *entry, const char *form)
{
    unsigned named = po_placeholders(form);
    if (entry->many == NULL)
        return named == po_placeholders(entry->english);
    unsigned wanted = po_placeholders(entry->english) | po_placeholders(entry->many);
    return (named | 1) == (wanted | 1);
}

static void check_forms(Reader *reader)
{
    PoEntry *entry = &reader->entry;
    unsigned count = reader->has_many ? reader->po->form_count : 1;
    for (unsigned i = 0; i < PO_FORMS_MAX; i++) {
        if (reader->has_form[i] != (i < count)) {
            compile_fail(reader->error, entry->line, "this message wants %u msgstr", count);
            return;
        }
        if (i < count && *entry->forms[i] == '\0')
            entry->is_translated = false;
    }
    for (unsigned i = 0; i < count && entry->is_translated; i++)
        if (!names_same_arguments(entry, entry->forms[i]))
            compile_fail(reader->error, entry->line, "msgstr names other {n} than msgid");
}

static void keep_entry(Reader *reader)
{
    PoEntry *entry = &reader->entry;
    entry->english = text_of(&reader->english);
    entry->many = reader->has_many ? text_of(&reader->many) : NULL;
    for (size_t i = 0; i < PO_FORMS_MAX; i++)
        entry->forms[i] = reader->has_form[i] ? text_of(&reader->forms[i]) : NULL;
    entry->is_translated = !reader->is_fuzzy;

    if (*entry->english == '\0') {
        if (reader->has_header || reader->po->entries.count > 0)
            compile_fail(reader->error, entry->line, "the header (msgid \"\") stands once, first");
        else if (!reader->has_form[0])
            compile_fail(reader->error, entry->line, "the header has no msgstr");
        else
            read_header(reader, entry->forms[0]);
        return;
    }
    if (!reader->has_header) {
        compile_fail(reader->error, entry->line, "the header (msgid \"\") comes first");
        return;
    }
    check_forms(reader);
    if (reader->po->entries.count == PO_ENTRIES_MAX)
        compile_fail(reader->error, entry->line, "more than %d messages", PO_ENTRIES_MAX);
    if (!reader_failed(reader))
        *LIST_ADD(reader->arena, &reader->po->entries) = *entry;
}

/* Keeps what was read, and is ready for the next entry. */
static void end_entry(Reader *reader)
{
    if (reader->has_english && !reader_failed(reader))
        keep_entry(reader);
    reader->entry = (PoEntry){0};
    reader->english = reader->many = text_builder(reader->arena);
    for (size_t i = 0; i < PO_FORMS_MAX; i++) {
        reader->forms[i] = text_builder(reader->arena);
        reader->has_form[i] = false;
    }
    reader->has_english = reader->has_many = reader->is_fuzzy = false;
    reader->part = NO_FORM;
}

/* --- lines ------------------------------------------------------------------------ */

/* Adds the quoted string of the line to the part being read. */
static void read_string(Reader *reader, const char *at, size_t length)
{
    const char *end = at + length, *from = at;
    while (from < end && (*from == ' ' || *from == '\t'))
        from++;
    const char *behind = from < end && *from == '"' ? c_quoted_end(from, end) : NULL;
    const char *text = behind == NULL ? NULL : c_literals_read(reader->arena, &from, behind);
    while (behind != NULL && behind < end && (*behind == ' ' || *behind == '\t' || *behind == '\r'))
        behind++;
    if (text == NULL || behind != end) {
        compile_fail(reader->error, reader->line,
                     "here should be one \"string\" with no escapes but \\n \\t \\\" \\\\");
        return;
    }
    TextBuilder *out = reader->part == PART_ENGLISH ? &reader->english
        : reader->part == PART_MANY                 ? &reader->many
        : reader->part >= 0                         ? &reader->forms[reader->part]
                                                    : NULL;
    if (out == NULL)
        compile_fail(reader->error, reader->line, "a string that belongs to nothing");
    else if (out->length + strlen(text) > PO_MESSAGE_BYTES_MAX)
        compile_fail(reader->error, reader->line, "a message is longer than %d bytes",
                     PO_MESSAGE_BYTES_MAX);
    else
        text_add(out, text);
}

static void begin_english(Reader *reader)
{
    if (reader->has_english)
        end_entry(reader);
    reader->has_english = true;
    reader->entry.line = reader->line;
    reader->part = PART_ENGLISH;
}

static void begin_many(Reader *reader)
{
    if (reader->part != PART_ENGLISH)
        compile_fail(reader->error, reader->line, "msgid_plural comes after msgid");
    reader->has_many = true;
    reader->part = PART_MANY;
}

/* `form` is NO_FORM for a plain msgstr. */
static void begin_form(Reader *reader, int form)
{
    int index = form == NO_FORM ? 0 : form;
    if (!reader->has_english)
        compile_fail(reader->error, reader->line, "msgstr without msgid");
    else if ((form != NO_FORM) != reader->has_many)
        compile_fail(reader->error, reader->line,
                     reader->has_many ? "a plural has msgstr[0], msgstr[1] …"
                                      : "msgstr[n] without msgid_plural");
    else if (reader->has_form[index])
        compile_fail(reader->error, reader->line, "this msgstr stands twice");
    reader->has_form[index] = true;
    reader->part = index;
}

/* A comment; what it says belongs to the next entry. */
static void read_comment(Reader *reader, const char *at, size_t length)
{
    if (reader->part >= 0)
        end_entry(reader);
    if (length > 1 && at[1] == ',' && strstr(text_copy_bytes(reader->arena, at, length), "fuzzy"))
        reader->is_fuzzy = true;
}

static bool starts_word(const char *at, size_t length, const char *word)
{
    size_t word_length = strlen(word);
    return length > word_length && strncmp(at, word, word_length) == 0
        && (at[word_length] == ' ' || at[word_length] == '\t' || at[word_length] == '"');
}

static void read_line(Reader *reader, const char *at, size_t length)
{
    while (length > 0 && (*at == ' ' || *at == '\t')) {
        at++;
        length--;
    }
    while (length > 0 && strchr(" \t\r", at[length - 1]) != NULL)
        length--;

    size_t word = 0;
    if (length == 0) {
        if (reader->part >= 0)
            end_entry(reader);
    } else if (*at == '#') {
        read_comment(reader, at, length);
    } else if (*at == '"') {
        read_string(reader, at, length);
    } else if (starts_word(at, length, "msgid")) {
        begin_english(reader);
        word = strlen("msgid");
    } else if (starts_word(at, length, "msgid_plural")) {
        begin_many(reader);
        word = strlen("msgid_plural");
    } else if (starts_word(at, length, "msgstr")) {
        begin_form(reader, NO_FORM);
        word = strlen("msgstr");
    } else if (length > 9 && strncmp(at, "msgstr[", 7) == 0 && at[7] >= '0'
               && at[7] < '0' + PO_FORMS_MAX && at[8] == ']') {
        begin_form(reader, at[7] - '0');
        word = strlen("msgstr[0]");
    } else if (starts_word(at, length, "msgctxt")) {
        compile_fail(reader->error, reader->line, "msgctxt is not read: make the English differ");
    } else {
        compile_fail(reader->error, reader->line, "not a line of a PO file");
    }
    if (word > 0 && !reader_failed(reader))
        read_string(reader, at + word, length - word);
}

/* --- the whole file ------------------------------------------------------------------ */

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const PoEntry *)a)->english, ((const PoEntry *)b)->english);
}

static void sort_entries(PoFile *po, CompileError *error)
{
    if (po->entries.count > 0)
        qsort(po->entries.item, po->entries.count, sizeof *po->entries.item, compare_entries);
    for (size_t i = 1; i < po->entries.count; i++) {
        const PoEntry *a = &po->entries.item[i - 1], *b = &po->entries.item[i];
        if (text_equal(a->english, b->english))
            compile_fail(error, a->line > b->line ? a->line : b->line,
                         "this message stands already on line %d",
                         a->line < b->line ? a->line : b->line);
    }
}

bool po_read(Arena *arena, const char *source, PoFile *po, CompileError *error)
{
    *po = (PoFile){0};
    *error = (CompileError){0};
    Reader reader = { .arena = arena, .po = po, .error = error, .part = NO_FORM };
    end_entry(&reader);
    for (const char *at = source; *at != '\0' && !reader_failed(&reader); at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        reader.line++;
        read_line(&reader, at, length);
        at += length;
    }
    if (!reader_failed(&reader))
        end_entry(&reader);
    if (!reader_failed(&reader) && !reader.has_header)
        compile_fail(error, reader.line, "the header (msgid \"\") is missing");
    if (!reader_failed(&reader))
        sort_entries(po, error);
    return !reader_failed(&reader);
}

const PoEntry *po_find(const PoFile *po, const char *english)
{
    if (po->entries.count == 0)
        return NULL;
    PoEntry key = { .english = english };
    return bsearch(&key, po->entries.item, po->entries.count, sizeof key, compare_entries);
}
