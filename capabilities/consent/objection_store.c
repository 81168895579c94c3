/* objection_store.c: telephones that are not to be rung.
 *
 * They stand beside the addresses that want no mail, as hashes under the same
 * secret, so a number is known again though we have forgotten whose it was.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_store.h"

/* "+44 (0)1632 960 001" and "01632 960001" are one number. */
const char *phone_digits(Arena *arena, const char *typed)
{
    char *out = arena_take(arena, strlen(typed) + 2), *end = out;
    bool is_abroad = false;
    for (; *typed != '\0'; typed++) {
        if (*typed == '+' && end == out)
            is_abroad = true;
        if (*typed >= '0' && *typed <= '9')
            *end++ = *typed;
    }
    if (!is_abroad && text_starts(out, "00")) {
        is_abroad = true;
        out += 2;
    }
    if (!is_abroad || !text_starts(out, "44"))
        return out;
    out += out[2] == '0' ? 2 : 1; /* the nought that one leaves out after 44 */
    out[0] = '0';
    return out;
}

static Hash phone_hash(const ConsentKey *key, const char *digits)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, key->bytes, sizeof key->bytes);
    hash_add_text(&hasher, "telephone");
    hash_add_text(&hasher, digits);
    return hash_end(&hasher);
}

void consent_object_phone(Db *db, const char *phone, ConsentChannel channel, PersonId asked_by,
                          TimeMs now, Random *random)
{
    ConsentKey key = consent_key_made(db, now, random);
    db_run(db,
        "INSERT INTO consent_objection (mail_hash, at, channel, asked_by) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (mail_hash) DO NOTHING",
        args(sql_hash(phone_hash(&key, phone_digits(db_arena(db), phone))), sql_int(now),
             sql_int(channel), sql_id(asked_by.id)));
}

void consent_hide_phones(Db *db, const char **const phone[], size_t count)
{
    Arena *arena = db_arena(db);
    ConsentKey key;
    Hash *hash = ARENA_ARRAY(arena, Hash, count);
    bool *objects = ARENA_ARRAY(arena, bool, count);
    if (count == 0 || !consent_key(db, &key))
        return;
    for (size_t i = 0; i < count; i++)
        if ((*phone[i])[0] != '\0')
            hash[i] = phone_hash(&key, phone_digits(arena, *phone[i]));
    objections_to(db, hash, count, objects);
    for (size_t i = 0; i < count; i++)
        if (objects[i])
            *phone[i] = "";
}

void consent_objecting(Db *db, Objecting of[], size_t count)
{
    Arena *arena = db_arena(db);
    ConsentKey key;
    Hash *hash = ARENA_ARRAY(arena, Hash, 2 * count);
    bool *objects = ARENA_ARRAY(arena, bool, 2 * count);
    if (count == 0 || !consent_key(db, &key))
        return;
    for (size_t i = 0; i < count; i++) {
        if (of[i].mail[0] != '\0')
            hash[2 * i] = consent_mail_hash(&key, of[i].mail);
        if (of[i].phone[0] != '\0')
            hash[2 * i + 1] = phone_hash(&key, phone_digits(arena, of[i].phone));
    }
    objections_to(db, hash, 2 * count, objects);
    for (size_t i = 0; i < count; i++) {
        of[i].no_mail = objects[2 * i];
        of[i].no_calls = objects[2 * i + 1];
    }
}

bool consent_lift_phone(Db *db, const char *phone)
{
    ConsentKey key;
    return phone[0] != '\0' && consent_key(db, &key)
        && db_run(db, "DELETE FROM consent_objection WHERE mail_hash = $1",
                  args(sql_hash(phone_hash(&key, phone_digits(db_arena(db), phone))))) > 0;
}
