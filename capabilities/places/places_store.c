/* places_store.c: asking about areas and postcodes; map_store.c writes them.
 *
 * A postcode's id is the number of its map times 2^37 plus its key, so the
 * postcodes of one map, and of one outward code in it, lie side by side, and a
 * new map grows beside the one in force. 137438953472 is 2^37.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_store.h"

#include "base/list.h"

/* The columns every place is read from: id, kind, slug, code, name, name_cy,
 * parent, lat_e7, lon_e7. */
static Place place_read(Rows *rows)
{
    return (Place){
        .id = { row_id(rows, 0) },
        .kind = (PlaceKind)row_int(rows, 1),
        .slug = row_text(rows, 2),
        .code = row_text(rows, 3),
        .name = row_text(rows, 4),
        .name_cy = row_text(rows, 5),
        .parent = { row_id(rows, 6) },
        .lat_e7 = (int32_t)row_int(rows, 7),
        .lon_e7 = (int32_t)row_int(rows, 8),
    };
}

static bool place_one(Rows rows, Place *place)
{
    if (!rows_next(&rows))
        return false;
    *place = place_read(&rows);
    while (rows_next(&rows))
        continue;
    return true;
}

static PlaceList place_list(Db *db, Rows rows)
{
    PlaceList places = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &places) = place_read(&rows);
    return places;
}

bool place_by_slug(Db *db, const char *slug, Place *place)
{
    return place_one(db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE slug = $1 AND valid_until IS NULL",
        args(sql_text(slug))), place);
}

bool place_by_id(Db *db, AreaId id, Place *place)
{
    return place_one(db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE id = $1",
        args(sql_id(id.id))), place);
}

bool place_by_code(Db *db, const char *code, PlaceKind kind, Place *place)
{
    return place_one(db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE kind = $1 AND code = $2 AND valid_until IS NULL",
        args(sql_int(kind), sql_text(code))), place);
}

bool place_is_inside(Db *db, AreaId inside, AreaId root, TimeMs at)
{
    Rows rows = db_rows(db,
        "SELECT 1"
        "  FROM places_within"
        " WHERE root = $1 AND area = $2 AND valid_from <= $3"
        "   AND (valid_until IS NULL OR valid_until > $3)",
        args(sql_id(root.id), sql_id(inside.id), sql_int(at)));
    bool is_inside = false;
    while (rows_next(&rows))
        is_inside = true;
    return is_inside;
}

PlaceList place_children(Db *db, AreaId parent)
{
    return place_list(db, db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE parent = $1 AND valid_until IS NULL"
        " ORDER BY name_key, slug",
        args(sql_id(parent.id))));
}

PlaceList place_ancestors(Db *db, AreaId id)
{
    return place_list(db, db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7"
        "  FROM places_within w"
        "  JOIN places_area a ON a.id = w.root"
        " WHERE w.area = $1 AND w.depth > 0 AND w.valid_until IS NULL"
        " ORDER BY w.depth",
        args(sql_id(id.id))));
}

PlaceList place_all(Db *db, PlaceKind kind)
{
    return place_list(db, db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE kind = $1 AND valid_until IS NULL"
        " ORDER BY name_key, slug",
        args(sql_int(kind))));
}

bool place_movement(Db *db, Place *place)
{
    PlaceList all = place_all(db, PLACE_MOVEMENT);
    if (all.count > 0)
        *place = all.item[0];
    return all.count > 0;
}

/* --- postcodes --------------------------------------------------------- */

/* One row for each place of the postcode: what it lies in, and what the
 * movement has there. */
static Rows card_rows(Db *db, int64_t key)
{
    return db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7"
        "  FROM places_postcode p"
        "  JOIN places_area s ON s.number IN (p.constituency, p.council, p.ward)"
        "  JOIN places_area a ON a.code = s.code AND a.kind IN (3, 4, 5, 22, 23)"
        " WHERE p.id = (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $1"
        "   AND a.valid_until IS NULL",
        args(sql_int(key)));
}

static void card_note(PostcodeCard *card, const Place *place)
{
    switch (place->kind) {
    case PLACE_COUNCIL:      card->council = *place; break;
    case PLACE_CONSTITUENCY: card->constituency = *place; break;
    case PLACE_WARD:         card->ward = *place; break;
    case PLACE_PARTY:        card->party = *place; break;
    case PLACE_BRANCH:       card->branch = *place; break;
    case PLACE_NATION:
    case PLACE_REGION:
    case PLACE_MOVEMENT:
    case PLACE_ORG_REGION:   break;
    }
}

PostcodeCard postcode_card(Db *db, int64_t key)
{
    PostcodeCard card = {0};
    Rows known = db_rows(db,
        "SELECT lat_e7, lon_e7"
        "  FROM places_postcode"
        " WHERE id = (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $1",
        args(sql_int(key)));
    while (rows_next(&known)) {
        card.is_known = true;
        card.is_on_map = !row_is_null(&known, 0);
        card.lat_e7 = (int32_t)row_int(&known, 0);
        card.lon_e7 = (int32_t)row_int(&known, 1);
    }
    if (!card.is_on_map)
        return card;

    Rows rows = card_rows(db, key);
    while (rows_next(&rows)) {
        Place place = place_read(&rows);
        card_note(&card, &place);
    }
    /* A ward that straddles two constituencies has its branch in one of them. */
    if (!id_equal(card.branch.parent.id, card.party.id.id))
        card.branch = (Place){0};
    return card;
}

PlaceSpotList parties_around(Db *db, int32_t lat_e7, int32_t lon_e7)
{
    enum { HIGH_E7 = 4000000, WIDE_E7 = 7000000 }; /* 44 km; 45 km in the middle of Britain */
    Rows rows = db_rows(db,
        "SELECT number, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE kind = 22 AND lat_e7 BETWEEN $1 AND $2 AND lon_e7 BETWEEN $3 AND $4"
        "   AND valid_until IS NULL"
        " ORDER BY number LIMIT $5",
        args(sql_int((int64_t)lat_e7 - HIGH_E7), sql_int((int64_t)lat_e7 + HIGH_E7),
             sql_int((int64_t)lon_e7 - WIDE_E7), sql_int((int64_t)lon_e7 + WIDE_E7),
             sql_int(AROUND_MAX)));
    PlaceSpotList spots = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &spots) = (PlaceSpot){
            .number = row_int(&rows, 0),
            .lat_e7 = (int32_t)row_int(&rows, 1),
            .lon_e7 = (int32_t)row_int(&rows, 2),
        };
    return spots;
}

PlaceList places_numbered(Db *db, const int64_t number[PICKED_MAX])
{
    return place_list(db, db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area WHERE number IN ($1, $2, $3, $4)",
        args(sql_int(number[0]), sql_int(number[1]), sql_int(number[2]), sql_int(number[3]))));
}

PlaceFound place_of_postcode(Db *db, int64_t postcode_key)
{
    PostcodeCard card = postcode_card(db, postcode_key);
    return (PlaceFound){
        .is_known = !id_is_none(card.party.id.id),
        .party = card.party,
        .branch = card.branch,
        .has_branch = !id_is_none(card.branch.id.id),
    };
}

static PlaceCountList count_list(Db *db, Rows rows)
{
    PlaceCountList list = {0};
    while (rows_next(&rows)) {
        PlaceCount *item = LIST_ADD(db_arena(db), &list);
        item->place = place_read(&rows);
        item->count = row_int(&rows, 9);
    }
    return list;
}

PlaceCountList parties_of_postcodes(Db *db, int64_t low, int64_t high)
{
    return count_list(db, db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       n.postcodes"
        "  FROM (SELECT constituency, count(*) AS postcodes"
        "          FROM places_postcode"
        "         WHERE id BETWEEN (SELECT number FROM places_map WHERE state = 2)"
        "                              * 137438953472 + $1"
        "                      AND (SELECT number FROM places_map WHERE state = 2)"
        "                              * 137438953472 + $2"
        "           AND constituency IS NOT NULL"
        "         GROUP BY constituency) n"
        "  JOIN places_area c ON c.number = n.constituency"
        "  JOIN places_area a ON a.kind = 22 AND a.code = c.code AND a.valid_until IS NULL"
        " ORDER BY n.postcodes DESC, a.name_key",
        args(sql_int(low), sql_int(high))));
}

PlaceCountList parties_of_council(Db *db, const Place *council)
{
    return count_list(db, db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       o.postcodes"
        "  FROM places_area l"
        "  JOIN places_overlap o ON o.council = l.number"
        "  JOIN places_area c ON c.number = o.constituency"
        "  JOIN places_area a ON a.kind = 22 AND a.code = c.code AND a.valid_until IS NULL"
        " WHERE l.id = $1"
        " ORDER BY o.postcodes DESC, a.name_key",
        args(sql_id(council->id.id))));
}

static void beside_read(Db *db, Rows rows, PostcodeNearList *list)
{
    while (rows_next(&rows)) {
        PostcodeNear *near = LIST_ADD(db_arena(db), list);
        near->party = place_read(&rows);
        near->key = row_int(&rows, 9) % PLACES_KEY_SPAN;
    }
}

static Rows rows_below(Db *db, int64_t key, int64_t low, size_t most)
{
    return db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       p.id"
        "  FROM places_postcode p"
        "  JOIN places_area c ON c.number = p.constituency"
        "  JOIN places_area a ON a.kind = 22 AND a.code = c.code AND a.valid_until IS NULL"
        " WHERE p.id < (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $1"
        "   AND p.id >= (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $2"
        " ORDER BY p.id DESC"
        " LIMIT $3",
        args(sql_int(key), sql_int(low), sql_int((int64_t)most)));
}

static Rows rows_above(Db *db, int64_t key, int64_t high, size_t most)
{
    return db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       p.id"
        "  FROM places_postcode p"
        "  JOIN places_area c ON c.number = p.constituency"
        "  JOIN places_area a ON a.kind = 22 AND a.code = c.code AND a.valid_until IS NULL"
        " WHERE p.id > (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $1"
        "   AND p.id <= (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $2"
        " ORDER BY p.id"
        " LIMIT $3",
        args(sql_int(key), sql_int(high), sql_int((int64_t)most)));
}

PostcodeNearList postcodes_beside(Db *db, int64_t key, int64_t low, int64_t high, size_t most)
{
    PostcodeNearList list = {0};
    beside_read(db, rows_below(db, key, low, most), &list);
    for (size_t i = 0; i < list.count / 2; i++) {
        PostcodeNear swapped = list.item[i];
        list.item[i] = list.item[list.count - 1 - i];
        list.item[list.count - 1 - i] = swapped;
    }
    beside_read(db, rows_above(db, key, high, most), &list);
    return list;
}

const char *postcode_constituency(Db *db, int64_t key)
{
    Rows rows = db_rows(db,
        "SELECT c.code"
        "  FROM places_postcode p"
        "  JOIN places_area c ON c.number = p.constituency"
        " WHERE p.id = (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $1",
        args(sql_int(key)));
    const char *code = "";
    while (rows_next(&rows))
        code = row_text(&rows, 0);
    return code;
}

PlacePostcodeList place_postcodes(Db *db, const Place *place, int64_t after, size_t most)
{
    /* A party is found by its constituency, a branch by its ward. */
    Rows rows = place->kind == PLACE_PARTY
        ? db_rows(db,
              "SELECT p.id, p.lat_e7, p.lon_e7"
              "  FROM places_area s"
              "  JOIN places_postcode p ON p.constituency = s.number"
              " WHERE s.kind = 4 AND s.code = $1"
              "   AND p.id > (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $2"
              "   AND p.id < ((SELECT number FROM places_map WHERE state = 2) + 1) * 137438953472"
              " ORDER BY p.id"
              " LIMIT $3",
              args(sql_text(place->code), sql_int(after), sql_int((int64_t)most)))
        : db_rows(db,
              "SELECT p.id, p.lat_e7, p.lon_e7"
              "  FROM places_area s"
              "  JOIN places_postcode p ON p.ward = s.number"
              " WHERE s.kind = 5 AND s.code = $1 AND p.lat_e7 IS NOT NULL"
              "   AND p.id > (SELECT number FROM places_map WHERE state = 2) * 137438953472 + $2"
              "   AND p.id < ((SELECT number FROM places_map WHERE state = 2) + 1) * 137438953472"
              " ORDER BY p.id"
              " LIMIT $3",
              args(sql_text(place->code), sql_int(after), sql_int((int64_t)most)));

    PlacePostcodeList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (PlacePostcode){
            .key = row_int(&rows, 0) % PLACES_KEY_SPAN,
            .lat_e7 = (int32_t)row_int(&rows, 1),
            .lon_e7 = (int32_t)row_int(&rows, 2),
        };
    return list;
}

/* --- names ------------------------------------------------------------- */

const char *place_search_key(Arena *arena, const char *text)
{
    TextBuilder out = text_builder(arena);
    bool is_gap = false;
    for (const char *at = text_search_key(arena, text); *at != '\0'; at++) {
        bool is_curly = strncmp(at, "\xE2\x80\x99", 3) == 0; /* U+2019 */
        if (*at == '\'' || is_curly) {
            at += is_curly ? 2 : 0;
        } else if (strchr(" -,.()/&", *at) != NULL) {
            if (*at == '&')
                text_add(&out, out.length == 0 ? "and" : " and");
            is_gap = true;
        } else {
            if (is_gap && out.length > 0)
                text_add_char(&out, ' ');
            text_add_char(&out, *at);
            is_gap = false;
        }
    }
    return text_of(&out);
}

static PlaceHitList hit_list(Db *db, Rows rows)
{
    PlaceHitList hits = {0};
    while (rows_next(&rows)) {
        PlaceHit *hit = LIST_ADD(db_arena(db), &hits);
        hit->place = place_read(&rows);
        hit->parent = (Place){ .id = { row_id(&rows, 9) }, .name = row_text(&rows, 10),
                               .name_cy = row_text(&rows, 11) };
    }
    return hits;
}

/* U+10FFFF sorts after all that can follow the key. */
static const char *key_end(Db *db, const char *key)
{
    return text_format(db_arena(db), "%s\xF4\x8F\xBF\xBF", key);
}

int64_t name_rank(PlaceKind kind, bool is_first_word, bool is_inside_word)
{
    static const int64_t of_kind[] = {
        [PLACE_PARTY] = 0, [PLACE_COUNCIL] = 1, [PLACE_ORG_REGION] = 2, [PLACE_BRANCH] = 3,
    };
    return 2 * of_kind[kind] + !is_first_word + (is_inside_word ? NAME_RANK_INSIDE : 0);
}

PlaceHitList places_by_name(Db *db, const char *key, size_t most, size_t skip)
{
    /* "north" begins a word of nearly a thousand places: the best are picked first, and only
     * they are grouped. One place comes up once for each of its words that fit; hardly ever
     * for more than two. */
    enum { INSIDE_CHARS_MIN = 3, RANK_ANY = 2 * NAME_RANK_INSIDE, WORDS_OF_A_PLACE = 4 };
    bool is_long = text_length_chars(key) >= INSIDE_CHARS_MIN;
    return hit_list(db, db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       u.id, u.name, u.name_cy"
        "  FROM (SELECT area, min(rank) AS rank, min(word) AS word, max(whole) AS whole"
        "          FROM (SELECT area, rank, word,"
        "                       CASE WHEN word = $1 AND rank < $5 AND rank % 2 = 0 THEN 1 ELSE 0 END"
        "                           AS whole"
        "                  FROM places_name"
        "                 WHERE word >= $1 AND word < $2 AND rank < $6"
        "                 ORDER BY whole DESC, rank, word, area"
        "                 LIMIT $7) best"
        "         GROUP BY area"
        "         ORDER BY whole DESC, rank, word, area"
        "         LIMIT $3 OFFSET $4) n"
        "  JOIN places_area a ON a.number = n.area"
        "  LEFT JOIN places_area u ON u.id = a.parent"
        " ORDER BY n.whole DESC, n.rank, n.word, n.area",
        args(sql_text(key), sql_text(key_end(db, key)), sql_int((int64_t)most),
             sql_int((int64_t)skip), sql_int(NAME_RANK_INSIDE),
             sql_int(is_long ? RANK_ANY : NAME_RANK_INSIDE),
             sql_int((int64_t)((most + skip) * WORDS_OF_A_PLACE)))));
}

PlaceList parties_by_letter(Db *db, const char *key)
{
    return place_list(db, db_rows(db,
        "SELECT id, kind, slug, code, name, name_cy, parent, lat_e7, lon_e7"
        "  FROM places_area"
        " WHERE kind = 22 AND valid_until IS NULL AND name_key >= $1 AND name_key < $2"
        " ORDER BY name_key, slug",
        args(sql_text(key), sql_text(key_end(db, key)))));
}

PlaceCountList org_regions_with_parties(Db *db)
{
    return count_list(db, db_rows(db,
        "SELECT a.id, a.kind, a.slug, a.code, a.name, a.name_cy, a.parent, a.lat_e7, a.lon_e7,"
        "       (SELECT count(*) FROM places_area b"
        "         WHERE b.parent = a.id AND b.valid_until IS NULL)"
        "  FROM places_area a"
        " WHERE a.kind = 21 AND a.valid_until IS NULL"
        " ORDER BY a.name_key",
        no_args));
}

const char *place_name_key(Arena *arena, const Place *place)
{
    const char *key = place_search_key(arena, place->name);
    if (place->name_cy[0] == '\0' || text_equal(place->name, place->name_cy))
        return key;
    return text_format(arena, "%s\n%s", key, place_search_key(arena, place->name_cy));
}
