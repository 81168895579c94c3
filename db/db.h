/* db.h: one question, one answer, on whichever engine holds the rows.
 *
 * SQL is a literal with $1 placeholders in one text for all engines; what
 * differs between engines is in this folder and nowhere else. Errors are
 * sticky: after the first failure every later call does nothing and returns
 * nothing, and whoever began the transaction asks db_failed() once.
 *
 *     Rows rows = db_rows(db, "SELECT id, name FROM places_area WHERE tree = $1",
 *                         args(sql_text(tree)));
 *     while (rows_next(&rows))
 *         *LIST_ADD(db_arena(db), &areas) = (Area){
 *             .id   = { row_id(&rows, 0) },
 *             .name = row_text(&rows, 1),
 *         };
 *
 * A Db belongs to one thread at a time. What rows give lives in db_arena().
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/hash.h"
#include "base/ids.h"

typedef struct Db Db;

typedef enum {
    DB_READ,  /* a snapshot; writing fails */
    DB_WRITE,
} DbMode;

/* Why a Db failed. */
typedef enum {
    DB_FINE,
    DB_REFUSED, /* a constraint: the rows contradict each other */
    DB_BUSY,    /* another writer would not let go in time */
    DB_AGAIN,   /* two transactions stood in each other's way: run this one again */
    DB_FULL,    /* no room on the disk, or it takes nothing: read-only */
    DB_BROKEN,  /* I/O error, corrupt file, lost connection: start again */
    DB_MISTAKE, /* the statement itself: ours */
} DbTrouble;

typedef enum { SQL_NULL, SQL_INT, SQL_REAL, SQL_TEXT, SQL_BYTES } SqlType;
typedef struct {
    SqlType type;
    union {
        int64_t     number;
        double      real;
        const char *text;
        const void *bytes;
    };
    size_t length;
} SqlValue;

typedef struct {
    const SqlValue *value;
    size_t          count;
} Args;

enum { SQL_ARGS_MAX = 24 };

#define args(...)                                                                             \
    ((Args){ (const SqlValue[]){ __VA_ARGS__ },                                               \
             sizeof((const SqlValue[]){ __VA_ARGS__ }) / sizeof(SqlValue) })
#define no_args ((Args){ NULL, 0 })

SqlValue sql_null(void);
SqlValue sql_int(int64_t number);
SqlValue sql_real(double number);
SqlValue sql_text(const char *text); /* NULL becomes SQL's NULL */
SqlValue sql_bytes(const void *bytes, size_t length);
SqlValue sql_id_at(const Id *id); /* use sql_id() */
SqlValue sql_hash_at(const Hash *hash); /* use sql_hash() */
/* The id is copied into a temporary that lives as long as the call. */
#define sql_id(id)     sql_id_at((const Id[]){ (id) })
#define sql_hash(hash) sql_hash_at((const Hash[]){ (hash) })

/* Once, before any other call and any thread. */
void db_start(void);

/* Opens a place: a SQLite file ("var/groundswell.db"), or a PostgreSQL database
 * ("postgres:host=/run/postgresql dbname=groundswell", "postgresql://…": what
 * libpq reads). On failure returns NULL and writes one sentence into why. */
Db  *db_open(const char *place, DbMode mode, char *why, size_t why_bytes);
/* The same, but a server that is away is no failure: every db_begin() looks
 * whether it is back. */
Db  *db_open_later(const char *place, DbMode mode, char *why, size_t why_bytes);
void db_close(Db *db); /* NULL is allowed */
/* What opens every place that wants a password; copied. Before any db_open(). */
void db_use_password(const char *password);
bool db_is_server(const char *place); /* or a file */

/* What of this machine the way to a server needs, for a process that gives up
 * the rest: TCP ports (none: a UNIX socket) and files that the place names. Also
 * settles what libpq would look up at each connection. Before any thread. */
enum { DB_PORTS_MAX = 4, DB_FILES_MAX = 5 };
typedef struct {
    int         port[DB_PORTS_MAX];
    size_t      port_count;
    const char *file[DB_FILES_MAX]; /* in the arena */
    size_t      file_count;
} DbReach;
void db_reach(const char *place, Arena *arena, DbReach *reach);
/* Whether each answer costs a round trip, so that fewer are better. */
bool db_is_remote(const Db *db);
/* Whether a Db that is DB_BROKEN comes back by itself at a later db_begin(). */
bool db_heals(const Db *db);

/* How much of the file to keep in memory; 1 MiB unless told. For bulk work. */
void   db_cache(Db *db, int mebibytes);
void   db_use_arena(Db *db, Arena *arena); /* where the next rows live */
Arena *db_arena(Db *db);

/* One transaction at a time. A read transaction is one snapshot. */
void db_begin(Db *db);
bool db_commit(Db *db); /* true: durable (for DB_WRITE: fsynced) */
void db_rollback(Db *db); /* also forgives all but DB_BROKEN */
/* After a db_commit() that was false: whether it may have been kept after all,
 * because the answer was lost or a write came to no clear end. */
bool db_is_unsure(const Db *db);
/* Why the last transaction failed; outlives its rollback. */
DbTrouble db_last_trouble(const Db *db);
/* Inside a transaction: a part that can be undone alone. */
void db_savepoint(Db *db);
bool db_release(Db *db);
void db_undo(Db *db);

bool        db_failed(const Db *db);
DbTrouble   db_trouble(const Db *db);
const char *db_why(const Db *db); /* for the log, never for people */

typedef struct {
    Db  *db;
    void *statement; /* NULL when there is nothing more to read */
} Rows;

/* The SQL must be a literal: "" sql "" does not compile otherwise. */
#define db_rows(db, sql, arguments) db_rows_((db), "" sql "", (arguments))
#define db_run(db, sql, arguments)  db_run_((db), "" sql "", (arguments))
/* As db_run() when nobody asks how many: it may travel with the next statement,
 * and then fails with it, or at the commit. */
#define db_put(db, sql, arguments)  db_put_((db), "" sql "", (arguments))
Rows    db_rows_(Db *db, const char *sql, Args arguments);
int64_t db_run_(Db *db, const char *sql, Args arguments); /* rows changed */
void    db_put_(Db *db, const char *sql, Args arguments);
int64_t db_writings(const Db *db); /* statements begun so far that may write */

bool        rows_next(Rows *rows);
void        rows_end(Rows *rows); /* not needed when rows_next() was false */
int64_t     row_int(Rows *rows, int column);
double      row_real(Rows *rows, int column);
const char *row_text(Rows *rows, int column); /* "" for NULL */
Id          row_id(Rows *rows, int column); /* the zero id for NULL */
Hash        row_hash(Rows *rows, int column);
const void *row_bytes(Rows *rows, int column, size_t *length);
bool        row_is_null(Rows *rows, int column);

SqlValue    row_value(Rows *rows, int column); /* its bytes live in db_arena() */

/* Schema files and whole scripts; not for stores. */
bool db_script(Db *db, const char *sql);
/* Whether a statement can be prepared; why names the fault if not. types: a
 * letter for each $n: i number, r real, t text, b bytes, ? unknown; NULL: all
 * unknown. */
bool db_can_prepare(Db *db, const char *sql, const char *types, const char **why);
/* For what runs on the schema of an older version, too. */
bool db_has_table(Db *db, const char *name);
/* Moves the write-ahead log into the database file. hard: also shrinks it. */
void db_checkpoint(Db *db, bool hard);
/* Rewrites every table, so that nothing is left in the files of what was deleted: needs
 * room for a copy, and nobody else inside (others wait). What a server keeps in its
 * write-ahead log goes when the server lets go of it. */
bool db_purge(Db *db);
int64_t db_log_bytes(const Db *db); /* size of the write-ahead log after the last commit */

#endif
