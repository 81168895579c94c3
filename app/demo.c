/* demo.c: goes from party to party and fills each with people, officers, a
 * page and answers.
 *
 * The whole number of members is cut into parties and those into branches by
 * weights drawn from the seed. Within a branch people are written in the order
 * in which they joined, which is the order of their keys. What a party needs
 * lives in an arena that is emptied after it, so half a million people need no
 * more memory than one party.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo.h"

#include "app/demo_dues.h"
#include "app/demo_letters.h"
#include "app/demo_people.h"
#include "base/clock.h"
#include "base/list.h"
#include "capabilities/consent/consent.h"
#include "capabilities/desk/desk.h"
#include "capabilities/feedback/feedback.h"
#include "capabilities/handbook/handbook.h"
#include "capabilities/helpdesk/helpdesk.h"
#include "capabilities/imports/import.h"
#include "capabilities/listening/listening.h"
#include "capabilities/meetings/meetings.h"
#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "capabilities/welcome/welcome.h"
#include "core/postcode.h"

enum {
    PARTY_WEIGHT_MIN = 300, PARTY_WEIGHT_MAX = 1600,
    BRANCH_WEIGHT_MIN = 20, BRANCH_WEIGHT_MAX = 100,
    PEOPLE_PER_TRANSACTION = 20000, /* names and addresses fall all over the indexes: the more
                                       at once, the fewer pages are written twice */
    LED_FROM = 12,                 /* a branch with fewer members has no officers */
    BUSY_MIN = 20,                 /* members of the busy branch, whatever the weights say */
    ANSWERING_PARTIES_PERCENT = 35,
    ANSWERING_PERCENT = 8,
    ANSWERING_LOCALLY_PERCENT = 30,
    WELSH_SPEAKERS_PERCENT = 22,
    BRANCHES_LED_PERCENT = 80,
    HOME_POSTCODES = 40,           /* of a place, for its members */
    NEW_ONES = 3,                  /* of the busy branch: they wait for their call of welcome */
};
#define LOG_BYTES_MAX   ((int64_t)256 * 1024 * 1024) /* then it is moved into the database */
#define PARTY_ARENA_MAX ((size_t)256 * 1024 * 1024) /* a million members in one party */

static const char *const role_keys[DEMO_ROLES] = {
    [DEMO_ROLE_MEMBER] = "member",       [DEMO_ROLE_NEWCOMER] = "newcomer",
    [DEMO_ROLE_SECRETARY] = "secretary", [DEMO_ROLE_ADMIN] = "admin",
    [DEMO_ROLE_SECOND] = "second",
};

typedef struct {
    PersonId    id;
    AreaId      area;
    const char *name;
    Lang        lang;
    bool        is_woman;
} Someone;
typedef struct { Someone *item; size_t count, capacity; } SomeoneList;

typedef struct {
    Db             *db;
    Arena          *arena;       /* lives to the end */
    Arena          *party_arena; /* emptied after each party */
    Arena          *scratch;     /* emptied for each person; where rows live */
    const DemoPlan *plan;
    DemoMade       *made;
    Random          random;
    int64_t         done, in_transaction;
    AreaId          root;
    AreaId          question_area[DEMO_ASKS];
    QuestionId      question[DEMO_ASKS];
    PersonId        role[DEMO_ROLES];
} Demo;

static bool chance(Demo *demo, unsigned percent)
{
    return random_below(&demo->random, 100) < percent;
}

/* --- how many where ---------------------------------------------------------- */

/* Cuts `whole` into `count` parts by weights from min to max; few are large.
 * The parts add up to `whole` exactly. */
static int64_t *cut(Demo *demo, Arena *arena, int64_t whole, size_t count, int64_t min, int64_t max)
{
    int64_t *part = ARENA_ARRAY(arena, int64_t, count);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t a = (int64_t)random_below(&demo->random, (uint64_t)(max - min + 1));
        int64_t b = (int64_t)random_below(&demo->random, (uint64_t)(max - min + 1));
        part[i] = min + (a < b ? a : b);
        sum += part[i];
    }
    int64_t before = 0, given = 0;
    for (size_t i = 0; i < count; i++) {
        before += part[i];
        int64_t until = whole * before / sum;
        part[i] = until - given;
        given = until;
    }
    return part;
}

static size_t largest(const int64_t part[], size_t count)
{
    size_t at = 0;
    for (size_t i = 1; i < count; i++)
        if (part[i] > part[at])
            at = i;
    return at;
}

static DemoNation nation_of(const Place *place)
{
    return place->code[0] == 'W' ? DEMO_WALES : place->code[0] == 'S' ? DEMO_SCOTLAND
                                                                     : DEMO_ENGLAND;
}

/* --- transactions -------------------------------------------------------------- */

static void begin(Demo *demo)
{
    db_begin(demo->db);
    demo->in_transaction = 0;
}

static bool keep(Demo *demo)
{
    bool is_kept = db_commit(demo->db);
    if (db_log_bytes(demo->db) > LOG_BYTES_MAX)
        db_checkpoint(demo->db, false);
    return is_kept;
}

/* --- people --------------------------------------------------------------------- */

static int compare_times(const void *a, const void *b)
{
    TimeMs left = *(const TimeMs *)a, right = *(const TimeMs *)b;
    return (left > right) - (left < right);
}

/* Where letters go: a street that nobody lives in, with a postcode of the place. */
typedef struct { const Place *area; PlacePostcodeList codes; } Homes;

static const char *street_of(Demo *demo, const Homes *homes)
{
    static const char *const streets[] = { "Example Road", "Nowhere Street", "Invented Lane" };
    return text_format(demo->scratch, "%d %s\n%s", (int)(demo->done % 97) + 1,
                       streets[demo->done % (int64_t)COUNT(streets)], homes->area->name);
}

static const char *postcode_of(Demo *demo, const Homes *homes)
{
    char text[POSTCODE_TEXT_SIZE];
    if (homes->codes.count == 0
        || !postcode_from_key(homes->codes.item[(size_t)demo->done % homes->codes.count].key, text))
        return "";
    return text_copy(demo->scratch, text);
}

static Someone add_someone(Demo *demo, const Homes *homes, DemoNation nation, TimeMs joined)
{
    AreaId area = homes->area->id;
    enum { ADDRESS_FIRST = 1000 };
    arena_reset(demo->scratch);
    /* Accounts are made one by one when the movement moves in. */
    TimeMs moved_in = demo->plan->now - (demo->plan->members - demo->done);
    InventedPerson person = invent_person(demo->scratch, &demo->random, nation,
                                          ADDRESS_FIRST + demo->done);
    Lang lang = nation == DEMO_WALES && chance(demo, WELSH_SPEAKERS_PERCENT) ? LANG_CY : LANG_EN;
    PersonId id = person_add(demo->db, person.name, person.mail, lang, moved_in, &demo->random);
    people_grant(demo->db, &(NewGrant){
        .person = id, .role = ROLE_MEMBER, .area = area, .purpose = PURPOSE_TAKE_PART,
        .from = joined, .until = demo->plan->now + 730 * DAY_MS, .why = "joined",
    }, &demo->random);
    members_add(demo->db, &(NewMember){
        .area = area, .person = id, .name = person.name, .mail = person.mail,
        .phone = person.phone, .address = street_of(demo, homes),
        .postcode = postcode_of(demo, homes), .joined = joined,
    }, &demo->random);

    demo->done++;
    if (demo->plan->progress != NULL)
        progress_to(demo->plan->progress, demo->done);
    const char *name = text_copy(demo->party_arena, person.name);
    return (Someone){ id, area, name, lang, person.is_woman };
}

/* When the last who joined did, the very last first: in the busy branch they wait for a call. */
static TimeMs joined_lately(const Demo *demo, int64_t number)
{
    return demo->plan->now - (1 + 2 * number) * DAY_MS;
}

/* Fills one area. False: the database failed. */
static bool fill_area(Demo *demo, const Place *area, DemoNation nation, int64_t members,
                      bool is_busy, SomeoneList *people)
{
    TimeMs *joined = ARENA_ARRAY(demo->party_arena, TimeMs, (size_t)members + 1);
    for (int64_t i = 0; i < members; i++)
        joined[i] = invent_joined(&demo->random, demo->plan->now);
    qsort(joined, (size_t)members, sizeof *joined, compare_times);
    for (int64_t i = 0; is_busy && i < NEW_ONES && i < members; i++)
        joined[members - 1 - i] = joined_lately(demo, i);
    db_use_arena(demo->db, demo->party_arena);
    Homes homes = { .area = area, .codes = place_postcodes(demo->db, area, 0, HOME_POSTCODES) };
    db_use_arena(demo->db, demo->scratch);

    for (int64_t i = 0; i < members; i++) {
        *LIST_ADD(demo->party_arena, people) = add_someone(demo, &homes, nation, joined[i]);
        if (++demo->in_transaction == PEOPLE_PER_TRANSACTION) {
            if (!keep(demo))
                return false;
            begin(demo);
        }
    }
    return true;
}

/* --- officers and pages ------------------------------------------------------------ */

static const struct {
    OfficeTitle title;
    bool        has_rights, is_for_women;
    unsigned    percent_of_branches;
} offices[] = {
    { OFFICE_SECRETARY,  true,  false, 100 },
    { OFFICE_CHAIR,      true,  false, 85 },
    { OFFICE_TREASURER,  false, false, 60 },
    { OFFICE_MEMBERSHIP, true,  false, 45 },
    { OFFICE_CAMPAIGNS,  false, false, 40 },
    { OFFICE_WOMEN,      false, true,  20 },
};

static bool has_demo_role(const Demo *demo, PersonId person)
{
    for (size_t i = 0; i < DEMO_ROLES; i++)
        if (id_equal(demo->role[i].id, person.id))
            return true;
    return false;
}

static void give_office(Demo *demo, const Place *area, size_t office, const Someone *someone)
{
    TimeMs from = demo->plan->now - (int64_t)(40 + random_below(&demo->random, 300)) * DAY_MS;
    members_set_office(demo->db, area->id, offices[office].title, someone->id, someone->name,
                       from, &demo->random);
    if (offices[office].has_rights)
        people_make_officer(demo->db, someone->id, area->id, demo->plan->now + 365 * DAY_MS,
                            demo->role[DEMO_ROLE_ADMIN], "elected at the annual meeting", from,
                            &demo->random);
    demo->made->officers++;
}

/* Those who have been there a while, each with one office at most, from the
 * first_office on. */
static void elect(Demo *demo, const Place *area, const Someone people[], size_t count,
                  size_t first_office)
{
    size_t next = count / 4;
    for (size_t i = first_office; i < COUNT(offices); i++) {
        if (area->kind == PLACE_BRANCH && !chance(demo, offices[i].percent_of_branches))
            continue;
        while (next < count && ((offices[i].is_for_women && !people[next].is_woman)
                                || has_demo_role(demo, people[next].id)))
            next++;
        if (next >= count)
            return;
        give_office(demo, area, i, &people[next++]);
    }
}

static void write_page(Demo *demo, const Place *area, Lang lang)
{
    static const char *const link_words[LANG_COUNT] = { "Our leaflets", "Ein taflenni" };
    Arena *arena = demo->scratch;
    arena_reset(arena);
    LocalPage page = {
        .area = area->id, .lang = lang,
        .about = invent_about(arena, &demo->random, lang, place_name(area, lang)),
        .meeting = invent_meeting(arena, &demo->random, lang),
        .link = {
            { text_format(arena, "https://example.org/%s", area->slug), place_name(area, lang) },
            { "https://example.org/leaflets", link_words[lang] },
        },
        .link_count = 2,
        .at = demo->plan->now - (int64_t)(1 + random_below(&demo->random, 200)) * DAY_MS,
    };
    members_page_set(demo->db, &page);
}

static void write_pages(Demo *demo, const Place *area, DemoNation nation, bool is_busy)
{
    write_page(demo, area, LANG_EN);
    if (nation == DEMO_WALES || is_busy)
        write_page(demo, area, LANG_CY);
}

/* --- listening ------------------------------------------------------------------------ */

static void ask(Demo *demo, DemoAsk which, AreaId area, PersonId by, Lang lang)
{
    const DemoQuestion *words = invented_question(which);
    TimeMs opened = demo->plan->now - (32 + 5 * (int64_t)which) * DAY_MS;
    demo->question_area[which] = area;
    demo->question[which] = listening_question_add(demo->db, &(NewQuestion){
        .area = area, .lang = lang,
        .title = lang == LANG_CY ? words->question_cy : words->question,
        .detail = lang == LANG_CY ? words->more_cy : words->more,
        .opened = opened, .closes = demo->plan->now + 60 * DAY_MS, .by = by,
    }, &demo->random);
}

static AnswerId answer(Demo *demo, DemoAsk which, const Someone *someone)
{
    arena_reset(demo->scratch);
    demo->made->answers++;
    return listening_answer_add(demo->db, &(NewAnswer){
        .area = demo->question_area[which], .question = demo->question[which],
        .person = someone->id, .from_area = someone->area, .lang = someone->lang,
        .text = invent_answer(demo->scratch, &demo->random, which, someone->lang),
        .at = demo->plan->now - 5 * DAY_MS - (int64_t)random_below(&demo->random, 25 * (uint64_t)DAY_MS),
    }, &demo->random);
}

/* Some members say something; those whom visitors play keep their answers for
 * them. */
static void answer_widely(Demo *demo, const SomeoneList *people, DemoAsk which)
{
    for (size_t i = 0; i < people->count; i++)
        if (chance(demo, ANSWERING_PERCENT) && !has_demo_role(demo, people->item[i].id))
            answer(demo, which, &people->item[i]);
}

static void tell_outcome(Demo *demo, DemoAsk which, size_t index, const AnswerId *answers,
                         size_t count)
{
    const DemoOutcome *words = invented_outcome(index);
    listening_outcome_add(demo->db, &(NewOutcome){
        .area = demo->question_area[which], .question = demo->question[which], .lang = LANG_EN,
        .title = words->said, .text = words->did,
        .at = demo->plan->now - (int64_t)(1 + index) * DAY_MS,
        .by = demo->role[which == DEMO_ASK_LOCAL ? DEMO_ROLE_SECRETARY : DEMO_ROLE_ADMIN],
        .answer = answers, .answer_count = count,
    }, &demo->random);
}

/* The busy branch answers its own question, and something comes of it. */
static void answer_locally(Demo *demo, const Someone people[], size_t count)
{
    AnswerId some[OUTCOME_ANSWERS_MAX];
    size_t said = 0;
    for (size_t i = 0; i < count; i++) {
        if (has_demo_role(demo, people[i].id) || !chance(demo, ANSWERING_LOCALLY_PERCENT))
            continue;
        AnswerId id = answer(demo, DEMO_ASK_LOCAL, &people[i]);
        if (said < COUNT(some))
            some[said++] = id;
    }
    tell_outcome(demo, DEMO_ASK_LOCAL, 0, some, said / 3);
    tell_outcome(demo, DEMO_ASK_LOCAL, 1, some + said / 3, said / 4);
}

/* --- dues ------------------------------------------------------------------------------------ */

/* The busy party's books, from a chance of their own: whoever is invented besides
 * stays who they are. */
static void pay_dues(Demo *demo, const SomeoneList *people)
{
    Random chances = random_from_seed(demo->plan->seed + 1);
    for (size_t i = 0; i < people->count; i++) {
        arena_reset(demo->scratch);
        demo_dues(demo->db, people->item[i].id, has_demo_role(demo, people->item[i].id),
                  demo->plan->now, &chances);
    }
}

/* --- one party -------------------------------------------------------------------------- */

typedef struct {
    const Place *place;
    PlaceList    branches;
    int64_t     *members; /* of each branch, or of the party alone */
    DemoNation   nation;
    bool         is_busy;
} Party;

/* The people whom visitors play are picked among those of the busy branch; the
 * newcomer is its last. */
static void pick_roles(Demo *demo, const Place *area, Someone people[], size_t count)
{
    Someone *const who[DEMO_ROLES] = {
        [DEMO_ROLE_ADMIN] = &people[0],
        [DEMO_ROLE_SECRETARY] = &people[1],
        [DEMO_ROLE_SECOND] = &people[2],
        [DEMO_ROLE_MEMBER] = &people[count / 2],
        [DEMO_ROLE_NEWCOMER] = &people[count - 1],
    };
    for (size_t i = 0; i < DEMO_ROLES; i++) {
        demo->role[i] = who[i]->id;
        demo->made->role_name[i] = text_copy(demo->arena, who[i]->name);
        people_set_demo(demo->db, role_keys[i], who[i]->id);
    }
    people_make_admin(demo->db, who[DEMO_ROLE_ADMIN]->id, demo->root,
                      demo->plan->now + 365 * DAY_MS, (PersonId){0}, "looks after the demo movement",
                      demo->plan->now - 300 * DAY_MS, &demo->random);
    people_make_admin(demo->db, who[DEMO_ROLE_SECOND]->id, demo->root,
                      demo->plan->now + 300 * DAY_MS, who[DEMO_ROLE_ADMIN]->id,
                      "shares the work for the demo movement", demo->plan->now - 200 * DAY_MS,
                      &demo->random);
    give_office(demo, area, 0, who[DEMO_ROLE_SECRETARY]);
}

static AreaId region_of(Demo *demo, const Place *party)
{
    Place region;
    if (!place_by_id(demo->db, party->parent, &region))
        return demo->root;
    demo->made->region = text_copy(demo->arena, region.name);
    return region.id;
}

/* Some of the busy branch tell what they can do, and want to be asked; the three who
 * joined last wait for their call. */
static void tell_profiles(Demo *demo, AreaId area, const Someone people[], size_t count)
{
    static const char *const skills[] = { "video", "doors", "leaflets", "graphics", "cooking",
                                          "accounts", "driving", "translating" };
    enum { TELL_EVERY = 3 };
    int64_t bit[COUNT(skills)]; /* asked for once, however many people there are */
    for (size_t i = 0; i < COUNT(skills); i++)
        bit[i] = profile_skill_bit(demo->db, skills[i]);
    for (size_t i = 0; i < count; i += TELL_EVERY) {
        arena_reset(demo->scratch);
        Profile profile = {
            .skills = bit[i % COUNT(skills)] | bit[(i + 3) % COUNT(skills)],
            .own_words = "", .access = "", .minutes = 40, .ask = ASK_REGION,
            .free = time_bit(3, 2) | time_bit((int)(i % DAYS), 1),
            .langs = i % 2 == 0 ? language_bits(0, 2) : 0,
            .ask_by = ASK_BY_SKILLS | ASK_BY_LANGUAGES | ASK_BY_TIMES,
        };
        if (!has_demo_role(demo, people[i].id))
            profile_say(demo->db, people[i].id, area, &profile, demo->plan->now - 9 * DAY_MS,
                        &demo->random);
    }
    for (size_t i = 0; i < NEW_ONES && i < count; i++) {
        PersonId person = people[count - 1 - i].id;
        TimeMs at = joined_lately(demo, (int64_t)i);
        consent_give(demo->db, &(NewConsent){
            .subject = consent_subject(person), .topic = TOPIC_CALL, .pace = PACE_AT_ONCE,
            .lang = people[count - 1 - i].lang, .channel = CHANNEL_DEMO, .at = at,
        }, &demo->random);
        welcome_begin(demo->db, person, area, at);
    }
}

/* What members of the busy branch would like to know; nobody has answered yet. */
static void ask_desk(Demo *demo, const Place *area, const Someone people[], size_t count)
{
    static const struct { const char *subject, *title, *text; int64_t days_ago; } questions[] = {
        { "meetings", "Can I bring my children to the meeting?", "They are four and six.", 6 },
        { "membership", "I am moving in March. What do I have to do?",
          "Only two streets away, but I think it is another ward.", 2 },
    };
    for (size_t i = 0; i < COUNT(questions) && count > COUNT(questions); i++) {
        const Someone *someone = &people[count - 1 - i];
        TimeMs at = demo->plan->now - questions[i].days_ago * DAY_MS;
        help_add(demo->db, &(HelpNew){
            .area = area->id, .person = someone->id, .subject = questions[i].subject,
            .title = questions[i].title, .text = questions[i].text, .name = someone->name,
            .mail = "", .from_page = "", .lang = LANG_EN, .at = at, .due = at + 5 * DAY_MS,
            .is_proven = true,
        }, &demo->random);
    }
}

/* Those whom visitors play have met, and will meet again. */
static void meet(Demo *demo, const Place *area, Lang lang, const Someone people[], size_t count)
{
    enum { THERE = 13 };
    PersonId there[THERE] = { demo->role[DEMO_ROLE_MEMBER] };
    size_t some = 1;
    for (size_t i = 1; i < count && some < THERE; i++)
        if (!has_demo_role(demo, people[i].id))
            there[some++] = people[i].id;
    arena_reset(demo->scratch);
    Seen seen = { .arena = demo->scratch };
    Scope scope = { .area = area->id, .purpose = PURPOSE_MEMBERSHIP,
                    .who = demo->role[DEMO_ROLE_SECRETARY], .seen = &seen };
    meetings_demo(demo->db, scope, &(DemoMeeting){ there, some, lang }, demo->plan->now,
                  &demo->random);
}

/* A list that the secretary has begun to bring in: people from a stall. */
static void bring_list(Demo *demo, const Place *area)
{
    static const char list[] =
        "Stall in the market;;;\r\n\r\nName;E-mail;Mobile;Notes\r\n"
        "\"CLEMENTS, Dora\";dora.clements@example.org;7700900811;\"asked about \"housing\"\"\r\n"
        "Idris Vaughan-Lee;idris@example.org;07700 900812;\r\n"
        "Pat Osei;n/a;+44 (0)7700 900813;no e-mail, please ring\r\n"
        ";somebody@example.org;;name not legible\r\n"
        "Tilly Marsh;tilly at example;07700 900814;\r\n"
        "Idris Vaughan-Lee;idris@example.org;;wrote it twice\r\n";
    Scope scope = { .area = area->id, .purpose = PURPOSE_MEMBERSHIP,
                    .who = demo->role[DEMO_ROLE_SECRETARY] };
    ImportId id = import_add(demo->db, scope, "market-stall.csv", sizeof list - 1,
                             demo->plan->now - HOUR_MS, &demo->random);
    import_keep_piece(demo->db, id, 0, list, sizeof list - 1);
}

/* What the movement, the party and the branch have written to them. */
static void write_letters(Demo *demo, const Party *party, const Place *area, const Someone people[],
                          size_t count)
{
    PersonId *member = ARENA_ARRAY(demo->party_arena, PersonId, count);
    for (size_t i = 0; i < count; i++)
        member[i] = people[i].id;
    demo_letters(demo->db, &(DemoLetters){
        .root = demo->root, .party = party->place->id, .branch = area->id,
        .admin = demo->role[DEMO_ROLE_ADMIN], .secretary = demo->role[DEMO_ROLE_SECRETARY],
        .member = member, .members = count, .now = demo->plan->now,
        .scratch = demo->scratch,
    });
}

/* What only the busy branch has. */
static void make_busy(Demo *demo, const Party *party, const Place *area, Someone people[],
                      size_t count)
{
    pick_roles(demo, area, people, count);
    demo->made->party = text_copy(demo->arena, party->place->name);
    demo->made->branch = area == party->place ? "" : text_copy(demo->arena, area->name);

    Lang lang = party->nation == DEMO_WALES ? LANG_CY : LANG_EN;
    ask(demo, DEMO_ASK_MOVEMENT, demo->root, demo->role[DEMO_ROLE_ADMIN], LANG_EN);
    ask(demo, DEMO_ASK_REGION, region_of(demo, party->place), demo->role[DEMO_ROLE_ADMIN],
        LANG_EN);
    ask(demo, DEMO_ASK_LOCAL, area->id, demo->role[DEMO_ROLE_SECRETARY], lang);
    answer_locally(demo, people, count);
    ask_desk(demo, area, people, count);
    meet(demo, area, lang, people, count);
    tell_profiles(demo, area->id, people, count);

    Seen seen = { .arena = demo->party_arena };
    Scope desk = { .area = area->id, .purpose = PURPOSE_MEMBERSHIP,
                   .who = demo->role[DEMO_ROLE_SECRETARY], .seen = &seen };
    desk_fill_demo(demo->db, desk, lang, demo->plan->now, &demo->random);
    bring_list(demo, area);

    /* The member whom visitors play has been heard once already. */
    Someone member = { demo->role[DEMO_ROLE_MEMBER], area->id, "", LANG_EN, false };
    AnswerId said = answer(demo, DEMO_ASK_REGION, &member);
    tell_outcome(demo, DEMO_ASK_REGION, DEMO_OUTCOMES - 1, &said, 1);
    write_letters(demo, party, area, people, count);
}

static bool fill_areas(Demo *demo, const Party *party, SomeoneList *people)
{
    size_t areas = party->branches.count == 0 ? 1 : party->branches.count;
    size_t busy = largest(party->members, areas);
    for (size_t i = 0; i < areas; i++) {
        const Place *area = party->branches.count == 0 ? party->place : &party->branches.item[i];
        size_t first = people->count;
        bool is_busy = party->is_busy && i == busy;
        if (!fill_area(demo, area, party->nation, party->members[i], is_busy, people))
            return false;
        Someone *own = people->item + first;
        size_t count = people->count - first;
        if (is_busy)
            make_busy(demo, party, area, own, count);
        if (area != party->place) {
            write_pages(demo, area, party->nation, is_busy);
            if (is_busy || (count >= LED_FROM && chance(demo, BRANCHES_LED_PERCENT)))
                elect(demo, area, own, count, is_busy ? 1 : 0); /* it has its secretary */
        }
    }
    return true;
}

static bool make_party(Demo *demo, const Place *place, int64_t members, bool is_busy)
{
    db_use_arena(demo->db, demo->party_arena);
    Party party = {
        .place = place, .nation = nation_of(place), .is_busy = is_busy,
        .branches = place_children(demo->db, place->id),
    };
    db_use_arena(demo->db, demo->scratch);
    size_t areas = party.branches.count == 0 ? 1 : party.branches.count;
    party.members = cut(demo, demo->party_arena, members - (is_busy ? BUSY_MIN : 0), areas,
                        BRANCH_WEIGHT_MIN, BRANCH_WEIGHT_MAX);
    if (is_busy)
        party.members[largest(party.members, areas)] += BUSY_MIN;

    SomeoneList people = {0};
    if (!fill_areas(demo, &party, &people))
        return false;
    elect(demo, place, people.item, people.count, 0);
    if (is_busy)
        pay_dues(demo, &people);
    write_pages(demo, place, party.nation, is_busy);
    if (is_busy || chance(demo, ANSWERING_PARTIES_PERCENT)) {
        answer_widely(demo, &people, DEMO_ASK_MOVEMENT);
        if (id_equal(place->parent.id, demo->question_area[DEMO_ASK_REGION].id))
            answer_widely(demo, &people, DEMO_ASK_REGION);
    }
    demo->made->parties++;
    demo->made->branches += (int64_t)party.branches.count;
    return !db_failed(demo->db);
}

/* --- all of them ---------------------------------------------------------------------------- */

/* What was asked for, as the board shows it: one of each kind. */
static void fill_board(Demo *demo)
{
    static const struct {
        const char *title, *text, *came_of, *came_path;
        WishState   state;
        int64_t     days_ago;
    } wishes[] = {
        { "One page with everything that somebody new has to know",
          "I joined and had to ask five people.", "The handbook, in both languages.", "/handbook",
          WISH_DONE, 40 },
        { "Say on each meeting's page whether there are steps",
          "So that nobody has to ring first.", "", "", WISH_PLANNED, 25 },
        { "A map of who would give me a lift", "There is no bus after eight.", "", "", WISH_ASKED, 9 },
        { "Show everybody's telephone numbers", "It would be quicker.",
          "No: people gave them to be rung by their officers. You can be put through instead.", "",
          WISH_REFUSED, 30 },
    };
    for (size_t i = 0; i < COUNT(wishes); i++)
        wish_add(demo->db, &(NewWish){
            .lang = LANG_EN, .title = wishes[i].title, .text = wishes[i].text,
            .state = wishes[i].state, .came_of = wishes[i].came_of,
            .came_path = wishes[i].came_path, .at = demo->plan->now - wishes[i].days_ago * DAY_MS,
        }, &demo->random);
}

static DemoEnd make_all(Demo *demo, const PlaceList *parties)
{
    int64_t *members = cut(demo, demo->arena, demo->plan->members - BUSY_MIN, parties->count,
                           PARTY_WEIGHT_MIN, PARTY_WEIGHT_MAX);
    size_t busy = largest(members, parties->count);
    members[busy] += BUSY_MIN;
    begin(demo);
    handbook_first(demo->db, demo->root, demo->plan->now - 60 * DAY_MS, &demo->random);
    fill_board(demo);
    bool is_fine = make_party(demo, &parties->item[busy], members[busy], true);
    for (size_t i = 0; i < parties->count && is_fine; i++) {
        arena_reset(demo->party_arena);
        if (i != busy && members[i] > 0)
            is_fine = make_party(demo, &parties->item[i], members[i], false);
    }
    is_fine = is_fine && keep(demo);
    db_use_arena(demo->db, demo->arena);
    return is_fine ? DEMO_MADE : DEMO_FAILED;
}

DemoEnd demo_make(Db *db, Arena *arena, const DemoPlan *plan, DemoMade *made)
{
    enum { CACHE_MIB = 64 }; /* names and addresses fall all over their indexes */
    *made = (DemoMade){ .region = "", .party = "", .branch = "" };
    db_cache(db, CACHE_MIB);
    db_use_arena(db, arena);
    Place root;
    PlaceList parties = place_all(db, PLACE_PARTY);
    if (db_failed(db))
        return DEMO_FAILED;
    if (parties.count == 0 || !place_movement(db, &root))
        return DEMO_NO_PARTIES;

    Demo demo = {
        .db = db, .arena = arena, .party_arena = arena_new(PARTY_ARENA_MAX),
        .scratch = arena_new(ARENA_REQUEST_MAX), .plan = plan, .made = made,
        .random = random_from_seed(plan->seed), .root = root.id,
    };
    DemoEnd end = make_all(&demo, &parties);
    arena_free(demo.scratch);
    arena_free(demo.party_arena);
    return end;
}
