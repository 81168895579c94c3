/* imports.c: how much it takes to bring in a list of members.
 *
 *     bench/import.sh [rows]                 500,000 unless told
 *     build/bench/imports FOLDER [rows]      makes FOLDER/groundswell.db
 *
 * A movement on the invented county in a database of its own, an administrator,
 * a CSV file of that many invented people with a postcode each: read in a process
 * of its own, every row checked, every row written, all taken back. Prints the
 * CPU of this process and of the reading one, and the clock beside it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>
#include <sys/resource.h>

#include "app/database.h"
#include "app/registry.h"
#include "capabilities/imports/import.h"
#include "capabilities/people/people.h"
#include "core/postcode.h"
#include "sys/apart.h"
#include "sys/outside.h"
#include "sys/rights.h"

enum { ROWS = 500000, POSTCODES = 400, CACHE_MIB = 64, LOG_BYTES_MAX = 64 * 1024 * 1024 };

static double cpu_s(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

typedef struct { double own, child; int64_t clock_us; } Mark;

static Mark mark(void)
{
    return (Mark){ cpu_s(RUSAGE_SELF), cpu_s(RUSAGE_CHILDREN), monotonic_us() };
}

static void say_since(const char *what, Mark from)
{
    Mark now = mark();
    printf("%-10s %6.2f s CPU  (%.2f here, %.2f in the reader)   %6.2f s by the clock\n", what,
           now.own - from.own + now.child - from.child, now.own - from.own,
           now.child - from.child, (double)(now.clock_us - from.clock_us) / 1e6);
}

static const char *syllable(uint64_t number)
{
    static const char *const syllables[] = { "an", "bel", "cor", "dun", "ed", "fen", "gar", "hol",
                                             "is", "jan", "kel", "lor", "mar", "nor", "os", "pen" };
    return syllables[number % COUNT(syllables)];
}

/* The whole list; each person by a different name, address and number. */
static const char *list_of(Arena *arena, Db *db, int64_t rows, size_t *length)
{
    PlacePostcodeList codes = {0};
    PlaceList parties = place_all(db, PLACE_PARTY);
    for (size_t i = 0; i < parties.count; i++) {
        PlacePostcodeList some = place_postcodes(db, &parties.item[i], 0, POSTCODES);
        for (size_t k = 0; k < some.count; k++)
            *LIST_ADD(arena, &codes) = some.item[k];
    }
    TextBuilder out = text_builder(arena);
    text_add(&out, "Name,E-mail,Phone,Postcode,Date joined\n");
    for (int64_t i = 0; i < rows; i++) {
        char code[POSTCODE_TEXT_SIZE];
        uint64_t n = (uint64_t)i;
        postcode_from_key(codes.item[n % codes.count].key, code);
        text_add_format(&out, "%s%s %s%s%s,p%lld@example.org,07%09lld,%s,%d/%d/20%02d\n",
                        syllable(n), syllable(n / 16), syllable(n / 256), syllable(n / 4096),
                        syllable(n / 65536), (long long)i, (long long)i, code, (int)(n % 28) + 1,
                        (int)(n % 12) + 1, (int)(n % 26));
    }
    *length = out.length;
    return text_of(&out);
}

static void work(Job *job)
{
    do {
        arena_reset(job->arena);
        db_use_arena(job->db, job->arena);
        if (db_log_bytes(job->db) > LOG_BYTES_MAX) /* as app/jobs.c does */
            db_checkpoint(job->db, false);
    } while (imports_capability.job(job));
}

static void columns_as_guessed(Job *job, Scope scope, ImportId id)
{
    db_begin(job->db);
    Import import = work_import(job->db, id);
    if (import.state != IMPORT_MAPPING) {
        fprintf(stderr, "the list was not read: state %d\n", (int)import.state);
        exit(1);
    }
    import_set_columns(job->db, scope, &import, job->now);
    db_commit(job->db);
}

static void run(Job *job, Arena *arena, int64_t rows)
{
    Place movement;
    size_t length;
    db_use_arena(job->db, arena);
    place_movement(job->db, &movement);
    db_begin(job->db);
    PersonId admin = person_add(job->db, "Ann Admin", "ann@example.net", LANG_EN, job->now, job->random);
    people_make_admin(job->db, admin, movement.id, job->now + 300 * DAY_MS, admin, "a bench", job->now,
                      job->random);
    db_commit(job->db);
    const char *list = list_of(arena, job->db, rows, &length);
    Seen seen = { .arena = arena };
    Scope scope = {0};
    scope.area = movement.id;
    scope.purpose = PURPOSE_MEMBERSHIP;
    scope.who = admin;
    scope.seen = &seen;
    printf("%lld rows, %.1f MB\n", (long long)rows, (double)length / 1e6);

    Mark begin = mark();
    db_begin(job->db);
    ImportId id = import_add(job->db, scope, "list.csv", (int64_t)length, job->now, job->random);
    for (size_t at = 0, piece = 0; at < length; at += IMPORT_PIECE_BYTES, piece++)
        import_keep_piece(job->db, id, (int64_t)piece, list + at,
                          length - at < IMPORT_PIECE_BYTES ? length - at : IMPORT_PIECE_BYTES);
    db_commit(job->db);
    work(job);
    say_since("read", begin);
    Mark from = mark();
    columns_as_guessed(job, scope, id);
    work(job);
    say_since("checked", from);
    from = mark();
    db_begin(job->db);
    import_start(job->db, id, IMPORT_CHECKED, job->now);
    db_commit(job->db);
    work(job);
    say_since("written", from);
    say_since("all three", begin);
    Import done = work_import(job->db, id);
    printf("%lld new, %lld left out\n", (long long)done.count[ROW_NEW],
           (long long)done.count[ROW_REFUSED]);
    from = mark();
    db_begin(job->db);
    import_move(job->db, scope, id, IMPORT_DONE, IMPORT_UNDOING, job->now);
    db_commit(job->db);
    work(job);
    say_since("taken back", from);
}

int main(int count, char **arguments)
{
    int64_t rows = ROWS;
    if (count < 2) {
        fprintf(stderr, "usage: imports FOLDER [rows]\n");
        return 2;
    }
    if (count > 2)
        text_to_int(arguments[2], 1, SHEET_ROWS_MAX, &rows);
    setvbuf(stdout, NULL, _IOLBF, 0);
    registry_use();
    db_start();
    Arena *arena = arena_new((size_t)512 * 1024 * 1024), *piece = arena_new(ARENA_REQUEST_MAX);
    const char *place = text_format(arena, "%s/groundswell.db", arguments[1]);
    Db *db = app_database_prepare_at(place, arena);
    if (db == NULL)
        return 1;
    db_cache(db, CACHE_MIB);
    Random random = random_from_seed(1);
    Outside outside = { .apart = apart_run, .rights = RIGHTS_ON };
    Site site = { .movement = "A bench", .base_url = "http://localhost", .host = "localhost" };
    TimeMs now = clock_now();
    if (!places_load_demo_county(db, now))
        return 1;
    Job job = { .db = db, .arena = piece, .site = &site, .outside = &outside, .random = &random,
                .now = now };
    run(&job, arena, rows);
    db_close(db);
    arena_free(piece);
    arena_free(arena);
    return 0;
}
