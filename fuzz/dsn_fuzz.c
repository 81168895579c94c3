/* dsn_fuzz.c: whatever came to the address for bounces, what is read of it is
 * bounded, printable, and the same in two readings; a leave link is read only
 * when every character of it counts.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"

#include "capabilities/consent/consent_view.h"
#include "capabilities/outbox/dsn.h"

static void check_text(const char *text)
{
    size_t length = strlen(text);
    must(length <= DSN_VALUE_MAX);
    for (size_t i = 0; i < length; i++)
        must((text[i] >= ' ' && text[i] < 127) || text[i] == '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    Dsn dsn, again;
    bool is_one = dsn_read(arena, (const char *)data, size, &dsn);
    must(is_one == dsn_read(arena, (const char *)data, size, &again));
    must(dsn.count == again.count && dsn.count <= DSN_REPORTS_MAX);
    check_text(dsn.message_id);
    for (size_t i = 0; i < dsn.count; i++) {
        check_text(dsn.report[i].address);
        check_text(dsn.report[i].status);
        must(strcmp(dsn.report[i].address, again.report[i].address) == 0);
        must(dsn.report[i].address[0] == '\0' || strchr(dsn.report[i].address, '@') != NULL);
    }

    Leave leave;
    const char *text = text_copy_bytes(arena, (const char *)data, size);
    if (leave_read(text, &leave))
        must(strlen(text) == LEAVE_CHARS && leave.topic > 0);
    return 0;
}
