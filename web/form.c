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

static size_t max_of(const Field *field)
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

static bool is_choice(const Field *field, const char *value)
{
    for (size_t i = 0; field->choices[i] != NULL; i++)
        if (text_equal(field->choices[i], value))
            return true;
    return false;
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
    if (length > max_of(field))
        return SAY(req->arena, lang, "Please shorten this: it has {1} characters, {2} fit.",
                   number_words(req->arena, lang, (int64_t)length),
                   number_words(req->arena, lang, (int64_t)max_of(field)));

    Id id;
    const char *mail;
    switch (field->type) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_HIDDEN:
    case FIELD_TICK:
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

bool form_tick(const Form *form, size_t field)
{
    return form->value[field][0] != '\0';
}
