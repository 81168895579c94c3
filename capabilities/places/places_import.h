/* places_import.h: a whole new map, from bytes of files to rows.
 *
 * First everything is read into memory and thought through, then it is
 * written in steps: each step is one short transaction, so whoever else writes
 * waits for a few hundredths of a second and not for the whole import. Until
 * the step that switches, readers see the old map, whole.
 *
 *     PlacesImport *import = places_import_new(arena, PLACES_POSTCODES_MAX);
 *     places_import_constituencies(import, bytes, length, &why) and so on;
 *     places_import_postcodes(import, bytes, length) for each piece of the file;
 *     places_import_think(import, &why);
 *     while (places_import_write(import, db, now) == PLACES_WRITE_MORE)
 *         continue;
 *
 * Nothing here opens a file; app/places_command.c does.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_IMPORT_H
#define CAPABILITIES_PLACES_PLACES_IMPORT_H

#include "capabilities/places/places.h"
#include "capabilities/places/places_records.h"

enum {
    PLACES_POSTCODES_MAX = 2500 * 1000,
    PLACES_WARDS_MAX = 30000,
    PLACES_LINE_MAX = 1024,   /* bytes; a longer line is broken */
    PLACES_FAULTS_KEPT = 50,  /* broken lines told one by one; all are counted */
    PLACES_STEP_ROWS = 4000, /* postcodes written in one transaction */
};

/* Goes into the digest of what was loaded: raise it when the same files would
 * make other rows. */
#define PLACES_IMPORT_VERSION 1

typedef struct { int64_t line; const char *words; } PlacesFault; /* English, for the log */

typedef struct {
    int64_t     lines; /* of the file of postcodes, with its heading */
    int64_t     postcodes, without_coordinates, without_ward;
    int64_t     by_nearest;         /* in no constituency's shape: given to the nearest */
    int64_t     council_by_nearest; /* the same for councils */
    int64_t     broken_lines;
    int64_t     nations, regions, constituencies, councils, wards, wards_without_name;
    int64_t     parties, branches;
    size_t      fault_count;
    PlacesFault fault[PLACES_FAULTS_KEPT];
} PlacesReport;

typedef struct PlacesImport PlacesImport;

/* The import lives in the arena, with room for so many postcodes. End it with
 * places_import_end(), which closes what lies outside the arena. */
PlacesImport *places_import_new(Arena *arena, size_t postcodes_max);
void          places_import_end(PlacesImport *import);

/* What the map was made of: its digest, and words for people. */
void places_import_source(PlacesImport *import, Hash digest, const char *words);
/* Whether the map in force was made of the same. */
bool places_import_is_same(const PlacesImport *import, Db *db);

/* Each reads one whole file; false with `why`, to be read after the file's
 * name. First the shapes, in this order; then the names. */
bool places_import_constituencies(PlacesImport *import, const char *bytes, size_t length,
                                  const char **why); /* TopoJSON or GeoJSON */
bool places_import_councils(PlacesImport *import, const char *bytes, size_t length,
                            const char **why); /* TopoJSON or GeoJSON */
bool places_import_regions(PlacesImport *import, const char *bytes, size_t length,
                           const char **why); /* HexJSON: which constituency is in which region */
bool places_import_welsh(PlacesImport *import, const char *bytes, size_t length,
                         const char **why); /* GeoJSON with Welsh names of constituencies */
bool places_import_wards(PlacesImport *import, const char *bytes, size_t length,
                         const char **why); /* {"E05000932": "Ainsdale", …} */

/* The next piece of the file of postcodes: CSV with a heading (postcode,
 * quality, easting, northing, ward) or Code-Point Open's ten columns without
 * one. Pieces may end anywhere. A broken line is noted and passed over. */
void places_import_postcodes(PlacesImport *import, const char *bytes, size_t length);

/* The same in two halves, for a process that reads one file and one that
 * imports: a reader says records; who takes them looks at each. A reader's false
 * has a `why`, or nobody listened. */
typedef bool PlacesReader(Arena *arena, const char *bytes, size_t length, RecordSink *put,
                          void *context, const char **why);
typedef bool PlacesTaker(PlacesImport *import, const char *records, size_t count,
                         const char **why);
PlacesReader places_read_shapes, places_read_regions, places_read_welsh, places_read_wards;
PlacesTaker  places_take_constituencies, places_take_councils, places_take_regions,
             places_take_welsh, places_take_wards;
/* Whole LineRecords (places_lines.h); false when one is not fit. */
bool places_import_lines(PlacesImport *import, const void *records, size_t count);

/* After the last piece: makes the trees. False with `why` when too little is
 * there to make a map of. */
bool places_import_think(PlacesImport *import, const char **why);

const PlacesReport *places_import_report(const PlacesImport *import);
/* The next postcode that exists but has no coordinates, POSTCODE_TEXT_SIZE
 * bytes of text; *at is 0 at first. False after the last. */
bool places_import_unplaced(const PlacesImport *import, size_t *at, char text[]);

typedef enum {
    PLACES_WRITE_MORE,
    PLACES_WRITE_DONE,
    PLACES_WRITE_FAILED,    /* the database; nothing has changed for readers */
    PLACES_WRITE_TAKEN_OVER /* another import began meanwhile */
} PlacesWrite;

PlacesWrite places_import_write(PlacesImport *import, Db *db, TimeMs now);
/* How far the writing is, in thousandths. */
int places_import_progress(const PlacesImport *import);

#endif
