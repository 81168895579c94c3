/* audit_store.c: all SQL of the published heads.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/audit/audit_store.h"

void audit_head_add(Db *db, const AuditHead *head)
{
    db_run(db,
        "INSERT INTO audit_head (seq, at, hash, signer, signature) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (seq) DO NOTHING",
        args(sql_int(head->seq), sql_int(head->at), sql_hash(head->hash),
             sql_bytes(head->signer.bytes, sizeof head->signer.bytes),
             sql_bytes(head->signature.bytes, sizeof head->signature.bytes)));
}

static void take_bytes(Rows *rows, int column, uint8_t out[], size_t count)
{
    size_t length;
    const void *bytes = row_bytes(rows, column, &length);
    memset(out, 0, count);
    if (length == count)
        memcpy(out, bytes, count);
}

static AuditHeadList heads_of(Db *db, Rows *rows)
{
    AuditHeadList heads = {0};
    while (rows_next(rows)) {
        AuditHead *head = LIST_ADD(db_arena(db), &heads);
        *head = (AuditHead){
            .seq = row_int(rows, 0), .at = row_int(rows, 1), .hash = row_hash(rows, 2),
        };
        take_bytes(rows, 3, head->signer.bytes, sizeof head->signer.bytes);
        take_bytes(rows, 4, head->signature.bytes, sizeof head->signature.bytes);
    }
    return heads;
}

AuditHeadList audit_heads_before(Db *db, int64_t seq)
{
    Rows rows = db_rows(db,
        "SELECT seq, at, hash, signer, signature FROM audit_head"
        " WHERE seq < $1 ORDER BY seq DESC LIMIT $2",
        args(sql_int(seq), sql_int(AUDIT_PAGE + 1)));
    return heads_of(db, &rows);
}

AuditHeadList audit_heads_after(Db *db, int64_t seq)
{
    Rows rows = db_rows(db,
        "SELECT seq, at, hash, signer, signature FROM audit_head"
        " WHERE seq > $1 ORDER BY seq LIMIT $2",
        args(sql_int(seq), sql_int(AUDIT_FILE_MAX)));
    return heads_of(db, &rows);
}

int64_t audit_mailed_day(Db *db)
{
    Rows rows = db_rows(db, "SELECT day FROM audit_mailed WHERE one = 1", no_args);
    int64_t day = 0;
    while (rows_next(&rows))
        day = row_int(&rows, 0);
    return day;
}

void audit_mailed(Db *db, int64_t day)
{
    db_put(db,
        "INSERT INTO audit_mailed (one, day) VALUES (1, $1)"
        " ON CONFLICT (one) DO UPDATE SET day = excluded.day",
        args(sql_int(day)));
}
