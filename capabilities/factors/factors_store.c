/* factors_store.c: all SQL about passkeys and what they sign.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/factors/factors_store.h"

static Bytes row_piece(Rows *rows, int column)
{
    Bytes piece = {0};
    piece.bytes = row_bytes(rows, column, &piece.length);
    return piece;
}

static Hash credential_hash(Bytes credential)
{
    return hash_of(credential.bytes, credential.length);
}

PasskeyList passkeys_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, credential, name, created, coalesce(used, 0)"
        "  FROM factors_passkey WHERE person = $1 ORDER BY created, id LIMIT $2",
        args(sql_id(scope.who.id), sql_int(PASSKEYS_MAX)));
    PasskeyList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Passkey){
            .id             = { row_id(&rows, 0) },
            .person         = scope.who,
            .key.credential = row_piece(&rows, 1),
            .name           = row_text(&rows, 2),
            .created        = row_int(&rows, 3),
            .used           = row_int(&rows, 4),
        };
    return list;
}

bool passkey_add(Db *db, const Passkey *passkey)
{
    const PasskeyKey *key = &passkey->key;
    return db_run(db,
        "INSERT INTO factors_passkey (id, person, credential_hash, credential, algorithm,"
        "                             public_key, counter, name, created)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (credential_hash) DO NOTHING",
        args(sql_id(passkey->id.id), sql_id(passkey->person.id),
             sql_hash(credential_hash(key->credential)),
             sql_bytes(key->credential.bytes, key->credential.length), sql_int(key->algorithm),
             sql_bytes(key->key.bytes, key->key.length), sql_int(key->counter),
             sql_text(passkey->name), sql_int(passkey->created))) > 0;
}

bool passkey_remove_own(Db *db, Scope scope, PasskeyId id)
{
    return db_run(db, "DELETE FROM factors_passkey WHERE person = $1 AND id = $2",
                  args(sql_id(scope.who.id), sql_id(id.id))) > 0;
}

/* Without a Scope: whoever signs in is nobody yet. */
bool passkey_find(Db *db, Bytes credential, Passkey *passkey)
{
    Rows rows = db_rows(db,
        "SELECT id, person, algorithm, public_key, counter, name"
        "  FROM factors_passkey WHERE credential_hash = $1",
        args(sql_hash(credential_hash(credential))));
    bool is_found = false;
    while (rows_next(&rows)) {
        *passkey = (Passkey){
            .id            = { row_id(&rows, 0) },
            .person        = { row_id(&rows, 1) },
            .key.algorithm = row_int(&rows, 2),
            .key.key       = row_piece(&rows, 3),
            .key.counter   = row_int(&rows, 4),
            .name          = row_text(&rows, 5),
        };
        is_found = true;
    }
    return is_found;
}

void passkey_used(Db *db, PasskeyId id, int64_t counter, TimeMs now)
{
    db_run(db, "UPDATE factors_passkey SET counter = $1, used = $2 WHERE id = $3",
           args(sql_int(counter), sql_int(now), sql_id(id.id)));
}

void passkeys_forget(Db *db, PersonId person)
{
    db_run(db, "DELETE FROM factors_passkey WHERE person = $1", args(sql_id(person.id)));
    db_run(db, "DELETE FROM factors_challenge WHERE person = $1", args(sql_id(person.id)));
}

/* --- challenges --------------------------------------------------------------- */

void challenge_add(Db *db, const Challenge *challenge, TimeMs now)
{
    db_put(db,
        "INSERT INTO factors_challenge (challenge_hash, browser_hash, person, valid_until)"
        " VALUES ($1, $2, $3, $4)",
        args(sql_hash(challenge->challenge_hash), sql_hash(challenge->browser_hash),
             sql_id(challenge->person.id), sql_int(now + CHALLENGE_VALID_MS)));
}

bool challenge_use(Db *db, const Challenge *challenge, TimeMs now)
{
    return db_run(db,
        "DELETE FROM factors_challenge"
        " WHERE challenge_hash = $1 AND browser_hash = $2 AND person IS NOT DISTINCT FROM $3"
        "   AND valid_until > $4",
        args(sql_hash(challenge->challenge_hash), sql_hash(challenge->browser_hash),
             sql_id(challenge->person.id), sql_int(now))) > 0;
}

int64_t challenges_prune(Db *db, TimeMs now)
{
    return db_run(db,
        "DELETE FROM factors_challenge WHERE challenge_hash IN"
        " (SELECT challenge_hash FROM factors_challenge WHERE valid_until <= $1 LIMIT $2)",
        args(sql_int(now), sql_int(CHALLENGE_PRUNE_MAX)));
}

void challenges_forget(Db *db)
{
    db_run(db, "DELETE FROM factors_challenge", no_args);
}
