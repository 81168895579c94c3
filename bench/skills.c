/* skills.c: finding people who want to be asked among half a million, in ms.
 *
 *     make skills          500,000 people in a SQLite file in a fresh folder of /var/tmp
 *     build/bench/skills [PEOPLE [PLACE]]
 *                          as many as wanted; PLACE: an empty PostgreSQL database
 *     tests/postgres.sh run sh -c 'build/bench/skills 500000 "$GROUNDSWELL_TEST_DATABASE"'
 *
 * The movement is invented: twelve regions, 650 local parties, some 5,200 branches
 * within Great Britain's rectangle, half of them in ten cities. Everybody wants to be
 * asked, each has four skills out of forty (the first of them far commoner than the
 * last), one in nine speaks Welsh. One search is what its page does in one
 * transaction: finding, keeping what was found, and reading its first page.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "app/registry.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/find_store.h"
#include "db/migrate.h"

enum {
    REGIONS = 12, PARTIES = 650, BRANCHES_EACH = 8, BRANCHES = PARTIES * BRANCHES_EACH,
    CITIES = 10, PEOPLE_EACH = 20000, SEARCHES = 300,
    WELSH = 0, THURSDAY = 3, EVENING = 2,
};
#define NOW ((TimeMs)1795176000000)

typedef struct { AreaId movement, region, party; Place branch; } Spot;

static Spot spot[BRANCHES];

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static _Noreturn void stop(const char *why)
{
    fprintf(stderr, "skills: %s\n", why);
    exit(1);
}

static void must_commit(Db *db)
{
    if (!db_commit(db))
        stop(db_why(db));
}

/* --- the map ------------------------------------------------------------------------ */

static void put_area(Db *db, AreaId id, int64_t number, PlaceKind kind, AreaId parent, GeoPoint at)
{
    const char *name = text_format(db_arena(db), "place-%lld", (long long)number);
    db_put(db,
        "INSERT INTO places_area (id, number, kind, slug, code, name, name_cy, name_key, parent,"
        "  lat_e7, lon_e7, valid_from, valid_until)"
        " VALUES ($1, $2, $3, $4, $4, $4, '', $4, $5, $6, $7, 0, NULL)",
        args(sql_id(id.id), sql_int(number), sql_int(kind), sql_text(name), sql_id(parent.id),
             sql_int(at.lat_e7), sql_int(at.lon_e7)));
}

static void put_within(Db *db, AreaId root, AreaId area, int depth)
{
    db_put(db,
        "INSERT INTO places_within (root, area, depth, valid_from, valid_until)"
        " VALUES ($1, $2, $3, 0, NULL)",
        args(sql_id(root.id), sql_id(area.id), sql_int(depth)));
}

/* Half of all parties are in a city, within some 12 km of its middle. */
static GeoPoint party_point(Random *random, const GeoPoint city[CITIES])
{
    if (random_below(random, 2) == 0) {
        GeoPoint middle = city[random_below(random, CITIES)];
        return (GeoPoint){ middle.lat_e7 - 1100000 + (int32_t)random_below(random, 2200000),
                           middle.lon_e7 - 1800000 + (int32_t)random_below(random, 3600000) };
    }
    return (GeoPoint){ (int32_t)(503000000 + (int64_t)random_below(random, 60000000)),
                       (int32_t)(-50000000 + (int64_t)random_below(random, 60000000)) };
}

static void make_map(Db *db, Random *random)
{
    GeoPoint none = {0}, city[CITIES];
    for (int i = 0; i < CITIES; i++)
        city[i] = (GeoPoint){ (int32_t)(508000000 + (int64_t)random_below(random, 50000000)),
                              (int32_t)(-30000000 + (int64_t)random_below(random, 30000000)) };
    AreaId movement = { id_named("bench", "movement") }, region[REGIONS];
    int64_t number = 1;
    put_area(db, movement, number++, PLACE_MOVEMENT, (AreaId){0}, none);
    put_within(db, movement, movement, 0);
    for (int i = 0; i < REGIONS; i++) {
        region[i] = (AreaId){ id_new(NOW, random) };
        put_area(db, region[i], number++, PLACE_ORG_REGION, movement, none);
        put_within(db, movement, region[i], 1);
        put_within(db, region[i], region[i], 0);
    }
    for (int i = 0; i < PARTIES; i++) {
        AreaId party = { id_new(NOW, random) }, above = region[i % REGIONS];
        GeoPoint middle = party_point(random, city);
        put_area(db, party, number++, PLACE_PARTY, above, middle);
        const AreaId roots[] = { movement, above, party };
        for (int r = 0; r < 3; r++)
            put_within(db, roots[r], party, 2 - r);
        for (int b = 0; b < BRANCHES_EACH; b++) {
            Spot *one = &spot[i * BRANCHES_EACH + b];
            *one = (Spot){ .movement = movement, .region = above, .party = party,
                           .branch = { .id = { id_new(NOW, random) }, .kind = PLACE_BRANCH,
                                       .lat_e7 = middle.lat_e7 + (int32_t)random_below(random, 400000),
                                       .lon_e7 = middle.lon_e7 + (int32_t)random_below(random, 600000) } };
            put_area(db, one->branch.id, number++, PLACE_BRANCH, party,
                     (GeoPoint){ one->branch.lat_e7, one->branch.lon_e7 });
            for (int r = 0; r < 3; r++)
                put_within(db, roots[r], one->branch.id, 3 - r);
            put_within(db, one->branch.id, one->branch.id, 0);
        }
    }
}

/* --- people --------------------------------------------------------------------------- */

static Profile invent(Random *random, size_t skills)
{
    Profile profile = { .own_words = "", .access = "", .ask_by = 7,
                        .ask = (AskReach)(ASK_PARTY + random_below(random, 3)) };
    for (int i = 0; i < 4; i++) { /* the less likely, the later in the list */
        size_t a = (size_t)random_below(random, skills), b = (size_t)random_below(random, skills);
        profile.skills |= (int64_t)1 << (a < b ? a : b);
    }
    for (int i = 0; i < 5; i++)
        profile.free |= (int64_t)1 << random_below(random, DAYS * DAY_PARTS);
    if (random_below(random, 9) == 0)
        profile.langs = language_bits(WELSH, 1 + (int)random_below(random, LEVELS));
    profile.minutes = random_below(random, 3) == 0 ? 0 : 15 + (int64_t)random_below(random, 76);
    return profile;
}

static void add_one(Db *db, Random *random, int64_t number, size_t skills)
{
    const Spot *at = &spot[random_below(random, BRANCHES)];
    PersonId person = person_add(db, text_format(db_arena(db), "Person %lld", (long long)number),
                                 text_format(db_arena(db), "p%lld@example.org", (long long)number),
                                 LANG_EN, NOW + number, random);
    people_grant(db, &(NewGrant){ .person = person, .role = ROLE_MEMBER, .area = at->branch.id,
                                  .purpose = PURPOSE_TAKE_PART, .from = NOW, .until = NOW + 730 * DAY_MS,
                                  .why = "joined" }, random);
    Profile profile = invent(random, skills);
    profile_put(db, person, &profile, NOW, random);
    Place root = { .id = profile.ask == ASK_PARTY ? at->party
                       : profile.ask == ASK_REGION ? at->region : at->movement };
    find_refresh(db, person, &profile, &at->branch, &root);
}

static void add_people(Db *db, Random *random, int64_t people)
{
    Arena *keep = db_arena(db), *scratch = arena_new(ARENA_REQUEST_MAX);
    size_t skills = skills_all(db).count;
    db_use_arena(db, scratch);
    for (int64_t i = 0; i < people; i++) {
        if (i % PEOPLE_EACH == 0)
            db_begin(db);
        add_one(db, random, i, skills);
        arena_reset(scratch);
        if (i % PEOPLE_EACH == PEOPLE_EACH - 1 || i == people - 1)
            must_commit(db);
    }
    db_use_arena(db, keep);
    arena_free(scratch);
}

/* --- looking for them ----------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void measure(Db *db, const char *what, Wanted wanted, PersonId who, Random *random)
{
    static int64_t find_us[SEARCHES], all_us[SEARCHES];
    int64_t fits = 0, most = 0;
    Arena *keep = db_arena(db), *scratch = arena_new(ARENA_REQUEST_MAX);
    db_use_arena(db, scratch);
    for (int i = 0; i < SEARCHES; i++) {
        const Spot *at = &spot[random_below(random, BRANCHES)];
        Seen seen = { .arena = scratch };
        Scope scope = {0};
        scope.area = at->branch.id;
        scope.who = who;
        scope.seen = &seen;
        int64_t began = now_us();
        db_begin(db);
        FitList list = find_fits(db, scope, (GeoPoint){ at->branch.lat_e7, at->branch.lon_e7 }, &wanted);
        find_us[i] = now_us() - began;
        SearchId id = search_add(db, scope, &wanted, &list, NOW, random);
        search_found(db, scope, id, 0, NOW);
        must_commit(db);
        all_us[i] = now_us() - began;
        fits += (int64_t)list.count;
        most = (int64_t)list.count > most ? (int64_t)list.count : most;
        arena_reset(scratch);
    }
    db_use_arena(db, keep);
    arena_free(scratch);
    qsort(find_us, SEARCHES, sizeof *find_us, by_size);
    qsort(all_us, SEARCHES, sizeof *all_us, by_size);
    printf("%-44s fits %6lld on average, %6lld at most; found p50 %6.2f ms, p99 %6.2f ms; with "
           "keeping and showing p50 %6.2f ms, p99 %6.2f ms\n", what, (long long)(fits / SEARCHES),
           (long long)most, (double)find_us[SEARCHES / 2] / 1e3,
           (double)find_us[SEARCHES * 99 / 100] / 1e3, (double)all_us[SEARCHES / 2] / 1e3,
           (double)all_us[SEARCHES * 99 / 100] / 1e3);
}

int main(int argc, char **argv)
{
    char folder[] = "/var/tmp/groundswell-skills-XXXXXX", path[300], why[256];
    int64_t people = 500000;
    if (sodium_init() < 0 || (argc > 1 && !text_to_int(argv[1], 1, 10000000, &people)))
        stop("usage: skills [PEOPLE [PLACE]]");
    bool is_file = argc < 3;
    if (is_file && mkdtemp(folder) == NULL)
        stop("no folder");
    snprintf(path, sizeof path, "%s/skills.db", folder);
    db_start();
    Db *db = db_open(is_file ? path : argv[2], DB_WRITE, why, sizeof why);
    if (db == NULL)
        stop(why);
    db_cache(db, 256);
    db_use_arena(db, arena_new((size_t)256 * 1024 * 1024));
    registry_use();
    const char *rooms[REGISTRY_MAX], *reason = "";
    size_t count = registry_rooms(rooms);
    if (db_migrate(db, db_arena(db), rooms, count, NOW, &reason, NULL) != MIGRATE_READY)
        stop(reason);

    Random random = random_from_seed(1);
    int64_t began = now_us();
    db_begin(db);
    make_map(db, &random);
    PersonId who = person_add(db, "Olga Organiser", "olga@example.org", LANG_EN, NOW, &random);
    must_commit(db);
    add_people(db, &random, people);
    db_checkpoint(db, false);
    printf("%lld people made in %.0f s\n", (long long)people, (double)(now_us() - began) / 1e6);

    int64_t video = profile_skill_bit(db, "video"), first = profile_skill_bit(db, "doors");
    Wanted any = { .word = "", .typed = "", .lang = -1, .level = 1, .minutes = 40 };
    Wanted asked = any, common = any, two = any, wide = any;
    asked.skills = video;
    asked.lang = WELSH;
    asked.level = 2;
    asked.free = time_bit(THURSDAY, EVENING);
    common.skills = first;
    two.skills = first | video;
    wide.minutes = FIND_MINUTES_MAX;
    wide.free = time_bit(THURSDAY, EVENING);
    measure(db, "Welsh, video editing, Thursday evening, 40 min", asked, who, &random);
    measure(db, "the commonest skill, 40 min", common, who, &random);
    measure(db, "two skills, 40 min", two, who, &random);
    measure(db, "anybody on a Thursday evening, 90 min", wide, who, &random);
    measure(db, "anybody at all, 40 min", any, who, &random);

    Arena *arena = db_arena(db);
    db_close(db);
    arena_free(arena);
    if (is_file) {
        unlink(path);
        snprintf(path, sizeof path, "%s/skills.db-wal", folder);
        unlink(path);
        snprintf(path, sizeof path, "%s/skills.db-shm", folder);
        unlink(path);
        rmdir(folder);
    }
    return 0;
}
