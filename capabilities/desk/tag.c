/* tag.c: a tag on many members at once, off again, and undone.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/choice.h"
#include "capabilities/desk/tag.h"
#include "capabilities/desk/tag_view.h"

#include "capabilities/desk/tag_page.h"
#include "capabilities/trail/trail.h"

static const char *const way_values[] = { "on", "off", NULL };
static const char *const way_words[] = { WORDS("Stick it on"), WORDS("Take it off"), NULL };

enum { TAG_NAME, TAG_WAY, TAG_CHOICE };
static const Field tag_fields[] = {
    [TAG_NAME]   = { "tag", FIELD_LINE, WORDS("Which tag"),
                     WORDS("One or two words, like: drives. The members can read it."),
                     .required = true, .max = TAG_NAME_MAX },
    [TAG_WAY]    = { "way", FIELD_CHOICE, WORDS("What to do with it"), .required = true,
                     .choices = way_values, .choice_words = way_words },
    [TAG_CHOICE] = { .name = "choice", .type = FIELD_ID },
};

static Reply tag_reply(Request *req, ChoiceId choice, const Form *form, int status)
{
    TagView view = {
        .req = req, .form = form, .tags = tags_here(req->db, req->scope),
        .members = choice_count(req->db, req->scope, choice),
    };
    Page page = page_begin(req->arena, req->lang);
    tag_ask_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "Tags"), page_end(&page));
}

Reply tag_ask(Request *req)
{
    ChoiceId choice;
    if (!choice_of_request(req, &choice))
        return reply_not_found(req);
    Form form = form_blank(req, tag_fields, COUNT(tag_fields));
    form_fill(&form, TAG_WAY, way_values[0]);
    form_fill(&form, TAG_CHOICE, id_text(req->arena, choice.id));
    return tag_reply(req, choice, &form, 200);
}

Reply tag_do(Request *req)
{
    ChoiceId choice;
    if (!choice_of_request(req, &choice))
        return reply_not_found(req);
    Form form = form_read(req, tag_fields, COUNT(tag_fields));
    if (!form_ok(&form))
        return tag_reply(req, choice, &form, 422);
    Id batch = id_new(req->now, req->random);
    TagId tag = tag_named(req->db, req->scope, form_text(&form, TAG_NAME), req->now, req->random);
    if (form_choice(&form, TAG_WAY) == 0)
        tag_put(req->db, req->scope, tag, choice, batch, req->now);
    else
        tag_take(req->db, req->scope, tag, choice, batch, req->now);
    trail_change(req->db, req->scope, "desk.tag.many", tag.id, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/members?sort=name&undo=%s",
                                      req->area_slug, id_text(req->arena, batch)));
}

Reply tag_undone(Request *req)
{
    Id batch;
    if (!id_from_text(req_param(req, "batch"), &batch))
        return reply_not_found(req);
    tag_undo(req->db, req->scope, batch);
    trail_change(req->db, req->scope, "desk.tag.undo", batch, req->now);
    return reply_see(req, text_format(req->arena, "/areas/%s/members?sort=name", req->area_slug));
}
