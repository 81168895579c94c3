/* postcode_fuzz.c: no bytes upset postcode_read(), and what it says holds.
 *
 *     clang -std=c17 -I. -g -O1 -fsanitize=fuzzer,address,undefined \
 *         fuzz/postcode_fuzz.c core/postcode.c
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/postcode.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void must(bool claim)
{
    if (!claim)
        abort();
}

/* The proper form, read again, is itself: same kind, same key, not corrected. */
static void read_holds(const PostcodeRead *read)
{
    size_t       length = strlen(read->text);
    PostcodeRead again = postcode_read(read->text, length);
    int64_t      low, high;
    bool         is_some = postcode_range(read, &low, &high);

    must(length < POSTCODE_TEXT_SIZE);
    must((read->kind == POSTCODE_NOT) == (length == 0));
    must((read->kind == POSTCODE_NOT) == (read->key == POSTCODE_NO_KEY));
    must(is_some == (read->kind != POSTCODE_NOT));
    must(again.kind == read->kind && again.key == read->key && again.where == read->where);
    must(!again.is_corrected && strcmp(again.text, read->text) == 0);
    must(!is_some || (low == read->key && low <= high));
    must(!is_some || (low == high) == (read->kind == POSTCODE_FULL));
}

/* Keys and texts are each other's inverse; any other number is refused. */
static void key_holds(int64_t key)
{
    char text[POSTCODE_TEXT_SIZE];
    if (postcode_from_key(key, text))
        must(postcode_key(text, strlen(text)) == key);
    else
        must(text[0] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    PostcodeRead read = postcode_read((const char *)bytes, length);
    read_holds(&read);

    char text[POSTCODE_TEXT_SIZE];
    must(postcode_from_key(read.key, text) == (read.kind == POSTCODE_FULL));
    must(read.kind != POSTCODE_FULL || strcmp(text, read.text) == 0);

    uint64_t any = 0;
    for (size_t i = 0; i < length && i < 8; i++)
        any = any << 8 | bytes[i];
    key_holds((int64_t)any);
    key_holds((int64_t)(any % UINT64_C(94931877133))); /* 37^7: where keys are dense */
    return 0;
}
