/* choice.c: from ticks in the list to what is done with those members.
 *
 * The list sends whom and what; the choice is kept, and the officer is sent to the
 * page of the action, in whichever room it is. So nothing is lost when that page
 * takes an evening, and it works for fifty as for five thousand.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/choice.h"

#include "capabilities/desk/list_view.h"

enum { ACTIONS_MAX = 24, KEY_DIGITS = 64 };

/* --- what can be done ------------------------------------------------------------ */

static bool may_act(const Request *req, const MemberAction *action)
{
    return place_has_desk(req, req->scope.area, action->purpose);
}

const MemberAction *const *choice_actions(Request *req, size_t *count)
{
    const MemberAction **list = ARENA_ARRAY(req->arena, const MemberAction *, ACTIONS_MAX);
    size_t room_count;
    const Capability *const *rooms = capabilities_all(&room_count);
    *count = 0;
    for (size_t i = 0; i < room_count; i++)
        for (size_t j = 0; j < rooms[i]->member_action_count && *count < ACTIONS_MAX; j++)
            if (may_act(req, &rooms[i]->member_actions[j]))
                list[(*count)++] = &rooms[i]->member_actions[j];
    return list;
}

static const MemberAction *action_named(Request *req, const char *key)
{
    size_t count;
    const MemberAction *const *actions = choice_actions(req, &count);
    for (size_t i = 0; i < count; i++)
        if (text_equal(actions[i]->key, key))
            return actions[i];
    return NULL;
}

const char *path_choice(const Request *req, const char *action, ChoiceId id)
{
    return text_format(req->arena, "/areas/%s/%s?choice=%s", req->area_slug, action,
                       id_text(req->arena, id.id));
}

bool choice_of_request(const Request *req, ChoiceId *id)
{
    const char *typed = req->method == POST ? req_field(req, "choice") : req_query(req, "choice");
    return id_from_text(typed, &id->id) && choice_is_own(req->db, req->scope, *id);
}

/* --- choosing --------------------------------------------------------------------- */

/* Pairs of ids out of the ticked boxes: area and member, 32 digits each. */
static size_t read_ticks(Request *req, Id keys[])
{
    size_t count = 0;
    for (size_t i = 0; i < req->field_count && count < 2 * LIST_PER_PAGE; i++) {
        const char *value = req->field[i].value;
        if (!text_equal(req->field[i].name, "member") || strlen(value) != KEY_DIGITS)
            continue;
        const char *area = text_copy_bytes(req->arena, value, KEY_DIGITS / 2);
        if (id_from_text(area, &keys[count]) && id_from_text(value + KEY_DIGITS / 2, &keys[count + 1]))
            count += 2;
    }
    return count;
}

static Reply nobody_chosen(Request *req)
{
    return reply_refuse(req, 422, say(req->lang, "Nobody is ticked"),
                        say(req->lang, "Please go back and tick the members you mean, or choose "
                                       "all who fit."));
}

Reply choice_make(Request *req)
{
    ListView view = {0};
    Place place;
    const MemberAction *action = action_named(req, req_field(req, "do"));
    if (action == NULL || !list_read(req, &view, &place))
        return reply_not_found(req);

    bool is_all = text_equal(req_field(req, "who"), "all");
    Id keys[2 * LIST_PER_PAGE];
    size_t ticked = is_all ? 0 : read_ticks(req, keys);
    if (!is_all && ticked == 0)
        return nobody_chosen(req);
    ChoiceId id = choice_add(req->db, req->scope, req->now, req->random);
    int64_t chosen = is_all ? choice_put_all(req->db, req->scope, id, &view.query)
                            : choice_put(req->db, req->scope, id, keys, ticked);
    if (chosen == 0)
        return nobody_chosen(req);
    return reply_see(req, path_choice(req, action->path, id));
}
