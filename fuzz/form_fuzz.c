/* form_fuzz.c: what people send in a form is drawn again as text: no tag, no
 * attribute of the page comes from them.
 *
 * Input: the body of a form, "line=a&text=b&…".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/form.h"

static const char *const choices[] = { "one", "two", NULL };
static const char *const choice_words[] = { WORDS("One"), WORDS("Two") };
static const Field fields[] = {
    { "line", FIELD_LINE, "Line", "A hint", .required = true, .max = 20 },
    { "text", FIELD_TEXT, "Text", .max = 2000 },
    { "mail", FIELD_MAIL, "Mail", .required = true, .max = 254 },
    { "id", FIELD_ID, "Id", .max = 36 },
    { "hidden", FIELD_HIDDEN, "Hidden", .max = 100 },
    { "choice", FIELD_CHOICE, "Choice", .choices = choices, .choice_words = choice_words },
    { "tick", FIELD_TICK, "Tick", .max = 3 },
    { "url", FIELD_URL, "Address", .max = 500 },
    { "code", FIELD_CODE, "Code", .max = 8 },
    { "date", FIELD_DATE, "Date", .max = 10 },
};

static const char *const tags[] = {
    "div", "h2", "ul", "li", "a", "p", "fieldset", "legend", "label", "input", "textarea", "span",
    "select", "option",
};
static const char *const attributes[] = {
    "class", "role", "id", "tabindex", "href", "aria-describedby", "type", "name", "value",
    "checked", "required", "for", "rows", "aria-invalid", "inputmode", "autocomplete",
    "min", "max", "selected", "data-counter", "data-most", "data-say-left",
};

static bool is_among(const char *at, size_t length, const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], at, length) == 0)
            return true;
    return false;
}

/* `at` is behind "<": one tag of the template, its attributes quoted. Returns
 * what is behind ">". */
static const char *tag_holds(const char *at)
{
    bool is_end = *at == '/';
    at += is_end;
    size_t length = strcspn(at, " >\n");
    must(is_among(at, length, tags, COUNT(tags)));
    at += length;
    while (*at != '>') {
        must(!is_end && (*at == ' ' || *at == '\n'));
        at += strspn(at, " \n");
        if (*at == '>')
            break;
        length = strcspn(at, "= >\n");
        must(is_among(at, length, attributes, COUNT(attributes)));
        at += length;
        if (*at != '=')
            continue;
        must(at[1] == '"');
        at += 2 + strcspn(at + 2, "\"<>");
        must(*at == '"');
        at++;
    }
    return at + 1;
}

static size_t page_holds(const char *markup)
{
    size_t found = 0;
    for (const char *at = markup; *at != '\0';) {
        at += strcspn(at, "<>");
        if (*at == '\0')
            break;
        must(*at == '<');
        found++;
        at = tag_holds(at + 1);
    }
    return found;
}

/* Reads the body, draws it, and gives the number of its tags. */
static size_t draw(Arena *arena, const char *body, size_t length, Form *form)
{
    Request *req = ARENA_NEW(arena, Request);
    *req = (Request){ .arena = arena, .lang = LANG_EN };
    if (!fields_read(arena, body, length, &req->field, &req->field_count))
        return 0;
    *form = form_read(req, fields, COUNT(fields));
    Page page = page_begin(arena, LANG_EN);
    form_fields(&page, form);
    Html html = page_end(&page);
    must(strlen(html.markup) == html.length);
    return page_holds(html.markup);
}

static void values_hold(Arena *arena, const Form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        const char *value = form->value[i];
        must(text_is_utf8(value, strlen(value)));
        must(text_equal(value, text_trim(arena, value)));
        if (form->error[i] != NULL)
            continue;
        must(text_length_chars(value) <= (fields[i].max == 0 ? 200 : fields[i].max));
        must(!fields[i].required || value[0] != '\0');
        const char *lines = fields[i].type == FIELD_TEXT ? "\n\t" : "";
        for (const char *at = value; *at != '\0'; at++)
            must((unsigned char)*at >= ' ' || strchr(lines, *at) != NULL);
        if (fields[i].type == FIELD_MAIL && value[0] != '\0')
            must(text_equal(mail_normal(arena, value), value));
        if (fields[i].type == FIELD_URL && value[0] != '\0')
            must(url_is_safe(value) && value[0] == 'h');
    }
}

/* The same body with every "<" made an "x". */
static char *without_tags(Arena *arena, const char *body, size_t length)
{
    char *plain = arena_copy(arena, body, length);
    for (size_t i = 0; i < length; i++) {
        if (plain[i] == '<')
            plain[i] = 'x';
        if (length - i > 2 && plain[i] == '%' && plain[i + 1] == '3'
            && (plain[i + 2] | 0x20) == 'c')
            memcpy(plain + i, "%78", 3);
    }
    return plain;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    if (size > REQUEST_BODY_MAX)
        return 0;
    Form form, plain;
    size_t found = draw(arena, (const char *)data, size, &form);
    if (found == 0)
        return 0;
    values_hold(arena, &form);

    if (draw(arena, without_tags(arena, (const char *)data, size), size, &plain) == 0)
        return 0;
    for (size_t i = 0; i < COUNT(fields); i++)
        if ((form.error[i] == NULL) != (plain.error[i] == NULL))
            return 0; /* other errors are drawn: another page */
    must(draw(arena, without_tags(arena, (const char *)data, size), size, &plain) == found);
    return 0;
}
