/* settings_fuzz.c: whatever a settings file holds, reading it ends; and what
 * was read is written and read again as the same.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/settings.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Arena *arena;
    if (arena == NULL)
        arena = arena_new(ARENA_REQUEST_MAX);
    arena_reset(arena);

    Settings first, again;
    SettingsFault fault = {0};
    if (!settings_read(arena, (const char *)data, size, &first, &fault)) {
        if (fault.sentence == NULL || !text_is_utf8(fault.sentence, strlen(fault.sentence)))
            abort();
        return 0;
    }
    const char *text = settings_text(arena, &first);
    if (!settings_read(arena, text, strlen(text), &again, &fault)
        || !text_equal(settings_text(arena, &again), text))
        abort();
    (void)settings_site(arena, &again);
    return 0;
}
