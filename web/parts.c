/* parts.c: what the small parts of a page ask.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/parts.h"

const char *parts_initial(Arena *arena, const char *name)
{
    size_t length = name[0] == '\0' ? 0 : 1;
    while (((unsigned char)name[length] & 0xC0) == 0x80)
        length++;
    return text_copy_bytes(arena, name, length);
}
