/* audit.c: signs the trail's newest hash, shows it, and mails it to witnesses.
 *
 * What is signed is text, so that anybody can check it: "groundswell head 1", the
 * number of the entry, the time in milliseconds since 1970, and the hash in
 * hexadecimal digits, each with a line end behind it. A trail that has not grown has
 * no new head.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/audit/audit_store.h"

#include "capabilities/audit/audit_page.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"
#include "web/json.h"

static const char heads_title[] = "groundswell heads 1";
static const char mail_why[] = "head of the audit trail";

const char *path_audit(const Request *req)
{
    (void)req;
    return "/audit";
}

static const char *hex(Arena *arena, const uint8_t bytes[], size_t count)
{
    char *text = arena_take(arena, 2 * count + 1);
    return sodium_bin2hex(text, 2 * count + 1, bytes, count);
}

const char *audit_hash_words(Arena *arena, const AuditHead *head)
{
    return hex(arena, head->hash.bytes, sizeof head->hash.bytes);
}

const char *audit_signer_words(Arena *arena, const AuditHead *head)
{
    return hex(arena, head->signer.bytes, sizeof head->signer.bytes);
}

static const char *signature_words(Arena *arena, const AuditHead *head)
{
    return hex(arena, head->signature.bytes, sizeof head->signature.bytes);
}

static const char *head_line(Arena *arena, const AuditHead *head)
{
    return text_format(arena, "%lld\t%lld\t%s\t%s\t%s\n", (long long)head->seq,
                       (long long)head->at, audit_hash_words(arena, head),
                       audit_signer_words(arena, head), signature_words(arena, head));
}

/* --- the job ---------------------------------------------------------------------- */

static AuditHead sign(Job *job, int64_t seq, Hash hash)
{
    AuditHead head = { .seq = seq, .at = job->now, .hash = hash };
    const char *text = text_format(job->arena, "groundswell head 1\n%lld\n%lld\n%s\n",
                                   (long long)seq, (long long)job->now,
                                   audit_hash_words(job->arena, &head));
    crypto_sign_detached(head.signature.bytes, NULL, (const uint8_t *)text, strlen(text),
                         job->outside->sign_secret);
    crypto_sign_ed25519_sk_to_pk(head.signer.bytes, job->outside->sign_secret);
    return head;
}

static const char *mail_text(Job *job, const AuditHead *head, Lang lang)
{
    return SAY(job->arena, lang,
               "You are a witness of our audit trail. Please keep this line; nothing that is older "
               "than it can be changed any more without you being able to show it:\n\n{1}\n"
               "How to compare it: {2}/audit",
               head_line(job->arena, head), job->site->base_url);
}

static void mail_witnesses(Job *job, const AuditHead *head)
{
    const char *at = job->site->witnesses;
    while (*at != '\0') {
        size_t length = strcspn(at, ",");
        outbox_add(job->db, &(Message){
            .to = text_trim(job->arena, text_copy_bytes(job->arena, at, length)),
            .why = mail_why,
            .subject = SAY(job->arena, LANG_EN, "The audit trail of {1}, entry {2}",
                           job->site->movement,
                           text_format(job->arena, "%lld", (long long)head->seq)),
            .text = text_format(job->arena, "%s\n\n%s", mail_text(job, head, LANG_EN),
                                mail_text(job, head, LANG_CY)),
        }, job->now, job->random);
        at += length;
        at += *at == ',';
    }
}

static bool audit_job(Job *job)
{
    if (job->outside == NULL || job->outside->sign_secret == NULL)
        return false;
    AuditHeadList newest = audit_heads_before(job->db, INT64_MAX);
    if (newest.count > 0 && job->now - newest.item[0].at < AUDIT_EVERY_MS)
        return false;
    Hash hash;
    int64_t seq;
    if (!trail_newest(job->db, &seq, &hash) || (newest.count > 0 && seq <= newest.item[0].seq))
        return false;
    db_begin(job->db);
    AuditHead head = sign(job, seq, hash);
    audit_head_add(job->db, &head);
    int64_t today = day_number(job->now);
    if (job->site->witnesses != NULL && job->site->witnesses[0] != '\0'
        && audit_mailed_day(job->db) != today) {
        mail_witnesses(job, &head);
        audit_mailed(job->db, today);
    }
    db_commit(job->db);
    return false;
}

/* --- pages ------------------------------------------------------------------------- */

static int64_t query_number(const Request *req, const char *name, int64_t otherwise)
{
    const char *text = req_query(req, name);
    int64_t number;
    return text != NULL && text_to_int(text, 0, INT64_MAX, &number) ? number : otherwise;
}

static int count_witnesses(const char *list)
{
    int count = list != NULL && list[0] != '\0';
    for (const char *at = list; count > 0 && *at != '\0'; at++)
        count += *at == ',';
    return count;
}

static Reply audit_show(Request *req)
{
    AuditView view = {
        .req = req, .heads = audit_heads_before(req->db, query_number(req, "before", INT64_MAX)),
        .witnesses = count_witnesses(req->site->witnesses),
    };
    view.has_older = view.heads.count > AUDIT_PAGE;
    view.heads.count = view.has_older ? AUDIT_PAGE : view.heads.count;
    Page page = page_begin(req->arena, req->lang);
    audit_page(&page, &view);
    return reply_page(req, say(req->lang, "The audit trail"), page_end(&page));
}

static Reply audit_text(Request *req)
{
    AuditHeadList heads = audit_heads_after(req->db, query_number(req, "after", 0));
    TextBuilder out = text_builder(req->arena);
    text_add_format(&out, "%s\n", heads_title);
    for (size_t i = 0; i < heads.count; i++)
        text_add(&out, head_line(req->arena, &heads.item[i]));
    const char *text = text_of(&out);
    return reply_bytes(req, "text/plain; charset=utf-8", text, strlen(text));
}

static Reply audit_json(Request *req)
{
    AuditHeadList heads = audit_heads_after(req->db, query_number(req, "after", 0));
    JsonWriter json = json_begin(req->arena);
    json_open_object(&json, NULL);
    json_open_array(&json, "heads");
    for (size_t i = 0; i < heads.count; i++) {
        json_open_object(&json, NULL);
        json_int(&json, "entry", heads.item[i].seq);
        json_int(&json, "at", heads.item[i].at);
        json_text(&json, "hash", audit_hash_words(req->arena, &heads.item[i]));
        json_text(&json, "key", audit_signer_words(req->arena, &heads.item[i]));
        json_text(&json, "signature", signature_words(req->arena, &heads.item[i]));
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return reply_json(req, json_of(&json));
}

static const Route routes[] = {
    { GET, "/audit", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, audit_show,
      WORDS("see the signed heads of the audit trail"), false },
    { GET, "/audit/heads.txt", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SEARCH, audit_text,
      WORDS("get the signed heads as text, for witnesses"), false },
    { GET, "/audit/heads.json", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SEARCH, audit_json,
      WORDS("get the signed heads, for programs"), false },
};

const Capability audit_capability = {
    .name = "audit",
    .routes = routes, .route_count = COUNT(routes),
    .job = audit_job,
};
