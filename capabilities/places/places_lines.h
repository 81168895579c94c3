/* places_lines.h: a file of postcodes, from bytes to records.
 *
 * The file comes in pieces that may end anywhere; the rest of a line waits for its
 * end. A line is cut into fields in place. What reads well, and what does not,
 * is said as a LineRecord each; places_import.c takes them, in this process or
 * in another.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_PLACES_PLACES_LINES_H
#define CAPABILITIES_PLACES_PLACES_LINES_H

#include "capabilities/places/places_records.h"

typedef struct PlacesLines PlacesLines;

PlacesLines *lines_begin(Arena *arena, RecordSink *put, void *context);
/* False when nobody listens any more. */
bool lines_read(PlacesLines *lines, const char *bytes, size_t length);
/* The last line, if it has no end, and all that was not said yet. */
bool lines_end(PlacesLines *lines);

#endif
