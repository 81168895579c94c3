/* point.c: copying a closed database file, and putting it back.
 *
 * A closed SQLite database is one file: its log was written back when the last
 * connection closed. If a log is still there, somebody else has it open, and
 * a copy of the file alone would not be the database.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/point.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/keep/backup.h"
#include "app/keep/key.h"
#include "app/keep/restore.h"
#include "app/keep/state.h"
#include "app/keep/version.h"
#include "base/clock.h"
#include "db/move.h"
#include "db/shapes.h"
#include "sys/files.h"
#include "sys/outside.h"

#define POINT_BACKUP "groundswell.backup"
#define POINT_KEY    "backup.key"

enum { PIECE_BYTES = 256 * 1024, NOTE_MAX = 4096, LEFT_MAX = 1000 };

static const char *database_of(Arena *arena, const char *data_dir)
{
    return text_format(arena, "%s/groundswell.db", data_dir);
}

bool file_digest(const char *path, Hash *digest, int64_t *bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    uint8_t *piece = heap_take(PIECE_BYTES, 1);
    Hasher hasher = hash_begin();
    size_t count;
    *bytes = 0;
    while ((count = fread(piece, 1, PIECE_BYTES, file)) > 0) {
        hash_add(&hasher, piece, count);
        *bytes += (int64_t)count;
    }
    *digest = hash_end(&hasher);
    bool is_read = !ferror(file);
    fclose(file);
    heap_give(piece);
    return is_read;
}

/* Copies and reads the copy back. */
static bool copy_file(Arena *arena, const char *from, const char *to, Hash *digest, int64_t *bytes,
                      const char **why)
{
    FILE *file = fopen(from, "rb");
    if (file == NULL) {
        *why = text_format(arena, "%s cannot be read: %s.", from, strerror(errno));
        return false;
    }
    uint8_t *piece = heap_take(PIECE_BYTES, 1);
    Hasher hasher = hash_begin();
    FileOut *out = file_out_begin(arena, to);
    size_t count;
    while (!file_out_failed(out) && (count = fread(piece, 1, PIECE_BYTES, file)) > 0) {
        hash_add(&hasher, piece, count);
        file_out_write(out, piece, count);
    }
    *digest = hash_end(&hasher);
    bool is_read = !ferror(file);
    fclose(file);
    heap_give(piece);
    bool is_copied = is_read && file_out_end(out);
    if (!is_read)
        *why = text_format(arena, "%s cannot be read to its end.", from);
    else if (!is_copied)
        *why = text_format(arena, "%s cannot be written: %s.", to, file_out_why(out));
    file_out_drop(out);

    Hash again;
    if (is_copied && (!file_digest(to, &again, bytes) || !hash_equal(again, *digest))) {
        *why = text_format(arena, "%s is not what was written: is the disk whole?", to);
        is_copied = false;
    }
    return is_copied;
}

/* --- the note --------------------------------------------------------------------------- */

static void add_hash(TextBuilder *out, const char *name, Hash hash)
{
    text_add_format(out, "%s ", name);
    for (size_t i = 0; i < sizeof hash.bytes; i++)
        text_add_format(out, "%02x", hash.bytes[i]);
    text_add(out, "\n");
}

static bool note_write(Arena *arena, const Point *point, const char **why)
{
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "made %lld\nprogram %s\n", (long long)point->made, point->program);
    add_hash(&out, "before", point->before);
    add_hash(&out, "after", point->after);
    const char *path = text_format(arena, "%s/point", point->folder);
    if (file_save(arena, path, text_of(&out), why))
        return true;
    *why = text_format(arena, "%s cannot be written: %s.", path, *why);
    return false;
}

static const char *value_of(Arena *arena, const char *text, const char *name)
{
    const char *line = strstr(text, name);
    return line == NULL ? "" : text_copy_bytes(arena, line + strlen(name),
                                               strcspn(line + strlen(name), "\n"));
}

static Hash hash_from(const char *hex)
{
    Hash hash = {0};
    for (size_t i = 0; i < sizeof hash.bytes && strlen(hex) == 2 * sizeof hash.bytes; i++) {
        int high = text_hex_digit(hex[2 * i]), low = text_hex_digit(hex[2 * i + 1]);
        hash.bytes[i] = (uint8_t)((high < 0 ? 0 : high) * 16 + (low < 0 ? 0 : low));
    }
    return hash;
}

static bool note_read(Arena *arena, const char *folder, Point *point)
{
    size_t length;
    const char *text = file_text(arena, text_format(arena, "%s/point", folder), NOTE_MAX, &length);
    int64_t made = 0;
    if (text == NULL || !text_is_utf8(text, length)
        || !text_to_int(value_of(arena, text, "made "), 0, INT64_MAX / 2, &made))
        return false;
    *point = (Point){
        .folder = folder, .made = made, .program = value_of(arena, text, "program "),
        .before = hash_from(value_of(arena, text, "before ")),
        .after = hash_from(value_of(arena, text, "after ")),
    };
    struct stat facts;
    bool is_file = stat(text_format(arena, "%s/groundswell.db", folder), &facts) == 0;
    point->is_backup = !is_file
        && stat(text_format(arena, "%s/" POINT_BACKUP, folder), &facts) == 0;
    point->bytes = is_file || point->is_backup ? (int64_t)facts.st_size : 0;
    return is_file || point->is_backup;
}

static int compare_newest_first(const void *a, const void *b)
{
    TimeMs left = ((const Point *)a)->made, right = ((const Point *)b)->made;
    return (left < right) - (left > right);
}

PointList points_of(Arena *arena, const char *data_dir)
{
    PointList list = {0};
    const char *points = text_format(arena, "%s/keep/points", data_dir);
    DIR *dir = opendir(points);
    if (dir == NULL)
        return list;
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL && list.count < POINTS_MAX) {
        Point point;
        if (entry->d_name[0] != '.'
            && note_read(arena, text_format(arena, "%s/%s", points, entry->d_name), &point))
            *LIST_ADD(arena, &list) = point;
    }
    closedir(dir);
    if (list.count > 0)
        qsort(list.item, list.count, sizeof list.item[0], compare_newest_first);
    return list;
}

/* --- making and returning ------------------------------------------------------------------ */

static bool is_closed(Arena *arena, const char *data_dir, const char **why)
{
    struct stat facts;
    const char *log = text_format(arena, "%s/groundswell.db-wal", data_dir);
    if (stat(log, &facts) != 0 || facts.st_size == 0)
        return true;
    *why = text_format(arena, "%s is not empty: another program has the database open. End it "
                       "first.", log);
    return false;
}

/* A folder of its own for a new point; false: *why. */
static bool folder_begin(Arena *arena, const char *data_dir, Point *point, const char **why)
{
    TimeMs now = clock_now();
    CivilTime t = civil_utc(now);
    const char *keep = keep_folder(arena, data_dir);
    const char *points = keep == NULL ? NULL : text_format(arena, "%s/points", keep);
    *point = (Point){
        .made = now, .program = PROGRAM_VERSION,
        .folder = text_format(arena, "%s/keep/points/%04d%02d%02dT%02d%02d%02dZ-%03d", data_dir,
                              t.year, t.month, t.day, t.hour, t.minute, t.second,
                              (int)(now % SECOND_MS)),
    };
    if (points != NULL && folder_make(points) && folder_make(point->folder) && folder_sync(points))
        return true;
    *why = text_format(arena, "%s cannot be made: %s.", point->folder, strerror(errno));
    return false;
}

bool point_make(Arena *arena, const char *data_dir, Point *point, const char **why)
{
    if (!is_closed(arena, data_dir, why) || !folder_begin(arena, data_dir, point, why))
        return false;
    bool is_made = copy_file(arena, database_of(arena, data_dir),
                             text_format(arena, "%s/groundswell.db", point->folder),
                             &point->before, &point->bytes, why)
        && note_write(arena, point, why);
    if (!is_made)
        point_forget(arena, point);
    return is_made;
}

/* --- on a server --------------------------------------------------------------------------- */

static bool back_up(Arena *arena, const char *data_dir, const char *folder, const char *name,
                    const KeyFile *key, int64_t *bytes, const char **why)
{
    Settings settings;
    BackupDone done;
    *why = "The settings cannot be used.";
    if (!settings_load(arena, data_dir, NULL, &settings))
        return false;
    BackupPlan plan = { .data_dir = data_dir, .settings = &settings };
    bool is_made = backup_write(arena, &plan, &key->public_half,
                                text_format(arena, "%s/%s", folder, name), &done, why);
    *bytes = done.bytes;
    return is_made;
}

bool point_make_of_server(Arena *arena, const char *data_dir, Point *point, const char **why)
{
    KeepIdentity identity;
    if (!folder_begin(arena, data_dir, point, why))
        return false;
    *why = "The keys of this server cannot be read.";
    bool is_made = keep_identity(arena, data_dir, &identity);
    if (is_made) {
        KeyFile key = key_make(&identity);
        point->is_backup = true;
        is_made = file_save(arena, text_format(arena, "%s/" POINT_KEY, point->folder),
                            key_text(arena, &key, "this point of return"), why)
            && back_up(arena, data_dir, point->folder, POINT_BACKUP, &key, &point->bytes, why)
            && note_write(arena, point, why);
        sodium_memzero(&key, sizeof key);
        sodium_memzero(&identity, sizeof identity);
    }
    if (!is_made)
        point_forget(arena, point);
    return is_made;
}

static const char *left_name(Arena *arena, const Point *point, int number)
{
    const char *ending = point->is_backup ? "backup" : "db";
    return number == 1 ? text_format(arena, "%s/left.%s", point->folder, ending)
                       : text_format(arena, "%s/left-%d.%s", point->folder, number, ending);
}

/* Each return keeps what it took away under a name of its own: the first one's
 * may be weeks old by the second. */
const char *point_left(Arena *arena, const Point *point)
{
    int number = 1;
    while (number < LEFT_MAX && access(left_name(arena, point, number), F_OK) == 0)
        number++;
    return left_name(arena, point, number);
}

static bool is_half(const char *place)
{
    char trouble[256];
    Db *db = db_open(place, DB_READ, trouble, sizeof trouble);
    Arena *arena = arena_new(ARENA_CHUNK_BYTES);
    bool is_so = false;
    if (db != NULL) {
        db_use_arena(db, arena);
        db_begin(db);
        is_so = db_move_is_unfinished(db);
        db_rollback(db);
    }
    db_close(db);
    arena_free(arena);
    return is_so;
}

static bool refill(Arena *arena, const char *place, const char *from, const KeyFile *key,
                   const char **why)
{
    char trouble[256];
    VaultHeader header;
    Db *db = db_open(place, DB_WRITE, trouble, sizeof trouble);
    bool is_empty = db != NULL && tables_drop_all(db);
    if (!is_empty)
        *why = text_format(arena, "The database cannot be emptied: %s.",
                           db == NULL ? trouble : db_why(db));
    db_close(db);
    db = is_empty ? db_open(place, DB_WRITE, trouble, sizeof trouble) : NULL;
    bool is_full = db != NULL && restore_rows(arena, from, key, db, &header, why);
    if (is_empty && db == NULL)
        *why = text_format(arena, "The database cannot be opened again: %s.", trouble);
    db_close(db);
    return is_full;
}

bool point_return_to_server(Arena *arena, const char *data_dir, const char *place,
                            const Point *point, const char **why)
{
    KeyFile key;
    int64_t bytes;
    const char *from = text_format(arena, "%s/" POINT_BACKUP, point->folder);
    const char *left = point_left(arena, point);
    *why = "The key of the point of return cannot be read.";
    if (!key_load(arena, text_format(arena, "%s/" POINT_KEY, point->folder), &key))
        return false;
    unlink(text_format(arena, "%s" FILE_PART_ENDING, left));
    bool is_kept = is_half(place)
        || back_up(arena, data_dir, point->folder, strrchr(left, '/') + 1, &key, &bytes, why);
    bool is_back = is_kept && refill(arena, place, from, &key, why);
    if (is_kept && !is_back)
        *why = text_format(arena, "%s The way back is still there: repair that, and give the same "
                           "command again.", *why);
    sodium_memzero(&key, sizeof key);
    return is_back;
}

/* --- on a file --------------------------------------------------------------------------- */

bool point_note_after(Arena *arena, const char *data_dir, Point *point, const char **why)
{
    int64_t bytes;
    if (file_digest(database_of(arena, data_dir), &point->after, &bytes))
        return note_write(arena, point, why);
    *why = text_format(arena, "The database cannot be read: %s.", strerror(errno));
    return false;
}

bool point_return(Arena *arena, const char *data_dir, const Point *point, const char **why)
{
    const char *database = database_of(arena, data_dir);
    const char *left = point_left(arena, point);
    const char *from = text_format(arena, "%s/groundswell.db", point->folder);
    const char *next = text_format(arena, "%s.next", database);
    Hash digest;
    int64_t bytes;
    unlink(next); /* of a return that was cut off */
    unlink(text_format(arena, "%s" FILE_PART_ENDING, next));
    if (!is_closed(arena, data_dir, why) || !copy_file(arena, from, next, &digest, &bytes, why))
        return false;
    if (!hash_equal(digest, point->before)) {
        unlink(next);
        *why = text_format(arena, "%s is not the file that was put there: it cannot be gone back "
                           "to. Restore a backup instead.", from);
        return false;
    }
    /* There is a whole database under the name at every moment. */
    Hash ignored;
    bool is_there = link(database, left) == 0
        || copy_file(arena, database, left, &ignored, &bytes, why);
    unlink(text_format(arena, "%s-wal", database));
    unlink(text_format(arena, "%s-shm", database));
    is_there = is_there && rename(next, database) == 0 && folder_sync(data_dir)
        && folder_sync(point->folder);
    if (!is_there)
        *why = text_format(arena, "%s cannot be put in its place: %s. The database from before is "
                           "%s, the newer one %s.", next, strerror(errno), from, left);
    return is_there;
}

bool point_forget(Arena *arena, const Point *point)
{
    static const char *const names[] = {
        "groundswell.db", "groundswell.db" FILE_PART_ENDING, "point", "point" FILE_PART_ENDING,
        POINT_BACKUP, POINT_BACKUP FILE_PART_ENDING, POINT_KEY, POINT_KEY FILE_PART_ENDING,
    };
    for (int i = 1; i < LEFT_MAX; i++) {
        const char *left = left_name(arena, point, i);
        unlink(text_format(arena, "%s" FILE_PART_ENDING, left));
        if (unlink(left) != 0)
            break; /* the first that is not there */
    }
    for (size_t i = 0; i < COUNT(names); i++)
        unlink(text_format(arena, "%s/%s", point->folder, names[i]));
    return rmdir(point->folder) == 0;
}
