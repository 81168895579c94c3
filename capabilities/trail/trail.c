/* trail.c: the chain and the budget.
 *
 * The hash of an entry is BLAKE2b-256 over these pieces, each preceded by its
 * length as eight bytes, least first (base/hash.h); numbers are eight bytes,
 * least first, and an absent id is sixteen zeros:
 *
 *     previous hash, seq, at, kind, actor, grant, area, role, purpose, what,
 *     thing, set digest (32 zeros for changes), people, budget used
 *
 * The hash before the first entry is 32 zeros. The set digest is the hash of
 * the ids of the people that were read, sorted, each once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/trail/trail.h"

#include "capabilities/trail/trail_store.h"

enum {
    BUDGET_MEMBER = 50,
    BUDGET_OFFICER = 2000,
    BUDGET_ADMIN = 5000,
    SEEN_DAYS = 3, /* a clock that jumps back a day still finds its rows */
    CHECK_ARENA_BYTES = 8 * 1024 * 1024,
    CHECK_NEWEST = 5000, /* entries */
};

int64_t trail_budget(Role role)
{
    switch (role) {
    case ROLE_NONE:
    case ROLE_MEMBER:  return BUDGET_MEMBER;
    case ROLE_OFFICER: return BUDGET_OFFICER;
    case ROLE_ADMIN:   return BUDGET_ADMIN;
    case ROLE_COUNT:   break;
    }
    return 0;
}

static Hash entry_hash(const TrailEntry *entry, Hash previous)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, previous.bytes, sizeof previous.bytes);
    hash_add_int(&hasher, entry->seq);
    hash_add_int(&hasher, entry->at);
    hash_add_int(&hasher, entry->kind);
    hash_add(&hasher, entry->actor.bytes, sizeof entry->actor.bytes);
    hash_add(&hasher, entry->grant.bytes, sizeof entry->grant.bytes);
    hash_add(&hasher, entry->area.bytes, sizeof entry->area.bytes);
    hash_add_int(&hasher, entry->role);
    hash_add_int(&hasher, entry->purpose);
    hash_add_text(&hasher, entry->what);
    hash_add(&hasher, entry->thing.bytes, sizeof entry->thing.bytes);
    hash_add(&hasher, entry->set_digest.bytes, sizeof entry->set_digest.bytes);
    hash_add_int(&hasher, entry->people);
    hash_add_int(&hasher, entry->budget_used);
    return hash_end(&hasher);
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Id));
}

static IdSet set_of(Arena *arena, const Seen *seen)
{
    Id *sorted = arena_copy(arena, seen->item, seen->count * sizeof(Id));
    qsort(sorted, seen->count, sizeof(Id), compare_ids);
    size_t count = 1;
    for (size_t i = 1; i < seen->count; i++)
        if (!id_equal(sorted[i], sorted[count - 1]))
            sorted[count++] = sorted[i];
    return (IdSet){ sorted->bytes, count };
}

static TrailEnd look(Db *db, Scope scope, Role role, const char *route, TimeMs now,
                     bool has_budget)
{
    if (scope.seen->count == 0 || scope.purpose == PURPOSE_OPEN)
        return TRAIL_KEPT; /* nobody was read, or only what everybody may see */
    IdSet people = set_of(db_arena(db), scope.seen);
    Id budget = id_is_none(scope.grant.id) ? scope.who.id : scope.grant.id;
    int64_t day = day_number(now), most = id_is_none(budget) ? 0 : trail_budget(role);

    Hash previous = {0};
    int64_t seq = trail_next(db, &previous);
    int64_t used = trail_used(db, budget, day), count = (int64_t)people.count;
    bool fits = !has_budget || used + count <= most
        || used + count - trail_known(db, budget, day, people) <= most;
    if (fits && has_budget)
        used = trail_count(db, budget, day, people, used);

    TrailEntry entry = {
        .seq = seq, .at = now, .kind = fits ? TRAIL_LOOK : TRAIL_REFUSED,
        .actor = scope.who.id, .grant = scope.grant.id, .area = scope.area.id,
        .role = role, .purpose = scope.purpose, .what = route,
        .set_digest = hash_of(people.bytes, people.count * sizeof(Id)),
        .people = count, .budget_used = used,
    };
    entry.hash = entry_hash(&entry, previous);
    trail_append(db, &entry);
    return fits ? TRAIL_KEPT : TRAIL_OVER_BUDGET;
}

TrailEnd trail_look(Db *db, Scope scope, Role role, const char *route, TimeMs now)
{
    return look(db, scope, role, route, now, true);
}

void trail_look_concerned(Db *db, Scope scope, Role role, const char *route, TimeMs now)
{
    look(db, scope, role, route, now, false);
}

void trail_change(Db *db, Scope scope, const char *what, Id thing, TimeMs now)
{
    Hash previous = {0};
    TrailEntry entry = {
        .seq = trail_next(db, &previous), .at = now, .kind = TRAIL_CHANGE,
        .actor = scope.who.id, .grant = scope.grant.id, .area = scope.area.id,
        .purpose = scope.purpose, .what = what, .thing = thing,
    };
    entry.hash = entry_hash(&entry, previous);
    trail_append(db, &entry);
}

void trail_program(Db *db, const char *what, Id thing, TimeMs now)
{
    trail_change(db, (Scope){0}, what, thing, now);
}

void trail_link(Db *db, const char *from_kind, Id from, const char *to_kind, Id to,
                const char *how, TimeMs now)
{
    trail_link_add(db, from_kind, from, to_kind, to, how, now);
}

/* --- checking ----------------------------------------------------------- */

static const char *hash_text(Arena *arena, Hash hash)
{
    char *text = arena_take(arena, 2 * sizeof hash.bytes + 1);
    return sodium_bin2hex(text, 2 * sizeof hash.bytes + 1, hash.bytes, sizeof hash.bytes);
}

/* Walks the entries behind *seq; stops at the first that does not fit. */
static void walk(Db *db, TrailCheck *check, int64_t *seq, Hash *last)
{
    for (;;) {
        TrailEntryList batch = trail_entries_after(db, *seq);
        for (size_t i = 0; i < batch.count; i++) {
            const TrailEntry *entry = &batch.item[i];
            bool fits = entry->seq == *seq + 1
                && hash_equal(entry->hash, entry_hash(entry, *last));
            if (!fits) {
                check->broken_at = *seq + 1;
                return;
            }
            check->entries++;
            *seq = entry->seq;
            *last = entry->hash;
        }
        if (batch.count < TRAIL_BATCH)
            return;
        arena_reset(db_arena(db));
    }
}

/* Checks the chain behind entry `seq`, whose hash is taken on trust. */
static TrailCheck check_behind(Db *db, Arena *arena, int64_t seq, Hash last)
{
    Arena *before = db_arena(db), *room = arena_new(CHECK_ARENA_BYTES);
    TrailCheck check = {0};
    Hash head_hash;
    int64_t head_seq;

    db_use_arena(db, room);
    walk(db, &check, &seq, &last);
    trail_head(db, &head_seq, &head_hash);
    db_use_arena(db, before);
    arena_free(room);

    if (check.broken_at == 0 && (head_seq != seq || !hash_equal(head_hash, last)))
        check.broken_at = seq + 1;
    check.is_whole = check.broken_at == 0 && !db_failed(db);
    check.head = hash_text(arena, last);
    return check;
}

TrailCheck trail_check(Db *db, Arena *arena)
{
    static const Hash nothing;
    return check_behind(db, arena, 0, nothing);
}

TrailCheck trail_check_newest(Db *db, Arena *arena)
{
    Hash hash;
    int64_t seq;
    trail_head(db, &seq, &hash);
    if (seq <= CHECK_NEWEST)
        return trail_check(db, arena);
    seq -= CHECK_NEWEST;
    return check_behind(db, arena, seq, trail_hash_at(db, seq));
}

int64_t trail_length(Db *db)
{
    Hash hash;
    int64_t seq;
    return trail_head(db, &seq, &hash) ? seq : 0;
}

bool trail_newest(Db *db, int64_t *seq, Hash *hash)
{
    return trail_head(db, seq, hash);
}

/* --- the export ------------------------------------------------------------ */

static const char *hex_or_dash(Arena *arena, const uint8_t bytes[], size_t count)
{
    char *text = arena_take(arena, 2 * count + 1);
    return sodium_is_zero(bytes, count) ? "-" : sodium_bin2hex(text, 2 * count + 1, bytes, count);
}

static const char *id_cell(Arena *arena, Id id)
{
    return hex_or_dash(arena, id.bytes, sizeof id.bytes);
}

const char *trail_export(Db *db, Arena *arena, int64_t *seq)
{
    TrailEntryList batch = trail_entries_after(db, *seq);
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < batch.count; i++) {
        const TrailEntry *entry = &batch.item[i];
        text_add_format(&out, "%lld\t%lld\t%d\t%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%lld\t%lld\t%s\n",
                        (long long)entry->seq, (long long)entry->at, (int)entry->kind,
                        id_cell(arena, entry->actor), id_cell(arena, entry->grant),
                        id_cell(arena, entry->area), (int)entry->role, (int)entry->purpose,
                        entry->what, id_cell(arena, entry->thing),
                        hex_or_dash(arena, entry->set_digest.bytes, sizeof entry->set_digest.bytes),
                        (long long)entry->people, (long long)entry->budget_used,
                        hash_text(arena, entry->hash));
        *seq = entry->seq;
    }
    return batch.count == 0 ? NULL : text_of(&out);
}

/* --- the job -------------------------------------------------------------- */

static bool trail_prune_piece(Job *job)
{
    db_begin(job->db);
    bool has_more = trail_prune(job->db, day_number(job->now) - SEEN_DAYS);
    return db_commit(job->db) && has_more;
}

const Capability trail_capability = {
    .name = "trail",
    .prune = trail_prune_piece,
};
