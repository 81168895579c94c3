/* import_view.h: what the pages of lists are given.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_IMPORTS_IMPORT_VIEW_H
#define CAPABILITIES_IMPORTS_IMPORT_VIEW_H

#include "capabilities/imports/import.h"
#include "web/form.h"
#include "web/parts.h"
#include "web/table.h"

typedef struct {
    Request   *req;
    const Form *form;
    ImportList list;
    const char *next; /* address of the next page; NULL */
} ImportsView;

/* One column of the file, while its meaning is chosen. */
typedef struct {
    size_t      index;
    const char *field;   /* its name in the form: "c0" */
    const char *heading; /* "" for none */
    const char *sample;  /* what stands in it, of the first rows */
    Meaning     meaning;
} ColumnView;

/* A row as it would become, or became. */
typedef struct {
    int64_t     line;
    Entry       entry;
    const char *postcode, *area_name; /* "" for none */
    RowEnd      end;
    Note        note;
    MatchHow    how;
    const char *member_path; /* NULL: nobody is there */
} RowView;

typedef LIST_OF(RowView) RowViewList;

typedef struct {
    Request     *req;
    Import       import;
    ColumnView   column[SHEET_COLUMNS_MAX];
    size_t       column_count;
    PlaceList    leaves;   /* branches for rows that do not say one; none: not asked */
    RowViewList  rows;
    const char  *fault;    /* translated: what is wrong with what was chosen; NULL */
    const char  *act_path; /* of the proposal; NULL */
    Sift         sift;
    RowEnd       end;      /* which rows are shown */
} ImportView;

void imports_page(Page *page, const ImportsView *view);
void imports_area_card(Page *page, Request *req);
void import_page(Page *page, const ImportView *view);
void import_rows_page(Page *page, const ImportView *view);

const char *import_state_words(ImportState state); /* WORDS() */
const char *import_refusal_words(SheetRefusal why);
const char *row_end_words(RowEnd end);
const char *match_words(MatchHow how);

extern const Column row_columns[];
enum { ROW_COLUMNS = 5 };

/* The branches that an officer may choose from; none in a branch, or where there
 * are too many to choose. */
PlaceList import_fallbacks(Db *db, const Import *import);

/* show.c */
Reply import_show(Request *req);
Reply import_show_fault(Request *req, const Import *import, const char *fault);
Reply import_rows(Request *req);
Reply import_report(Request *req);

#endif
