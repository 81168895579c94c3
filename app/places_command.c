/* places_command.c: loading a map, and asking it about many postcodes.
 *
 * The import reads and thinks first, without touching the database. Each file
 * is unpacked and read by a process of its own that has nothing else
 * (sys/child.h); here its records are looked at and placed. Then it writes in short transactions with a breath between them, so that a server on
 * the same database goes on serving and writing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/places_command.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/database.h"
#include "app/places_files.h"
#include "app/progress.h"
#include "capabilities/places/places_import.h"
#include "capabilities/places/places_lines.h"
#include "capabilities/places/places_store.h"
#include "core/postcode.h"
#include "sys/child.h"
#include "sys/outside.h"

enum {
    BREATH_MS = 2,               /* between two transactions, at least */
    BREATH_PERCENT = 60,         /* of the transaction's time, when a server may be running */
    LOG_BYTES_MAX = 24 * 1024 * 1024, /* of the write-ahead log, before it is moved */
    PROGRESS_WHOLE = 1000,
    LINE_MAX_BYTES = 4096,
    PIECE_BYTES = 256 * 1024,
    REASON_MAX = 200, /* bytes of what a reader says why a file is of no use */
};
#define IMPORT_ARENA_MAX ((size_t)768 * 1024 * 1024)
#define UNPLACED_FILE    "postcodes-without-coordinates.txt"

typedef struct {
    const char *name[3]; /* below FOLDER, without .gz or .xz; NULL at the end */
    PlacesReader *read;  /* NULL: the postcodes, read in pieces */
    PlacesTaker  *take;
    const char *what, *whence;
    const char *without; /* what happens without it; NULL: cannot do without */
} MapFile;

/* In the order in which they are read. */
static const MapFile map_files[] = {
    { { "boundaries/pcon_july2024_uk_bgc.topojson", "boundaries/pcon_july2024_uk_bgc.geojson" },
      places_read_shapes, places_take_constituencies, "the shapes of the 650 constituencies",
      "geoportal.statistics.gov.uk, \"Westminster Parliamentary Constituencies (July 2024) "
      "Boundaries UK BGC\"", NULL },
    { { "boundaries/lad_may2025_uk_bgc.topojson", "boundaries/lad_may2025_uk_bgc.geojson" },
      places_read_shapes, places_take_councils, "the shapes of the councils",
      "geoportal.statistics.gov.uk, \"Local Authority Districts (May 2025) Boundaries UK BGC\"",
      NULL },
    { { "boundaries/uk-constituencies-2024.hexjson" },
      places_read_regions, places_take_regions, "which constituency is in which region",
      "open-innovations.org, \"UK constituencies 2024\" in HexJSON", NULL },
    { { "boundaries/pcon_july2024_uk_buc.geojson" },
      places_read_welsh, places_take_welsh, "Welsh names of constituencies",
      "geoportal.statistics.gov.uk, the same boundaries as GeoJSON (\"BUC\")",
      "constituencies have no Welsh names" },
    { { "lookups/gss_names_wards.json" },
      places_read_wards, places_take_wards, "the names of wards",
      "github.com/ideal-postcodes/postcodes.io, data/wards.json",
      "wards and branches are named by their codes" },
    { { "postcodes/codepoint_open_gb.csv" },
      NULL, NULL, "every postcode in Great Britain",
      "osdatahub.os.uk, \"Code-Point Open\" (join its CSV files into this one)", NULL },
};

typedef struct {
    Arena        *arena;
    const char   *data_dir, *folder;
    MappedFile    file[COUNT(map_files)];
    PlacesImport *import;
    RightsMode    rights; /* of those who read the files */
    bool          is_quiet;
} Import;

/* --- options ----------------------------------------------------------- */

typedef struct { const char *data_dir, *folder; bool is_quiet, is_wrong; } Options;

static Options options_read(int argc, char **argv)
{
    Options options = {0};
    for (int i = 0; i < argc; i++) {
        if (text_equal(argv[i], "--data") && i + 1 < argc)
            options.data_dir = argv[++i];
        else if (text_equal(argv[i], "--quiet"))
            options.is_quiet = true;
        else if (argv[i][0] != '-' && options.folder == NULL)
            options.folder = argv[i];
        else
            options.is_wrong = true;
    }
    options.is_wrong = options.is_wrong || options.data_dir == NULL;
    return options;
}

/* --- files ------------------------------------------------------------- */

static void say_missing(const MapFile *file, const char *folder)
{
    fprintf(stderr,
            "groundswell: %s/%s is missing (nor is it there with .gz or .xz at its end). It "
            "holds %s. The public gets it from %s.\n",
            folder, file->name[0], file->what, file->whence);
}

static bool file_find(Import *import, size_t index)
{
    const MapFile *wanted = &map_files[index];
    const char *why = NULL;
    for (size_t i = 0; wanted->name[i] != NULL; i++) {
        if (file_map(import->arena, import->folder, wanted->name[i], &import->file[index], &why))
            return true;
        if (why != NULL) {
            fprintf(stderr, "groundswell: %s cannot be read: %s.\n", import->file[index].path,
                    why);
            return false;
        }
    }
    if (wanted->without == NULL) {
        say_missing(wanted, import->folder);
        return false;
    }
    fprintf(stderr, "There is no %s/%s, so %s.\n", import->folder, wanted->name[0],
            wanted->without);
    return true;
}

/* Tells of every missing file, not only of the first. */
static bool files_find(Import *import)
{
    struct stat status;
    if (stat(import->folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
        fprintf(stderr, "groundswell: there is no folder %s.\n", import->folder);
        return false;
    }
    bool is_all_there = true;
    for (size_t i = 0; i < COUNT(map_files); i++)
        is_all_there = file_find(import, i) && is_all_there;
    return is_all_there;
}

static void files_unmap(Import *import)
{
    for (size_t i = 0; i < COUNT(map_files); i++)
        file_unmap(&import->file[i]);
}

static Hash files_digest(const Import *import)
{
    Hasher hasher = hash_begin();
    hash_add_int(&hasher, PLACES_IMPORT_VERSION);
    for (size_t i = 0; i < COUNT(map_files); i++)
        hash_add(&hasher, import->file[i].bytes, import->file[i].length);
    return hash_end(&hasher);
}

/* --- reading, in a process for each file ------------------------------- */

/* What a reader may take: the largest real file needs a tenth of it. */
static const ChildLimits reader_limits = {
    .memory_bytes = (size_t)1024 * 1024 * 1024, .cpu_s = 30, .wait_ms = 120 * SECOND_MS,
    .output_bytes = (size_t)256 * 1024 * 1024,
};

typedef struct { const MappedFile *file; PlacesReader *read; } Reading;

static bool say_records(void *context, const void *bytes, size_t count)
{
    return child_say(context, bytes, count);
}

/* In the child. Refused: what it said is the sentence. */
static bool read_whole(void *context, ChildOut *out)
{
    const Reading *reading = context;
    const char *why = "";
    size_t length;
    Arena *arena = arena_new((size_t)3 * FILE_UNPACKED_MAX);
    const char *bytes = unpack_all(arena, reading->file, &length, &why);
    if (bytes != NULL && reading->read(arena, bytes, length, say_records, out, &why))
        return true;
    child_say(out, why, strlen(why));
    return false;
}

/* In the child. */
static bool read_lines(void *context, ChildOut *out)
{
    const Reading *reading = context;
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    PlacesLines *lines = lines_begin(arena, say_records, out);
    Unpacker *unpacker = unpack_begin(arena, reading->file);
    char *piece = arena_take(arena, PIECE_BYTES);
    size_t count, all = 0;
    while ((count = unpack_next(unpacker, piece, PIECE_BYTES)) != 0 && count != UNPACK_BROKEN) {
        all += count;
        if (all > FILE_STREAMED_MAX || !lines_read(lines, piece, count))
            return false;
    }
    return count == 0 && lines_end(lines);
}

/* All that the child says, in the arena. */
static const char *hear_all(Arena *arena, Child *child, size_t *length)
{
    size_t room = PIECE_BYTES, used = 0, count;
    char *bytes = arena_take(arena, room);
    while ((count = child_read(child, bytes + used, room - used)) > 0) {
        used += count;
        if (used < room)
            continue;
        char *wider = arena_take(arena, 2 * room);
        memcpy(wider, bytes, used);
        bytes = wider;
        room *= 2;
    }
    *length = used;
    return bytes;
}

static void say_end(const MappedFile *file, ChildEnd end, const char *why)
{
    if (end == CHILD_REFUSED || end == CHILD_DONE)
        fprintf(stderr, "groundswell: %s is of no use: %s.\n", file->path, why);
    else
        fprintf(stderr, "groundswell: %s %s. Nothing was changed.\n", file->path,
                child_words(end));
}

/* The sentence of a reader, which a file may have taken over. */
static const char *sentence_of(Arena *arena, const char *said, size_t length)
{
    const char *sentence = length > REASON_MAX ? "" : text_copy_bytes(arena, said, length);
    return strlen(sentence) == length && record_name_is_fit(sentence) && length > 0
        ? sentence : "its reader did not say why";
}

static bool whole_file_read(Import *import, size_t index)
{
    const MappedFile *file = &import->file[index];
    Reading reading = { .file = file, .read = map_files[index].read };
    const char *why = "";
    Arena *own = arena_new((size_t)4 * reader_limits.output_bytes);
    Child child;
    size_t length = 0;
    child_begin(&child, read_whole, &reading, &reader_limits, import->rights);
    const char *said = hear_all(own, &child, &length);
    ChildEnd end = child_end(&child);
    if (end == CHILD_REFUSED)
        why = sentence_of(own, said, length);
    bool is_read = end == CHILD_DONE && map_files[index].take(import->import, said, length, &why);
    if (!is_read)
        say_end(file, end, why);
    arena_free(own);
    return is_read;
}

/* Takes what the child says in whole records; false when one is not fit. */
static bool lines_take(Import *import, Child *child, Progress *progress)
{
    static LineRecord records[LINE_RECORDS];
    const PlacesReport *report = places_import_report(import->import);
    size_t have = 0, count;
    while ((count = child_read(child, (char *)records + have, sizeof records - have)) > 0) {
        size_t whole = (have + count) / sizeof records[0] * sizeof records[0];
        have += count;
        if (!places_import_lines(import->import, records, whole))
            return false;
        have -= whole;
        memmove(records, (char *)records + whole, have);
        if (report->lines > progress->whole)
            progress->whole = report->lines;
        progress_to(progress, report->lines);
    }
    return have == 0;
}

static bool postcodes_read(Import *import, const MappedFile *file)
{
    enum { USUAL_LINES = 1734275 }; /* only for how full the bar is */
    Progress progress = progress_begin("Reading and placing postcodes", USUAL_LINES);
    progress.is_silent = import->is_quiet;
    const PlacesReport *report = places_import_report(import->import);
    Reading reading = { .file = file };
    Child child;
    child_begin(&child, read_lines, &reading, &reader_limits, import->rights);
    bool is_fit = lines_take(import, &child, &progress);
    ChildEnd end = child_end(&child);
    progress.whole = report->lines < 1 ? 1 : report->lines;
    progress_end(&progress);
    if (end == CHILD_REFUSED)
        fprintf(stderr, "groundswell: %s is damaged, cut off or too large. Nothing was changed.\n",
                file->path);
    else if (end != CHILD_DONE || !is_fit)
        say_end(file, end, "its reader did not say plainly what it holds");
    return end == CHILD_DONE && is_fit;
}

static bool files_read(Import *import)
{
    for (size_t i = 0; i < COUNT(map_files); i++) {
        const MappedFile *file = &import->file[i];
        if (file->bytes == NULL)
            continue;
        bool is_read = map_files[i].read == NULL ? postcodes_read(import, file)
                                                 : whole_file_read(import, i);
        const char *why = NULL;
        if (is_read && map_files[i].read == NULL
            && !places_import_think(import->import, &why)) {
            fprintf(stderr, "groundswell: %s is of no use: %s.\n", file->path, why);
            is_read = false;
        }
        if (!is_read)
            return false;
    }
    return true;
}

/* --- writing ----------------------------------------------------------- */

/* Whoever else wants to write asks again every few milliseconds (SQLite does
 * not queue), so there has to be time in which nobody writes. Nobody serves a
 * database that has no map yet. */
static void breathe(bool is_alone, TimeMs spent_ms)
{
    TimeMs breath_ms = is_alone ? 0 : spent_ms * BREATH_PERCENT / 100;
    sleep_ms(breath_ms < BREATH_MS ? BREATH_MS : breath_ms);
}

static bool import_write(Import *import, Db *db)
{
    bool is_alone = places_map(db).number == 0;
    Progress progress = progress_begin("Writing the map", PROGRESS_WHOLE);
    progress.is_silent = import->is_quiet;
    PlacesWrite end = PLACES_WRITE_MORE;
    while (end == PLACES_WRITE_MORE) {
        TimeMs began = clock_now();
        end = places_import_write(import->import, db, began);
        progress_to(&progress, places_import_progress(import->import));
        if (db_log_bytes(db) > LOG_BYTES_MAX)
            db_checkpoint(db, false);
        breathe(is_alone, clock_now() - began);
    }
    progress_end(&progress);
    if (end == PLACES_WRITE_FAILED)
        fprintf(stderr, "groundswell: the map could not be written (%s). The old map stays.\n",
                db_why(db));
    else if (end == PLACES_WRITE_TAKEN_OVER)
        fprintf(stderr, "groundswell: another import has begun meanwhile; this one gives way.\n");
    return end == PLACES_WRITE_DONE;
}

/* The list goes into a file of its own and takes its place at once. */
static void unplaced_write(const Import *import)
{
    const char *path = text_format(import->arena, "%s/%s", import->data_dir, UNPLACED_FILE);
    const char *fresh = text_format(import->arena, "%s.new", path);
    FILE *out = fopen(fresh, "w");
    if (out == NULL) {
        fprintf(stderr, "groundswell: %s cannot be written: %s.\n", fresh, strerror(errno));
        return;
    }
    char text[POSTCODE_TEXT_SIZE];
    for (size_t at = 0; places_import_unplaced(import->import, &at, text);)
        fprintf(out, "%s\n", text);
    if (fclose(out) != 0 || rename(fresh, path) != 0)
        fprintf(stderr, "groundswell: %s cannot be written: %s.\n", path, strerror(errno));
}

static void say_report(const Import *import)
{
    const PlacesReport *report = places_import_report(import->import);
    const MappedFile *postcodes = &import->file[COUNT(map_files) - 1];
    for (size_t i = 0; i < report->fault_count; i++)
        fprintf(stderr, "%s, line %lld was passed over: %s.\n", postcodes->path,
                (long long)report->fault[i].line, report->fault[i].words);
    if (report->broken_lines > (int64_t)report->fault_count)
        fprintf(stderr, "%lld lines were passed over in all.\n",
                (long long)report->broken_lines);

    printf("Loaded %lld postcodes: %lld constituencies, %lld councils, %lld wards; "
           "%lld parties, %lld branches.\n",
           (long long)report->postcodes, (long long)report->constituencies,
           (long long)report->councils, (long long)report->wards, (long long)report->parties,
           (long long)report->branches);
    printf("%lld postcodes have no coordinates; they are listed in %s/%s.\n",
           (long long)report->without_coordinates, import->data_dir, UNPLACED_FILE);
    printf("%lld postcodes lie in no constituency's outline (coast, piers) and were given to the "
           "nearest; %lld of no council.\n",
           (long long)report->by_nearest, (long long)report->council_by_nearest);
    printf("%lld wards have no name in the list and are named by their codes; %lld lines were "
           "passed over.\n",
           (long long)report->wards_without_name, (long long)report->broken_lines);
}

static bool import_run(Import *import, Db *db)
{
    import->import = places_import_new(import->arena, PLACES_POSTCODES_MAX);
    places_import_source(import->import, files_digest(import), import->folder);
    if (places_import_is_same(import->import, db)) {
        printf("The map in %s is loaded already. Nothing was changed.\n", import->folder);
        return true;
    }
    bool is_loaded = files_read(import) && import_write(import, db);
    if (is_loaded) {
        unplaced_write(import);
        say_report(import);
    }
    places_import_end(import->import);
    return is_loaded;
}

/* One import at a time; the lock goes when the process does. */
static int lock_take(Import *import)
{
    const char *path = text_format(import->arena, "%s/import.lock", import->data_dir);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    fprintf(stderr, "groundswell: another import is running on %s.\n", import->data_dir);
    if (lock >= 0)
        close(lock);
    return -1;
}

int places_import_command(int argc, char **argv)
{
    Options options = options_read(argc, argv);
    if (options.is_wrong || options.folder == NULL) {
        fprintf(stderr, "groundswell: say it like this: groundswell import places --data DIR "
                        "FOLDER\n");
        return 2;
    }
    Import import = { .arena = arena_new(IMPORT_ARENA_MAX), .data_dir = options.data_dir,
                      .folder = options.folder, .is_quiet = options.is_quiet };
    Settings settings;
    if (!settings_load(import.arena, options.data_dir, NULL, &settings))
        return 1;
    import.rights = settings.rights;
    int status = 1;
    if (files_find(&import)) {
        Arena *rows = arena_new(IMPORT_ARENA_MAX);
        Db *db = app_database_open(import.data_dir, DB_WRITE, rows);
        int lock = db == NULL ? -1 : lock_take(&import);
        if (lock >= 0 && import_run(&import, db))
            status = 0;
        if (lock >= 0)
            close(lock);
        db_close(db);
        arena_free(rows);
    }
    files_unmap(&import);
    arena_free(import.arena);
    return status;
}

/* --- lookup ------------------------------------------------------------ */

/* Reads up to LINE_MAX_BYTES of the next line and passes over the rest. */
static bool line_next(char line[LINE_MAX_BYTES])
{
    if (fgets(line, LINE_MAX_BYTES, stdin) == NULL)
        return false;
    size_t length = strlen(line);
    bool is_whole = length > 0 && line[length - 1] == '\n';
    for (int c = 0; !is_whole && c != EOF && c != '\n';)
        c = getchar();
    line[strcspn(line, "\r\n\t")] = '\0';
    return true;
}

int places_lookup_command(int argc, char **argv)
{
    Options options = options_read(argc, argv);
    if (options.is_wrong || options.folder != NULL) {
        fprintf(stderr, "groundswell: say it like this: groundswell places lookup --data DIR\n");
        return 2;
    }
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Db *db = app_database_open(options.data_dir, DB_READ, arena);
    if (db == NULL)
        return 1;

    char line[LINE_MAX_BYTES];
    db_begin(db);
    while (line_next(line) && !db_failed(db)) {
        PostcodeRead read = postcode_read(line, strlen(line));
        bool is_full = read.kind == POSTCODE_FULL;
        const char *code = is_full ? postcode_constituency(db, read.key) : "";
        printf("%s\t%s\n", is_full ? read.text : line, code[0] == '\0' ? "-" : code);
        arena_reset(arena);
    }
    bool is_fine = !db_failed(db) && fflush(stdout) == 0;
    if (!is_fine)
        fprintf(stderr, "groundswell: the map cannot be read (%s).\n", db_why(db));
    db_rollback(db);
    db_close(db);
    arena_free(arena);
    return is_fine ? 0 : 1;
}
