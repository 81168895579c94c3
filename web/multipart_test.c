/* multipart_test.c: forms that bring a file.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/multipart.h"

#include "tests/check.h"

#define TYPE "multipart/form-data; boundary=xYz"
#define PART(name) "--xYz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(file) "--xYz\r\nContent-Disposition: form-data; name=\"list\"; filename=\"" file \
                        "\"\r\nContent-Type: text/csv\r\n\r\n"
#define END "\r\n--xYz--\r\n"

TEST(a_form_brings_a_file_and_its_fields)
{
    static const char body[] = PART("known") "1\r\n" FILE_PART("Members.csv") "a,b\r\n--xY\0z" END;
    Arena *arena = arena_new(1024 * 1024);
    Multipart form;
    CHECK("read", multipart_read(arena, TYPE, body, sizeof body - 1, &form));
    CHECK_INT("one field", form.field_count, 1);
    CHECK_TEXT("its name", form.field[0].name, "known");
    CHECK_TEXT("its value", form.field[0].value, "1");
    CHECK_TEXT("the file's field", form.file.field, "list");
    CHECK_TEXT("the file's name", form.file.name, "Members.csv");
    CHECK_INT("all bytes of it", form.file.length, sizeof "a,b\r\n--xY\0z" - 1);
    CHECK("as they were", memcmp(form.file.bytes, "a,b\r\n--xY\0z", form.file.length) == 0);
    arena_free(arena);
}

TEST(a_file_is_called_by_its_last_name_alone)
{
    static const struct { const char *name, *body, *want; } rows[] = {
        { "folders", FILE_PART("C:\\lists\\2026/members.csv") END, "members.csv" },
        { "a quote", FILE_PART("a%22b.csv") END, "a\"b.csv" },
        { "a line end", FILE_PART("a%0D%0Ab.csv") END, "a  b.csv" },
        { "per cent as itself", FILE_PART("50%25.csv") END, "50%25.csv" },
    };
    Arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Multipart form;
        CHECK(rows[i].name, multipart_read(arena, TYPE, rows[i].body, strlen(rows[i].body), &form));
        CHECK_TEXT(rows[i].name, form.file.name, rows[i].want);
    }
    arena_free(arena);
}

TEST(no_file_chosen_is_no_file)
{
    static const char body[] = FILE_PART("") END;
    Arena *arena = arena_new(1024 * 1024);
    Multipart form;
    CHECK("read", multipart_read(arena, TYPE, body, sizeof body - 1, &form));
    CHECK("none", form.file.bytes == NULL);
    arena_free(arena);
}

TEST(a_form_that_is_not_whole_is_refused)
{
    static const struct { const char *name, *type, *body; } rows[] = {
        { "no boundary", "multipart/form-data", PART("a") "1" END },
        { "an empty boundary", "multipart/form-data; boundary=", PART("a") "1" END },
        { "a boundary of 71 letters", "multipart/form-data; boundary="
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", PART("a") "1" END },
        { "another boundary", "multipart/form-data; boundary=abc", PART("a") "1" END },
        { "no end", TYPE, PART("a") "1" },
        { "something in front", TYPE, "hello\r\n" PART("a") "1" END },
        { "a part without a name", TYPE, "--xYz\r\nContent-Type: text/plain\r\n\r\n1" END },
        { "headers without end", TYPE, "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n" },
        { "two files", TYPE, FILE_PART("a") "1\r\n" FILE_PART("b") "2" END },
        { "a name without end", TYPE, "--xYz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1" END },
        { "no text", TYPE, PART("a") "\xFF" END },
        { "nothing", TYPE, "" },
    };
    Arena *arena = arena_new(4 * 1024 * 1024);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Multipart form;
        CHECK(rows[i].name,
              !multipart_read(arena, rows[i].type, rows[i].body, strlen(rows[i].body), &form));
    }
    CHECK("a form of another kind", !multipart_is("application/x-www-form-urlencoded"));
    CHECK("capital letters", multipart_is("Multipart/Form-Data; boundary=a"));
    arena_free(arena);
}
