/* trail_verify.h: does an exported audit trail fit the heads that were published?
 *
 * Needs base/ and nothing else of ours; docs/how-to/verify.md describes both files
 * so that a stranger can write another.
 *
 *     TrailVerdict verdict = trail_verify(&(TrailEvidence){ .trail = …, .heads = … });
 *     if (!verdict.is_whole)
 *         printf("%s\n", verdict.why);
 *
 *   Cost    a hash for each entry, a signature for each head; the files are read
 *           where they lie.
 *   Limits  what was changed behind the newest head, hashes and all, is not seen
 *           by that head: `unvouched` says how many entries that is.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TOOLS_TRAIL_VERIFY_H
#define TOOLS_TRAIL_VERIFY_H

#include "base/hash.h"

enum { TRAIL_KEYS_MAX = 16, TRAIL_HEADS_MAX = 2000000, TRAIL_WHY_BYTES = 160 };

typedef struct { uint8_t bytes[32]; } HeadKey;

typedef struct { const char *bytes; size_t length; } TrailFile;

typedef struct {
    TrailFile trail, heads;
    HeadKey   key[TRAIL_KEYS_MAX]; /* whose signatures count */
    size_t    key_count;           /* 0: those that stand in the heads are taken on trust */
} TrailEvidence;

typedef struct {
    bool    is_whole;
    int64_t entries, heads;
    int64_t unvouched;  /* entries behind the newest head */
    int64_t from, to;   /* the first fault is one of these entries; 0: in the heads */
    char    why[TRAIL_WHY_BYTES];
} TrailVerdict;

TrailVerdict trail_verify(const TrailEvidence *evidence);

/* One line of a trail, without its end: the number it states, the hash it states and
 * the hash it should have. False: it is no entry in the one form that there is. */
typedef struct { int64_t seq; Hash stated, real; } TrailLine;
bool trail_line(const char *line, size_t length, Hash previous, TrailLine *out);

/* What a head's signature (Ed25519) covers; returns its length. */
enum { HEAD_TEXT_BYTES = 160 };
size_t head_text(int64_t seq, int64_t at, Hash hash, char out[HEAD_TEXT_BYTES]);

#endif
