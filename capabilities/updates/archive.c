/* archive.c: reading what was sent: everybody's part and members' part, the
 * cards on the first page and on a place's page; and this room's record.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_view.h"

#include "capabilities/members/members.h"

const char *path_news(const Request *req, const char *area_slug)
{
    return text_format(req->arena, "/areas/%s/news", area_slug);
}

static Reply archive(Request *req, bool is_of_members)
{
    LetterId before = {0};
    id_from_text(req_query(req, "after"), &before.id);
    ArchiveView view = {
        .req = req, .is_of_members = is_of_members,
        .letters = letters_sent(req->db, req->scope.area, is_of_members, before),
    };
    if (view.letters.count > LETTERS_PER_PAGE) {
        view.letters.count = LETTERS_PER_PAGE;
        view.next = text_format(req->arena, "/areas/%s/%s?after=%s", req->area_slug,
                                is_of_members ? "members-news" : "news",
                                id_text(req->arena, view.letters.item[LETTERS_PER_PAGE - 1].id.id));
    }
    Page page = page_begin(req->arena, req->lang);
    updates_archive_page(&page, &view);
    return reply_page(req, say(req->lang, "News"), page_end(&page));
}

static Reply read_one(Request *req, bool is_of_members)
{
    ReadView view = { .req = req, .is_of_members = is_of_members };
    LetterId id;
    if (!id_from_text(req_param(req, "letter"), &id.id)
        || !letter_sent(req->db, req->scope.area, id, is_of_members, &view.letter))
        return reply_not_found(req);
    view.body = markdown_read(req->arena, view.letter.body, NULL).html;
    Page page = page_begin(req->arena, req->lang);
    updates_read_page(&page, &view);
    return reply_page(req, view.letter.title, page_end(&page));
}

Reply news_show(Request *req) { return archive(req, false); }
Reply news_read(Request *req) { return read_one(req, false); }
Reply members_news_show(Request *req) { return archive(req, true); }
Reply members_news_read(Request *req) { return read_one(req, true); }

/* --- cards ------------------------------------------------------------------------ */

static void home_card(Page *page, Request *req)
{
    LetterList letters = {0};
    if (!req->who.is_signed_in)
        return;
    AreaId own = who_area(&req->who);
    if (!id_is_none(own.id))
        letters = letters_around(req->db, own, LETTERS_AT_HOME);
    if (letters.count > 0)
        updates_home_card(page, req, &letters);
}

static void area_card(Page *page, Request *req)
{
    Place place;
    if (!place_by_id(req->db, req->scope.area, &place))
        return;
    AreaId own = who_area(&req->who);
    updates_place_card(page, req, &place, place_has_desk(req, place.id, PURPOSE_MEMBERSHIP),
                       !id_is_none(own.id) && place_is_inside(req->db, own, place.id, req->now));
}

static void updates_restored(const Restored *restored)
{
    if (db_has_table(restored->db, "updates_letter")) /* an upgrade may be taken back to before it */
        letters_restored(restored->db, restored->now);
}

static void updates_work(Work *work)
{
    if (work_is_for(work, PURPOSE_MEMBERSHIP))
        work_way(work, say(work->req->lang, "Write to members"),
                   path_letters(work->req, work->slug));
}

static const Route routes[] = {
    { GET,  "/areas/:area/letters", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      desk_list, WORDS("see what was written to the members of a place"), false },
    { GET,  "/areas/:area/letters/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      letter_new, WORDS("begin a letter to members"), false },
    { POST, "/areas/:area/letters/new", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_OFFICE,
      letter_add, WORDS("keep a new letter as a draft"), false },
    { GET,  "/areas/:area/letters/:letter", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_show, WORDS("see a letter, who gets it and how far it is"), false },
    { GET,  "/areas/:area/letters/:letter/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_edit, WORDS("change a draft"), false },
    { POST, "/areas/:area/letters/:letter/edit", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_keep, WORDS("keep a changed draft"), false },
    { POST, "/areas/:area/letters/:letter/test", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_test, WORDS("send a draft to oneself"), false },
    { GET,  "/areas/:area/letters/:letter/send", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_ask, WORDS("be asked before a letter is sent"), false },
    { POST, "/areas/:area/letters/:letter/send", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_send, WORDS("send a letter, or propose it"), false },
    { POST, "/areas/:area/letters/:letter/stop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_SAFETY, letter_halt, WORDS("stop a letter that is on its way"), false },
    { POST, "/areas/:area/letters/:letter/back", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_return, WORDS("make a proposed letter a draft again"), false },
    { GET,  "/areas/:area/letters/:letter/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_delete_ask, WORDS("be asked before a draft is thrown away"), false },
    { POST, "/areas/:area/letters/:letter/drop", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP,
      LOAD_OFFICE, letter_delete, WORDS("throw a draft away"), false },

    { GET,  "/areas/:area/news", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      news_show, WORDS("see what a place wrote to everybody"), false },
    { GET,  "/areas/:area/news/:letter", MAY_ANYONE, AREA_IN_PATH, PURPOSE_OPEN, LOAD_PUBLIC,
      news_read, WORDS("read a letter that everybody may read"), false },
    { GET,  "/areas/:area/members-news", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, members_news_show, WORDS("see what a place wrote to its members"), false },
    { GET,  "/areas/:area/members-news/:letter", MAY_MEMBER, AREA_IN_PATH, PURPOSE_TAKE_PART,
      LOAD_TAKE_PART, members_news_read, WORDS("read a letter to members"), false },
};

const Capability updates_capability = {
    .name = "updates",
    .routes = routes, .route_count = COUNT(routes),
    .home_card = home_card,
    .area_card = area_card,
    .work = updates_work,
    .job = updates_job,
    .restored = updates_restored,
};
