/* audit_store.h: the heads that were published; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_AUDIT_AUDIT_STORE_H
#define CAPABILITIES_AUDIT_AUDIT_STORE_H

#include "base/list.h"
#include "capabilities/audit/audit.h"
#include "web/parts.h"

enum {
    AUDIT_PAGE = 50,        /* heads on a page */
    AUDIT_FILE_MAX = 20000, /* in a download; older ones by ?after= */
};

typedef struct { uint8_t bytes[crypto_sign_PUBLICKEYBYTES]; } AuditSigner;
typedef struct { uint8_t bytes[crypto_sign_BYTES]; } AuditSignature;

typedef struct {
    int64_t        seq;
    TimeMs         at;
    Hash           hash;
    AuditSigner    signer;
    AuditSignature signature;
} AuditHead;
typedef LIST_OF(AuditHead) AuditHeadList;

/* Another node may have published the same: then nothing happens. */
void          audit_head_add(Db *db, const AuditHead *head);
AuditHeadList audit_heads_before(Db *db, int64_t seq); /* newest first, AUDIT_PAGE + 1 at most */
AuditHeadList audit_heads_after(Db *db, int64_t seq);  /* oldest first, AUDIT_FILE_MAX at most */
int64_t       audit_mailed_day(Db *db); /* 0: never */
void          audit_mailed(Db *db, int64_t day);

/* --- page ---------------------------------------------------------------------- */

typedef struct {
    Request      *req;
    AuditHeadList heads;
    bool          has_older;
    int           witnesses;
} AuditView;

const char *audit_hash_words(Arena *arena, const AuditHead *head);
const char *audit_signer_words(Arena *arena, const AuditHead *head);

#endif
