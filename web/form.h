/* form.h: fields declared once; the same table reads a form and draws it.
 *
 *     enum { LOGIN_MAIL };
 *     static const Field sign_in_fields[] = {
 *         [LOGIN_MAIL] = { "mail", FIELD_MAIL, WORDS("Your e-mail address"), .required = true, .max = 254 },
 *     };
 *     Form form = form_read(req, sign_in_fields, COUNT(sign_in_fields));
 *     if (!form_ok(&form)) return the page with the form drawn again;
 *
 * Errors are words for people, shown in a summary on top (linked) and beside
 * the field.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/html.h"
#include "web/request.h"

enum { FORM_FIELDS_MAX = 24 };

typedef enum {
    FIELD_LINE,   /* one line of text */
    FIELD_TEXT,   /* several lines */
    FIELD_MAIL,
    FIELD_ID,     /* hidden */
    FIELD_HIDDEN,
    FIELD_CHOICE, /* radio buttons */
    FIELD_TICK,   /* one checkbox: "yes" or "" */
    FIELD_URL,    /* http(s) only */
    FIELD_CODE,   /* digits */
    FIELD_DATE,   /* yyyy-mm-dd */
    FIELD_TIME,   /* hh:mm */
    FIELD_NUMBER, /* a whole number from .least to .most */
    FIELD_SELECT, /* one of many, in a list that unfolds */
    FIELD_MANY,   /* any of several, each with its box */
    FIELD_FILE,   /* one file: req->upload; the form's tag says enctype, its route takes files */
} FieldType;

typedef struct {
    const char        *name;
    FieldType          type;
    const char        *label; /* WORDS(…) */
    const char        *hint;  /* WORDS(…) or NULL */
    bool               required;
    size_t             max; /* code points; 0 means 200 */
    const char *const *choices;      /* values, NULL at the end */
    const char *const *choice_words; /* WORDS(…) for each */
    const char        *autocomplete;
    int64_t            least, most; /* of a FIELD_NUMBER */
} Field;

typedef struct {
    Request     *req;
    const Field *field;
    size_t       count;
    const char  *value[FORM_FIELDS_MAX]; /* trimmed; "" when empty */
    const char  *error[FORM_FIELDS_MAX]; /* translated; NULL when fine */
    bool         is_read;
} Form;

Form form_read(Request *req, const Field *fields, size_t count);
Form form_blank(Request *req, const Field *fields, size_t count);
bool form_ok(const Form *form);
void form_fill(Form *form, size_t field, const char *value); /* what stands in it at first */
void form_fault(Form *form, size_t field, const char *words); /* translated */

const char *form_text(const Form *form, size_t field);
Id          form_id(const Form *form, size_t field); /* none when empty */
int         form_choice(const Form *form, size_t field); /* index into choices; -1 none */
bool        form_tick(const Form *form, size_t field);
int64_t     form_number(const Form *form, size_t field); /* 0 when empty */
bool        form_has(const Form *form, size_t field, size_t choice); /* of a FIELD_MANY */
size_t      form_max(const Field *field); /* code points that fit */

/* Lower case, one "@", a dot in the domain, no control characters: what a
 * mail server will not choke on. NULL when it is not an address. */
const char *mail_normal(Arena *arena, const char *typed);

/* Drawing (web/form_page.html). */
void form_errors(Page *page, const Form *form);
void form_field(Page *page, const Form *form, size_t field);
void form_fields(Page *page, const Form *form); /* all, in order */

#endif
