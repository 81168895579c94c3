/* ids.h: sixteen bytes that name one thing for ever.
 *
 * UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits, so ids made
 * later sort later. Each noun wraps Id in a struct of its own (PersonId,
 * AreaId), and swapped ids do not compile. The zero id means "none".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include "base/random.h"
#include "base/text.h"

typedef struct { uint8_t bytes[16]; } Id;

Id   id_new(TimeMs now, Random *random);
/* An id that depends on (kind, name) alone: the same place always gets the
 * same id (UUIDv8 by BLAKE2b). */
Id   id_named(const char *kind, const char *name);
bool id_is_none(Id id);
bool id_equal(Id a, Id b);
int  id_compare(Id a, Id b);
const char *id_text(Arena *arena, Id id); /* 32 lower-case hex digits */
bool id_from_text(const char *text, Id *id); /* 32 hex digits, dashes allowed at the usual places */

#endif
