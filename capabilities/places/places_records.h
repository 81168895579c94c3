/* places_records.h: what a file of the map says, as plain records.
 *
 * A file of the map is read by a process of its own, which writes records; the
 * process that imports believes none of them before it has looked. So whatever
 * a file does to its reader, what comes here is numbers in their ranges, codes
 * of capital letters and digits, and names in UTF-8.
 *
 *     in the reader:     records_of_layer(arena, bytes, length, put, context, &why)
 *     in the importer:   layer_of_records(arena, records, count, &layer, &why)
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_RECORDS_H
#define CAPABILITIES_PLACES_PLACES_RECORDS_H

#include "capabilities/places/places_geo.h"
#include "base/list.h"

enum {
    RECORD_CODE_MAX = 12,  /* bytes; "E14001172" */
    RECORD_NAME_MAX = 200,
    RECORD_PAIRS_MAX = 40000,
};

/* Bytes of records on their way; false when nobody listens any more. */
typedef bool RecordSink(void *context, const void *bytes, size_t count);

/* A few capital letters and digits; UTF-8 on one line. */
bool record_code_is_fit(const char *code);
bool record_name_is_fit(const char *name);

/* --- shapes ----------------------------------------------------------------- */

bool records_of_layer(const GeoLayer *layer, RecordSink *put, void *context);
/* Makes boxes and middles afresh from the edges. */
bool layer_of_records(Arena *arena, const char *records, size_t count, GeoLayer *layer,
                      const char **why);
/* The box and the middle of every area, from its edges. */
void layer_measure(GeoLayer *layer);

/* --- a code and what belongs to it -------------------------------------------- */

typedef struct { const char *code, *text; } RecordPair;
typedef struct { RecordPair *item; size_t count, capacity; } RecordPairs;

bool records_of_pairs(const RecordPairs *pairs, RecordSink *put, void *context);
bool pairs_of_records(Arena *arena, const char *records, size_t count, RecordPairs *pairs,
                      const char **why);

/* --- lines of postcodes --------------------------------------------------------- */

/* What stood in a line; from LINE_FIRST_FAULT on, why it was passed over. */
typedef enum {
    LINE_ON_MAP,
    LINE_OFF_MAP, /* a postcode whose place is not known */
    LINE_COUNT,   /* only how many lines there were so far */
    LINE_NO_POSTCODE,
    LINE_NO_PLACE,
    LINE_NO_WARD,
    LINE_TOO_LONG,
    LINE_NO_END,
    LINE_ODD_FIELDS,
    LINE_KINDS,
} LineKind;
#define LINE_FIRST_FAULT LINE_NO_POSTCODE

typedef struct {
    int64_t  key, line;
    int32_t  east_m, north_m; /* on the National Grid */
    uint8_t  kind;
    char     ward[RECORD_CODE_MAX + 1]; /* "" for none */
    uint8_t  zero[2];
} LineRecord;
_Static_assert(sizeof(LineRecord) == 40, "no bytes that nobody has set");

enum {
    LINE_EAST_MAX_M = 700 * 1000, LINE_NORTH_MAX_M = 1300 * 1000, /* the National Grid */
    LINE_RECORDS = 1024, /* said at once */
};

/* Whether the record is one that a reader may write. */
bool line_record_is_fit(const LineRecord *record);

#endif
