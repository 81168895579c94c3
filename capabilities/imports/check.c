/* check.c: what would become of a row: who it is, where they belong, and what
 * stands in the way. Nothing is written here.
 *
 * Somebody is found by membership number, else by e-mail address, else by name
 * together with what else is known: postcode, telephone, or at least the branch
 * when nothing speaks against it. Two people may
 * share a mailbox: an address alone makes nobody the same person when the first
 * names differ; then the second is kept without it.
 *
 * An address or number that belongs to somebody outside the place is refused in
 * the same words as one that cannot be used for another reason, so that nobody
 * learns from a list who belongs somewhere else.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/imports/import.h"

#include "capabilities/people/people.h"
#include "capabilities/rights/rights.h"
#include "core/postcode.h"

enum { KNOWN_PLACES = 1024 };

/* Where a postcode lies, and whether that is inside: neighbours stand together
 * in a list. */
typedef struct PlaceKnown {
    int64_t postcode;
    AreaId  home;
    bool    is_known, is_inside;
} PlaceKnown;

bool bench_of(Bench *bench, Db *db, const Import *import, TimeMs now, Random *random)
{
    Arena *arena = db_arena(db);
    *bench = (Bench){ .db = db, .arena = arena, .import = *import, .now = now, .random = random,
                      .mapping = mapping_read(import->mapping),
                      .known = ARENA_ARRAY(arena, PlaceKnown, KNOWN_PLACES) };
    for (size_t i = 0; i < KNOWN_PLACES; i++)
        bench->known[i].postcode = POSTCODE_NO_KEY;
    if (!place_by_id(db, import->area, &bench->root))
        return false;
    bench->is_leaf = bench->root.kind == PLACE_BRANCH
        || (bench->root.kind == PLACE_PARTY && place_children(db, bench->root.id).count == 0);
    bench->has_fallback = !bench->is_leaf && !id_is_none(import->fallback.id)
        && place_is_inside(db, import->fallback, bench->root.id, now);
    bool names_branches = false;
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
        names_branches |= bench->mapping.of[i] == MEANS_BRANCH;
    if (bench->is_leaf || !names_branches)
        return true;
    bench->leaves = work_leaves(db, import->area);
    bench->leaf_key = ARENA_ARRAY(arena, const char *, bench->leaves.count + 1);
    for (size_t i = 0; i < bench->leaves.count; i++)
        bench->leaf_key[i] = text_format(arena, "|%s|%s|",
                                         text_search_key(arena, bench->leaves.item[i].name),
                                         text_search_key(arena, bench->leaves.item[i].name_cy));
    return true;
}

/* --- where ---------------------------------------------------------------------------- */

static bool leaf_by_name(const Bench *bench, const char *name, AreaId *area)
{
    const char *key = text_format(bench->arena, "|%s|", text_search_key(bench->arena, name));
    for (size_t i = 0; i < bench->leaves.count; i++) {
        if (strstr(bench->leaf_key[i], key) == NULL)
            continue;
        *area = bench->leaves.item[i].id;
        return true;
    }
    return false;
}

/* What is asked is the same for all of a piece, which is one transaction. */
static PlaceKnown place_known(const Bench *bench, int64_t postcode)
{
    if (postcode == POSTCODE_NO_KEY)
        return (PlaceKnown){ .postcode = postcode };
    PlaceKnown *slot = &bench->known[(uint64_t)postcode % KNOWN_PLACES];
    if (slot->postcode == postcode)
        return *slot;
    PlaceFound found = place_of_postcode(bench->db, postcode);
    *slot = (PlaceKnown){ .postcode = postcode, .is_known = found.is_known,
                          .home = found.has_branch ? found.branch.id : found.party.id };
    slot->is_inside = found.is_known
        && place_is_inside(bench->db, slot->home, bench->root.id, bench->now);
    return *slot;
}

static Note place_row(const Bench *bench, Verdict *verdict)
{
    const Entry *entry = &verdict->entry;
    PlaceKnown found = place_known(bench, entry->postcode);
    if (bench->is_leaf) {
        verdict->area = bench->root.id;
        return found.is_known && !found.is_inside ? NOTE_ELSEWHERE : NOTE_NONE;
    }
    if (entry->branch[0] != '\0')
        return leaf_by_name(bench, entry->branch, &verdict->area) ? NOTE_NONE
                                                                  : NOTE_BRANCH_UNKNOWN;
    if (!found.is_known && bench->has_fallback) {
        verdict->area = bench->import.fallback;
        return NOTE_FALLBACK;
    }
    verdict->area = found.home;
    return found.is_inside ? NOTE_NONE : NOTE_NO_BRANCH;
}

/* --- who ------------------------------------------------------------------------------ */

/* Whether each word of one name is in the other. */
static bool has_all_words(Arena *arena, const char *a, const char *b)
{
    const char *other = text_format(arena, " %s ", b);
    for (const char *at = a; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (strstr(other, text_format(arena, " %.*s ", (int)length, at)) == NULL)
            return false;
        at += length;
        at += *at == ' ';
    }
    return true;
}

/* Whether two names with one mailbox are one person's. A family shares a last
 * name, so it is the first that counts: "Beth" and "Bethan", "A." and "Anna". */
static bool may_be_one(Arena *arena, const char *one, const char *other)
{
    const char *a = text_search_key(arena, one), *b = text_search_key(arena, other);
    size_t length_a = strcspn(a, " ."), length_b = strcspn(b, " .");
    size_t shorter = length_a < length_b ? length_a : length_b;
    return (shorter > 0 && memcmp(a, b, shorter) == 0) || has_all_words(arena, a, b);
}

/* Of those who have the same name, the one who is this person. */
static bool find_by_name(const Bench *bench, Verdict *verdict)
{
    const Entry *entry = &verdict->entry;
    MemberKnownList alike = members_known_name(bench->db, bench->root.id, entry->name);
    for (size_t i = 0; i < alike.count; i++) {
        const MemberKnown *one = &alike.item[i];
        bool both_have_phones = one->phone[0] != '\0' && entry->phone[0] != '\0';
        const char *phone = phone_normal(bench->arena, one->phone);
        bool is_same_phone = both_have_phones && text_equal(phone, entry->phone);
        bool is_same_home = one->postcode[0] != '\0'
            && text_equal(one->postcode, verdict->postcode);
        bool has_other_home = one->postcode[0] != '\0' && verdict->postcode[0] != '\0'
            && !is_same_home;
        bool has_other_mail = one->mail[0] != '\0' && entry->mail[0] != '\0';
        bool is_same_place = id_equal(one->area.id, verdict->area.id);
        bool differs = both_have_phones || has_other_mail || has_other_home;
        if (is_same_phone || is_same_home || (is_same_place && !differs)) {
            verdict->known = *one;
            return true;
        }
    }
    return false;
}

static bool is_found(const Verdict *verdict)
{
    return verdict->how != MATCH_NONE;
}

static Note find_by_number(const Bench *bench, Verdict *verdict)
{
    if (verdict->entry.number <= 0)
        return NOTE_NONE;
    if (!members_known_number(bench->db, bench->root.id, verdict->entry.number, &verdict->known))
        return NOTE_NUMBER_UNKNOWN;
    verdict->how = MATCH_NUMBER;
    return NOTE_NONE;
}

static Note find_by_mail(const Bench *bench, Verdict *verdict)
{
    Person owner;
    MemberKnown known;
    Entry *entry = &verdict->entry;
    if (entry->mail[0] == '\0' || !person_by_mail(bench->db, entry->mail, &owner))
        return NOTE_NONE;
    if (is_found(verdict) && id_equal(owner.id.id, verdict->known.person))
        return NOTE_NONE;
    bool is_here = members_known_person(bench->db, bench->root.id, owner.id.id, &known);
    if (is_here && !may_be_one(bench->arena, known.name, entry->name)) {
        entry->mail = ""; /* a mailbox that two people share */
        return NOTE_MAIL_SHARED;
    }
    if (is_found(verdict))
        return is_here ? NOTE_TWO_MATCH : NOTE_NOT_HERE;
    if (!is_here)
        return NOTE_NOT_HERE;
    verdict->known = known;
    verdict->how = MATCH_MAIL;
    return NOTE_NONE;
}

static void notice(Verdict *verdict, Note note)
{
    if (note != NOTE_NONE
        && (verdict->note == NOTE_NONE || (note_refuses(note) && !note_refuses(verdict->note))))
        verdict->note = note;
}

/* What of one detail is kept: the row's where ours is empty, or where the officer
 * wants the list's to be taken. */
static const char *better(const Bench *bench, const char *ours, const char *row)
{
    bool takes = row[0] != '\0' && (ours[0] == '\0' || bench->import.known == KNOWN_REPLACE);
    return takes ? row : ours;
}

/* What a member who is there already would gain by this row. An e-mail address
 * is what somebody signs in with, so one that is there is never replaced. */
static bool find_changes(const Bench *bench, Verdict *verdict)
{
    const Entry *entry = &verdict->entry;
    const MemberKnown *known = &verdict->known;
    MemberKnown *to = &verdict->becomes;
    *to = *known;
    if (entry->mail[0] != '\0' && known->mail[0] != '\0' && !text_equal(entry->mail, known->mail))
        notice(verdict, NOTE_MAIL_STAYS);
    if (bench->import.known == KNOWN_LEAVE)
        return false;
    bool is_same_phone = text_equal(phone_normal(bench->arena, known->phone), entry->phone);
    to->phone = is_same_phone ? known->phone : better(bench, known->phone, entry->phone);
    to->address = better(bench, known->address, entry->address);
    to->postcode = better(bench, known->postcode, verdict->postcode);
    verdict->gives_mail = entry->mail[0] != '\0' && known->mail[0] == '\0';
    if (verdict->gives_mail)
        to->mail = entry->mail;
    return verdict->gives_mail || !text_equal(to->phone, known->phone)
        || !text_equal(to->address, known->address) || !text_equal(to->postcode, known->postcode);
}

static const char *postcode_text(Arena *arena, int64_t key)
{
    char text[POSTCODE_TEXT_SIZE];
    return postcode_from_key(key, text) ? text_copy(arena, text) : "";
}

static int64_t same_of(const Bench *bench, const Entry *entry)
{
    Hash hash = hash_of_text(entry_key(bench->arena, entry));
    int64_t same;
    memcpy(&same, hash.bytes, sizeof same);
    return same == 0 ? 1 : same;
}

/* The row as it stands in the list: an address that was set aside counts as well. */
static bool is_forgotten(const Bench *bench, const Verdict *verdict)
{
    const Entry *entry = &verdict->entry;
    return !is_found(verdict)
        && rights_suppressed(bench->db, &(KnownAs){
               .mail = entry->mail, .phone = entry->phone, .name = entry->name,
               .address = entry->address, .postcode = verdict->postcode });
}

Verdict verdict_of(const Bench *bench, const ImportRow *row)
{
    SheetRow sheet = { .number = row->line, .fault = row->fault, .cells = row->cells };
    Verdict verdict = { .entry = row_plan(bench->arena, &bench->mapping, &sheet, bench->now) };
    if (row->note == NOTE_FORGOTTEN) { /* and what it said is emptied since */
        verdict.note = NOTE_FORGOTTEN;
        verdict.end = ROW_REFUSED;
        return verdict;
    }
    verdict.note = verdict.entry.note;
    verdict.same = same_of(bench, &verdict.entry);
    verdict.postcode = postcode_text(bench->arena, verdict.entry.postcode);
    if (!note_refuses(verdict.note)) {
        notice(&verdict, place_row(bench, &verdict));
        notice(&verdict, find_by_number(bench, &verdict));
        notice(&verdict, find_by_mail(bench, &verdict));
    }
    if (!note_refuses(verdict.note) && !is_found(&verdict) && find_by_name(bench, &verdict))
        verdict.how = MATCH_NAME;
    bool is_of_place = verdict.note == NOTE_NO_BRANCH || verdict.note == NOTE_ELSEWHERE
        || verdict.note == NOTE_FALLBACK;
    if (is_found(&verdict) && is_of_place)
        verdict.note = verdict.entry.note; /* where they belong is known already */
    if (!note_refuses(verdict.note) && !is_found(&verdict)
        && members_left_name(bench->db, bench->root.id, verdict.entry.name, verdict.postcode))
        notice(&verdict, NOTE_LEFT_LATELY);
    if (!note_refuses(verdict.note) && is_forgotten(bench, &verdict))
        notice(&verdict, NOTE_FORGOTTEN);
    if (!note_refuses(verdict.note)
        && work_is_twice(bench->db, bench->import.id, verdict.same, row->line))
        notice(&verdict, NOTE_TWICE);

    if (note_refuses(verdict.note)) {
        verdict.end = ROW_REFUSED;
        verdict.how = MATCH_NONE;
        return verdict;
    }
    if (!is_found(&verdict))
        verdict.end = ROW_NEW;
    else
        verdict.end = find_changes(bench, &verdict) ? ROW_CHANGED : ROW_KNOWN;
    return verdict;
}
