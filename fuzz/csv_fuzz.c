/* csv_fuzz.c: whatever a file of postcodes holds, reading it ends, every line
 * is either kept or counted as broken, and where the file is cut into pieces
 * makes no difference.
 *
 * The first byte of the input says how long the pieces are.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char square[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"properties\":{\"code\":\"E14000001\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-2.02,52.59],[-1.99,52.59],[-1.99,52.61],[-2.02,52.61]]]}}]}";

static PlacesReport read_in_pieces(const char *bytes, size_t length, size_t piece)
{
    static Arena *arena;
    if (arena == NULL)
        arena = arena_new(ARENA_REQUEST_MAX);
    arena_reset(arena);

    const char *why = "";
    PlacesImport *import = places_import_new(arena, 1000);
    if (!places_import_constituencies(import, square, sizeof square - 1, &why)
        || !places_import_councils(import, square, sizeof square - 1, &why))
        abort();
    while (length > 0) {
        size_t count = piece < length ? piece : length;
        places_import_postcodes(import, bytes, count);
        bytes += count;
        length -= count;
    }
    places_import_think(import, &why);
    PlacesReport report = *places_import_report(import);
    places_import_end(import);
    return report;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *bytes = (const char *)data + 1;
    PlacesReport whole = read_in_pieces(bytes, size - 1, size);
    PlacesReport parts = read_in_pieces(bytes, size - 1, (size_t)data[0] + 1);
    if (whole.lines != parts.lines || whole.postcodes != parts.postcodes
        || whole.broken_lines != parts.broken_lines
        || whole.without_coordinates != parts.without_coordinates)
        abort();
    if (whole.postcodes + whole.broken_lines > whole.lines)
        abort();
    return 0;
}
