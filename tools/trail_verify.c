/* trail_verify.c: walks the entries, and compares where a head says what must be there.
 *
 * Every value has exactly one spelling: numbers without zeros in front, small
 * hexadecimal letters, "-" for an id that is absent. So there is no second file that
 * means the same, and a changed byte is a changed entry.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tools/trail_verify.h"

#include <stdio.h>

static const char trail_title[] = "groundswell trail 1";
static const char heads_title[] = "groundswell heads 1";

enum { COLUMNS = 14, HEAD_COLUMNS = 5, DIGITS_MAX = 18, ID_BYTES = 16 };

typedef struct { const char *bytes; size_t length; } Cell;

/* --- lines and cells ----------------------------------------------------------- */

typedef struct { const char *at, *end; } Lines;

/* False at the end, and at a last line without its end: *line is then NULL or not. */
static bool next_line(Lines *lines, Cell *line)
{
    *line = (Cell){0};
    if (lines->at == lines->end)
        return false;
    const char *end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    *line = (Cell){ lines->at, (size_t)((end == NULL ? lines->end : end) - lines->at) };
    lines->at = end == NULL ? lines->end : end + 1;
    return end != NULL;
}

static bool cells_of(const char *line, size_t length, Cell cell[], size_t count)
{
    const char *at = line, *end = line + length;
    for (size_t i = 0; i < count; i++) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        if ((tab == NULL) != (i + 1 == count))
            return false;
        cell[i] = (Cell){ at, (size_t)((tab == NULL ? end : tab) - at) };
        at = tab == NULL ? end : tab + 1;
    }
    return true;
}

static bool number_of(Cell cell, int64_t *number)
{
    *number = 0;
    if (cell.length == 0 || cell.length > DIGITS_MAX
        || (cell.length > 1 && cell.bytes[0] == '0'))
        return false;
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.bytes[i] < '0' || cell.bytes[i] > '9')
            return false;
        *number = 10 * *number + (cell.bytes[i] - '0');
    }
    return true;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool bytes_of(Cell cell, uint8_t out[], size_t count)
{
    if (cell.length != 2 * count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = digit_of(cell.bytes[2 * i]), low = digit_of(cell.bytes[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(16 * high + low);
    }
    return true;
}

/* "-" is all zeros, and all zeros are "-". */
static bool maybe_bytes(Cell cell, uint8_t out[], size_t count)
{
    memset(out, 0, count);
    if (cell.length == 1 && cell.bytes[0] == '-')
        return true;
    return bytes_of(cell, out, count) && !sodium_is_zero(out, count);
}

bool trail_line(const char *line, size_t length, Hash previous, TrailLine *out)
{
    enum { SEQ, AT, KIND, ACTOR, GRANT, AREA, ROLE, PURPOSE, WHAT, THING, SET, PEOPLE, BUDGET, HASH };
    static const struct { int column, bytes; } form[COLUMNS - 1] = { /* 0: a number */
        { SEQ, 0 }, { AT, 0 }, { KIND, 0 }, { ACTOR, ID_BYTES }, { GRANT, ID_BYTES },
        { AREA, ID_BYTES }, { ROLE, 0 }, { PURPOSE, 0 }, { WHAT, -1 }, { THING, ID_BYTES },
        { SET, sizeof(Hash) }, { PEOPLE, 0 }, { BUDGET, 0 },
    };
    Cell cell[COLUMNS];
    if (!cells_of(line, length, cell, COLUMNS)
        || !bytes_of(cell[HASH], out->stated.bytes, sizeof out->stated.bytes)
        || !number_of(cell[SEQ], &out->seq))
        return false;
    Hasher hasher = hash_begin();
    hash_add(&hasher, previous.bytes, sizeof previous.bytes);
    for (size_t i = 0; i < COUNT(form); i++) {
        Cell here = cell[form[i].column];
        uint8_t bytes[sizeof(Hash)];
        int64_t number;
        if (form[i].bytes == 0 && number_of(here, &number))
            hash_add_int(&hasher, number);
        else if (form[i].bytes < 0)
            hash_add(&hasher, here.bytes, here.length);
        else if (form[i].bytes > 0 && maybe_bytes(here, bytes, (size_t)form[i].bytes))
            hash_add(&hasher, bytes, (size_t)form[i].bytes);
        else
            return false;
    }
    out->real = hash_end(&hasher);
    return true;
}

/* --- heads ----------------------------------------------------------------------- */

typedef struct { int64_t seq, at; Hash hash; } Head;

size_t head_text(int64_t seq, int64_t at, Hash hash, char out[HEAD_TEXT_BYTES])
{
    char hex[2 * sizeof hash.bytes + 1];
    sodium_bin2hex(hex, sizeof hex, hash.bytes, sizeof hash.bytes);
    return (size_t)snprintf(out, HEAD_TEXT_BYTES, "groundswell head 1\n%lld\n%lld\n%s\n",
                            (long long)seq, (long long)at, hex);
}

static bool is_trusted(const TrailEvidence *evidence, const uint8_t key[])
{
    for (size_t i = 0; i < evidence->key_count; i++)
        if (memcmp(evidence->key[i].bytes, key, sizeof evidence->key[i].bytes) == 0)
            return true;
    return evidence->key_count == 0;
}

static bool head_of(const TrailEvidence *evidence, Cell line, Head *head)
{
    Cell cell[HEAD_COLUMNS];
    uint8_t key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
    char text[HEAD_TEXT_BYTES];
    if (!cells_of(line.bytes, line.length, cell, HEAD_COLUMNS) || !number_of(cell[0], &head->seq)
        || !number_of(cell[1], &head->at)
        || !bytes_of(cell[2], head->hash.bytes, sizeof head->hash.bytes)
        || !bytes_of(cell[3], key, sizeof key) || !bytes_of(cell[4], signature, sizeof signature)
        || head->seq == 0 || !is_trusted(evidence, key))
        return false;
    size_t length = head_text(head->seq, head->at, head->hash, text);
    return crypto_sign_verify_detached(signature, (const uint8_t *)text, length, key) == 0;
}

/* Heads stand in a file with the oldest first. The next one; false: there is none
 * (fault stays 0) or it is not good. */
typedef struct { Lines lines; int64_t read, last; bool is_bad; } Heads;

static bool next_head(const TrailEvidence *evidence, Heads *heads, Head *head)
{
    Cell line;
    bool is_line = next_line(&heads->lines, &line);
    if (!is_line && line.bytes == NULL)
        return false;
    bool is_good = is_line && head_of(evidence, line, head) && head->seq > heads->last;
    heads->is_bad = !is_good;
    heads->read++;
    heads->last = is_good ? head->seq : heads->last;
    return is_good;
}

/* --- the walk -------------------------------------------------------------------- */

static void fault(TrailVerdict *verdict, int64_t from, int64_t to, const char *what)
{
    verdict->from = from;
    verdict->to = to;
    if (from == to)
        snprintf(verdict->why, sizeof verdict->why, "entry %lld %s", (long long)from, what);
    else
        snprintf(verdict->why, sizeof verdict->why, "one of the entries %lld to %lld %s",
                 (long long)from, (long long)to, what);
}

static bool begins(Lines *lines, const char *title)
{
    Cell line;
    return next_line(lines, &line) && line.length == strlen(title)
        && memcmp(line.bytes, title, line.length) == 0;
}

static TrailVerdict head_fault(TrailVerdict verdict, int64_t which)
{
    snprintf(verdict.why, sizeof verdict.why,
             "head %lld in the file of heads is out of order, not signed, or by another key",
             (long long)which);
    return verdict;
}

TrailVerdict trail_verify(const TrailEvidence *evidence)
{
    TrailVerdict verdict = {0};
    Lines trail = { evidence->trail.bytes, evidence->trail.bytes + evidence->trail.length };
    Heads heads = { .lines = { evidence->heads.bytes,
                               evidence->heads.bytes + evidence->heads.length } };
    if (!begins(&trail, trail_title) || !begins(&heads.lines, heads_title)) {
        snprintf(verdict.why, sizeof verdict.why, "a file does not begin as it should");
        return verdict;
    }
    Hash last = {0};
    Head head = {0};
    Cell line;
    int64_t seq = 0, vouched = 0;
    bool has_head = next_head(evidence, &heads, &head), is_line;
    while ((is_line = next_line(&trail, &line)) || line.bytes != NULL) {
        TrailLine entry;
        seq++;
        if (!is_line || !trail_line(line.bytes, line.length, last, &entry)) {
            fault(&verdict, seq, seq, "cannot be read");
            return verdict;
        }
        if (entry.seq != seq || !hash_equal(entry.stated, entry.real)) {
            fault(&verdict, seq, seq, entry.seq != seq ? "is missing or moved" : "was changed");
            return verdict;
        }
        verdict.entries = seq;
        last = entry.real;
        if (has_head && head.seq == seq) {
            if (!hash_equal(head.hash, last)) {
                fault(&verdict, vouched + 1, seq, "was changed, and the hashes behind it with it");
                return verdict;
            }
            vouched = seq;
            verdict.heads++;
            has_head = next_head(evidence, &heads, &head);
        }
        if (heads.is_bad)
            return head_fault(verdict, heads.read);
    }
    if (heads.is_bad)
        return head_fault(verdict, heads.read);
    if (has_head) {
        fault(&verdict, seq + 1, seq + 1, "is missing: a head tells of a later one");
        return verdict;
    }
    verdict.unvouched = seq - vouched;
    verdict.is_whole = true;
    return verdict;
}
