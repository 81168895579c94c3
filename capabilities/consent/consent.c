/* consent.c: the topics, one's own page of them, and the answer to the outbox.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/consent/consent_view.h"

#include "capabilities/trail/trail.h"

/* --- the topics ----------------------------------------------------------------- */

static const struct {
    const char *key, *title, *words;
    bool        has_pace;
} topics[TOPIC_ASKED_COUNT] = {
    [TOPIC_LOCAL_NEWS] = { "local-news", WORDS("News from my local party"),
        WORDS("What my branch, my local party and my region write to their people."), true },
    [TOPIC_NATIONAL_NEWS] = { "national-news", WORDS("News from the whole movement"),
        WORDS("What the movement writes to everybody, a few times a month."), true },
    [TOPIC_EVENTS] = { "events", WORDS("Meetings and events near me"),
        WORDS("Invitations to what happens where I live."), true },
    [TOPIC_HELP] = { "help", WORDS("Ways to help"),
        WORDS("When a hand is needed for something that I could do."), false },
    [TOPIC_WELCOME] = { "welcome", WORDS("A welcome in small steps"),
        WORDS("A few mails in the first sixty days that show what there is."), false },
    [TOPIC_CALL] = { "call", WORDS("A welcome from somebody near me"),
        WORDS("Somebody from my local party rings me or writes to me in my first weeks."), false },
};

static const struct { const char *key, *title, *words; } services[] = {
    [TOPIC_NOTICE - TOPIC_FIRST_SERVICE] = { "notice", WORDS("Notices that members have a right to"),
        WORDS("Of meetings, votes and elections, as our rules say.") },
    [TOPIC_DUES - TOPIC_FIRST_SERVICE] = { "dues", WORDS("My membership"),
        WORDS("What is paid, what is due, and when it ends.") },
};

bool topic_needs_consent(Topic topic)
{
    return topic > TOPIC_NONE && topic < TOPIC_ASKED_COUNT;
}

static bool is_service(Topic topic)
{
    return topic >= TOPIC_FIRST_SERVICE && topic < TOPIC_SERVICE_COUNT;
}

bool topic_has_pace(Topic topic)
{
    return topic_needs_consent(topic) && topics[topic].has_pace;
}

const char *topic_key(Topic topic)
{
    return topic_needs_consent(topic) ? topics[topic].key
        : is_service(topic)           ? services[topic - TOPIC_FIRST_SERVICE].key
                                      : "";
}

bool topic_by_key(const char *key, Topic *topic)
{
    for (Topic i = TOPIC_NONE + 1; i < TOPIC_SERVICE_COUNT; i++)
        if ((topic_needs_consent(i) || is_service(i)) && text_equal(topic_key(i), key)) {
            *topic = i;
            return true;
        }
    return false;
}

const char *topic_title(Topic topic)
{
    return topic_needs_consent(topic) ? topics[topic].title
        : is_service(topic)           ? services[topic - TOPIC_FIRST_SERVICE].title
                                      : WORDS("All our mails");
}

const char *topic_words(Topic topic)
{
    return topic_needs_consent(topic) ? topics[topic].words
        : is_service(topic)           ? services[topic - TOPIC_FIRST_SERVICE].words
                                      : "";
}

const char *consent_wording(Arena *arena, Lang lang, Topic topic)
{
    if (topic == TOPIC_CALL)
        return say(lang, "Yes, somebody from my local party may ring me or write to me in my first "
                         "weeks, to say hello. I can stop this at any time: I tell them, or say so "
                         "on the page of my account.");
    return SAY(arena, lang,
               "Yes, write to me: {1}. {2} I can stop this at any time, with the link in every "
               "mail.",
               say(lang, topic_title(topic)), say(lang, topic_words(topic)));
}

/* --- words -------------------------------------------------------------------------- */

const char *channel_words(ConsentChannel channel)
{
    switch (channel) {
    case CHANNEL_ACCOUNT:   return WORDS("on this page");
    case CHANNEL_JOINING:   return WORDS("when you joined");
    case CHANNEL_SIGN_UP:   return WORDS("when you signed up for our mails");
    case CHANNEL_LETTER:    return WORDS("with the link in a mail");
    case CHANNEL_ONE_CLICK: return WORDS("with a button of your mail program");
    case CHANNEL_PAPER:     return WORDS("on paper");
    case CHANNEL_PHONE:     return WORDS("by word of mouth, written down by an officer");
    case CHANNEL_IMPORT:    return WORDS("in a list from before this site");
    case CHANNEL_DEMO:      return WORDS("by whoever invented this demo");
    case CHANNEL_COUNT:     break;
    }
    return "";
}

const char *receipt_words(Arena *arena, Lang lang, const Receipt *receipt)
{
    const char *title = say(lang, topic_title(receipt->topic));
    switch (receipt->act) {
    case CONSENT_YES:     return SAY(arena, lang, "You said yes: {1}", title);
    case CONSENT_NO:
        return receipt->wording[0] == '\0'
            ? SAY(arena, lang, "You said no more: {1}", title)
            : SAY(arena, lang, "You were asked and did not say yes: {1}", title);
    case CONSENT_OBJECTS: return say(lang, "You asked us to write nothing at all");
    case CONSENT_LIFTS:   return say(lang, "You allowed us to write again");
    }
    return "";
}

/* --- one's own page --------------------------------------------------------------------- */

static const char *const pace_keys[] = { "no", "at-once", "weekly", NULL };
static const char *const pace_words[] = { WORDS("No, thank you"), WORDS("Yes, each one at once"),
                                          WORDS("Yes, together once a week") };
static const char *const yes_keys[] = { "no", "at-once", NULL };
static const char *const yes_words[] = { WORDS("No, thank you"), WORDS("Yes") };

enum { FIELD_COUNT = TOPIC_ASKED_COUNT - 1 };

/* A field for each topic, from the table of topics; in the request's arena. */
static const Field *choice_fields(Arena *arena)
{
    Field *field = ARENA_ARRAY(arena, Field, FIELD_COUNT);
    for (Topic topic = TOPIC_NONE + 1; topic < TOPIC_ASKED_COUNT; topic++)
        field[topic - 1] = (Field){
            .name = topics[topic].key, .type = FIELD_CHOICE, .label = topics[topic].title,
            .hint = topics[topic].words, .required = true,
            .choices = topics[topic].has_pace ? pace_keys : yes_keys,
            .choice_words = topics[topic].has_pace ? pace_words : yes_words,
        };
    return field;
}

const char *path_mail_choices(const Request *req)
{
    (void)req;
    return "/account/mail";
}

static void fill_standing(Request *req, Form *form)
{
    for (size_t i = 0; i < FIELD_COUNT; i++)
        form_fill(form, i, pace_keys[0]);
    StandingList standing = consent_own(req->db, req->scope);
    for (size_t i = 0; i < standing.count; i++) {
        const Standing *one = &standing.item[i];
        if (topic_needs_consent(one->topic) && one->is_given)
            form_fill(form, (size_t)one->topic - 1, pace_keys[one->pace == PACE_WEEKLY ? 2 : 1]);
    }
}

static Reply choices_page(Request *req, const Form *form, int status)
{
    Person person;
    if (!person_by_id(req->db, req->who.person, &person))
        return reply_not_found(req);
    ChoicesView view = {
        .req = req, .mail = person.mail, .form = form,
        .has_objected = person.mail[0] != '\0' && consent_objected(req->db, person.mail),
        .was_kept = req_query(req, "kept")[0] != '\0',
        .receipts = receipts_own(req->db, req->scope),
    };
    Page page = page_begin(req->arena, req->lang);
    consent_choices_page(&page, &view);
    return reply_page_status(req, status, say(req->lang, "What we may write to you about"),
                             page_end(&page));
}

Reply choices_show(Request *req)
{
    Form form = form_blank(req, choice_fields(req->arena), FIELD_COUNT);
    fill_standing(req, &form);
    return choices_page(req, &form, 200);
}

static void keep_choice(Request *req, Topic topic, const char *choice)
{
    SubjectId subject = consent_subject(req->who.person);
    if (text_equal(choice, pace_keys[0])) {
        consent_withdraw(req->db, subject, topic, CHANNEL_ACCOUNT, (PersonId){0}, req->now,
                         req->random);
        return;
    }
    consent_give(req->db, &(NewConsent){
        .subject = subject, .topic = topic, .lang = req->lang, .channel = CHANNEL_ACCOUNT,
        .pace = text_equal(choice, pace_keys[2]) ? PACE_WEEKLY : PACE_AT_ONCE, .at = req->now,
    }, req->random);
}

/* Only what changed is said, so that a receipt is a yes or a no and not a press
 * of a button. */
Reply choices_keep(Request *req)
{
    Form form = form_read(req, choice_fields(req->arena), FIELD_COUNT);
    if (!form_ok(&form))
        return choices_page(req, &form, 422);
    Form before = form_blank(req, choice_fields(req->arena), FIELD_COUNT);
    fill_standing(req, &before);
    for (Topic topic = TOPIC_NONE + 1; topic < TOPIC_ASKED_COUNT; topic++)
        if (!text_equal(form_text(&form, topic - 1), before.value[topic - 1]))
            keep_choice(req, topic, form_text(&form, topic - 1));
    return reply_see(req, "/account/mail?kept=1");
}

static bool own_mail(Request *req, const char **mail)
{
    Person person;
    if (!person_by_id(req->db, req->who.person, &person) || person.mail[0] == '\0')
        return false;
    *mail = person.mail;
    return true;
}

Reply choices_stop(Request *req)
{
    const char *mail;
    if (!own_mail(req, &mail))
        return reply_not_found(req);
    consent_object(req->db, mail, CHANNEL_ACCOUNT, (PersonId){0}, req->now, req->random);
    trail_change(req->db, req->scope, "consent.objection", req->who.person.id, req->now);
    return reply_see(req, "/account/mail?kept=1");
}

Reply choices_again(Request *req)
{
    const char *mail;
    if (!own_mail(req, &mail))
        return reply_not_found(req);
    consent_lift_objection(req->db, mail, CHANNEL_ACCOUNT, req->now, req->random);
    trail_change(req->db, req->scope, "consent.objection-lifted", req->who.person.id, req->now);
    return reply_see(req, "/account/mail?kept=1");
}

static void account_card(Page *page, Request *req)
{
    StandingList standing = consent_own(req->db, req->scope);
    int64_t count = 0;
    for (size_t i = 0; i < standing.count; i++)
        count += standing.item[i].is_given;
    const char *mail;
    consent_account_card(page, req, own_mail(req, &mail) && consent_objected(req->db, mail), count);
}

/* --- for the outbox ----------------------------------------------------------------------- */

static void still_may(Db *db, StillMay ask[], size_t count)
{
    Arena *arena = db_arena(db);
    ConsentKey key;
    bool has_key = consent_key(db, &key);
    bool *is_given = ARENA_ARRAY(arena, bool, count), *objects = ARENA_ARRAY(arena, bool, count);
    Hash *mail = ARENA_ARRAY(arena, Hash, count);
    for (size_t i = 0; i < count && has_key; i++)
        mail[i] = consent_mail_hash(&key, ask[i].mail);
    standings_of(db, ask, count, is_given);
    if (has_key)
        objections_to(db, mail, count, objects);

    for (size_t i = 0; i < count; i++) {
        Topic topic = (Topic)ask[i].topic;
        ask[i].word = is_service(topic) ? STILL_FINE
            : !has_key || !is_given[i]  ? STILL_LEFT
                                        : STILL_FINE;
        if (objects[i] && !is_service(topic))
            ask[i].word = STILL_OBJECTED;
        if (has_key && topic_needs_consent(topic))
            ask[i].leave = leave_path(arena, &key, ask[i].subject, topic);
    }
}

static void consent_joined(Db *db, PersonId person, const char *name, const char *mail, AreaId area,
                           TimeMs now, Random *random)
{
    (void)name, (void)area, (void)now, (void)random;
    reader_becomes(db, mail, person);
}

/* What the form for joining asks besides, by the names that it has in the note. */
static const struct { const char *name; Topic topic; } joining[] = {
    { "news", TOPIC_LOCAL_NEWS }, { "call", TOPIC_CALL },
};

static void consent_joined_note(Db *db, PersonId person, const char *note, Lang lang, TimeMs now,
                                Random *random)
{
    for (size_t i = 0; i < COUNT(joining); i++) {
        const char *said = note_value(db_arena(db), note, joining[i].name);
        NewConsent consent = {
            .subject = consent_subject(person), .topic = joining[i].topic, .pace = PACE_AT_ONCE,
            .lang = lang, .channel = CHANNEL_JOINING, .at = now,
        };
        if (text_equal(said, "yes"))
            consent_give(db, &consent, random);
        else if (said[0] != '\0')
            consent_decline(db, &consent, random);
    }
}

static bool consent_prune_piece(Job *job)
{
    db_begin(job->db);
    asked_prune(job->db, job->now);
    int64_t gone = consent_prune(job->db, job->now);
    return db_commit(job->db) && gone == CONSENT_PRUNE_MAX;
}

static const Route routes[] = {
    { GET,  "/account/mail", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_TAKE_PART,
      choices_show, WORDS("see what one may be written to about"), false },
    { POST, "/account/mail", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      choices_keep, WORDS("choose what one may be written to about"), false },
    { POST, "/account/mail/stop", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      choices_stop, WORDS("stop all mails but those that a membership needs"), false },
    { POST, "/account/mail/again", MAY_SIGNED_IN, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      choices_again, WORDS("allow mails again"), false },
    { GET,  "/leave/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      leave_show, WORDS("open the link that stops mails"), false },
    { POST, "/leave/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OWN, LOAD_SAFETY,
      leave_do, WORDS("stop mails with the link in one of them"), false },
    { GET,  "/up-to-date", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      sign_up_show, WORDS("choose what to hear about, as somebody who is no member"), false },
    { POST, "/up-to-date", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      sign_up_send, WORDS("ask to be kept up to date"), false },
    { GET,  "/up-to-date/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC,
      sign_up_sent, WORDS("read that a mail is on its way"), false },
    { GET,  "/up-to-date/yes/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      sign_up_link, WORDS("open the link that says yes to mails"), false },
    { POST, "/up-to-date/yes/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OPEN, LOAD_TAKE_PART,
      sign_up_yes, WORDS("say yes to mails with the link in the first of them"), false },
    { GET,  "/objection", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_show, WORDS("see how to be left in peace"), false },
    { POST, "/objection", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_send, WORDS("ask to be written to and rung no more"), false },
    { GET,  "/objection/sent", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_sent, WORDS("read that a mail with a link to stop all is on its way"), false },
    { GET,  "/objection/kept", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_kept, WORDS("read that a number is rung no more"), false },
    { GET,  "/objection/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_link, WORDS("open the mailed link that stops all mails"), false },
    { POST, "/objection/:link", MAY_HOLDER, AREA_NONE, PURPOSE_OPEN, LOAD_SAFETY,
      objection_yes, WORDS("stop all mails with the mailed link"), false },
    { GET,  "/areas/:area/objection", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_SAFETY,
      objection_desk, WORDS("see how to write down that somebody wants nothing from us"), false },
    { POST, "/areas/:area/objection", MAY_OFFICER, AREA_IN_PATH, PURPOSE_MEMBERSHIP, LOAD_SAFETY,
      objection_told, WORDS("write down that somebody wants nothing from us"), false },
};

const Capability consent_capability = {
    .name = "consent",
    .routes = routes, .route_count = COUNT(routes),
    .account_card = account_card,
    .own_card = account_card,
    .area_card = sign_up_area_card,
    .prune = consent_prune_piece,
    .joined = consent_joined,
    .joined_note = consent_joined_note,
    .still_may = still_may,
};
