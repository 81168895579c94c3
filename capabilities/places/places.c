/* places.c: finding one's place in the movement.
 *
 * What somebody types into the one field is read first as a postcode, in any
 * spelling, and else as a part of a name. Every answer is a sentence that
 * helps: where you live; or what to type instead; or where else to look. The
 * page never jumps away by itself, so that a wrong guess costs nothing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/places/places_view.h"

#include "core/nearest.h"
#include "web/json.h"

const char place_attribution[] =
    WORDS("Contains OS data © Crown copyright and database right. Contains Royal Mail data © "
          "Royal Mail copyright and database right. Source: Office for National Statistics "
          "licensed under the Open Government Licence v3.0.");

bool place_has_desk(const Request *req, AreaId area, Purpose purpose)
{
    for (size_t i = 0; i < req->who.grant_count; i++) {
        const Grant *grant = &req->who.grant[i];
        bool is_desk = grant->role == ROLE_OFFICER || grant->role == ROLE_ADMIN;
        if (is_desk && grant->purpose == purpose
            && place_is_inside(req->db, area, grant->area, req->now))
            return true;
    }
    return false;
}

const char *place_name(const Place *place, Lang lang)
{
    return lang == LANG_CY && place->name_cy[0] != '\0' ? place->name_cy : place->name;
}

const char *place_kind_words(PlaceKind kind)
{
    switch (kind) {
    case PLACE_NATION:       return WORDS("nation");
    case PLACE_REGION:       return WORDS("region");
    case PLACE_COUNCIL:      return WORDS("council");
    case PLACE_CONSTITUENCY: return WORDS("constituency");
    case PLACE_WARD:         return WORDS("ward");
    case PLACE_MOVEMENT:     return WORDS("the whole movement");
    case PLACE_ORG_REGION:   return WORDS("region");
    case PLACE_PARTY:        return WORDS("constituency party");
    case PLACE_BRANCH:       return WORDS("branch");
    }
    return "";
}

/* --- paths ------------------------------------------------------------- */

const char *path_place(const Request *req, const Place *place)
{
    return text_format(req->arena, "/areas/%s", place->slug);
}

const char *path_find(const Request *req, const char *typed)
{
    return text_format(req->arena, "/find?q=%s", query_escape(req->arena, typed));
}

const char *path_find_more(const Find *find)
{
    return text_format(find->req->arena, "%s&page=%lld", path_find(find->req, find->typed),
                       (long long)find->page + 1);
}

const char *path_council(const Request *req, const Place *council)
{
    return text_format(req->arena, "/find?council=%s", council->slug);
}

const char *path_areas(const Request *req, const Place *region)
{
    return text_format(req->arena, "/areas?region=%s", region->slug);
}

const char *path_letter(const Request *req, char letter)
{
    return text_format(req->arena, "/areas?letter=%c", letter);
}

const char *path_hit(const Request *req, const Place *place)
{
    return place->kind == PLACE_COUNCIL ? path_council(req, place) : path_place(req, place);
}

const char *hit_words(const Request *req, const PlaceHit *hit)
{
    if (hit->place.kind != PLACE_BRANCH || id_is_none(hit->parent.id.id))
        return say(req->lang, place_kind_words(hit->place.kind));
    return SAY(req->arena, req->lang, "branch of {1}", place_name(&hit->parent, req->lang));
}

const char *postcode_text(Arena *arena, int64_t key)
{
    char text[POSTCODE_TEXT_SIZE];
    postcode_from_key(key, text);
    return text_copy(arena, text);
}

FindExample find_example(Db *db)
{
    Place county;
    if (place_by_code(db, "X12000001", PLACE_ORG_REGION, &county))
        return (FindExample){ "ZE90 1AA", "Thornwick" };
    return (FindExample){ "LS6 3HN", "Leeds" };
}

/* --- reading what was typed -------------------------------------------- */

static void read_names(Find *find, size_t hits)
{
    Db *db = find->req->db;
    const char *key = place_search_key(find->req->arena, find->typed);
    size_t skip = (size_t)(find->page - 1) * hits;
    if (key[0] == '\0') {
        find->kind = FIND_NO_WORDS;
        return;
    }
    find->hits = places_by_name(db, key, hits + 1, skip);
    find->has_more = find->hits.count > hits && find->page < FIND_PAGES_MAX;
    if (find->hits.count > hits)
        find->hits.count = hits;
    find->kind = find->hits.count > 0 ? FIND_NAMES : FIND_NO_NAME;
}

/* The postcodes of the same sector, or else of the same outward code, that
 * come before and after one that does not exist. */
static PostcodeNearList beside(Db *db, const PostcodeRead *gone)
{
    enum { UNIT_CHARS = 2, INWARD_CHARS = 3 };
    static const size_t without[] = { UNIT_CHARS, INWARD_CHARS + 1 };
    PostcodeNearList list = {0};
    size_t length = strlen(gone->text);
    for (size_t i = 0; i < COUNT(without) && list.count == 0; i++) {
        PostcodeRead part = postcode_read(gone->text, length - without[i]);
        int64_t low, high;
        if (postcode_range(&part, &low, &high))
            list = postcodes_beside(db, gone->key, low, high, FIND_BESIDE);
    }
    return list;
}

/* Whose middles are nearest, by the same core that the phone uses. */
static void read_near(Find *find)
{
    enum { WITH_OWN = FIND_NEAR + 1 };
    _Static_assert((int)WITH_OWN <= (int)PICKED_MAX, "all are fetched in one question");
    Db *db = find->req->db;
    GeoPoint here = { find->card.lat_e7, find->card.lon_e7 };
    PlaceSpotList spots = parties_around(db, here.lat_e7, here.lon_e7);
    GeoPoint *middle = ARENA_ARRAY(find->req->arena, GeoPoint, spots.count);
    for (size_t i = 0; i < spots.count; i++)
        middle[i] = (GeoPoint){ spots.item[i].lat_e7, spots.item[i].lon_e7 };

    Near near[WITH_OWN];
    int64_t number[PICKED_MAX] = {0};
    size_t count = nearest(middle, spots.count, here, near, WITH_OWN);
    for (size_t i = 0; i < count; i++)
        number[i] = spots.item[near[i].index].number;
    PlaceList places = places_numbered(db, number);
    for (size_t i = 0; i < count && find->near_count < FIND_NEAR; i++) {
        const GeoPoint *spot = &middle[near[i].index];
        for (size_t j = 0; j < places.count && find->near_count < FIND_NEAR; j++) {
            const Place *place = &places.item[j];
            bool is_it = place->lat_e7 == spot->lat_e7 && place->lon_e7 == spot->lon_e7;
            if (!is_it || id_equal(place->id.id, find->card.party.id.id))
                continue;
            int64_t km = (int64_t)(near[i].distance_m / 1000 + 0.5);
            find->near[find->near_count++] = (NearParty){ *place, km < 1 ? 1 : km };
            break;
        }
    }
}

static void read_full(Find *find)
{
    Db *db = find->req->db;
    find->card = postcode_card(db, find->read.key);
    if (!find->card.is_known)
        find->kind = FIND_GONE;
    else
        find->kind = find->card.is_on_map ? FIND_CARD : FIND_OFF_MAP;
    if (find->kind == FIND_CARD)
        read_near(find);
    else
        find->beside = beside(db, &find->read);
}

static void read_part(Find *find)
{
    int64_t low = 0, high = 0;
    if (postcode_range(&find->read, &low, &high))
        find->parties = parties_of_postcodes(find->req->db, low, high);
    find->kind = find->parties.count > 0 ? FIND_PART : FIND_GONE;
}

static bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

static void read_postcode(Find *find, size_t hits)
{
    switch (find->read.kind) {
    case POSTCODE_NOT:
        read_names(find, hits);
        break;
    case POSTCODE_UNFINISHED:
        /* "Le" begins LE1, but also Leeds. */
        if (has_digit(find->read.text)) {
            read_part(find);
        } else {
            read_names(find, hits);
            find->kind = find->kind == FIND_NAMES ? FIND_NAMES : FIND_BEGINNING;
        }
        break;
    case POSTCODE_OUTWARD:
    case POSTCODE_SECTOR:
        read_part(find);
        break;
    case POSTCODE_FULL:
        read_full(find);
        break;
    }
}

/* Where there are postcodes that this map does not have. True when the answer
 * is that. A name ("Je", "Im") is still a name. */
static bool read_elsewhere(Find *find)
{
    bool is_sure = find->read.kind >= POSTCODE_OUTWARD
        || (find->read.kind == POSTCODE_UNFINISHED && has_digit(find->read.text));
    if (!is_sure || find->read.where == POSTCODE_GB)
        return false;
    switch (find->read.where) {
    case POSTCODE_GB:
        break;
    case POSTCODE_NI:
        find->kind = FIND_IRELAND;
        place_by_code(find->req->db, "N92000002", PLACE_ORG_REGION, &find->ireland);
        break;
    case POSTCODE_ISLANDS:
        find->kind = FIND_ISLANDS;
        break;
    case POSTCODE_FORCES:
        find->kind = FIND_FORCES;
        break;
    }
    return true;
}

Find find_read(Request *req, const char *typed, size_t hits)
{
    Find find = { .req = req, .page = 1, .typed = text_trim(req->arena, typed) };
    text_to_int(req_query(req, "page"), 1, FIND_PAGES_MAX, &find.page);
    if (places_map(req->db).number == 0) {
        find.kind = FIND_NO_MAP;
    } else if (text_is_blank(find.typed)) {
        find.kind = FIND_ASK;
    } else if (strlen(find.typed) > FIND_TYPED_MAX) {
        find.kind = FIND_TOO_LONG;
        find.typed = "";
    } else {
        find.read = postcode_read(find.typed, strlen(find.typed));
        if (!read_elsewhere(&find))
            read_postcode(&find, hits);
    }
    return find;
}

/* --- pages ------------------------------------------------------------- */

static Reply find_show(Request *req)
{
    Find find = find_read(req, req_query(req, "q"), FIND_HITS);
    const char *council = req_query(req, "council");
    if (council[0] != '\0' && place_by_slug(req->db, council, &find.council)
        && find.council.kind == PLACE_COUNCIL) {
        find.kind = FIND_COUNCIL;
        find.parties = parties_of_council(req->db, &find.council);
    }
    Page page = page_begin(req->arena, req->lang);
    places_find(&page, &find);
    return reply_page(req, say(req->lang, "Find my local party"), page_end(&page));
}

static Reply areas_show(Request *req)
{
    const char *letter = req_query(req, "letter"), *region = req_query(req, "region");
    Browse browse = { .req = req, .letter = "", .regions = org_regions_with_parties(req->db) };
    if (letter[0] >= 'A' && letter[0] <= 'Z' && letter[1] == '\0') {
        browse.letter = letter;
        browse.parties = parties_by_letter(req->db, place_search_key(req->arena, letter));
    } else if (region[0] != '\0') {
        if (!place_by_slug(req->db, region, &browse.region)
            || browse.region.kind != PLACE_ORG_REGION)
            return reply_not_found(req);
        browse.parties = place_children(req->db, browse.region.id);
    }
    Page page = page_begin(req->arena, req->lang);
    places_browse(&page, &browse);
    return reply_page(req, say(req->lang, "All local parties"), page_end(&page));
}

/* --- for the find form's script ---------------------------------------- */

static void suggest_one(JsonWriter *json, const Request *req, const PlaceHit *hit)
{
    json_open_object(json, NULL);
    json_text(json, "name", place_name(&hit->place, req->lang));
    json_text(json, "path", path_hit(req, &hit->place));
    json_text(json, "kind", hit_words(req, hit));
    json_end(json);
}

static void suggest_card(JsonWriter *json, const Request *req, const PostcodeCard *card)
{
    PlaceHit party = { .place = card->party }, branch = { card->branch, card->party };
    if (id_is_none(card->party.id.id))
        return;
    suggest_one(json, req, &party);
    if (!id_is_none(card->branch.id.id))
        suggest_one(json, req, &branch);
}

static Reply find_suggest(Request *req)
{
    Find find = find_read(req, req_query(req, "q"), FIND_SUGGESTIONS);
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_open_array(&json, "places");
    suggest_card(&json, req, &find.card);
    for (size_t i = 0; i < find.parties.count && i < FIND_SUGGESTIONS; i++)
        suggest_one(&json, req, &(PlaceHit){ .place = find.parties.item[i].place });
    for (size_t i = 0; i < find.hits.count; i++)
        suggest_one(&json, req, &find.hits.item[i]);
    json_end(&json);
    json_end(&json);
    return reply_json(req, json_of(&json));
}

/* Where each party is, so that a phone finds the nearest without telling
 * anybody where it is. */
static Reply find_centres(Request *req)
{
    PlaceList parties = place_all(req->db, PLACE_PARTY);
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_open_array(&json, "places");
    for (size_t i = 0; i < parties.count; i++) {
        const Place *party = &parties.item[i];
        if (party->lat_e7 == 0 && party->lon_e7 == 0)
            continue;
        json_open_object(&json, NULL);
        json_text(&json, "name", place_name(party, req->lang));
        json_text(&json, "path", path_place(req, party));
        json_int(&json, "lat", party->lat_e7);
        json_int(&json, "lon", party->lon_e7);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    const char *text = json_of(&json);
    Reply reply = reply_bytes(req, "application/json", text, strlen(text));
    reply_header(&reply, "Cache-Control", "private, max-age=86400");
    reply_header(&reply, "Vary", "Cookie, Accept-Language");
    return reply;
}

static const NavLink nav[] = {
    { "/find", WORDS("Find my local party"), MAY_ANYONE, true },
};

static const Route routes[] = {
    { GET,  "/find", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      find_show, "find the local party of a postcode, or a place by its name", false },
    { GET,  "/find/suggest", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SEARCH,
      find_suggest, "get suggestions while typing", false },
    { GET,  "/find/centres", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      find_centres, "get where each local party is, to find the nearest on one's own device", false },
    { GET,  "/areas", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      areas_show, "look through all local parties by region or letter", false },
};

const Capability places_capability = {
    .name = "places",
    .routes = routes, .route_count = COUNT(routes),
    .nav = nav, .nav_count = COUNT(nav),
};
