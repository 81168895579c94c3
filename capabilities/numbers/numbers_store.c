/* numbers_store.c: one key, made once. A second node that comes at the same moment
 * takes the first one's.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/numbers/numbers_store.h"

bool numbers_key(Db *db, NumbersKey *key)
{
    Rows rows = db_rows(db, "SELECT secret FROM numbers_key WHERE one = 1", no_args);
    bool is_there = false;
    while (rows_next(&rows)) {
        size_t length;
        const void *bytes = row_bytes(&rows, 0, &length);
        if (length == sizeof key->bytes) {
            memcpy(key->bytes, bytes, length);
            is_there = true;
        }
    }
    return is_there;
}

void numbers_key_make(Db *db, TimeMs now, Random *random)
{
    NumbersKey key;
    random_bytes(random, key.bytes, sizeof key.bytes);
    db_run(db,
        "INSERT INTO numbers_key (one, secret, made) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING",
        args(sql_bytes(key.bytes, sizeof key.bytes), sql_int(now)));
}
