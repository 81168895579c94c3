/* returned.c: what comes of a mail that came back.
 *
 * Only what names a mail of ours by its Message-ID counts: that id was known to
 * nobody but whoever got the mail, so a forged notification cannot silence
 * somebody else's address.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/returned.h"

enum { ID_CHARS = 32 };

static bool id_of_message(Arena *arena, const char *message_id, Id *id)
{
    return strlen(message_id) > ID_CHARS && message_id[ID_CHARS] == '@'
        && id_from_text(text_copy_bytes(arena, message_id, ID_CHARS), id);
}

ReturnedEnd outbox_returned(Db *db, const char *bytes, size_t length, TimeMs now)
{
    Arena *arena = db_arena(db);
    Dsn *dsn = ARENA_NEW(arena, Dsn);
    Id id;
    if (!dsn_read(arena, bytes, length, dsn) || !id_of_message(arena, dsn->message_id, &id))
        return RETURNED_NOT_OURS;
    const DsnReport *failed = NULL; /* each mail of ours has one recipient */
    bool is_delayed = false;
    for (size_t i = 0; i < dsn->count && failed == NULL; i++) {
        is_delayed |= dsn->report[i].action == DSN_DELAYED;
        if (dsn->report[i].action == DSN_FAILED)
            failed = &dsn->report[i];
    }
    if (failed == NULL)
        return is_delayed ? RETURNED_LATER : RETURNED_NOT_OURS;
    const char *mail = mail_came_back(db, id, failed->status);
    if (mail[0] == '\0')
        return RETURNED_NOT_OURS;
    address_returns(db, mail, failed->status, dsn_is_for_good(failed->status), now);
    return RETURNED_NOTED;
}
