/* status.c: /status for people, /status.json for machines, /health for those
 * who only want to know whether anybody is at home.
 *
 * Nothing on it tells anything about a person: a mail that waits is spoken of
 * only when mails have been slow for a quarter of an hour, and machines have
 * numbers here, not names.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/status/status_view.h"

#include "capabilities/outbox/outbox.h"
#include "capabilities/places/places.h"
#include "capabilities/trail/trail.h"
#include "web/json.h"

enum { NOTE_TITLE, NOTE_BODY };
static const Field note_fields[] = {
    [NOTE_TITLE] = { .name = "title", .type = FIELD_LINE, .label = WORDS("What is wrong"),
                     .hint = WORDS("A few words, such as “Mails are late”."),
                     .required = true, .max = 120 },
    [NOTE_BODY]  = { .name = "body", .type = FIELD_TEXT,
                     .label = WORDS("What people should know"),
                     .hint = WORDS("What does not work, what still does, and when you say more."),
                     .max = 1500 },
};

const char *path_status(const Request *req)
{
    (void)req;
    return "/status";
}

/* --- how it is ------------------------------------------------------------------- */

static StatusPart mail_part(const OutboxQueue *queue)
{
    if (queue->waiting == 0 || queue->oldest_ms < STATUS_MAIL_SLOW_MS)
        return PART_WELL;
    return queue->oldest_ms < STATUS_MAIL_STUCK_MS ? PART_SLOW : PART_BAD;
}

static StatusPart backup_part(TimeMs at, TimeMs now)
{
    if (at == 0)
        return PART_UNKNOWN;
    return now - at < STATUS_BACKUP_OLD_MS ? PART_WELL : PART_SLOW;
}

static void count_machines(const StatusNodeList *nodes, StatusView *view)
{
    bool has_jobs = false;
    for (size_t i = 0; i < nodes->count; i++) {
        const StatusNode *node = &nodes->item[i];
        bool is_worker = text_equal(node->process, "worker");
        view->machines += is_worker;
        view->machines_alive += is_worker && node->is_alive;
        has_jobs |= !is_worker && node->is_alive;
    }
    if (nodes->count > 0 && !has_jobs && view->mail == PART_WELL)
        view->mail = PART_SLOW; /* nobody is there to send them */
    view->pages = view->machines == 0 ? PART_UNKNOWN
        : view->machines_alive == 0 ? PART_BAD
        : view->machines_alive < view->machines ? PART_SLOW : PART_WELL;
}

/* What is said here everybody reads, so an administrator of the whole movement
 * says it. The route knows no area and lets in those of any place. */
static bool may_say(const Request *req)
{
    Place movement;
    if (!who_has(&req->who, ROLE_ADMIN, PURPOSE_INFORMATION)
        || !place_movement(req->db, &movement))
        return false;
    for (size_t i = 0; i < req->who.grant_count; i++) {
        const Grant *grant = &req->who.grant[i];
        if (grant->role == ROLE_ADMIN && grant->purpose == PURPOSE_INFORMATION
            && id_equal(grant->area.id, movement.id.id))
            return true;
    }
    return false;
}

static StatusView view_of(Request *req)
{
    OutboxQueue queue = outbox_queue(req->db, req->now);
    StatusNodeList nodes = status_nodes(req->db, req->now);
    StatusView view = {
        .mail = mail_part(&queue),
        .backup_at = status_fact(req->db, "backup"),
        .notes = status_notes(req->db),
        .may_write = may_say(req),
    };
    view.backup = backup_part(view.backup_at, req->now);
    count_machines(&nodes, &view);
    status_days(req->db, req->now, &view);
    for (size_t i = 0; i < view.notes.count; i++)
        view.is_disturbed |= view.notes.item[i].ended == 0;
    return view;
}

const char *status_uptime(Db *db, Arena *arena, TimeMs now)
{
    StatusView *view = ARENA_NEW(arena, StatusView);
    status_days(db, now, view);
    return view->minutes == 0 ? "" : status_percent(arena, view->well, view->minutes);
}

bool status_is_well(const StatusView *view)
{
    return view->pages <= PART_WELL && view->mail <= PART_WELL && !view->is_disturbed;
}

const char *status_percent(Arena *arena, int64_t well, int64_t minutes)
{
    if (minutes <= 0 || well >= minutes)
        return "100";
    int64_t hundredths = well * 10000 / minutes;
    return text_format(arena, "%lld.%02lld", (long long)(hundredths / 100),
                       (long long)(hundredths % 100));
}

static Reply status_show(Request *req)
{
    StatusView view = view_of(req);
    Page page = page_begin(req->arena, req->lang);
    status_page(&page, req, &view);
    return reply_page(req, say(req->lang, "How this site is doing"), page_end(&page));
}

/* --- for machines ------------------------------------------------------------------ */

static const char *part_name(StatusPart part)
{
    switch (part) {
    case PART_UNKNOWN: return "unknown";
    case PART_WELL:    return "well";
    case PART_SLOW:    return "slow";
    case PART_BAD:     return "bad";
    }
    return "unknown";
}

static Reply status_json(Request *req)
{
    StatusView view = view_of(req);
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_bool(&json, "well", status_is_well(&view));
    json_text(&json, "pages", part_name(view.pages));
    json_text(&json, "mail", part_name(view.mail));
    json_text(&json, "backup", part_name(view.backup));
    json_int(&json, "machines", view.machines);
    json_int(&json, "machines_alive", view.machines_alive);
    json_text(&json, "well_percent", status_percent(req->arena, view.well, view.minutes));
    json_open_array(&json, "days");
    for (size_t i = 0; i < STATUS_DAYS; i++) {
        if (view.day[i].minutes == 0)
            continue;
        json_open_object(&json, NULL);
        json_text(&json, "day", text_format(req->arena, "%.10s",
                                            time_iso(req->arena, view.day[i].day * DAY_MS)));
        json_int(&json, "minutes", view.day[i].minutes);
        json_int(&json, "well", view.day[i].well);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return reply_json(req, json_of(&json));
}

/* Works when a page can be made and the database can be read. */
static Reply health(Request *req)
{
    static const char words[] = "alive\n";
    status_fact(req->db, "backup");
    Reply reply = reply_bytes(req, "text/plain; charset=utf-8", words, sizeof words - 1);
    reply_header(&reply, "Cache-Control", "no-store");
    return reply;
}

/* Whom to tell of a hole (RFC 9116); the address is the one for help. */
static Reply security(Request *req)
{
    enum { GOOD_FOR_DAYS = 180 };
    if (req->site->help_mail[0] == '\0')
        return reply_not_found(req);
    TimeMs until = (req->now / DAY_MS + GOOD_FOR_DAYS) * DAY_MS;
    const char *words = text_format(req->arena,
        "Contact: mailto:%s\nExpires: %s\nPreferred-Languages: en, cy\n"
        "Canonical: %s/.well-known/security.txt\n",
        req->site->help_mail, time_iso(req->arena, until), req->site->base_url);
    return reply_bytes(req, "text/plain; charset=utf-8", words, strlen(words));
}

/* --- what an administrator says ------------------------------------------------------ */

static Reply write_page(Request *req, int status, const Form *form)
{
    Page page = page_begin(req->arena, req->lang);
    status_write_page(&page, req, form);
    return reply_page_status(req, status, say(req->lang, "Say what is wrong"), page_end(&page));
}

static Reply note_new(Request *req)
{
    if (!may_say(req))
        return reply_not_found(req);
    Form form = form_blank(req, note_fields, COUNT(note_fields));
    return write_page(req, 200, &form);
}

static Reply note_keep(Request *req)
{
    if (!may_say(req))
        return reply_not_found(req);
    Form form = form_read(req, note_fields, COUNT(note_fields));
    if (!form_ok(&form))
        return write_page(req, 422, &form);
    StatusNoteId id = status_note_add(req->db, req->scope, &(StatusNote){
        .created = req->now, .lang = req->lang,
        .title = form_text(&form, NOTE_TITLE), .body = form_text(&form, NOTE_BODY),
    }, req->random);
    trail_change(req->db, req->scope, "status.note", id.id, req->now);
    return reply_see(req, path_status(req));
}

static Reply note_over(Request *req)
{
    StatusNoteId id;
    if (!may_say(req) || !id_from_text(req_param(req, "note"), &id.id)
        || !status_note_end(req->db, id, req->now))
        return reply_not_found(req);
    trail_change(req->db, req->scope, "status.note-over", id.id, req->now);
    return reply_see(req, path_status(req));
}

/* --- the record ------------------------------------------------------------------------ */

static bool status_prune_piece(Job *job)
{
    db_begin(job->db);
    status_prune(job->db, job->now);
    db_commit(job->db);
    return false;
}

static const Route routes[] = {
    { GET,  "/status", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      status_show, WORDS("see how this site is doing"), false },
    { GET,  "/status.json", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SEARCH,
      status_json, WORDS("get how this site is doing, for machines"), false },
    { GET,  "/health", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      health, WORDS("get whether the program is alive"), false },
    { GET,  "/.well-known/security.txt", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      security, WORDS("get whom to tell of a weakness of this site, for machines"), false },
    { GET,  "/status/say", MAY_ADMIN, AREA_NONE, PURPOSE_INFORMATION, LOAD_OFFICE,
      note_new, WORDS("begin to say what is wrong with this site"), false },
    { POST, "/status/say", MAY_ADMIN, AREA_NONE, PURPOSE_INFORMATION, LOAD_TAKE_PART,
      note_keep, WORDS("say what is wrong with this site"), false },
    { POST, "/status/notes/:note/over", MAY_ADMIN, AREA_NONE, PURPOSE_INFORMATION,
      LOAD_TAKE_PART, note_over, WORDS("say that a disturbance is over"), false },
};

const Capability status_capability = {
    .name = "status",
    .routes = routes, .route_count = COUNT(routes),
    .prune = status_prune_piece,
};
