/* postgres.h: the parts of the PostgreSQL engine, for one another.
 *
 *   postgres.c          transactions and statements, through a pipeline
 *   postgres_link.c     one connection: opened, lost, found again
 *   postgres_values.c   our values in the server's binary form, and back
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_POSTGRES_H
#define DB_POSTGRES_H

#include <libpq-fe.h>

#include "db/engine.h"

enum {
    OWED_MAX = 128, /* commands under way whose answers were not read */
    BORN_BYTES = 40,
};

/* The numbers of the server's own types (pg_type.dat); all others are text to us. */
#define PG_BOOL    16
#define PG_BYTEA   17
#define PG_INT8    20
#define PG_INT2    21
#define PG_INT4    23
#define PG_TEXT    25
#define PG_OID     26
#define PG_FLOAT4  700
#define PG_FLOAT8  701
#define PG_NUMERIC 1700

/* A literal, prepared on this connection; and the rows it is giving. */
typedef struct Prepared {
    const char *sql;
    Oid         type[SQL_ARGS_MAX];
    int         type_count;
    unsigned    serial;  /* its name on the server is "s" and this */
    bool        is_sent; /* prepared, or on its way to be */
    bool        has_limit; /* few rows: taken at once */
    PGresult  **part;    /* parts not yet read; owned */
    size_t      part_count, part_capacity, part_at;
    int         row;     /* of the part being read; -1 before its first */
    int64_t     changes;
    struct Prepared *next_open;
    bool        is_open; /* in the list of those that may have parts */
} Prepared;

/* What the server owes an answer for, in order. */
typedef enum { OWED_COMMAND, OWED_PREPARE, OWED_ROWS, OWED_SYNC } OwedKind;
typedef struct {
    OwedKind    kind;
    const char *doing;     /* for the log */
    Prepared   *statement; /* of OWED_PREPARE and OWED_ROWS */
} Owed;

typedef struct {
    Db         db; /* first, so that a Db is the beginning of one */
    PGconn    *conn; /* NULL: lost */
    char      *conninfo;
    int        backend;          /* the server's process for us */
    char       born[BORN_BYTES]; /* when it began; with `backend` no other is meant */
    Id         writer;           /* our row in db_writer */
    int64_t    number;           /* of the last transaction that left its number there */
    int64_t    try_at_ms, pause_ms; /* when to look for the server again */
    bool       has_lane;         /* db_lane is there: not before the first migration */

    Prepared   statements[STATEMENT_SLOTS];
    size_t     statement_count;
    unsigned   serial;
    Prepared  *open;
    Prepared  *streaming; /* its rows are still coming */
    Owed       owed[OWED_MAX];
    size_t     owed_count, owed_at;
    bool       is_begun, is_begin_due, is_savepoint_due, has_written;
} Postgres;

/* --- postgres_link.c */
int64_t postgres_now_ms(void); /* never goes back; not a date */
/* Opens the connection and leaves it in pipeline mode. False: db.trouble. */
/* The place as libpq reads it. */
const char *postgres_conninfo(const char *place);
bool postgres_connect(Postgres *pg);
/* Forgets the connection. What was open on it is gone. */
void postgres_drop(Postgres *pg);
bool postgres_is_gone(Postgres *pg); /* the server said good-bye while nobody asked it */
typedef enum { FATE_KEPT, FATE_NOT_KEPT, FATE_UNKNOWN } Fate;
/* After the answer to a COMMIT was lost: what became of transaction `number`. */
Fate postgres_fate(Postgres *pg);
DbTrouble postgres_trouble_of(const char *sqlstate);

/* --- postgres_values.c */
typedef struct {
    const char *value[SQL_ARGS_MAX];
    int         length[SQL_ARGS_MAX], format[SQL_ARGS_MAX];
    char        number[SQL_ARGS_MAX][8];
} PgArgs;
Oid      postgres_type_of(SqlType type); /* 0: whatever the server takes it for */
void     postgres_args(Args arguments, PgArgs *out);
SqlValue postgres_value(const PGresult *result, int row, int column);

#endif
