/* leave.c: stopping mails with the link that stands in each of them.
 *
 * The link holds whom it is for, which topic, and a code that only this server
 * could make; it works for as long as the server's secret is the same, and
 * nothing has to be kept for it. Opening it shows a page and changes nothing,
 * because mail scanners open links too. A POST stops the topic at once: the
 * page's button, or the mail program's own (RFC 8058), which comes from
 * anywhere and without cookies; so these routes look at no session.
 *
 *   Source  RFC 8058 (one-click), 3.1 and 5: no redirect, no cookies, no
 *           question in between.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

static const char digits[] = "0123456789abcdef";

static Hash mac_of(const ConsentKey *key, SubjectId subject, Topic topic)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, key->bytes, sizeof key->bytes);
    hash_add_text(&hasher, "leave");
    hash_add(&hasher, subject.id.bytes, sizeof subject.id.bytes);
    hash_add_int(&hasher, topic);
    return hash_end(&hasher);
}

const char *leave_path(Arena *arena, const ConsentKey *key, SubjectId subject, Topic topic)
{
    Hash mac = mac_of(key, subject, topic);
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "/leave/%s%03d", id_text(arena, subject.id), (int)topic);
    for (size_t i = 0; i < LEAVE_MAC_BYTES; i++) {
        text_add_char(&out, digits[mac.bytes[i] >> 4]);
        text_add_char(&out, digits[mac.bytes[i] & 15]);
    }
    return text_of(&out);
}

bool leave_read(const char *text, Leave *leave)
{
    char subject[33], topic[4];
    int64_t number;
    *leave = (Leave){0};
    if (strlen(text) != LEAVE_CHARS)
        return false;
    memcpy(subject, text, 32);
    subject[32] = '\0';
    memcpy(topic, text + 32, 3);
    topic[3] = '\0';
    if (!id_from_text(subject, &leave->subject.id) || !text_to_int(topic, 1, 999, &number))
        return false;
    leave->topic = (Topic)number;
    for (size_t i = 0; i < LEAVE_MAC_BYTES; i++) {
        int high = text_hex_digit(text[35 + 2 * i]), low = text_hex_digit(text[36 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        leave->mac.bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool leave_is_ours(const ConsentKey *key, const Leave *leave)
{
    Hash mac = mac_of(key, leave->subject, leave->topic), want = {0};
    memcpy(want.bytes, mac.bytes, LEAVE_MAC_BYTES);
    return topic_needs_consent(leave->topic) && hash_equal(want, leave->mac);
}

static bool leave_of_path(Request *req, Leave *leave)
{
    ConsentKey key;
    return leave_read(req_param(req, "link"), leave) && consent_key(req->db, &key)
        && leave_is_ours(&key, leave);
}

static Reply leave_reply(Request *req, const Leave *leave, LeaveState state)
{
    LeaveView view = {
        .req      = req,
        .path     = req->path,
        .topic    = leave->topic,
        .state    = state,
        .is_given = consent_is_given(req->db, leave->subject, leave->topic),
    };
    Page page = page_begin(req->arena, req->lang);
    consent_leave_page(&page, &view);
    return reply_page(req, say(req->lang, "Stop these mails"), page_end(&page));
}

Reply leave_show(Request *req)
{
    Leave leave;
    return leave_of_path(req, &leave) ? leave_reply(req, &leave, LEAVE_ASK) : reply_not_found(req);
}

/* The mail program sends List-Unsubscribe=One-Click, or a form that we do not
 * read: both stop the topic. */
Reply leave_do(Request *req)
{
    Leave leave;
    if (!leave_of_path(req, &leave))
        return reply_not_found(req);
    const char *what = req_field(req, "what");
    const char *mail = subject_mail(req->db, leave.subject);
    PersonId nobody = {0};
    if (text_equal(what, "all") && mail[0] != '\0') {
        consent_object(req->db, mail, CHANNEL_LETTER, nobody, req->now, req->random);
        return leave_reply(req, &leave, LEAVE_STOPPED);
    }
    if (text_equal(what, "back") && mail[0] != '\0') {
        ConsentEnd end = consent_give(req->db, &(NewConsent){
            .subject = leave.subject, .topic = leave.topic, .pace = PACE_AT_ONCE,
            .lang = req->lang, .channel = CHANNEL_LETTER, .at = req->now,
        }, req->random);
        return leave_reply(req, &leave, end == CONSENT_KEPT ? LEAVE_BACK : LEAVE_STOPPED);
    }
    consent_withdraw(req->db, leave.subject, leave.topic,
                     what[0] == '\0' ? CHANNEL_ONE_CLICK : CHANNEL_LETTER, nobody, req->now,
                     req->random);
    return leave_reply(req, &leave, LEAVE_LEFT);
}
