/* capability.c: asking every room without knowing any.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/capability.h"

#include "base/list.h"
#include "web/parts.h"

static const Capability *const *all;
static size_t                   all_count;

void capabilities_use(const Capability *const list[], size_t count)
{
    all = list;
    all_count = count;
}

const Capability *const *capabilities_all(size_t *count)
{
    *count = all_count;
    return all;
}

void capabilities_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                         TimeMs now, Random *random)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->joined != NULL)
            all[i]->joined(db, person, name, mail, area, now, random);
}

void capabilities_joined_note(Db *db, PersonId person, const char *note, Lang lang, TimeMs now,
                              Random *random)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->joined_note != NULL)
            all[i]->joined_note(db, person, note, lang, now, random);
}

const char *note_value(Arena *arena, const char *note, const char *name)
{
    NameValue *fields = NULL;
    size_t count = 0;
    if (!fields_read(arena, note, strlen(note), &fields, &count))
        return "";
    for (size_t i = 0; i < count; i++)
        if (text_equal(fields[i].name, name))
            return fields[i].value;
    return "";
}

bool capabilities_may_join(Db *db, PersonId person, TimeMs now)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->may_join != NULL && !all[i]->may_join(db, person, now))
            return false;
    return true;
}

void capabilities_restored(const Restored *restored)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->restored != NULL)
            all[i]->restored(restored);
}

void capabilities_left(Db *db, PersonId person, TimeMs now)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->left != NULL)
            all[i]->left(db, person, now);
}

void capabilities_known_as(Db *db, PersonId person, KnownAs *known)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->known_as != NULL)
            all[i]->known_as(db, person, known);
}

void capabilities_factor_lost(Db *db, PersonId person, TimeMs now)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->factor_lost != NULL)
            all[i]->factor_lost(db, person, now);
}

/* Where no room answers, nothing goes. */
void capabilities_still_may(Db *db, StillMay ask[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        ask[i].word = STILL_LEFT;
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->still_may != NULL)
            all[i]->still_may(db, ask, count);
}

bool capabilities_bearer(Db *db, const Request *req, Who *who)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->bearer != NULL && all[i]->bearer(db, req, who))
            return true;
    return false;
}

void home_cards(Page *page, Request *req)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->home_card != NULL)
            all[i]->home_card(page, req);
}

void area_cards(Page *page, Request *req)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->area_card != NULL)
            all[i]->area_card(page, req);
}

void own_cards(Page *page, Request *req)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->own_card != NULL)
            all[i]->own_card(page, req);
}

void account_cards(Page *page, Request *req)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->account_card != NULL)
            all[i]->account_card(page, req);
}

void desk_cards(Page *page, Request *req)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->desk_card != NULL)
            all[i]->desk_card(page, req);
}

void member_cards(Page *page, Request *req, PersonId person)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->member_card != NULL)
            all[i]->member_card(page, req, person);
}

bool work_is_for(const Work *work, Purpose purpose)
{
    return (work->purposes & 1U << purpose) != 0;
}

void work_figure(Work *work, int64_t number, bool waits, const char *words, const char *path)
{
    Request *req = work->req;
    *LIST_ADD(req->arena, &work->figures) = (Figure){
        .path = path, .value = number_words(req->arena, req->lang, number), .words = words,
        .waits = waits,
    };
}

void work_way(Work *work, const char *words, const char *path)
{
    *LIST_ADD(work->req->arena, &work->ways) = (Way){ .path = path, .words = words };
}

void work_rarely(Work *work, const char *words, const char *path)
{
    *LIST_ADD(work->req->arena, &work->rarely) = (Way){ .path = path, .words = words };
}

const char *work_path(const Work *work, const char *rest)
{
    return text_format(work->req->arena, "/areas/%s/%s", work->slug, rest);
}

void work_ask(Work *work)
{
    for (size_t i = 0; i < all_count; i++)
        if (all[i]->work != NULL)
            all[i]->work(work);
    for (size_t i = 0; i < work->rarely.count; i++)
        *LIST_ADD(work->req->arena, &work->ways) = work->rarely.item[i];
}

void timeline_add(Timeline *timeline, TimeMs at, const char *words, const char *path)
{
    *LIST_ADD(timeline->req->arena, &timeline->lines) =
        (TimelineLine){ .at = at, .words = words, .path = path };
}

void desk_wait_add(DeskWaits *waits, const char *words, const char *path, TimeMs due)
{
    *LIST_ADD(waits->req->arena, &waits->waits) =
        (DeskWait){ .words = words, .path = path, .due = due };
}
