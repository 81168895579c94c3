/* list.c: the page with the members of a place, for those who look after them.
 *
 * What is read here is written down (trail): who was read, by whom, for what. A
 * party's list shows everybody; a region's or the movement's shows counts until
 * something is asked for.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/list_view.h"

#include "capabilities/desk/choice.h"
#include "capabilities/desk/list_page.h"

enum { LIST_CHOOSE, LIST_NAME, LIST_WHERE, LIST_JOINED, LIST_NUMBER, LIST_COLUMNS };
static const Column small_columns[LIST_COLUMNS] = {
    [LIST_CHOOSE] = { .words = WORDS("Choose"), .is_spoken = true },
    [LIST_NAME]   = { .words = WORDS("Name"), .key = "name", .ways = SORT_BOTH },
    [LIST_WHERE]  = { .words = WORDS("Where"), .key = "where", .ways = SORT_BOTH },
    [LIST_JOINED] = { .words = WORDS("Joined"), .key = "joined", .ways = SORT_BOTH },
    [LIST_NUMBER] = { .words = WORDS("Number"), .key = "number", .ways = SORT_BOTH,
                      .is_number = true },
};
/* A large place comes in the order of an index, and there is none by place. */
static const Column large_columns[LIST_COLUMNS] = {
    [LIST_CHOOSE] = { .words = WORDS("Choose"), .is_spoken = true },
    [LIST_NAME]   = { .words = WORDS("Name"), .key = "name", .ways = SORT_BOTH },
    [LIST_WHERE]  = { .words = WORDS("Where") },
    [LIST_JOINED] = { .words = WORDS("Joined"), .key = "joined", .ways = SORT_BOTH },
    [LIST_NUMBER] = { .words = WORDS("Number"), .key = "number", .ways = SORT_BOTH,
                      .is_number = true },
};
/* What was looked for in a large place comes in the order of what was found. */
static const Column found_columns[LIST_COLUMNS] = {
    [LIST_CHOOSE] = { .words = WORDS("Choose"), .is_spoken = true },
    [LIST_NAME]   = { .words = WORDS("Name") },
    [LIST_WHERE]  = { .words = WORDS("Where") },
    [LIST_JOINED] = { .words = WORDS("Joined") },
    [LIST_NUMBER] = { .words = WORDS("Number"), .is_number = true },
};

static const char *const mail_values[] = { "", "yes", "no", NULL };
static const char *const mail_words[] = { WORDS("With or without"), WORDS("With an address"),
                                          WORDS("Without: ring or write"), NULL };

static const char *const state_values[] = { "", "applied", "active", "lapsed", NULL };
static const char *const state_words[] = { WORDS("All"), WORDS("Waiting for our yes"),
                                           WORDS("Members"), WORDS("Lapsed"), NULL };

/* In the order of DuesFilter. */
static const char *const dues_values[] = { "", "none", "paid", "late", NULL };
static const char *const dues_words[] = { WORDS("Paid or not"), WORDS("No rate yet"),
                                          WORDS("Paid up"), WORDS("Overdue"), NULL };

static const char *const call_values[] = { "", "waits", NULL };
static const char *const call_words[] = { WORDS("Welcomed or not"), WORDS("Not yet welcomed"),
                                          NULL };

static const char *const share_values[] = { "own", "shared", NULL };
static const char *const share_words[] = { WORDS("For me alone"),
                                           WORDS("For all officers of this place"), NULL };

enum { SAVE_NAME, SAVE_SHARE, SAVE_QUERY };
static const Field save_fields[] = {
    [SAVE_NAME]  = { "name", FIELD_LINE, WORDS("A name for this view"),
                     WORDS("Like: new since the summer."), .required = true,
                     .max = SAVED_NAME_MAX },
    [SAVE_SHARE] = { "share", FIELD_CHOICE, WORDS("Who sees it"), .required = true,
                     .choices = share_values, .choice_words = share_words },
    [SAVE_QUERY] = { "query", FIELD_HIDDEN, NULL, .max = SAVED_QUERY_MAX },
};

static bool is_above_party(PlaceKind kind)
{
    return kind != PLACE_PARTY && kind != PLACE_BRANCH;
}

static const char *path_list(const Request *req)
{
    return text_format(req->arena, "/areas/%s/members", req->area_slug);
}

/* --- what is asked for --------------------------------------------------------------- */

enum { FILTER_STATE, FILTER_MAIL, FILTER_CALLS, FILTERS_ALWAYS };

/* Behind those that every place has: its dues, parts and tags, if it has any. */
typedef struct { Filter *filter; size_t count, dues, part, tag; } Filters;

static Filters *filters_of(Request *req, const PlaceList *parts, const TagList *tags)
{
    Filters *filters = ARENA_ARRAY(req->arena, Filters, 1);
    const char **part = ARENA_ARRAY(req->arena, const char *, parts->count + 2);
    const char **part_name = ARENA_ARRAY(req->arena, const char *, parts->count + 2);
    part[0] = "";
    part_name[0] = WORDS("All of it");
    for (size_t i = 0; i < parts->count; i++) {
        part[i + 1] = parts->item[i].slug;
        part_name[i + 1] = place_name(&parts->item[i], req->lang);
    }
    part[parts->count + 1] = NULL;

    const char **tag = ARENA_ARRAY(req->arena, const char *, tags->count + 2);
    const char **tag_name = ARENA_ARRAY(req->arena, const char *, tags->count + 2);
    tag[0] = "";
    tag_name[0] = WORDS("Any or none");
    for (size_t i = 0; i < tags->count; i++) {
        tag[i + 1] = id_text(req->arena, tags->item[i].id.id);
        tag_name[i + 1] = tags->item[i].name;
    }
    tag[tags->count + 1] = NULL;

    *filters = (Filters){ .filter = ARENA_ARRAY(req->arena, Filter, FILTERS_ALWAYS + 3),
                          .count = FILTERS_ALWAYS };
    filters->filter[FILTER_STATE] =
        (Filter){ "state", WORDS("Membership"), state_values, state_words };
    filters->filter[FILTER_MAIL] = (Filter){ "mail", WORDS("E-mail"), mail_values, mail_words };
    filters->filter[FILTER_CALLS] =
        (Filter){ "welcome", WORDS("Welcome call"), call_values, call_words };
    if (req->site->rates.count > 0) {
        filters->dues = filters->count;
        filters->filter[filters->count++] =
            (Filter){ "dues", WORDS("Dues"), dues_values, dues_words };
    }
    if (parts->count > 0) {
        filters->part = filters->count;
        filters->filter[filters->count++] = (Filter){ "part", WORDS("Part"), part, part_name };
    }
    if (tags->count > 0) {
        filters->tag = filters->count;
        filters->filter[filters->count++] = (Filter){ "tag", WORDS("Tag"), tag, tag_name };
    }
    return filters;
}

/* A day as typed, or 0; the fault is shown above the list. */
static TimeMs day_of(ListView *view, const char *typed)
{
    TimeMs day = 0;
    if (typed[0] != '\0' && !date_begins(view->req->arena, typed, &day))
        view->day_fault = say(view->req->lang, "Please write a day like 2026-01-31.");
    return day;
}

static ListSort sort_of(const Sift *sift)
{
    static const ListSort sorts[LIST_COLUMNS + 1] = {
        [LIST_NAME] = BY_NAME,     [LIST_WHERE] = BY_WHERE,
        [LIST_JOINED] = BY_JOINED, [LIST_NUMBER] = BY_NUMBER,
    };
    return sorts[sift->sort];
}

bool list_read(Request *req, ListView *view, Place *place)
{
    if (!place_by_id(req->db, req->scope.area, place))
        return false;
    view->req = req;
    view->place = place;
    PlaceList parts = place_children(req->db, place->id);
    TagList tags = tags_seen(req->db, req->scope);
    Filters *filters = filters_of(req, &parts, &tags);
    view->sift = sift_read_with(req, path_list(req), small_columns, LIST_COLUMNS, filters->filter,
                                filters->count);
    size_t part = filters->part == 0 ? 0 : view->sift.chosen[filters->part];
    size_t tag = filters->tag == 0 ? 0 : view->sift.chosen[filters->tag];
    view->query.part = part == 0 ? place->id : parts.item[part - 1].id;
    view->query.is_whole = part == 0 && id_is_none(place->parent.id);
    view->members = members_in(req->db, view->query.part);
    view->query.typed = list_typed(req->arena, view->sift.typed);
    view->query.tag = tag == 0 ? (Id){{0}} : tags.item[tag - 1].id.id;
    if (tag == 0 && view->members > LIST_GATHER_FIRST)
        view->sift = sift_read_with(req, path_list(req),
                                    view->query.typed.kind == TYPED_NOTHING ? large_columns
                                                                            : found_columns,
                                    LIST_COLUMNS, filters->filter, filters->count);
    view->query.state = (int)view->sift.chosen[FILTER_STATE]; /* MEMBER_APPLIED is 1 */
    view->query.mail = (int)view->sift.chosen[FILTER_MAIL];
    view->query.calls = (int)view->sift.chosen[FILTER_CALLS];
    view->query.dues = filters->dues == 0 ? DUES_ANY : (int)view->sift.chosen[filters->dues];
    view->query.now = req->now;
    view->query.sort = sort_of(&view->sift);
    view->query.is_down = view->sift.is_down;
    view->from = sift_keep(&view->sift, "from");
    view->until = sift_keep(&view->sift, "until");
    view->query.joined_from = day_of(view, view->from);
    TimeMs until = day_of(view, view->until);
    TimeMs next = 0; /* a day may have 23 or 25 hours */
    if (until != 0)
        date_begins(req->arena, date_iso(req->arena, until + DAY_MS + DAY_MS / 2), &next);
    view->query.joined_until = until == 0 ? INT64_MAX : next;
    return true;
}

/* "123 smith anna": a number and a text of the order, as sift_next() keeps them. */
static ListKey after_of(const Sift *sift)
{
    ListKey key = { .text = "", .id = sift->after_id };
    size_t length = strcspn(sift->after, " ");
    text_to_int(text_copy_bytes(sift->req->arena, sift->after, length), INT64_MIN, INT64_MAX,
                &key.number);
    if (sift->after[length] == ' ')
        key.text = sift->after + length + 1;
    return key;
}

static void list_ask(ListView *view)
{
    Request *req = view->req;
    ListKey after = after_of(&view->sift);
    bool is_first = sift_is_first(&view->sift);
    view->page = list_page(req->db, req->scope, &view->query, view->members, &after, is_first);
    if (view->page.is_more)
        sift_next(&view->sift,
                  text_format(req->arena, "%lld %s", (long long)view->page.next.number,
                              view->page.next.text),
                  view->page.next.id);
    view->rows = list_rows(req->db, req->scope, view->page.found.item, view->page.found.count,
                           req->now);
    if (is_first)
        view->count = list_count(req->db, req->scope, &view->query, view->members, &view->page);

    PersonId *person = ARENA_ARRAY(req->arena, PersonId, view->rows.count + 1);
    for (size_t i = 0; i < view->rows.count; i++)
        person[i] = view->rows.item[i].person;
    view->marks = tag_marks(req->db, req->scope, person, view->rows.count);
}

/* A query as it was written down, which is how it stands in an address. */
const char *path_saved(const ListView *view, const Saved *saved)
{
    return text_format(view->req->arena, "%s?%s", view->sift.path, saved->query);
}

const char *path_list_query(const ListView *view, const char *below)
{
    const char *query = strchr(sift_first_path(&view->sift), '?');
    return text_format(view->req->arena, "%s%s%s", path_list(view->req), below,
                       query == NULL ? "" : query);
}

const char *list_count_words(const ListView *view)
{
    Request *req = view->req;
    if (!sift_is_first(&view->sift))
        return NULL;
    if (view->count.is_least)
        return SAY(req->arena, req->lang, "at least {1}; not everybody was looked at",
                   number_words(req->arena, req->lang, view->count.members));
    return say_n(req->arena, req->lang, "{1} fits", "{1} fit", view->count.members);
}

/* --- the page ---------------------------------------------------------------------------- */

Reply list_reply(Request *req, const Form *save, int status)
{
    Place place;
    ListView view = {0};
    if (!list_read(req, &view, &place))
        return reply_not_found(req);
    Form blank = form_blank(req, save_fields, COUNT(save_fields));
    form_fill(&blank, SAVE_SHARE, share_values[0]);
    const char *query = strchr(sift_first_path(&view.sift), '?');
    form_fill(&blank, SAVE_QUERY, query == NULL ? "" : query + 1);
    view.save = save == NULL ? &blank : save;
    view.saved = saved_views(req->db, req->scope);
    view.is_above = is_above_party(place.kind);
    view.is_too_short = view.query.typed.kind == TYPED_NAME && view.members > LIST_GATHER_FIRST
        && text_length_chars(view.query.typed.words) < MEMBERS_FIND_MIN;
    bool is_asked = sift_is_asked(&view.sift) || req_query(req, "sort")[0] != '\0';
    view.is_listed = !view.is_too_short && (!view.is_above || is_asked);
    const char *batch = req_query(req, "undo");
    Id id;
    if (id_from_text(batch, &id)) {
        view.done = say(req->lang, "Done.");
        view.undo = text_format(req->arena, "%s/tags/%s/undo", path_list(req),
                                id_text(req->arena, id));
    }
    if (view.is_listed)
        list_ask(&view);
    else
        view.parts = members_in_children(req->db, place.id);
    Page page = page_begin(req->arena, req->lang);
    members_list_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Members"), page_end(&page));
}

Reply list_show(Request *req)
{
    return list_reply(req, NULL, 200);
}

/* --- views that are kept --------------------------------------------------------------------- */

Reply saved_open(Request *req)
{
    SavedId id;
    Saved saved;
    if (!id_from_text(req_param(req, "view"), &id.id)
        || !saved_view(req->db, req->scope, id, &saved))
        return reply_not_found(req);
    return reply_see(req, text_format(req->arena, "%s?%s", path_list(req), saved.query));
}

/* Only what a list understands is kept, so that a view is nothing but a list. */
static const char *plain_query(Request *req, const char *typed)
{
    static const char *const names[] = { "q", "part", "state", "mail", "dues", "welcome", "tag",
                                         "from", "until", "sort" };
    NameValue *fields;
    size_t count;
    TextBuilder out = text_builder(req->arena);
    text_add(&out, "");
    if (!fields_read(req->arena, typed, strlen(typed), &fields, &count))
        return "";
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < COUNT(names); j++)
            if (text_equal(fields[i].name, names[j]) && fields[i].value[0] != '\0')
                text_add_format(&out, "%s%s=%s", out.length == 0 ? "" : "&", names[j],
                                query_escape(req->arena, fields[i].value));
    return text_of(&out);
}

Reply saved_keep(Request *req)
{
    Form form = form_read(req, save_fields, COUNT(save_fields));
    if (!form_ok(&form))
        return list_reply(req, &form, 422);
    SavedId id = saved_add(req->db, req->scope, form_text(&form, SAVE_NAME),
                           plain_query(req, form_text(&form, SAVE_QUERY)),
                           form_choice(&form, SAVE_SHARE) == 1, req->now, req->random);
    return reply_see(req, text_format(req->arena, "%s/views/%s", path_list(req),
                                      id_text(req->arena, id.id)));
}

static Reply removed_page(Request *req, SavedId id)
{
    Page page = page_begin(req->arena, req->lang);
    saved_removed_page(&page, req, path_list(req),
                       text_format(req->arena, "%s/views/%s/back", path_list(req),
                                   id_text(req->arena, id.id)));
    return reply_page(req, say(req->lang, "The view is gone"), page_end(&page));
}

Reply saved_remove(Request *req)
{
    SavedId id;
    if (!id_from_text(req_param(req, "view"), &id.id)
        || !saved_end(req->db, req->scope, id, req->now))
        return reply_not_found(req);
    return removed_page(req, id);
}

Reply saved_restore(Request *req)
{
    SavedId id;
    if (!id_from_text(req_param(req, "view"), &id.id) || !saved_back(req->db, req->scope, id))
        return reply_not_found(req);
    return reply_see(req, text_format(req->arena, "%s/views/%s", path_list(req),
                                      id_text(req->arena, id.id)));
}
