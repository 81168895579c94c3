/* form.c: reading fields against their table, and saying what is wrong with
 * them in words that help.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/form.h"

enum {
    FIELD_MAX_DEFAULT = 200,
    MAIL_MAX = 254,
    URL_MAX = 500,
    LINE_BYTES_MAX = 8192, /* twice what the longest line of ours may have: nobody typed more */
};

size_t form_max(const Field *field)
{
    return field->max == 0 ? FIELD_MAX_DEFAULT : field->max;
}

const char *mail_normal(Arena *arena, const char *typed)
{
    const char *text = text_trim(arena, typed);
    size_t length = strlen(text);
    const char *at = strrchr(text, '@');
    if (length > MAIL_MAX || at == NULL || at == text || strchr(text, '@') != at)
        return NULL;
    if (strchr(at, '.') == NULL || at[1] == '.' || text[length - 1] == '.'
        || strstr(at, "..") != NULL || at - text > 64)
        return NULL;

    char *lower = arena_take(arena, length + 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c == 127 || strchr("\"(),:;<>[\\]", c) != NULL || c >= 128)
            return NULL;
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    return lower;
}

static bool is_web_address(const char *text)
{
    const char *host = text_starts(text, "https://") ? text + 8
        : text_starts(text, "http://")               ? text + 7
                                                     : NULL;
    return host != NULL && strcspn(host, "/?#") >= 3 && strchr(host, '.') != NULL
        && strpbrk(text, " \"<>\\^`{|}\t\r\n") == NULL && strlen(text) <= URL_MAX;
}

static bool is_date(const char *text)
{
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return false;
    for (size_t i = 0; i < 10; i++)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9'))
            return false;
    return true;
}

static bool is_time(const char *text)
{
    int64_t hour, minute;
    char parts[6] = "";
    if (strlen(text) != 5 || text[2] != ':')
        return false;
    memcpy(parts, text, 5);
    parts[2] = '\0';
    return text_to_int(parts, 0, 23, &hour) && text_to_int(parts + 3, 0, 59, &minute)
        && parts[0] >= '0' && parts[3] >= '0';
}

static bool is_choice(const Field *field, const char *value)
{
    for (size_t i = 0; field->choices[i] != NULL; i++)
        if (text_equal(field->choices[i], value))
            return true;
    return false;
}

/* Whether a list like "a b" has this value in it. */
static bool list_has(const char *list, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = list; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && memcmp(at, value, length) == 0)
            return true;
    return false;
}

/* Those of the choices that were ticked, in their order: "a b". */
static const char *many_of(Request *req, const Field *field)
{
    TextBuilder out = text_builder(req->arena);
    for (size_t c = 0; field->choices[c] != NULL; c++) {
        bool is_ticked = false;
        for (size_t i = 0; i < req->field_count; i++)
            is_ticked |= text_equal(req->field[i].name, field->name)
                && text_equal(req->field[i].value, field->choices[c]);
        if (is_ticked)
            text_add_format(&out, "%s%s", text_of(&out)[0] == '\0' ? "" : " ", field->choices[c]);
    }
    return text_of(&out);
}

/* A file without a name is one all the same. */
static const char *file_name_of(const Request *req, const Field *field)
{
    const Upload *file = &req->upload;
    if (file->bytes == NULL || !text_equal(file->field, field->name))
        return "";
    return file->name[0] == '\0' ? "-" : file->name;
}

/* Lines end as people's systems please; we keep "\n". */
static const char *plain_lines(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    for (; *text != '\0'; text++) {
        if (*text == '\r' && text[1] == '\n')
            continue;
        unsigned char c = (unsigned char)(*text == '\r' ? '\n' : *text);
        if (c >= ' ' || c == '\n' || c == '\t')
            text_add_char(&out, (char)c);
    }
    return text_of(&out);
}

static const char *without_lines(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    for (; *text != '\0'; text++)
        text_add_char(&out, (unsigned char)*text < ' ' || *text == 127 ? ' ' : *text);
    return text_of(&out);
}

static const char *fault_of(Form *form, const Field *field, const char **value)
{
    Request *req = form->req;
    Lang lang = req->lang;
    if (**value == '\0')
        return field->required ? SAY(req->arena, lang, "Please fill in: {1}",
                                     say(lang, field->label == NULL ? field->name : field->label))
                               : NULL;
    size_t length = text_length_chars(*value);
    if (length > form_max(field))
        return SAY(req->arena, lang, "Please shorten this: it has {1} characters, {2} fit.",
                   number_words(req->arena, lang, (int64_t)length),
                   number_words(req->arena, lang, (int64_t)form_max(field)));

    Id id;
    int64_t number;
    const char *mail;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_HIDDEN:
    case FIELD_TICK:
    case FIELD_MANY:
    case FIELD_FILE:
        return NULL;
    case FIELD_MAIL:
        mail = mail_normal(req->arena, *value);
        if (mail == NULL)
            return say(lang, "This does not look like an e-mail address. It should be like "
                             "name@example.org");
        *value = mail;
        return NULL;
    case FIELD_ID:
        return id_from_text(*value, &id) ? NULL
                                         : say(lang, "This form is out of date. Please load the "
                                                     "page again.");
    case FIELD_CHOICE:
    case FIELD_SELECT:
        return is_choice(field, *value) ? NULL : say(lang, "Please choose one of the answers.");
    case FIELD_URL:
        return is_web_address(*value)
            ? NULL
            : say(lang, "A web address begins with https:// and has no spaces.");
    case FIELD_CODE:
        return strspn(*value, "0123456789") == strlen(*value)
            ? NULL
            : say(lang, "Please type digits only.");
    case FIELD_DATE:
        return is_date(*value) ? NULL : say(lang, "Please write the date like 2026-11-20.");
    case FIELD_TIME:
        return is_time(*value) ? NULL : say(lang, "Please write the time like 19:30.");
    case FIELD_NUMBER:
        return text_to_int(*value, field->least, field->most, &number)
            ? NULL
            : SAY(req->arena, lang, "Please type a whole number from {1} to {2}.",
                  number_words(req->arena, lang, field->least),
                  number_words(req->arena, lang, field->most));
    }
    return NULL;
}

Form form_blank(Request *req, const Field *fields, size_t count)
{
    if (count > FORM_FIELDS_MAX)
        abort();
    Form form = { .req = req, .field = fields, .count = count };
    for (size_t i = 0; i < count; i++)
        form.value[i] = "";
    return form;
}

Form form_read(Request *req, const Field *fields, size_t count)
{
    Form form = form_blank(req, fields, count);
    form.is_read = true;
    for (size_t i = 0; i < count; i++) {
        const char *raw = req_field(req, fields[i].name);
        const char *clean = fields[i].type == FIELD_TEXT
            ? plain_lines(req->arena, raw)
            : without_lines(req->arena, text_cut(req->arena, raw, LINE_BYTES_MAX));
        clean = text_trim(req->arena, clean);
        if (fields[i].type == FIELD_FILE)
            clean = file_name_of(req, &fields[i]);
        if (fields[i].type == FIELD_MANY)
            clean = many_of(req, &fields[i]);
        if (fields[i].type == FIELD_CODE) {
            TextBuilder digits = text_builder(req->arena); /* "1234 5678" is as good */
            for (; *clean != '\0'; clean++)
                if (*clean != ' ' && *clean != '-')
                    text_add_char(&digits, *clean);
            clean = text_of(&digits);
        }
        form.value[i] = clean;
        form.error[i] = fault_of(&form, &fields[i], &form.value[i]);
    }
    return form;
}

bool form_ok(const Form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->error[i] != NULL)
            return false;
    return true;
}

void form_fill(Form *form, size_t field, const char *value)
{
    form->value[field] = value == NULL ? "" : value;
}

void form_fault(Form *form, size_t field, const char *words)
{
    form->error[field] = words;
}

const char *form_text(const Form *form, size_t field)
{
    return form->value[field];
}

Id form_id(const Form *form, size_t field)
{
    Id id = {0};
    id_from_text(form->value[field], &id);
    return id;
}

int form_choice(const Form *form, size_t field)
{
    const char *const *choices = form->field[field].choices;
    for (int i = 0; choices[i] != NULL; i++)
        if (text_equal(choices[i], form->value[field]))
            return i;
    return -1;
}

int64_t form_number(const Form *form, size_t field)
{
    int64_t number = 0;
    text_to_int(form->value[field], form->field[field].least, form->field[field].most, &number);
    return number;
}

bool form_has(const Form *form, size_t field, size_t choice)
{
    return list_has(form->value[field], form->field[field].choices[choice]);
}

bool form_tick(const Form *form, size_t field)
{
    return form->value[field][0] != '\0';
}
