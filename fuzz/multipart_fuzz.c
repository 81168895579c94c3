/* multipart_fuzz.c: a form with a file: what is read is in the body, text is
 * text, and written out again it is read as the same.
 *
 * Input: the body; its boundary is "x".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/multipart.h"

static const char type[] = "multipart/form-data; boundary=x";

static bool is_inside(const char *at, size_t length, const uint8_t *data, size_t size)
{
    return at >= (const char *)data && at + length <= (const char *)data + size;
}

/* Whether a text can stand in a header and a value without ending it. */
static bool is_plain(const char *text)
{
    return strpbrk(text, "\"%\r\n") == NULL && strlen(text) < 200;
}

static void again(Arena *arena, const Multipart *form)
{
    TextBuilder out = text_builder(arena);
    Multipart second;
    for (size_t i = 0; i < form->field_count; i++) {
        if (!is_plain(form->field[i].name) || strstr(form->field[i].value, "\r\n--x") != NULL)
            return;
        text_add_format(&out, "--x\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                        form->field[i].name, form->field[i].value);
    }
    text_add(&out, "--x--\r\n");
    if (form->field_count == 0)
        return;
    must(multipart_read(arena, type, text_of(&out), out.length, &second));
    must(second.field_count == form->field_count);
    for (size_t i = 0; i < form->field_count; i++) {
        must(text_equal(second.field[i].name, form->field[i].name));
        must(text_equal(second.field[i].value, form->field[i].value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    Multipart form;
    /* a Content-Type of any kind */
    multipart_read(arena, text_copy_bytes(arena, (const char *)data, size), "", 0, &form);
    if (!multipart_read(arena, type, (const char *)data, size, &form))
        return 0;
    must(form.field_count <= MULTIPART_FIELDS_MAX);
    for (size_t i = 0; i < form.field_count; i++)
        must(text_is_utf8(form.field[i].value, strlen(form.field[i].value)));
    if (form.file.bytes != NULL)
        must(is_inside(form.file.bytes, form.file.length, data, size));
    must(strlen(form.file.name) <= UPLOAD_NAME_MAX && strpbrk(form.file.name, "/\\\r\n") == NULL);
    again(arena, &form);
    return 0;
}
