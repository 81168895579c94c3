/* table.h: a list of rows with headings that sort, a search above, pages below.
 *
 * All of it works by links and GET forms: ?sort=-joined&q=ann&after=… One
 * table of columns says what may be sorted by; what the address asks for
 * besides is not believed.
 *
 *     enum { ROLL_NAME, ROLL_JOINED };
 *     static const Column roll_columns[] = {
 *         [ROLL_NAME]   = { .words = WORDS("Name"), .key = "name", .ways = SORT_UP },
 *         [ROLL_JOINED] = { .words = WORDS("Joined"), .key = "joined", .ways = SORT_DOWN },
 *     };
 *     Sift sift = sift_read(req, path, roll_columns, COUNT(roll_columns));
 *     … the store is asked for sift.sort, sift.is_down, sift.typed, sift.after …
 *     sift_next(&sift, last->key, last->id.id);
 *
 * In the template the rows are written to a page of their own:
 *     % Page rows = page_begin(page->arena, page->lang);
 *     % for (…) { roll_row(&rows, …); }
 *     % sift_form(page, &view->sift, &(SiftForm){ .label = … });
 *     % table_show(page, &(Table){ .sift = &view->sift, …, .rows = page_end(&rows) });
 * A cell carries data-label with its heading: on a narrow screen each row
 * becomes a card, and the headings are no longer above.
 *
 * Pages are by key, not by number: each begins after the last row of the one
 * before, so a row that is added meanwhile shifts nothing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_TABLE_H
#define WEB_TABLE_H

#include "web/html.h"
#include "web/request.h"

enum { TABLE_COLUMNS_MAX = 12, SIFT_FILTERS_MAX = 10, SIFT_PAIRS_MAX = 4,
       SIFT_TYPED_MAX = 200 /* bytes */ };

/* Which ways the store can bring the rows; none: not by this column. */
typedef enum { SORT_NONE, SORT_UP = 1, SORT_DOWN = 2, SORT_BOTH = 3 } SortWays;

typedef struct {
    const char *words; /* WORDS(…) */
    const char *key;   /* as it stands in ?sort=; NULL: not sorted by */
    SortWays    ways;  /* a column that can do both begins upwards */
    bool        is_number; /* stands at the right */
    bool        is_spoken; /* the heading is for screen readers: a column of buttons */
} Column;

/* One of a few values to see only those: ?role=officer. */
typedef struct {
    const char        *name;
    const char        *words;        /* WORDS(…) */
    const char *const *values;       /* NULL at the end; "" is "all" and comes first */
    const char *const *value_words;  /* WORDS(…) for each */
} Filter;

/* What of a list is wanted. */
typedef struct {
    Request      *req;
    const char   *path;
    const Column *column;
    size_t        column_count;
    const Filter *filter;
    size_t        filter_count;
    size_t        sort;    /* index of a column that can be sorted by, or column_count */
    bool          is_down;
    const char   *typed;   /* what was searched for, trimmed; "" for all */
    size_t        chosen[SIFT_FILTERS_MAX]; /* index of each filter's value */
    NameValue     pair[SIFT_PAIRS_MAX]; /* fields of the page's own, as sift_keep() read them */
    size_t        pair_count;
    const char   *after;   /* the key after which the page begins; "" at the beginning */
    Id            after_id;
    const char   *next;    /* address of the next page, or NULL; set by sift_next() */
} Sift;

/* `path` is the page's own, without a query. */
Sift sift_read(Request *req, const char *path, const Column column[], size_t count);
/* The same with filters, at most SIFT_FILTERS_MAX. */
Sift sift_read_with(Request *req, const char *path, const Column column[], size_t column_count,
                    const Filter filter[], size_t filter_count);

/* A field of the page's own (a day, say): its value, trimmed, which goes along in
 * all addresses of the list. */
const char *sift_keep(Sift *sift, const char *name);

void sift_next(Sift *sift, const char *key, Id id);
bool sift_is_first(const Sift *sift);  /* the first page of its list */
bool sift_is_asked(const Sift *sift);  /* something is searched for or filtered by */
const char *sift_first_path(const Sift *sift); /* the beginning of this same list */
/* The address that sorts by this column; the other way if it does already. */
const char *sift_sort_path(const Sift *sift, size_t column);

/* The row of fields above a table. */
typedef struct {
    const char *label; /* of the search, translated; NULL: there is none */
    bool        has_order; /* a choice of the order, too: for lists that are no table */
    Html        more;      /* fields of the page's own, behind the others */
} SiftForm;
void sift_form(Page *page, const Sift *sift, const SiftForm *form);

typedef struct {
    const Sift   *sift;    /* NULL: neither sorted nor in pages */
    const Column *column;
    size_t        column_count;
    const char   *caption; /* translated */
    const char   *note;    /* beside it: "63 members"; NULL for none */
    Html          rows;    /* <tr>… */
} Table;
void table_show(Page *page, const Table *table);

/* The ways on after a list: back to its beginning, and its next page. */
void sift_pages(Page *page, const Sift *sift);

/* What aria-sort says: "ascending", "descending", "none". */
const char *sift_aria(const Sift *sift, size_t column);
/* One order of the list in words and as the value of ?sort=: "Joined, newest
 * or largest first". */
typedef struct { const char *value, *words; bool is_chosen; } Order;
size_t sift_orders(const Sift *sift, Order order[2 * TABLE_COLUMNS_MAX]);

#endif
