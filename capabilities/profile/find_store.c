/* find_store.c: who of 500,000 fits: a few short ranges of one key.
 *
 * A person who wants to be asked stands in profile_find once for each thing one
 * can be found by, under the place whose officers may ask. A search reads, for the
 * few places that contain the asking one, the rows of its rarest word within a
 * rectangle: bands of latitude, and in each a range of longitude. Bits sort out
 * the rest while they are read; how far it is, C computes for what is left.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/profile/find_store.h"

/* Bands that a search of FIND_MINUTES_MAX can touch: 90 minutes reach some 50 km
 * each way, five bands of 22 km, and one more where it begins in their middle. */
enum { BANDS_MAX = 6 };

/* How many of a word's rows there are near, counted up to a few thousand. */
enum { RARE_ENOUGH = 2000 };

/* Without a Scope: a count that is shown to nobody. */
static int64_t count_near(Db *db, AreaId area, const char *word, int64_t band)
{
    Rows rows = db_rows(db,
        "SELECT count(*) FROM (SELECT 1 FROM places_public_within w"
        "   JOIN profile_find f ON f.root = w.root AND f.word = $2 AND f.band = $3"
        "  WHERE w.area = $1 LIMIT $4) AS near",
        args(sql_id(area.id), sql_text(word), sql_int(band), sql_int(RARE_ENOUGH)));
    int64_t count = 0;
    while (rows_next(&rows))
        count = row_int(&rows, 0);
    return count;
}

/* The word whose rows are read: of several skills the rarest here. */
static const char *word_to_read(Db *db, AreaId area, const Wanted *wanted, int64_t band)
{
    if (wanted->word[0] != '\0')
        return wanted->word;
    const char *best = "";
    int64_t least = INT64_MAX;
    SkillList skills = wanted->skills == 0 ? (SkillList){0} : skills_all(db);
    for (size_t i = 0; i < skills.count; i++) {
        if ((wanted->skills >> skills.item[i].bit & 1) == 0)
            continue;
        bool is_only = wanted->skills == (int64_t)1 << skills.item[i].bit;
        int64_t count = is_only ? 0 : count_near(db, area, skills.item[i].key, band);
        if (count < least) {
            least = count;
            best = skills.item[i].key;
        }
    }
    return best;
}

static int compare_fits(const void *a, const void *b)
{
    const Fit *left = a, *right = b;
    if (left->minutes != right->minutes)
        return left->minutes < right->minutes ? -1 : 1;
    return id_compare(left->person, right->person);
}

/* Nobody is shown here, so nobody counts as read: that is search_found(). */
FitList find_fits(Db *db, Scope scope, GeoPoint from, const Wanted *wanted)
{
    GeoBox box = travel_box(from, travel_reach_m(wanted->minutes));
    int64_t first = find_band(box.south_e7), last = find_band(box.north_e7);
    int64_t band[BANDS_MAX];
    for (int i = 0; i < BANDS_MAX; i++)
        band[i] = first + i > last ? last : first + i;
    int64_t langs = wanted->lang < 0 ? 0 : language_bits(wanted->lang, wanted->level);

    Rows rows = db_rows(db,
        "SELECT f.person, f.lat_e7, f.lon_e7, f.minutes"
        "  FROM places_public_within w"
        "  JOIN profile_find f ON f.root = w.root AND f.word = $2"
        "       AND f.band IN ($3, $4, $5, $6, $7, $8) AND f.lon_e7 BETWEEN $9 AND $10"
        " WHERE w.area = $1"
        "   AND (f.skills & $11) = $11 AND (f.langs & $12) = $12"
        "   AND (CAST($13 AS BIGINT) = 0 OR (f.free & $13) <> 0)"
        " LIMIT $14",
        args(sql_id(scope.area.id),
             sql_text(word_to_read(db, scope.area, wanted, find_band(from.lat_e7))),
             sql_int(band[0]), sql_int(band[1]), sql_int(band[2]), sql_int(band[3]),
             sql_int(band[4]), sql_int(band[5]), sql_int(box.west_e7), sql_int(box.east_e7),
             sql_int(wanted->skills), sql_int(langs), sql_int(wanted->free),
             sql_int(FIND_SCAN_MAX + 1)));
    FitList fits = {0};
    int64_t read = 0;
    while (rows_next(&rows)) {
        fits.is_cut = ++read > FIND_SCAN_MAX;
        GeoPoint at = { (int32_t)row_int(&rows, 1), (int32_t)row_int(&rows, 2) };
        int minutes = travel_minutes(from, at);
        int64_t would = row_int(&rows, 3);
        if (minutes <= wanted->minutes && (would == 0 || minutes <= would))
            *LIST_ADD(db_arena(db), &fits) = (Fit){ row_id(&rows, 0), minutes };
    }
    if (fits.count > 1)
        qsort(fits.item, fits.count, sizeof *fits.item, compare_fits);
    return fits;
}

/* --- a search that is kept ---------------------------------------------------------- */

SearchId search_add(Db *db, Scope scope, const Wanted *wanted, const FitList *fits, TimeMs now,
                    Random *random)
{
    SearchId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO profile_search"
        " (area_id, id, by_person, skills, word, lang, level, free, minutes, fits, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args(sql_id(scope.area.id), sql_id(id.id), sql_id(scope.who.id), sql_int(wanted->skills),
             sql_text(wanted->typed), sql_int(wanted->lang), sql_int(wanted->level),
             sql_int(wanted->free), sql_int(wanted->minutes), sql_int((int64_t)fits->count),
             sql_int(now)));
    for (size_t i = 0; i < fits->count && i < FIND_KEPT; i++)
        db_put(db,
            "INSERT INTO profile_found (search, rank, person, minutes, at)"
            " VALUES ($1, $2, $3, $4, $5)",
            args(sql_id(id.id), sql_int((int64_t)i + 1), sql_id(fits->item[i].person),
                 sql_int(fits->item[i].minutes), sql_int(now)));
    return id;
}

static Search search_of_row(Rows *rows)
{
    const char *typed = row_text(rows, 2);
    return (Search){
        .id = { row_id(rows, 0) },
        .wanted = {
            .skills = row_int(rows, 1), .word = "", .typed = typed,
            .lang = (int)row_int(rows, 3), .level = (int)row_int(rows, 4),
            .free = row_int(rows, 5), .minutes = (int)row_int(rows, 6),
        },
        .fits = row_int(rows, 7),
        .at = row_int(rows, 8),
    };
}

bool search_by_id(Db *db, Scope scope, SearchId id, Search *search)
{
    Rows rows = db_rows(db,
        "SELECT id, skills, word, lang, level, free, minutes, fits, at FROM profile_search"
        " WHERE area_id = $1 AND by_person = $2 AND id = $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *search = search_of_row(&rows);
        is_there = true;
    }
    return is_there;
}

SearchList searches_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT id, skills, word, lang, level, free, minutes, fits, at FROM profile_search"
        " WHERE area_id = $1 AND by_person = $2 ORDER BY id DESC LIMIT $3",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_int(ASKS_SHOWN)));
    SearchList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = search_of_row(&rows);
    return list;
}

static FoundList found_of(Db *db, Scope scope, Rows rows)
{
    FoundList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Found){
            .person  = scope_person(scope, row_id(&rows, 0)),
            .name    = row_text(&rows, 1),
            .rank    = row_int(&rows, 2),
            .minutes = row_int(&rows, 3),
            .skills  = row_int(&rows, 4),
            .langs   = row_int(&rows, 5),
            .free    = row_int(&rows, 6),
            .asked   = row_int(&rows, 7),
            .answer  = row_int(&rows, 8),
        };
    return list;
}

FoundList search_found(Db *db, Scope scope, SearchId id, int64_t after_rank, TimeMs now)
{
    return found_of(db, scope, db_rows(db,
        "SELECT f.person, p.name, f.rank, f.minutes, i.skills, i.langs, i.free,"
        "       coalesce((SELECT max(a.at) FROM profile_ask a"
        "                  WHERE a.person = f.person AND a.by_person = s.by_person), 0),"
        "       coalesce((SELECT a.answer FROM profile_ask a"
        "                  WHERE a.person = f.person AND a.by_person = s.by_person"
        "                  ORDER BY a.id DESC LIMIT 1), 0)"
        "  FROM profile_search s"
        "  JOIN profile_found f ON f.search = s.id AND f.rank > $4"
        "  JOIN people_public_person p ON p.id = f.person"
        "  JOIN profile_find i ON i.person = f.person AND i.word = ''"
        "  JOIN places_public_within w ON w.root = i.root AND w.area = s.area_id"
        " WHERE s.area_id = $1 AND s.by_person = $2 AND s.id = $3"
        "   AND EXISTS (SELECT 1 FROM people_public_grant g"
        "                WHERE g.person = f.person AND g.role = $5 AND g.valid_until > $6)"
        " ORDER BY f.rank LIMIT $7",
        args(sql_id(scope.area.id), sql_id(scope.who.id), sql_id(id.id), sql_int(after_rank),
             sql_int(ROLE_MEMBER), sql_int(now), sql_int(FIND_PER_PAGE))));
}

bool search_found_one(Db *db, Scope scope, SearchId id, int64_t rank, TimeMs now, Found *found)
{
    FoundList list = search_found(db, scope, id, rank - 1, now);
    for (size_t i = 0; i < list.count; i++) {
        if (list.item[i].rank == rank) {
            *found = list.item[i];
            return true;
        }
    }
    return false;
}

/* --- asking -------------------------------------------------------------------------- */

AskMay ask_may(Db *db, Scope scope, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT (SELECT count(*) FROM profile_ask WHERE by_person = $1 AND at > $3),"
        "       (SELECT count(*) FROM profile_ask WHERE person = $2 AND at > $4),"
        "       (SELECT count(*) FROM profile_ask WHERE person = $2 AND by_person = $1 AND at > $5)",
        args(sql_id(scope.who.id), sql_id(person.id), sql_int(now - DAY_MS),
             sql_int(now - 7 * DAY_MS), sql_int(now - ASKED_AGAIN_DAYS * DAY_MS)));
    AskMay may = ASK_MAY;
    while (rows_next(&rows)) {
        if (row_int(&rows, 0) >= ASKS_A_DAY)
            may = ASK_TOO_MANY_TODAY;
        else if (row_int(&rows, 2) > 0)
            may = ASK_ASKED_LATELY;
        else if (row_int(&rows, 1) >= ASKED_A_WEEK)
            may = ASK_ASKED_ENOUGH;
    }
    return may;
}

AskId ask_add(Db *db, Scope scope, PersonId person, const char *text, TimeMs now, Random *random)
{
    AskId id = { id_new(now, random) };
    db_put(db,
        "INSERT INTO profile_ask (person, id, area_id, by_person, text, at, answer, answered_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
        args(sql_id(person.id), sql_id(id.id), sql_id(scope.area.id), sql_id(scope.who.id),
             sql_text(text), sql_int(now)));
    return id;
}

static Asked asked_of_row(Scope scope, Rows *rows)
{
    return (Asked){
        .id      = { row_id(rows, 0) },
        .by      = scope_person(scope, row_id(rows, 1)),
        .by_name = row_text(rows, 2),
        .text    = row_text(rows, 3),
        .answer  = (AskAnswer)row_int(rows, 4),
        .at      = row_int(rows, 5),
        .answered = row_int(rows, 6),
        .area    = {
            .id = { row_id(rows, 7) }, .slug = row_text(rows, 8),
            .name = row_text(rows, 9), .name_cy = row_text(rows, 10),
        },
    };
}

AskedList asked_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.by_person, p.name, a.text, a.answer, a.at, a.answered_at,"
        "       r.id, r.slug, r.name, r.name_cy"
        "  FROM profile_ask a"
        "  JOIN people_public_person p ON p.id = a.by_person"
        "  JOIN places_public_area r ON r.id = a.area_id"
        " WHERE a.person = $1 ORDER BY a.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(ASKS_SHOWN)));
    AskedList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = asked_of_row(scope, &rows);
    return list;
}

bool asked_by_id(Db *db, Scope scope, AskId id, Asked *asked)
{
    Rows rows = db_rows(db,
        "SELECT a.id, a.by_person, p.name, a.text, a.answer, a.at, a.answered_at,"
        "       r.id, r.slug, r.name, r.name_cy"
        "  FROM profile_ask a"
        "  JOIN people_public_person p ON p.id = a.by_person"
        "  JOIN places_public_area r ON r.id = a.area_id"
        " WHERE a.person = $1 AND a.id = $2",
        args(sql_id(scope.who.id), sql_id(id.id)));
    bool is_there = false;
    while (rows_next(&rows)) {
        *asked = asked_of_row(scope, &rows);
        is_there = true;
    }
    return is_there;
}

void asked_answer(Db *db, Scope scope, AskId id, AskAnswer answer, TimeMs now)
{
    db_run(db,
        "UPDATE profile_ask SET answer = $1, answered_at = $2 WHERE person = $3 AND id = $4",
        args(sql_int(answer), sql_int(now), sql_id(scope.who.id), sql_id(id.id)));
}

/* --- who found me ---------------------------------------------------------------------- */

FoundByList found_by(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT p.name, s.skills, s.word, s.lang, s.level, s.free, s.minutes, f.at,"
        "       r.id, r.slug, r.name, r.name_cy, s.by_person"
        "  FROM profile_found f"
        "  JOIN profile_search s ON s.id = f.search"
        "  JOIN people_public_person p ON p.id = s.by_person"
        "  JOIN places_public_area r ON r.id = s.area_id"
        " WHERE f.person = $1 ORDER BY f.at DESC, f.search DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(ASKS_SHOWN)));
    FoundByList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (FoundBy){
            .by = scope_person(scope, row_id(&rows, 12)),
            .by_name = row_text(&rows, 0),
            .wanted = {
                .skills = row_int(&rows, 1), .word = "", .typed = row_text(&rows, 2),
                .lang = (int)row_int(&rows, 3), .level = (int)row_int(&rows, 4),
                .free = row_int(&rows, 5), .minutes = (int)row_int(&rows, 6),
            },
            .at = row_int(&rows, 7),
            .area = {
                .id = { row_id(&rows, 8) }, .slug = row_text(&rows, 9),
                .name = row_text(&rows, 10), .name_cy = row_text(&rows, 11),
            },
        };
    return list;
}

/* Without a Scope: the jobs process forgets. */
int64_t find_prune(Db *db, TimeMs now)
{
    TimeMs before = now - FIND_KEPT_DAYS * DAY_MS;
    int64_t gone = db_run(db,
        "DELETE FROM profile_found WHERE search IN"
        " (SELECT search FROM profile_found WHERE at < $1 ORDER BY at LIMIT $2)",
        args(sql_int(before), sql_int(FIND_PRUNE_BATCH)));
    gone += db_run(db, "DELETE FROM profile_search WHERE at < $1", args(sql_int(before)));
    return gone + db_run(db, "DELETE FROM profile_ask WHERE at < $1",
                         args(sql_int(now - ASK_KEPT_DAYS * DAY_MS)));
}
