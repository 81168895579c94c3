/* catalogue.h: what is kept, why, and whose it is: the rooms' data.txt as the program
 * knows them. The C file is made at build by tools/tidy_catalogue.c, which says what
 * the words mean.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_CATALOGUE_H
#define WEB_CATALOGUE_H

#include "db/db.h"

typedef struct {
    const char *room, *table, *columns; /* columns: with blanks between them */
    const char *basis, *source;         /* a word each: "consent", "the person" */
    const char *why, *kept, *goes;
    int         about; /* 0: nobody; 1: an id that leads to somebody; 2: somebody */
} CatalogueLine;

/* One column that leads to a person. In the order in which they are worked off when
 * somebody is forgotten. */
typedef struct {
    const char *room, *table, *column;
    const char *action;         /* "rows", "gone", "blank", "keep", "acts" */
    const char *columns, *types; /* of what rows() gives; a letter each: i, t, b, r */
    const char *blanked;        /* the columns that are emptied, between blanks; "" */
    const char *through;        /* "table.id of table.column", when it leads through another; "" */
    bool        by_mail;        /* who is an address, else an id */
    Rows      (*rows)(Db *db, SqlValue who);   /* NULL: not in their copy */
    int64_t   (*forget)(Db *db, SqlValue who); /* NULL: stays */
} CatalogueOwner;

extern const CatalogueLine catalogue_lines[];
extern const size_t        catalogue_line_count;
extern const CatalogueOwner catalogue_owners[];
extern const size_t         catalogue_owner_count;

#endif
