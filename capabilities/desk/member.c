/* member.c: one member: how to reach them and what for, tags, notes, and what
 * happened with them, to which every room adds what it knows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/desk/member.h"

#include "capabilities/desk/figures.h"
#include "capabilities/desk/list_view.h"
#include "capabilities/desk/member_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/people/people.h"
#include "capabilities/trail/trail.h"

static const char *const lang_values[] = { "en", "cy", NULL };
static const char *const lang_words[] = { WORDS("English"), WORDS("Cymraeg"), NULL };

enum { NOTE_TEXT, NOTE_LANG, NOTE_VERSION };
static const Field note_fields[] = {
    [NOTE_TEXT] = { "text", FIELD_TEXT, WORDS("A new note"),
                    WORDS("What helps to look after this member. Officers for membership of "
                          "their branch and of the places around it can read it, those of a new "
                          "branch when they move, and the member at any time. No health, no "
                          "gossip: write what you would say to them."),
                    .required = true, .max = NOTE_TEXT_MAX },
    [NOTE_LANG] = { "lang", FIELD_CHOICE, WORDS("The language you wrote this in"),
                    .required = true, .choices = lang_values, .choice_words = lang_words },
    [NOTE_VERSION] = { "version", FIELD_HIDDEN, NULL, .max = 12 },
};

static const Field tag_fields[] = {
    { "tag", FIELD_LINE, WORDS("Add a tag"),
      WORDS("One or two words, like: drives. The member can read it."), .required = true,
      .max = TAG_NAME_MAX },
};

const char *path_member_below(Request *req, const Chosen *member, const char *rest)
{
    return text_format(req->arena, "/areas/%s/members/%s%s", req->area_slug,
                       id_text(req->arena, member->id.id), rest);
}

static bool member_of_path(Request *req, Chosen *member)
{
    MemberId id;
    return id_from_text(req_param(req, "member"), &id.id)
        && member_here(req->db, req->scope, id, member);
}

/* --- the timeline -------------------------------------------------------------------- */

static int newest_first(const void *a, const void *b)
{
    TimeMs left = ((const TimelineLine *)a)->at, right = ((const TimelineLine *)b)->at;
    return (left < right) - (left > right);
}

/* Who joined before changes were written down has no line of it yet. */
static void add_joining(Timeline *timeline, TimeMs joined)
{
    Request *req = timeline->req;
    for (size_t i = 0; i < timeline->lines.count; i++)
        if (timeline->lines.item[i].at <= joined)
            return;
    timeline_add(timeline, joined, say(req->lang, "Joined"), NULL);
}

static void add_mails(Timeline *timeline, const Chosen *member);

static void ask_rooms(Timeline *timeline, const Chosen *member)
{
    size_t count;
    const Capability *const *rooms = capabilities_all(&count);
    for (size_t i = 0; i < count; i++)
        if (rooms[i]->timeline != NULL)
            rooms[i]->timeline(timeline);
    if (member->mail[0] != '\0')
        add_mails(timeline, member);
    add_joining(timeline, member->joined);
    if (timeline->lines.count > 0)
        qsort(timeline->lines.item, timeline->lines.count, sizeof *timeline->lines.item,
              newest_first);
}

/* "Secretary, in Otley": what somebody may do, and when it ended. */
static void add_grants(Timeline *timeline)
{
    Request *req = timeline->req;
    PastGrantList grants = past_grants(timeline->db, req->scope, timeline->person, req->lang);
    for (size_t i = 0; i < grants.count && i < TIMELINE_ROOM_MAX; i++) {
        const PastGrant *grant = &grants.item[i];
        const char *duty = duty_name(req->arena, req->lang, grant->role, grant->purposes);
        timeline_add(timeline, grant->from,
                     SAY(req->arena, req->lang, "Was given access as {1} in {2}", duty,
                         grant->area_name),
                     NULL);
        if (grant->until <= req->now)
            timeline_add(timeline, grant->until,
                         SAY(req->arena, req->lang, "Access as {1} in {2} ended", duty,
                             grant->area_name),
                         NULL);
    }
}

/* Mails to one alone that are no secret of theirs: no links to sign in, nothing that
 * they asked for themselves. */
static void add_mails(Timeline *timeline, const Chosen *member)
{
    static const char *const whys[SENT_WHYS] = { why_letter, "dues", "first sixty days",
                                                 "notice of a meeting", "joined" };
    Request *req = timeline->req;
    SentMailList mails = outbox_sent_to(timeline->db, timeline->person, member->mail, whys,
                                        TIMELINE_ROOM_MAX);
    for (size_t i = 0; i < mails.count; i++)
        timeline_add(timeline, mails.item[i].at,
                     SAY(req->arena, req->lang, "Was sent: {1}", mails.item[i].subject), NULL);
}

void desk_timeline(Timeline *timeline)
{
    Request *req = timeline->req;
    add_grants(timeline);
    NoteList notes = notes_about(timeline->db, req->scope, timeline->person);
    for (size_t i = 0; i < notes.count && i < TIMELINE_ROOM_MAX; i++)
        timeline_add(timeline, notes.item[i].at,
                     notes.item[i].by[0] == '\0'
                         ? say(req->lang, "A note was written")
                         : SAY(req->arena, req->lang, "{1} wrote a note", notes.item[i].by),
                     "#notes");
}

/* --- the page ------------------------------------------------------------------------- */

static Reply member_reply(Request *req, const Chosen *member, const Form *note, const Form *tag,
                          int status)
{
    Form blank_note = form_blank(req, note_fields, NOTE_VERSION);
    Form blank_tag = form_blank(req, tag_fields, COUNT(tag_fields));
    form_fill(&blank_note, NOTE_LANG, lang_code(req->lang));
    Timeline timeline = { .db = req->db, .req = req, .person = member->person };
    ask_rooms(&timeline, member);
    MemberView view = {
        .req = req, .member = member, .timeline = &timeline,
        .marks = tag_marks(req->db, req->scope, &member->person, 1),
        .notes = notes_about(req->db, req->scope, member->person),
        .note = note == NULL ? &blank_note : note, .tag = tag == NULL ? &blank_tag : tag,
    };
    view.may_write = member_may_write(req, member);
    view.actions = choice_actions(req, &view.action_count);
    Id gone;
    if (id_from_text(req_query(req, "gone"), &gone))
        view.undo_note = path_member_below(req, member,
                                           text_format(req->arena, "/notes/%s/back",
                                                       id_text(req->arena, gone)));
    Page page = page_begin(req->arena, req->lang);
    one_member_page(&page, &view);
    return reply_page_status(req, status, member->name, page_end(&page));
}

Reply member_show(Request *req)
{
    Chosen member;
    return member_of_path(req, &member) ? member_reply(req, &member, NULL, NULL, 200)
                                        : reply_not_found(req);
}

/* --- notes ------------------------------------------------------------------------------ */

Reply note_keep(Request *req)
{
    Chosen member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Form form = form_read(req, note_fields, NOTE_VERSION);
    if (!form_ok(&form))
        return member_reply(req, &member, &form, NULL, 422);
    NoteId id = note_add(req->db, req->scope, member.person, (Lang)form_choice(&form, NOTE_LANG),
                         form_text(&form, NOTE_TEXT), req->now, req->random);
    trail_change(req->db, req->scope, "desk.note", id.id, req->now);
    return reply_see(req, path_member_below(req, &member, "#notes"));
}

static bool note_of_path(Request *req, Chosen *member, Note *note)
{
    NoteId id;
    return member_of_path(req, member) && id_from_text(req_param(req, "note"), &id.id)
        && note_by_id(req->db, req->scope, member->person, id, note);
}

static Reply note_reply(Request *req, const Chosen *member, const Note *note, const Form *form,
                        bool was_changed, int status)
{
    NoteView view = {
        .req = req, .member = member, .note = *note, .was_changed = was_changed,
        .versions = note_versions(req->db, req->scope, member->person, note->id),
        .form = note->gone > 0 ? NULL : form,
    };
    Page page = page_begin(req->arena, req->lang);
    one_note_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "A note"), page_end(&page));
}

Reply note_show(Request *req)
{
    Chosen member;
    Note note;
    if (!note_of_path(req, &member, &note))
        return reply_not_found(req);
    Form form = form_blank(req, note_fields, COUNT(note_fields));
    form_fill(&form, NOTE_TEXT, note.text);
    form_fill(&form, NOTE_LANG, lang_code(note.lang));
    form_fill(&form, NOTE_VERSION, text_format(req->arena, "%lld", (long long)note.version));
    return note_reply(req, &member, &note, &form, false, 200);
}

Reply note_keep_change(Request *req)
{
    Chosen member;
    Note note;
    if (!note_of_path(req, &member, &note))
        return reply_not_found(req);
    Form form = form_read(req, note_fields, COUNT(note_fields));
    if (!form_ok(&form))
        return note_reply(req, &member, &note, &form, false, 422);
    Note read = note;
    int64_t version = 0;
    text_to_int(form_text(&form, NOTE_VERSION), 0, INT64_MAX, &version);
    read.version = version;
    if (!note_change(req->db, req->scope, member.person, &read, (Lang)form_choice(&form, NOTE_LANG),
                     form_text(&form, NOTE_TEXT), req->now)) {
        form_fill(&form, NOTE_VERSION, text_format(req->arena, "%lld", (long long)note.version));
        return note_reply(req, &member, &note, &form, true, 409);
    }
    trail_change(req->db, req->scope, "desk.note", note.id.id, req->now);
    return reply_see(req, path_member_below(req, &member, "#notes"));
}

static Reply note_move(Request *req, bool is_gone)
{
    Chosen member;
    Note note;
    if (!note_of_path(req, &member, &note))
        return reply_not_found(req);
    if ((note.gone > 0) != is_gone) {
        note_set_gone(req->db, req->scope, member.person, &note, is_gone, req->now);
        trail_change(req->db, req->scope, is_gone ? "desk.note.gone" : "desk.note.back", note.id.id,
                     req->now);
    }
    const char *rest = is_gone ? text_format(req->arena, "?gone=%s#notes",
                                             id_text(req->arena, note.id.id))
                               : "#notes";
    return reply_see(req, path_member_below(req, &member, rest));
}

Reply note_remove(Request *req)
{
    return note_move(req, true);
}

Reply note_back(Request *req)
{
    return note_move(req, false);
}

/* --- what a member reads of it themselves ------------------------------------------------- */

Reply own_notes_show(Request *req)
{
    NoteList notes = notes_about_oneself(req->db, req->scope);
    TagMarkList tags = tags_of_oneself(req->db, req->scope);
    Page page = page_begin(req->arena, req->lang);
    own_notes_page(&page, req, &notes, &tags);
    return reply_page(req, say(req->lang, "What is noted about you"), page_end(&page));
}

/* --- tags of one member --------------------------------------------------------------------- */

Reply member_tag_add(Request *req)
{
    Chosen member;
    if (!member_of_path(req, &member))
        return reply_not_found(req);
    Form form = form_read(req, tag_fields, COUNT(tag_fields));
    if (!form_ok(&form))
        return member_reply(req, &member, NULL, &form, 422);
    TagId tag = tag_named(req->db, req->scope, form_text(&form, 0), req->now, req->random);
    tag_put_one(req->db, req->scope, tag, member.id, id_new(req->now, req->random), req->now);
    trail_change(req->db, req->scope, "desk.tag", tag.id, req->now);
    return reply_see(req, path_member_below(req, &member, "#tags"));
}

Reply member_tag_off(Request *req)
{
    Chosen member;
    TagId tag;
    if (!member_of_path(req, &member) || !id_from_text(req_param(req, "tag"), &tag.id))
        return reply_not_found(req);
    tag_take_one(req->db, req->scope, tag, member.id);
    trail_change(req->db, req->scope, "desk.tag.off", tag.id, req->now);
    return reply_see(req, path_member_below(req, &member, "#tags"));
}
