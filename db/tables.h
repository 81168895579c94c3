/* tables.h: what the engine itself knows about the tables there are.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef DB_TABLES_H
#define DB_TABLES_H

#include "base/list.h"
#include "db/db.h"

/* The tables that hold the movement's rows, with their columns, as the engine
 * itself knows them; those that others refer to come first. What an engine
 * keeps for itself is not among them. */
typedef struct {
    const char *name;
    SqlType     type;
    int         key; /* place in the primary key, from 1; 0: not in it */
} DbColumn;
typedef LIST_OF(DbColumn) DbColumnList;
typedef LIST_OF(const char *) DbNameList;
typedef struct {
    const char *name;
    DbColumnList  columns;
    DbNameList    refers_to;
} DbTable;
typedef LIST_OF(DbTable) DbTableList;
DbTableList db_tables(Db *db);

#endif
