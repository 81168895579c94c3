/* consent_store.c: yes and no, as they stand and as they were said.
 *
 * consent_standing is what holds now, one row a topic; consent_receipt is the
 * proof, one row an act. An objection is a keyed hash of an address and knows
 * no person.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_store.h"

#include "capabilities/people/people.h"

/* Raise it when topic_title() or topic_words() change what is promised. */
enum { WORDING_VERSION = 1 };

#define WAY_OUT "the link in every mail; /account/mail"

/* --- the secret -------------------------------------------------------------- */

bool consent_key(Db *db, ConsentKey *key)
{
    Rows rows = db_rows(db, "SELECT secret FROM consent_key WHERE id = 1", no_args);
    bool is_there = false;
    while (rows_next(&rows)) {
        size_t length;
        const void *bytes = row_bytes(&rows, 0, &length);
        if (length == sizeof key->bytes) {
            memcpy(key->bytes, bytes, length);
            is_there = true;
        }
    }
    return is_there;
}

ConsentKey consent_key_made(Db *db, TimeMs now, Random *random)
{
    ConsentKey key = {0};
    if (consent_key(db, &key) || db_failed(db))
        return key;
    random_bytes(random, key.bytes, sizeof key.bytes);
    db_run(db,
        "INSERT INTO consent_key (id, secret, made) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
        args(sql_bytes(key.bytes, sizeof key.bytes), sql_int(now)));
    consent_key(db, &key); /* another node may have been first */
    return key;
}

Hash consent_mail_hash(const ConsentKey *key, const char *mail)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, key->bytes, sizeof key->bytes);
    hash_add_text(&hasher, "address");
    hash_add_text(&hasher, mail);
    return hash_end(&hasher);
}

/* --- subjects ------------------------------------------------------------------ */

SubjectId consent_subject(PersonId person)
{
    return (SubjectId){ person.id };
}

/* Without a Scope: whoever signs up is told nothing about anybody. */
static bool is_member(Db *db, PersonId person, TimeMs now)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM people_public_grant"
        " WHERE person = $1 AND role = $2 AND valid_from <= $3 AND valid_until > $3 LIMIT 1",
        args(sql_id(person.id), sql_int(ROLE_MEMBER), sql_int(now)));
    bool is_one = false;
    while (rows_next(&rows))
        is_one = true;
    return is_one;
}

SubjectId consent_reader(Db *db, const char *mail, AreaId area, Lang lang, TimeMs now,
                         Random *random)
{
    Person person;
    if (person_by_mail(db, mail, &person) && is_member(db, person.id, now))
        return consent_subject(person.id);
    SubjectId subject = {0};
    Rows rows = db_rows(db,
        "INSERT INTO consent_reader (id, mail, area, lang, created) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (mail) DO UPDATE SET area = excluded.area, lang = excluded.lang"
        " RETURNING id",
        args(sql_id(id_new(now, random)), sql_text(mail), sql_id(area.id),
             sql_text(lang_code(lang)), sql_int(now)));
    while (rows_next(&rows))
        subject.id = row_id(&rows, 0);
    return subject;
}

/* Without a Scope: compared and hashed, never shown. */
const char *subject_mail(Db *db, SubjectId subject)
{
    Rows rows = db_rows(db,
        "SELECT mail FROM people_public_address WHERE person = $1"
        " UNION ALL SELECT mail FROM consent_reader WHERE id = $1",
        args(sql_id(subject.id)));
    const char *mail = "";
    while (rows_next(&rows))
        mail = row_text(&rows, 0);
    return mail;
}

void reader_becomes(Db *db, const char *mail, PersonId person)
{
    Id reader = {0};
    Rows rows = db_rows(db, "SELECT id FROM consent_reader WHERE mail = $1", args(sql_text(mail)));
    while (rows_next(&rows))
        reader = row_id(&rows, 0);
    if (id_is_none(reader))
        return;
    db_run(db,
        "UPDATE consent_standing SET subject = $1 WHERE subject = $2 AND NOT EXISTS"
        " (SELECT 1 FROM consent_standing s"
        "   WHERE s.subject = $1 AND s.topic = consent_standing.topic)",
        args(sql_id(person.id), sql_id(reader)));
    db_run(db, "DELETE FROM consent_standing WHERE subject = $1", args(sql_id(reader)));
    db_run(db, "UPDATE consent_receipt SET subject = $1 WHERE subject = $2",
           args(sql_id(person.id), sql_id(reader)));
    db_run(db, "DELETE FROM consent_reader WHERE id = $1", args(sql_id(reader)));
}

/* --- receipts -------------------------------------------------------------------- */

typedef struct {
    SubjectId      subject;
    Topic          topic;
    ConsentAct     act;
    const Hash    *wording;
    Lang           lang; /* of the wording */
    ConsentChannel channel;
    PersonId       asked_by;
    TimeMs         at;
} NewReceipt;

static Id receipt_add(Db *db, const NewReceipt *receipt, Random *random)
{
    Id id = id_new(receipt->at, random);
    db_put(db,
        "INSERT INTO consent_receipt (id, subject, topic, act, wording, version, channel, at,"
        " asked_by, way_out, lang) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args(sql_id(id), sql_id(receipt->subject.id), sql_int(receipt->topic),
             sql_int(receipt->act),
             receipt->wording == NULL ? sql_null() : sql_hash_at(receipt->wording),
             sql_int(WORDING_VERSION), sql_int(receipt->channel), sql_int(receipt->at),
             sql_id(receipt->asked_by.id), sql_text(WAY_OUT),
             sql_text(receipt->wording == NULL ? "" : lang_code(receipt->lang))));
    return id;
}

static Hash wording_kept(Db *db, const NewConsent *consent)
{
    const char *text = consent->wording != NULL
        ? consent->wording
        : consent_wording(db_arena(db), consent->lang, consent->topic);
    Hash hash = hash_of_text(text);
    db_put(db,
        "INSERT INTO consent_wording (hash, topic, version, text, since)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING",
        args(sql_hash(hash), sql_int(consent->topic), sql_int(WORDING_VERSION), sql_text(text),
             sql_int(consent->at)));
    return hash;
}

/* --- yes and no ------------------------------------------------------------------- */

/* The person's own hand, and an address that they have proved to be theirs. */
static bool is_by_oneself(ConsentChannel channel)
{
    return channel == CHANNEL_ACCOUNT || channel == CHANNEL_JOINING || channel == CHANNEL_SIGN_UP;
}

ConsentEnd consent_give(Db *db, const NewConsent *consent, Random *random)
{
    if (!topic_needs_consent(consent->topic))
        return CONSENT_KEPT;
    consent_key_made(db, consent->at, random);
    const char *mail = subject_mail(db, consent->subject);
    if (mail[0] != '\0' && consent_objected(db, mail)) {
        if (!is_by_oneself(consent->channel))
            return CONSENT_OBJECTED;
        consent_lift_objection(db, mail, consent->channel, consent->at, random);
    }
    Hash wording = wording_kept(db, consent);
    Id receipt = receipt_add(db, &(NewReceipt){
        .subject = consent->subject, .topic = consent->topic, .act = CONSENT_YES,
        .wording = &wording, .lang = consent->lang, .channel = consent->channel,
        .asked_by = consent->asked_by, .at = consent->at,
    }, random);
    Pace pace = topic_has_pace(consent->topic) && consent->pace == PACE_WEEKLY ? PACE_WEEKLY
                                                                              : PACE_AT_ONCE;
    db_put(db,
        "INSERT INTO consent_standing (subject, topic, is_given, pace, receipt, at)"
        " VALUES ($1, $2, 1, $3, $4, $5)"
        " ON CONFLICT (subject, topic) DO UPDATE"
        " SET is_given = 1, pace = excluded.pace, receipt = excluded.receipt, at = excluded.at",
        args(sql_id(consent->subject.id), sql_int(consent->topic), sql_int(pace), sql_id(receipt),
             sql_int(consent->at)));
    return CONSENT_KEPT;
}

void consent_decline(Db *db, const NewConsent *consent, Random *random)
{
    if (!topic_needs_consent(consent->topic))
        return;
    Hash wording = wording_kept(db, consent);
    Id receipt = receipt_add(db, &(NewReceipt){
        .subject = consent->subject, .topic = consent->topic, .act = CONSENT_NO,
        .wording = &wording, .lang = consent->lang, .channel = consent->channel,
        .asked_by = consent->asked_by, .at = consent->at,
    }, random);
    db_put(db,
        "INSERT INTO consent_standing (subject, topic, is_given, pace, receipt, at)"
        " VALUES ($1, $2, 0, $3, $4, $5) ON CONFLICT (subject, topic) DO NOTHING",
        args(sql_id(consent->subject.id), sql_int(consent->topic), sql_int(PACE_AT_ONCE),
             sql_id(receipt), sql_int(consent->at)));
}

void consent_withdraw(Db *db, SubjectId subject, Topic topic, ConsentChannel channel,
                      PersonId asked_by, TimeMs now, Random *random)
{
    if (!consent_is_given(db, subject, topic))
        return;
    Id receipt = receipt_add(db, &(NewReceipt){
        .subject = subject, .topic = topic, .act = CONSENT_NO, .channel = channel,
        .asked_by = asked_by, .at = now,
    }, random);
    db_run(db,
        "UPDATE consent_standing SET is_given = 0, receipt = $1, at = $2"
        " WHERE subject = $3 AND topic = $4",
        args(sql_id(receipt), sql_int(now), sql_id(subject.id), sql_int(topic)));
}

/* Without a Scope: of the one whom a link or an act names. */
bool consent_is_given(Db *db, SubjectId subject, Topic topic)
{
    Rows rows = db_rows(db,
        "SELECT 1 FROM consent_standing WHERE subject = $1 AND topic = $2 AND is_given = 1",
        args(sql_id(subject.id), sql_int(topic)));
    bool is_given = false;
    while (rows_next(&rows))
        is_given = true;
    return is_given;
}

/* --- objections -------------------------------------------------------------------- */

/* Without a Scope: so that what stands for an address ends with its objection. */
static SubjectId subject_of_mail(Db *db, const char *mail)
{
    SubjectId subject = {0};
    Person person;
    if (person_by_mail(db, mail, &person))
        return consent_subject(person.id);
    Rows rows = db_rows(db, "SELECT id FROM consent_reader WHERE mail = $1", args(sql_text(mail)));
    while (rows_next(&rows))
        subject.id = row_id(&rows, 0);
    return subject;
}

void consent_object(Db *db, const char *mail, ConsentChannel channel, PersonId asked_by, TimeMs now,
                    Random *random)
{
    ConsentKey key = consent_key_made(db, now, random);
    db_run(db,
        "INSERT INTO consent_objection (mail_hash, at, channel, asked_by) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (mail_hash) DO NOTHING",
        args(sql_hash(consent_mail_hash(&key, mail)), sql_int(now), sql_int(channel),
             sql_id(asked_by.id)));
    SubjectId subject = subject_of_mail(db, mail);
    if (id_is_none(subject.id))
        return;
    for (Topic topic = TOPIC_NONE + 1; topic < TOPIC_ASKED_COUNT; topic++)
        consent_withdraw(db, subject, topic, channel, asked_by, now, random);
    receipt_add(db, &(NewReceipt){ .subject = subject, .act = CONSENT_OBJECTS, .channel = channel,
                                   .asked_by = asked_by, .at = now }, random);
}

bool consent_objected(Db *db, const char *mail)
{
    ConsentKey key;
    if (!consent_key(db, &key))
        return false;
    Hash hash = consent_mail_hash(&key, mail);
    bool is_there = false;
    objections_to(db, &hash, 1, &is_there);
    return is_there;
}

void consent_mail_changed(Db *db, PersonId person, const char *old_mail, const char *new_mail,
                          TimeMs now, Random *random)
{
    reader_becomes(db, new_mail, person);
    if (old_mail[0] != '\0' && consent_objected(db, old_mail))
        consent_object(db, new_mail, CHANNEL_ACCOUNT, (PersonId){0}, now, random);
}

void consent_lift_objection(Db *db, const char *mail, ConsentChannel channel, TimeMs now,
                            Random *random)
{
    ConsentKey key;
    if (!consent_key(db, &key))
        return;
    int64_t gone = db_run(db, "DELETE FROM consent_objection WHERE mail_hash = $1",
                          args(sql_hash(consent_mail_hash(&key, mail))));
    SubjectId subject = subject_of_mail(db, mail);
    if (gone > 0 && !id_is_none(subject.id))
        receipt_add(db, &(NewReceipt){ .subject = subject, .act = CONSENT_LIFTS,
                                       .channel = channel, .at = now }, random);
}

/* Twenty at a time; what is beyond the list's end is asked as NULL. */
void objections_to(Db *db, const Hash mail[], size_t count, bool is_there[])
{
    for (size_t from = 0; from < count; from += STILL_CHUNK) {
        SqlValue value[STILL_CHUNK];
        for (size_t i = 0; i < STILL_CHUNK; i++)
            value[i] = from + i < count ? sql_hash_at(&mail[from + i]) : sql_null();
        Rows rows = db_rows(db,
            "SELECT mail_hash FROM consent_objection WHERE mail_hash IN"
            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
            "  $19, $20)",
            ((Args){ value, STILL_CHUNK }));
        while (rows_next(&rows)) {
            Hash found = row_hash(&rows, 0);
            for (size_t i = from; i < count && i < from + STILL_CHUNK; i++)
                is_there[i] |= hash_equal(mail[i], found);
        }
    }
}

/* Without a Scope: whether each may still go, for the outbox. */
void standings_of(Db *db, const StillMay ask[], size_t count, bool is_given[])
{
    for (size_t from = 0; from < count; from += STILL_CHUNK) {
        SqlValue value[STILL_CHUNK];
        for (size_t i = 0; i < STILL_CHUNK; i++)
            value[i] = from + i < count ? sql_id_at(&ask[from + i].subject.id) : sql_null();
        Rows rows = db_rows(db,
            "SELECT subject, topic FROM consent_standing WHERE is_given = 1 AND subject IN"
            " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
            "  $19, $20)",
            ((Args){ value, STILL_CHUNK }));
        while (rows_next(&rows)) {
            Id subject = row_id(&rows, 0);
            int64_t topic = row_int(&rows, 1);
            for (size_t i = from; i < count && i < from + STILL_CHUNK; i++)
                is_given[i] |= id_equal(ask[i].subject.id, subject) && ask[i].topic == topic;
        }
    }
}

/* --- one's own --------------------------------------------------------------------- */

StandingList consent_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT topic, is_given, pace, at FROM consent_standing WHERE subject = $1 ORDER BY topic",
        args(sql_id(scope.who.id)));
    StandingList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Standing){
            .topic    = (Topic)row_int(&rows, 0),
            .is_given = row_int(&rows, 1) != 0,
            .pace     = (Pace)row_int(&rows, 2),
            .at       = row_int(&rows, 3),
        };
    return list;
}

ReceiptList receipts_own(Db *db, Scope scope)
{
    Rows rows = db_rows(db,
        "SELECT r.topic, r.act, r.channel, r.at, coalesce(w.text, ''), r.way_out"
        "  FROM consent_receipt r LEFT JOIN consent_wording w ON w.hash = r.wording"
        " WHERE r.subject = $1 ORDER BY r.id DESC LIMIT $2",
        args(sql_id(scope.who.id), sql_int(RECEIPTS_SHOWN_MAX)));
    ReceiptList list = {0};
    while (rows_next(&rows))
        *LIST_ADD(db_arena(db), &list) = (Receipt){
            .topic   = (Topic)row_int(&rows, 0),
            .act     = (ConsentAct)row_int(&rows, 1),
            .channel = (ConsentChannel)row_int(&rows, 2),
            .at      = row_int(&rows, 3),
            .wording = row_text(&rows, 4),
            .way_out = row_text(&rows, 5),
        };
    return list;
}

/* --- forgetting, and not forgetting ---------------------------------------------------- */

/* Readers of nothing lose their address; a receipt goes two years after what it
 * proves was over. */
int64_t consent_prune(Db *db, TimeMs now)
{
    int64_t readers = db_run(db,
        "DELETE FROM consent_reader WHERE id IN"
        " (SELECT r.id FROM consent_reader r WHERE r.created < $1 AND NOT EXISTS"
        "   (SELECT 1 FROM consent_standing s"
        "     WHERE s.subject = r.id AND (s.is_given = 1 OR s.at >= $1)) LIMIT $2)",
        args(sql_int(now - CONSENT_READER_MS), sql_int(CONSENT_PRUNE_MAX)));
    int64_t standings = db_run(db,
        "DELETE FROM consent_standing WHERE (subject, topic) IN"
        " (SELECT subject, topic FROM consent_standing WHERE is_given = 0 AND at < $1 LIMIT $2)",
        args(sql_int(now - CONSENT_PROOF_MS), sql_int(CONSENT_PRUNE_MAX)));
    if (standings > 0)
        db_run(db,
            "DELETE FROM consent_receipt WHERE at < $1 AND NOT EXISTS"
            " (SELECT 1 FROM consent_standing s WHERE s.subject = consent_receipt.subject"
            "   AND s.topic = consent_receipt.topic)",
            args(sql_int(now - CONSENT_PROOF_MS)));
    return readers > standings ? readers : standings;
}

typedef struct { SubjectId subject; Topic topic; TimeMs at; } Withdrawal;
typedef struct { Hash mail_hash; int64_t channel; TimeMs at; } Objection;
struct ConsentSince {
    bool       has_key;
    ConsentKey key; /* what the hashes were made with */
    LIST_OF(Withdrawal) withdrawn;
    LIST_OF(Objection) objections;
};

/* Without a Scope: what is carried over is shown to nobody. */
ConsentSince *consent_since(Db *db, TimeMs since)
{
    Arena *arena = db_arena(db);
    ConsentSince *all = ARENA_ARRAY(arena, ConsentSince, 1);
    all->has_key = consent_key(db, &all->key);
    Rows rows = db_rows(db,
        "SELECT subject, topic, at FROM consent_standing WHERE is_given = 0 AND at >= $1",
        args(sql_int(since)));
    while (rows_next(&rows))
        *LIST_ADD(arena, &all->withdrawn) = (Withdrawal){
            .subject = { row_id(&rows, 0) },
            .topic   = (Topic)row_int(&rows, 1),
            .at      = row_int(&rows, 2),
        };
    rows = db_rows(db, "SELECT mail_hash, channel, at FROM consent_objection WHERE at >= $1",
                   args(sql_int(since)));
    while (rows_next(&rows))
        *LIST_ADD(arena, &all->objections) = (Objection){
            .mail_hash = row_hash(&rows, 0),
            .channel   = row_int(&rows, 1),
            .at        = row_int(&rows, 2),
        };
    return all;
}

int64_t consent_carry_over(Db *db, const ConsentSince *since, Random *random)
{
    int64_t carried = 0;
    if (since->has_key)
        db_run(db,
            "INSERT INTO consent_key (id, secret, made) VALUES (1, $1, 0)"
            " ON CONFLICT (id) DO NOTHING",
            args(sql_bytes(since->key.bytes, sizeof since->key.bytes)));
    for (size_t i = 0; i < since->withdrawn.count; i++) {
        const Withdrawal *one = &since->withdrawn.item[i];
        carried += consent_is_given(db, one->subject, one->topic);
        consent_withdraw(db, one->subject, one->topic, CHANNEL_LETTER, (PersonId){0}, one->at,
                         random);
    }
    for (size_t i = 0; i < since->objections.count; i++)
        carried += db_run(db,
            "INSERT INTO consent_objection (mail_hash, at, channel) VALUES ($1, $2, $3)"
            " ON CONFLICT (mail_hash) DO NOTHING",
            args(sql_hash(since->objections.item[i].mail_hash),
                 sql_int(since->objections.item[i].at),
                 sql_int(since->objections.item[i].channel)));
    return carried;
}
