/* wasm.c: the core's door on the phone; compiled to WebAssembly only.
 *
 * JavaScript cannot pass structs, so it writes what it asks into one room of
 * linear memory, calls, and reads the answer from another. These rooms are the
 * only writable data of core/. The other side is browser/core.ts; the layouts
 * below are what it reads, little-endian.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "core/nearest.h"
#include "core/postcode.h"

#define EXPORT(name) __attribute__((export_name(name)))

/* Keys are below 2^37, so doubles hold them, and JavaScript reads doubles. */
typedef struct {
    double  key;                      /* at  0 */
    double  low, high;                /* at  8, 16: the range; 1, 0 when empty */
    int32_t kind;                     /* at 24: PostcodeKind */
    int32_t where;                    /* at 28: PostcodeWhere */
    int32_t is_corrected;             /* at 32: 0 or 1 */
    char    text[POSTCODE_TEXT_SIZE]; /* at 36: NUL-terminated */
} PostcodeAnswer;

_Static_assert(offsetof(PostcodeAnswer, text) == 36, "browser/core.ts reads it there");
_Static_assert(sizeof(GeoPoint) == 8, "browser/core.ts writes pairs of int32");
_Static_assert(sizeof(Near) == 16, "browser/core.ts reads double, uint32, 4 of nothing");

static char           typed[POSTCODE_TYPED_MAX];
static PostcodeAnswer answer;
static GeoPoint       points[NEAREST_POINTS_MAX];
static Near           found[NEAREST_FOUND_MAX];

char *core_typed(void) EXPORT("core_typed");
char *core_typed(void)
{
    return typed;
}

uint32_t core_typed_max(void) EXPORT("core_typed_max");
uint32_t core_typed_max(void)
{
    return POSTCODE_TYPED_MAX;
}

static void answer_set(const PostcodeRead *read)
{
    int64_t low, high;
    postcode_range(read, &low, &high);
    answer = (PostcodeAnswer){
        .key = (double)read->key,
        .low = (double)low,
        .high = (double)high,
        .kind = (int32_t)read->kind,
        .where = (int32_t)read->where,
        .is_corrected = read->is_corrected,
    };
    for (size_t i = 0; i < POSTCODE_TEXT_SIZE; i++)
        answer.text[i] = read->text[i];
}

/* Reads the first `length` bytes of core_typed(). A length above
 * core_typed_max() is of something that was not written there: no postcode. */
PostcodeAnswer *core_postcode_read(uint32_t length) EXPORT("core_postcode_read");
PostcodeAnswer *core_postcode_read(uint32_t length)
{
    PostcodeRead read = { .kind = POSTCODE_NOT };
    if (length <= POSTCODE_TYPED_MAX)
        read = postcode_read(typed, length);
    answer_set(&read);
    return &answer;
}

/* The text of a key, or "" for a number that is none. */
PostcodeAnswer *core_postcode_from_key(double key) EXPORT("core_postcode_from_key");
PostcodeAnswer *core_postcode_from_key(double key)
{
    char    text[POSTCODE_TEXT_SIZE] = "";
    int64_t whole = key > 0 && key < 9007199254740992.0 ? (int64_t)key : POSTCODE_NO_KEY;
    size_t  length = 0;
    if ((double)whole == key)
        postcode_from_key(whole, text);
    while (text[length] != '\0')
        length++;
    PostcodeRead read = postcode_read(text, length);
    answer_set(&read);
    return &answer;
}

GeoPoint *core_points(void) EXPORT("core_points");
GeoPoint *core_points(void)
{
    return points;
}

uint32_t core_points_max(void) EXPORT("core_points_max");
uint32_t core_points_max(void)
{
    return NEAREST_POINTS_MAX;
}

Near *core_found(void) EXPORT("core_found");
Near *core_found(void)
{
    return found;
}

/* The nearest of the first `count` of core_points(), into core_found(). */
uint32_t core_nearest(uint32_t count, int32_t lat_e7, int32_t lon_e7, uint32_t wanted)
    EXPORT("core_nearest");
uint32_t core_nearest(uint32_t count, int32_t lat_e7, int32_t lon_e7, uint32_t wanted)
{
    return (uint32_t)nearest(points, count, (GeoPoint){ lat_e7, lon_e7 }, found, wanted);
}
