/* export.c: who has access, taken out as a table. Up to a thousand people it
 * is a press of a button, written down like every look; beyond that it takes
 * two people (approvals, "people.export") and can be taken once.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/access/gift.h"

#include "capabilities/approvals/approvals.h"
#include "capabilities/trail/trail.h"
#include "web/csv.h"

enum { EXPORT_ALONE_MAX = 1000, EXPORT_MAX = 5000 /* an administrator's budget of a day */ };

static const char export_kind[] = "people.export";

/* With the number of the copy in a last row. */
static const char *table_of(Request *req)
{
    static const char *const heads[] = { WORDS("Name"),  WORDS("What for"), WORDS("Given for"),
                                         WORDS("Since"), WORDS("Until"),    WORDS("Given by"),
                                         WORDS("Agreed by"), WORDS("Why") };
    GiftQuery query = { .words = "", .after_name = "", .most = EXPORT_MAX };
    GiftList gifts = gifts_reaching(req->db, req->scope, req->lang, &query, req->now);
    Csv csv = csv_begin(req->arena);
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_cell(&csv, say(req->lang, heads[i]));
    csv_row_end(&csv);
    for (size_t i = 0; i < gifts.count && i < EXPORT_MAX; i++) {
        const Gift *gift = &gifts.item[i];
        csv_cell(&csv, gift->name);
        csv_cell(&csv, duty_name(req->arena, req->lang, gift->role, gift->purposes));
        csv_cell(&csv, gift->area_name);
        csv_cell(&csv, date_iso(req->arena, gift->from));
        csv_cell(&csv, date_iso(req->arena, gift->until - 1));
        csv_cell(&csv, gift->by);
        csv_cell(&csv, gift->approved_by);
        csv_cell(&csv, why_words(req->arena, req->lang, gift->why));
        csv_row_end(&csv);
    }
    const char *why = say(req->lang, "seeing who has access");
    int64_t serial = trail_copy(req->db, req->scope, WORDS("list of who has access"),
                                (int64_t)gifts.count, why, req->now);
    csv_cell(&csv, copy_words(req->arena, req->lang, serial, req->who.name, why, req->now));
    csv_row_end(&csv);
    return csv_text(&csv);
}

static Reply file_of(Request *req)
{
    const char *table = table_of(req);
    trail_change(req->db, req->scope, "access.export", req->scope.area.id, req->now);
    Reply reply = reply_bytes(req, CSV_TYPE, table, strlen(table));
    reply_header(&reply, "Content-Disposition",
                 text_format(req->arena, "attachment; filename=\"access-%s.csv\"",
                             req->area_slug));
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

Reply access_export(Request *req)
{
    if (gifts_count(req->db, req->scope.area, req->now, EXPORT_ALONE_MAX + 1)
        <= EXPORT_ALONE_MAX)
        return file_of(req);

    static const char params[] = "people >1000\nwhat who-has-access.csv\n";
    ActId id;
    if (approvals_is_approved(req->db, export_kind,
                              act_digest(export_kind, req->scope.area, (PersonId){0}, params),
                              req->now, &id)) {
        approvals_done(req->db, id, req->now);
        return file_of(req);
    }
    id = approvals_propose(req->db, req->site, &(NewAct){
        .kind = export_kind, .area = req->scope.area, .by = req->who.person, .params = params,
        .why = "",
    }, req->now, req->random);
    if (id_is_none(id.id))
        return reply_refuse(req, 403, say(req->lang, "This is more than a thousand people"),
                            say(req->lang, "To take out so many takes two administrators. Please "
                                           "ask one of them."));
    trail_change(req->db, req->scope, "approvals.propose", id.id, req->now);
    return reply_see(req, path_act(req, req->area_slug, id));
}
