/* fill.c: what the stores know, put at the schema's places.
 *
 * A list goes by key, not by number: a cursor is the key of the last row, so a
 * row that is added meanwhile shifts nothing.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/api/api_view.h"

#include "capabilities/meetings/meetings.h"
#include "capabilities/people/people.h"

enum { PERSON_IDENTIFIERS, PERSON_ORIGIN, PERSON_CREATED, PERSON_GIVEN, PERSON_FAMILY, PERSON_FULL,
       PERSON_LANGUAGES, PERSON_MAILS, PERSON_PHONES, PERSON_NUMBER, PERSON_AREA };
enum { AREA_IDENTIFIERS, AREA_NAME, AREA_NAME_CY, AREA_KIND, AREA_SLUG, AREA_PARENT, AREA_URL };
enum { EVENT_IDENTIFIERS, EVENT_ORIGIN, EVENT_CREATED, EVENT_MODIFIED, EVENT_TITLE, EVENT_STATUS,
       EVENT_START, EVENT_END, EVENT_ZONE, EVENT_VISIBILITY, EVENT_LANGUAGE, EVENT_LOCATION,
       EVENT_ONLINE, EVENT_AREA, EVENT_URL };
enum { PAGE_NAME, PAGE_TITLE, PAGE_LANGUAGE, PAGE_VERSION, PAGE_MODIFIED, PAGE_BODY, PAGE_URL };

static ApiValue text(const char *words)
{
    return (ApiValue){ .text = words, .is_set = true };
}

static ApiValue text_or_null(const char *words)
{
    return (ApiValue){ .text = words, .is_set = words[0] != '\0' };
}

static ApiValue number(int64_t number)
{
    return (ApiValue){ .number = number, .is_set = true };
}

/* Those of the texts that are not empty. */
static ApiValue texts(Arena *arena, const char *const words[], size_t count)
{
    ApiValue *items = ARENA_ARRAY(arena, ApiValue, count + 1);
    size_t there = 0;
    for (size_t i = 0; i < count; i++)
        if (words[i] != NULL && words[i][0] != '\0')
            items[there++] = text(words[i]);
    return (ApiValue){ .items = items, .count = there, .is_set = true };
}

static const char *identifier(Arena *arena, Id id)
{
    return text_format(arena, "groundswell:%s", id_text(arena, id));
}

/* --- people ---------------------------------------------------------------------------- */

static void put_name(Arena *arena, ApiRow *row, const char *name)
{
    const char *blank = strrchr(name, ' ');
    row->value[PERSON_FULL] = text(name);
    row->value[PERSON_GIVEN] =
        text(blank == NULL ? name : text_copy_bytes(arena, name, (size_t)(blank - name)));
    row->value[PERSON_FAMILY] = text(blank == NULL ? "" : blank + 1);
}

ApiEnd fill_me(Request *req, ApiAnswer *answer)
{
    Person person;
    if (!person_by_id(req->db, req->who.person, &person))
        return API_NOT_THERE;
    ApiRow *row = LIST_ADD(req->arena, &answer->rows);
    Place place;
    AreaId own = who_area(&req->who);
    bool has_place = !id_is_none(own.id) && place_by_id(req->db, own, &place);
    row->self = "/api/v1/me";
    row->value[PERSON_IDENTIFIERS] =
        texts(req->arena, (const char *[]){ identifier(req->arena, person.id.id) }, 1);
    row->value[PERSON_ORIGIN] = text(req->site->movement);
    put_name(req->arena, row, person.name);
    row->value[PERSON_LANGUAGES] = texts(req->arena, (const char *[]){ lang_code(person.lang) }, 1);
    row->value[PERSON_MAILS] = texts(req->arena, (const char *[]){ person.mail }, 1);
    row->value[PERSON_PHONES] = texts(req->arena, NULL, 0);
    row->value[PERSON_AREA] = text_or_null(has_place ? place.slug : "");
    return API_FOUND;
}

static void put_contact(Request *req, ApiRow *row, const MemberContact *contact)
{
    Arena *arena = req->arena;
    row->self = text_format(arena, "/api/v1/areas/%s/people/%s", contact->area.slug,
                            id_text(arena, contact->id.id));
    row->value[PERSON_IDENTIFIERS] =
        texts(arena, (const char *[]){ identifier(arena, contact->person.id) }, 1);
    row->value[PERSON_ORIGIN] = text(req->site->movement);
    row->value[PERSON_CREATED] = number(contact->joined);
    put_name(arena, row, contact->name);
    row->value[PERSON_LANGUAGES] = texts(arena, (const char *[]){ lang_code(contact->lang) }, 1);
    row->value[PERSON_MAILS] = texts(arena, (const char *[]){ contact->mail }, 1);
    row->value[PERSON_PHONES] = texts(arena, (const char *[]){ contact->phone }, 1);
    row->value[PERSON_NUMBER] = number(contact->number);
    row->value[PERSON_AREA] = text(contact->area.slug);
}

/* A cursor of people: the area's id and the member's, in hex. */
static bool contact_cursor(Request *req, const char *cursor, AreaId *area, MemberId *member)
{
    enum { ID_HEX = 32 };
    if (cursor[0] == '\0')
        return true;
    return strlen(cursor) == (size_t)2 * ID_HEX
        && id_from_text(text_copy_bytes(req->arena, cursor, ID_HEX), &area->id)
        && id_from_text(cursor + ID_HEX, &member->id);
}

ApiEnd fill_people(Request *req, ApiAnswer *answer)
{
    if (api_people_read(req->db, req->scope, req->now - req->now % DAY_MS) >= API_PEOPLE_DAILY_MAX)
        return API_ENOUGH;
    AreaId after_area = {0};
    MemberId after = {0};
    if (!contact_cursor(req, answer->cursor, &after_area, &after))
        return API_BAD_CURSOR;
    MemberContactList list =
        members_contacts(req->db, req->scope, after_area, after, (int64_t)answer->most + 1);
    for (size_t i = 0; i < list.count && i < answer->most; i++)
        put_contact(req, LIST_ADD(req->arena, &answer->rows), &list.item[i]);
    if (list.count > answer->most) {
        const MemberContact *last = &list.item[answer->most - 1];
        answer->next = text_format(req->arena, "%s%s", id_text(req->arena, last->area.id.id),
                                   id_text(req->arena, last->id.id));
    }
    return API_FOUND;
}

ApiEnd fill_person(Request *req, ApiAnswer *answer)
{
    MemberId id;
    MemberContact contact;
    if (!id_from_text(req_param(req, "person"), &id.id)
        || !members_contact(req->db, req->scope, id, &contact))
        return API_NOT_THERE;
    put_contact(req, LIST_ADD(req->arena, &answer->rows), &contact);
    return API_FOUND;
}

/* --- places ------------------------------------------------------------------------------ */

static void put_place(Request *req, ApiRow *row, const ApiPlace *one, const char *collection)
{
    Arena *arena = req->arena;
    const Place *place = &one->place;
    row->self = text_format(arena, "/api/v1/%s/%s", collection, place->slug);
    row->value[AREA_IDENTIFIERS] = texts(arena, (const char *[]){
        identifier(arena, place->id.id),
        place->code[0] == '\0' ? "" : text_format(arena, "code:%s", place->code) }, 2);
    row->value[AREA_NAME] = text(place->name);
    row->value[AREA_NAME_CY] = text_or_null(place->name_cy);
    row->value[AREA_KIND] = text(place_kind_words(place->kind));
    row->value[AREA_SLUG] = text(place->slug);
    row->value[AREA_PARENT] = text_or_null(one->parent);
    row->value[AREA_URL] = text(text_format(arena, "%s%s", req->site->base_url,
                                            path_place(req, place)));
}

static ApiEnd fill_places(Request *req, ApiAnswer *answer, PlaceKind from, const char *collection)
{
    ApiPlaceList list = api_places(req->db, from, PLACE_BRANCH, answer->cursor, answer->most + 1);
    for (size_t i = 0; i < list.count && i < answer->most; i++)
        put_place(req, LIST_ADD(req->arena, &answer->rows), &list.item[i], collection);
    if (list.count > answer->most)
        answer->next = list.item[answer->most - 1].place.slug;
    return API_FOUND;
}

ApiEnd fill_areas(Request *req, ApiAnswer *answer)
{
    return fill_places(req, answer, PLACE_NATION, "areas");
}

ApiEnd fill_organizations(Request *req, ApiAnswer *answer)
{
    return fill_places(req, answer, PLACE_MOVEMENT, "organizations");
}

ApiEnd fill_area(Request *req, ApiAnswer *answer)
{
    ApiPlace one;
    if (!api_place(req->db, req->scope.area, &one))
        return API_NOT_THERE;
    put_place(req, LIST_ADD(req->arena, &answer->rows), &one, "areas");
    return API_FOUND;
}

ApiEnd fill_organization(Request *req, ApiAnswer *answer)
{
    ApiPlace one;
    if (!api_place(req->db, req->scope.area, &one) || one.place.kind < PLACE_MOVEMENT)
        return API_NOT_THERE;
    put_place(req, LIST_ADD(req->arena, &answer->rows), &one, "organizations");
    return API_FOUND;
}

/* --- meetings ------------------------------------------------------------------------------ */

static void put_event(Request *req, ApiRow *row, const ApiEvent *event, bool is_open_only)
{
    Arena *arena = req->arena;
    const char *id = id_text(arena, event->id);
    const char *path = event->is_public
        ? path_open_meeting(req, req->area_slug, (MeetingId){ event->id })
        : path_meeting(req, req->area_slug, (MeetingId){ event->id });
    ApiValue *venue = ARENA_ARRAY(arena, ApiValue, 1);
    venue[0] = text(event->place);
    row->self = text_format(arena, "/api/v1/areas/%s/%s/%s", req->area_slug,
                            is_open_only ? "events" : "meetings", id);
    row->value[EVENT_IDENTIFIERS] = texts(arena, (const char *[]){ identifier(arena, event->id) }, 1);
    row->value[EVENT_ORIGIN] = text(req->site->movement);
    row->value[EVENT_CREATED] = number(event->created);
    row->value[EVENT_MODIFIED] = number(event->changed);
    row->value[EVENT_TITLE] = text(event->title);
    row->value[EVENT_STATUS] = text(event->is_cancelled ? "cancelled" : "confirmed");
    row->value[EVENT_START] = number(event->starts);
    row->value[EVENT_END] = number(event->starts + event->minutes_long * MINUTE_MS);
    row->value[EVENT_ZONE] = text(event->zone);
    row->value[EVENT_VISIBILITY] = text(event->is_public ? "public" : "private");
    row->value[EVENT_LANGUAGE] = text(lang_code(event->lang));
    row->value[EVENT_LOCATION] = (ApiValue){ .items = venue, .count = 1, .is_set = true };
    row->value[EVENT_ONLINE] = text_or_null(event->link);
    row->value[EVENT_AREA] = text(req->area_slug);
    row->value[EVENT_URL] = text(text_format(arena, "%s%s", req->site->base_url, path));
}

/* A cursor of events: when the last one began, and its id: "1760000000000-0199…". */
static bool event_cursor(Request *req, const char *cursor, ApiEventQuery *query)
{
    size_t length = strcspn(cursor, "-");
    return cursor[0] == '\0'
        || (cursor[length] == '-' && id_from_text(cursor + length + 1, &query->after_id)
            && text_to_int(text_copy_bytes(req->arena, cursor, length), 0, INT64_MAX,
                           &query->after));
}

static ApiEnd fill_list_of_events(Request *req, ApiAnswer *answer, bool is_open_only)
{
    ApiEventQuery query = { .is_open_only = is_open_only, .since = req->now - MEETING_GOES_ON_MS,
                            .most = answer->most + 1 };
    if (!event_cursor(req, answer->cursor, &query))
        return API_BAD_CURSOR;
    ApiEventList list = api_events(req->db, req->scope, &query);
    for (size_t i = 0; i < list.count && i < answer->most; i++)
        put_event(req, LIST_ADD(req->arena, &answer->rows), &list.item[i], is_open_only);
    if (list.count > answer->most) {
        const ApiEvent *last = &list.item[answer->most - 1];
        answer->next = text_format(req->arena, "%lld-%s", (long long)last->starts,
                                   id_text(req->arena, last->id));
    }
    return API_FOUND;
}

static ApiEnd fill_one_event(Request *req, ApiAnswer *answer, bool is_open_only)
{
    Id id;
    ApiEvent event;
    if (!id_from_text(req_param(req, "event"), &id)
        || !api_event(req->db, req->scope, id, is_open_only, &event))
        return API_NOT_THERE;
    put_event(req, LIST_ADD(req->arena, &answer->rows), &event, is_open_only);
    return API_FOUND;
}

ApiEnd fill_events(Request *req, ApiAnswer *answer)
{
    return fill_list_of_events(req, answer, true);
}

ApiEnd fill_event(Request *req, ApiAnswer *answer)
{
    return fill_one_event(req, answer, true);
}

ApiEnd fill_meetings(Request *req, ApiAnswer *answer)
{
    return fill_list_of_events(req, answer, false);
}

ApiEnd fill_meeting(Request *req, ApiAnswer *answer)
{
    return fill_one_event(req, answer, false);
}

/* --- the handbook --------------------------------------------------------------------------- */

static Lang lang_asked(const Request *req)
{
    Lang lang = LANG_EN;
    lang_from_code(req_query(req, "lang"), &lang);
    return lang;
}

static void put_page(Request *req, ApiRow *row, const ApiPage *page, bool with_body)
{
    row->self = text_format(req->arena, "/api/v1/handbook/%s?lang=%s", page->name,
                            lang_code(page->lang));
    row->value[PAGE_NAME] = text(page->name);
    row->value[PAGE_TITLE] = text(page->title);
    row->value[PAGE_LANGUAGE] = text(lang_code(page->lang));
    row->value[PAGE_VERSION] = number(page->version);
    row->value[PAGE_MODIFIED] = number(page->at);
    row->value[PAGE_BODY] = (ApiValue){ .text = page->body, .is_set = with_body };
    row->value[PAGE_URL] = text(text_format(req->arena, "%s/handbook/%s", req->site->base_url,
                                            page->name));
}

ApiEnd fill_pages(Request *req, ApiAnswer *answer)
{
    Place movement;
    if (!place_movement(req->db, &movement))
        return API_FOUND;
    ApiPageList list = api_pages(req->db, movement.id, lang_asked(req), answer->cursor,
                                 answer->most + 1);
    for (size_t i = 0; i < list.count && i < answer->most; i++)
        put_page(req, LIST_ADD(req->arena, &answer->rows), &list.item[i], false);
    if (list.count > answer->most)
        answer->next = list.item[answer->most - 1].name;
    return API_FOUND;
}

ApiEnd fill_page(Request *req, ApiAnswer *answer)
{
    Place movement;
    ApiPage page;
    if (!place_movement(req->db, &movement)
        || !api_page_one(req->db, movement.id, lang_asked(req), req_param(req, "page"), &page))
        return API_NOT_THERE;
    put_page(req, LIST_ADD(req->arena, &answer->rows), &page, true);
    return API_FOUND;
}
