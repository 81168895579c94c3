/* paper_test.c: what is printed, for whom, and who can fetch it how long.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

#include "capabilities/consent/consent.h"

#include "capabilities/people/people.h"
#include "capabilities/profile/profile.h"
#include "sys/apart.h"
#include "sys/rights.h"
#include "tests/check.h"
#include "tests/database.h"
#include "tests/journey.h"

TEST(paper_fills_in_what_a_letter_says_to_each)
{
    static const struct { const char *text, *want; } rows[] = {
        { "Dear {first name},", "Dear Siân," },
        { "{name} ({number}) of {branch}, {date}", "Siân Ap Rhys (100007) of Otley, Friday" },
        { "Annwyl {enw cyntaf}, {rhif}", "Annwyl Siân, 100007" },
        { "{nothing} {", "{nothing} {" },
        { "", "" },
    };
    Arena *arena = arena_new(1024 * 1024);
    const PaperPerson sian = { .name = "Siân Ap Rhys", .area = "Otley", .number = 100007 };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_TEXT(rows[i].text, letter_text(arena, rows[i].text, &sian, "Friday"), rows[i].want);
    arena_free(arena);
}

TEST(paper_counts_sheets_of_labels)
{
    static const struct { const char *format; int skip; size_t people, want; } rows[] = {
        { "L7160", 0, 1, 1 },  { "L7160", 0, 21, 1 }, { "L7160", 0, 22, 2 },
        { "L7160", 20, 1, 1 }, { "L7160", 20, 2, 2 }, { "L7163", 0, 28, 2 },
        { "no such", 0, 21, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        CHECK_INT(rows[i].format,
                  label_sheets(label_format(rows[i].format), rows[i].skip, rows[i].people),
                  rows[i].want);
}

/* Each label lies on the sheet, and none over another. */
TEST(paper_labels_lie_on_their_sheet)
{
    for (size_t i = 0; i < LABEL_FORMATS; i++) {
        const LabelFormat *format = &label_formats[i];
        double right = format->left + (format->columns - 1) * format->across + format->width;
        double bottom = format->top + (format->rows - 1) * format->down + format->height;
        CHECK(format->name, right <= 210 && bottom <= 297);
        CHECK(format->name, 210 - right <= format->left + 0.5); /* as much on both sides */
        CHECK(format->name, format->across >= format->width && format->down >= format->height);
    }
}

TEST(paper_people_come_back_from_their_text)
{
    Arena *arena = arena_new(1024 * 1024);
    MemberOnPaper one = { .name = "Siân\x1f Rees", .address = "1 High St\nLeeds", .postcode = "ZE90 1AA",
                          .phone = "07700900123", .lang = LANG_CY, .number = 7,
                          .area = { .name = "Otley", .name_cy = "" } };
    MemberOnPaperList people = { .item = &one, .count = 1 };
    size_t count;
    const PaperPerson *back = content_read(arena, content_of(arena, &people, LANG_EN), &count);
    CHECK_INT("one", count, 1);
    CHECK_TEXT("no break of ours in a name", back[0].name, "Siân Rees");
    CHECK_TEXT("lines", back[0].address, "1 High St\nLeeds");
    CHECK_TEXT("postcode", back[0].postcode, "ZE90 1AA");
    CHECK_TEXT("phone", back[0].phone, "07700900123");
    CHECK_INT("language", back[0].lang, LANG_CY);
    CHECK_INT("number", back[0].number, 7);
    TextBuilder settings = text_builder(arena);
    setting_add(&settings, "text", "Dear all\n\nname x");
    setting_add(&settings, "name", "x");
    CHECK_TEXT("a letter", setting_of(arena, text_of(&settings), "text"), "Dear all\n\nname x");
    CHECK_TEXT("not what stands in it", setting_of(arena, text_of(&settings), "name"), "x");
    CHECK_TEXT("none", setting_of(arena, text_of(&settings), "other"), "");
    arena_free(arena);
}

/* --- drawing ------------------------------------------------------------------------------ */

static bool draw_apart(void *context, ApartSay *tell, ApartOut *out)
{
    return paper_draw(context, tell, out);
}

static bool keep(void *pdf, const void *bytes, size_t count)
{
    text_add_bytes(pdf, bytes, count);
    return true;
}

static size_t pages_of(const TextBuilder *pdf)
{
    static const char sign[] = "/Type /Page";
    size_t count = 0, step = sizeof sign - 1;
    const char *at = pdf->bytes, *end = pdf->bytes + pdf->length;
    while ((at = memmem(at, (size_t)(end - at), sign, step)) != NULL) {
        at += step;
        count += at < end && *at != 's'; /* not /Pages */
    }
    return count;
}

static size_t drawn(Arena *arena, PaperKind kind, size_t people, const char *letter)
{
    PaperPerson *person = ARENA_ARRAY(arena, PaperPerson, people);
    for (size_t i = 0; i < people; i++)
        person[i] = (PaperPerson){
            .lang = i % 2 == 0 ? LANG_EN : LANG_CY, .name = i == 0 ? "Ŵyn 李 Ελένη" : "Ann Lee",
            .address = "1 A very long High Street indeed, with a house name\nLeeds",
            .postcode = "ZE90 1AA", .phone = "07700900123", .area = "Otley", .number = 100000,
        };
    PaperJob job = {
        .kind = kind, .title = "A test", .movement = "The Movement", .area = "Otley", .by = "Ann",
        .day = "Friday", .destroy = "Saturday", .format = label_format("L7160"), .skip = 20,
        .text = { letter, "" }, .subject = { "Hello", "" }, .signature = "Ann\nSecretary",
        .purpose = "Are you coming?", .at = TEST_NOW, .person = person, .count = people,
    };
    TextBuilder pdf = text_builder(arena);
    Outside outside = { .rights = RIGHTS_ON };
    CHECK_INT("drawn", apart_run(&outside, &(Apart){
        .work = draw_apart, .context = &job, .hear = keep, .listener = &pdf, .has_letters = true,
        .memory_bytes = (size_t)512 * 1024 * 1024, .output_bytes = 8 * 1024 * 1024, .cpu_s = 60,
    }), APART_DONE);
    CHECK("a PDF", memcmp(pdf.bytes, "%PDF-", 5) == 0);
    CHECK("with its title", memmem(pdf.bytes, pdf.length, "/Title", 6) != NULL);
    CHECK("and structure", memmem(pdf.bytes, pdf.length, "/StructTreeRoot", 15) != NULL);
    return pages_of(&pdf);
}

TEST(paper_has_as_many_pages_as_it_takes)
{
    Arena *arena = arena_new((size_t)32 * 1024 * 1024);
    TextBuilder letter = text_builder(arena);
    for (int i = 0; i < 60; i++)
        text_add_format(&letter, "Line %d of a letter that is long.\n", i);
    CHECK_INT("labels behind twenty used ones", drawn(arena, PAPER_LABELS, 3, ""), 2);
    CHECK_INT("a letter each", drawn(arena, PAPER_LETTERS, 3, "Dear {name}, come."), 3);
    CHECK_INT("a long one goes on", drawn(arena, PAPER_LETTERS, 2, text_of(&letter)), 4);
    CHECK_INT("ten to a page", drawn(arena, PAPER_PHONES, 11, ""), 2);
    arena_free(arena);
}

/* --- asking and fetching --------------------------------------------------------------------- */

typedef struct {
    Journey *j;
    Browser  officer, colleague, stranger;
    Outside  outside;
    Arena   *arena;
    const char *path;
} Story;

static void add_member(Story *story, const char *name, const char *mail, const char *address,
                       AreaId area)
{
    Journey *j = story->j;
    db_begin(j->db);
    PersonId person = person_add(j->db, name, mail, LANG_EN, j->now, &j->random);
    members_add(j->db, &(NewMember){ .area = area, .person = person, .name = name, .mail = mail,
                                     .phone = "07700900123", .address = address,
                                     .postcode = "ZE90 1AA", .joined = j->now }, &j->random);
    db_commit(j->db);
}

static Story story_begin(void)
{
    Story story = { .j = journey_begin(), .arena = arena_new((size_t)64 * 1024 * 1024),
                    .outside = { .apart = apart_run, .rights = RIGHTS_ON } };
    Journey *j = story.j;
    static const char *const mails[] = { "ann@example.net", "col@example.com", "bea@example.net" };
    Browser *const browsers[] = { &story.officer, &story.colleague, &story.stranger };
    for (size_t i = 0; i < COUNT(mails); i++) {
        AreaId area = i == 2 ? j->other_branch.id : j->branch.id;
        PersonId person = journey_member(j, i == 2 ? "Bea Else" : "Officer Here", mails[i], area);
        journey_officer(j, person, area);
        *browsers[i] = browser_new(j);
        browser_sign_in(browsers[i], mails[i]);
    }
    add_member(&story, "Gwen Best", "", "1 High St\nLeeds", j->branch.id);
    add_member(&story, "Hal Cole", "hal@example.org", "2 High St", j->branch.id);
    add_member(&story, "Ivy Dean", "", "", j->branch.id);
    add_member(&story, "Jo Far", "", "3 Far St", j->other_branch.id);
    story.path = text_format(story.arena, "/areas/%s/paper", j->branch.slug);
    return story;
}

static void story_end(Story *story)
{
    arena_free(story->arena);
    journey_end(story->j);
}

static void work(Story *story)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX), *before = db_arena(story->j->db);
    Job job = { .db = story->j->db, .arena = arena, .site = &story->j->site,
                .outside = &story->outside, .random = &story->j->random, .now = story->j->now };
    db_use_arena(job.db, arena);
    while (paper_capability.job(&job))
        continue;
    while (paper_capability.prune(&job))
        continue;
    db_use_arena(job.db, before);
    arena_free(arena);
}

static const char *ask(Story *story, const char *what, const char *form)
{
    Reply reply = browser_post(&story->officer, text_format(story->arena, "%s/%s", story->path, what),
                               form);
    CHECK_INT(what, reply.status, 303);
    return text_copy(story->arena, reply_location(&reply));
}

#define LABELS_FORM "order=name&format=L7160&skip=0&who="

TEST(paper_is_drawn_for_whoever_asked_and_gone_after_a_day)
{
    Story story = story_begin();
    const char *sheet = ask(&story, "labels", LABELS_FORM "all");
    CHECK_CONTAINS("at first", browser_get(&story.officer, sheet).body, "Drawing");
    CHECK_INT("the two with an address were read", journey_count(story.j,
        "SELECT people FROM trail_entry WHERE what = '/areas/:area/paper/labels'"
        " AND people > 0 ORDER BY seq DESC LIMIT 1"), 2);
    work(&story);
    CHECK_INT("nobody's details stay", journey_count(story.j,
        "SELECT count(*) FROM paper_sheet WHERE content <> ''"), 0);
    CHECK_CONTAINS("then", browser_get(&story.officer, sheet).body, "Ready to print");
    const char *file = text_format(story.arena, "%s/file", sheet);
    Reply pdf = browser_post(&story.officer, file, "");
    CHECK_INT("fetched", pdf.status, 200);
    CHECK_TEXT("a PDF", pdf.content_type, "application/pdf");
    CHECK("that is one", pdf.body_length > 500 && memcmp(pdf.body, "%PDF-", 5) == 0);
    CHECK_INT("written down", journey_count(story.j,
        "SELECT count(*) FROM trail_entry WHERE what = 'paper.download'"), 1);

    CHECK_INT("not for a colleague", browser_get(&story.colleague, sheet).status, 404);
    CHECK_INT("nor its file", browser_post(&story.colleague, file, "").status, 404);
    CHECK_INT("nor for anybody else", browser_get(&story.stranger, sheet).status, 404);
    story.j->now += PAPER_KEEP_MS;
    work(&story);
    CHECK_INT("gone", browser_post(&story.officer, file, "").status, 401); /* and signed out */
    CHECK_INT("every byte", journey_count(story.j, "SELECT count(*) FROM paper_piece"), 0);
    story.j->now += PAPER_FORGET_MS;
    work(&story);
    CHECK_INT("and the note of it", journey_count(story.j, "SELECT count(*) FROM paper_sheet"), 0);
    story_end(&story);
}

TEST(paper_for_those_without_mail_and_faults_in_words)
{
    Story story = story_begin();
    ask(&story, "labels", LABELS_FORM "no-mail");
    ask(&story, "phones", "who=no-mail&order=postcode&purpose=Coming?&days=14");
    ask(&story, "letters", "who=letter&order=name&subject=Hi&text=Dear+{name}&signature=Ann");
    Rows rows = db_rows(story.j->db, "SELECT people, content FROM paper_sheet ORDER BY kind", no_args);
    static const int64_t want[] = { 1, 1, 2 };
    for (size_t i = 0; rows_next(&rows); i++) {
        CHECK_INT("people", row_int(&rows, 0), want[i]);
        CHECK("nobody of another place", strstr(row_text(&rows, 1), "Jo Far") == NULL);
        CHECK("nobody with mail", strstr(row_text(&rows, 1), "Hal Cole") == NULL);
    }
    work(&story);
    CHECK_INT("all three", journey_count(story.j, "SELECT count(*) FROM paper_sheet WHERE state = 4"),
              3);
    Reply faulty = browser_post(&story.officer, text_format(story.arena, "%s/letters", story.path),
                                "who=all&order=name&subject=&text=&signature=");
    CHECK_INT("a letter says something", faulty.status, 422);
    Reply none = browser_post(&story.stranger, text_format(story.arena, "/areas/%s/paper/labels",
                              story.j->other_branch.slug), LABELS_FORM "letter");
    CHECK_INT("one elsewhere", none.status, 303);
    story_end(&story);
}

TEST(paper_for_nobody_is_not_drawn)
{
    Story story = story_begin();
    db_begin(story.j->db);
    db_run_(story.j->db, "UPDATE members_member SET address = ''", no_args);
    db_commit(story.j->db);
    Reply reply = browser_post(&story.officer, text_format(story.arena, "%s/labels", story.path),
                               LABELS_FORM "all");
    CHECK_INT("refused", reply.status, 422);
    CHECK_CONTAINS("in words", reply.body, "There is nobody of whom we know what is needed");
    story_end(&story);
}

TEST(paper_for_more_than_a_thousand_takes_a_second_officer)
{
    Story story = story_begin();
    Journey *j = story.j;
    db_begin(j->db);
    for (int i = 0; i <= PAPER_ALONE_MAX; i++) {
        PersonId person = person_add(j->db, "Many Person", "", LANG_EN, j->now, &j->random);
        members_add(j->db, &(NewMember){ .area = j->branch.id, .person = person,
                                         .name = "Many Person", .phone = "07700900123",
                                         .joined = j->now }, &j->random);
    }
    db_commit(j->db);
    j->now += 15 * DAY_MS;
    browser_sign_in(&story.officer, "ann@example.net");
    browser_sign_in(&story.colleague, "col@example.com");
    const char *sheet = ask(&story, "phones", "who=phone&order=name&purpose=Coming?&days=14");
    CHECK_CONTAINS("waits", browser_get(&story.officer, sheet).body, "A second officer has been asked");
    CHECK_INT("nobody was read", journey_count(j,
        "SELECT count(*) FROM paper_sheet WHERE content <> ''"), 0);
    browser_post(&story.officer, text_format(story.arena, "%s/make", sheet), "");
    CHECK_INT("nor by pressing", journey_count(j, "SELECT count(*) FROM paper_sheet WHERE state = 1"),
              1);
    const char *start = text_format(story.arena, "/areas/%s/approvals/", j->branch.slug);
    Reply acts = browser_get(&story.colleague, text_format(story.arena, "/areas/%s/approvals",
                                                           j->branch.slug));
    const char *act = text_format(story.arena, "%s%s", start, between(j, acts.body, start, "\""));
    CHECK_INT("agreed", browser_post(&story.colleague, text_format(story.arena, "%s/agree", act),
                                     "").status, 303);
    CHECK_CONTAINS("now it can be", browser_get(&story.officer, sheet).body, "Agreed");
    CHECK_INT("made", browser_post(&story.officer, text_format(story.arena, "%s/make", sheet),
                                   "").status, 303);
    CHECK_INT("and waits to be drawn", journey_count(j,
        "SELECT count(*) FROM paper_sheet WHERE state = 3 AND content <> ''"), 1);
    story_end(&story);
}

TEST(paper_store_keeps_to_the_area_and_to_whoever_asked)
{
    Story story = story_begin();
    Journey *j = story.j;
    const char *path = ask(&story, "labels", LABELS_FORM "all");
    work(&story);
    SheetId id;
    Person ann, col;
    CHECK("an id", id_from_text(strrchr(path, '/') + 1, &id.id));
    person_by_mail(j->db, "ann@example.net", &ann);
    person_by_mail(j->db, "col@example.com", &col);
    const struct { const char *name; AreaId area; PersonId who; bool may; } rows[] = {
        { "her own", j->branch.id, ann.id, true },
        { "a colleague", j->branch.id, col.id, false },
        { "she, from the party", j->party.id, ann.id, false },
        { "she, elsewhere", j->other_branch.id, ann.id, false },
        { "she, nowhere", {{{0}}}, ann.id, false },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Sheet sheet;
        size_t length;
        Scope scope = test_scope(story.arena, rows[i].area, PURPOSE_MEMBERSHIP, rows[i].who);
        db_begin(j->db);
        CHECK(rows[i].name, paper_read(j->db, scope, id, &sheet) == rows[i].may);
        CHECK_INT(rows[i].name, papers_shown(j->db, scope).count, rows[i].may);
        sheet = (Sheet){ .id = id, .bytes = 100 };
        paper_file(j->db, scope, &sheet, &length);
        CHECK_INT(rows[i].name, length, rows[i].may ? 100 : 0);
        CHECK(rows[i].name, paper_fill(j->db, scope, id, SHEET_READY, "", 0, 0) == rows[i].may);
        CHECK(rows[i].name, paper_remove(j->db, scope, id) == rows[i].may);
        db_rollback(j->db);
    }
    story_end(&story);
}

TEST(paper_reads_members_of_the_scope_alone)
{
    Story story = story_begin();
    Journey *j = story.j;
    const struct { const char *name; AreaId area; int64_t want; } rows[] = {
        { "the branch", j->branch.id, 2 }, { "the party around", j->party.id, 2 },
        { "another branch", j->other_branch.id, 1 }, { "no place", {{{0}}}, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(story.arena, rows[i].area, PURPOSE_MEMBERSHIP, (PersonId){0});
        MemberOnPaperList people = members_on_paper(j->db, scope, &(MembersAsked){
            .who = MEMBERS_ALL, .needs_address = true, .way = REACH_LETTER, .most = 100 });
        CHECK_INT(rows[i].name, people.count, rows[i].want);
        CHECK_INT(rows[i].name, members_on_paper_count(j->db, scope, &(MembersAsked){
            .who = MEMBERS_ALL, .needs_address = true, .way = REACH_LETTER }),
                  rows[i].want);
        CHECK_INT(rows[i].name, scope.seen->count, rows[i].want);
    }
    story_end(&story);
}

TEST(paper_of_ticked_members_is_for_who_ticked_them)
{
    Story story = story_begin();
    Journey *j = story.j;
    PersonId me = { id_new(j->now, &j->random) }, colleague = { id_new(j->now, &j->random) };
    ChoiceId choice = { id_new(j->now, &j->random) };
    db_run(j->db, "INSERT INTO desk_choice (area_id, id, by_person, made_at, keep_until)"
                  " VALUES ($1, $2, $3, $4, $5)",
           args(sql_id(j->branch.id.id), sql_id(choice.id), sql_id(me.id), sql_int(j->now),
                sql_int(j->now + DAY_MS)));
    db_run(j->db, "INSERT INTO desk_chosen (choice, name_key, member, area_id)"
                  " SELECT $1, name_key, id, area_id FROM members_member WHERE area_id = $2",
           args(sql_id(choice.id), sql_id(j->branch.id.id)));
    const struct { const char *name; PersonId who; int64_t want; } rows[] = {
        { "who ticked them", me, 2 }, { "a colleague", colleague, 0 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Scope scope = test_scope(story.arena, j->branch.id, PURPOSE_MEMBERSHIP, rows[i].who);
        MembersAsked asked = { .who = MEMBERS_CHOSEN, .choice = choice, .needs_address = true,
                               .way = REACH_LETTER, .most = 100 };
        CHECK_INT(rows[i].name, members_on_paper(j->db, scope, &asked).count, rows[i].want);
        CHECK_INT(rows[i].name, members_on_paper_count(j->db, scope, &asked), rows[i].want);
    }
    story_end(&story);
}

/* Who told by which ways they want to be reached, and what then comes to them. */
TEST(paper_leaves_out_who_asked_for_no_letters)
{
    static const struct { const char *name; int64_t reach; int letters, calls; } rows[] = {
        { "nothing was said",         0,                          1, 1 },
        { "by letter",                REACH_LETTER,               1, 0 },
        { "by mail alone",            REACH_MAIL,                 0, 0 },
        { "by phone alone",           REACH_PHONE,                0, 1 },
        { "by phone and by letter",   REACH_PHONE | REACH_LETTER, 1, 1 },
        { "not at all",               REACH_NOT,                  0, 0 },
    };
    Story story = story_begin();
    Journey *j = story.j;
    Scope scope = test_scope(story.arena, j->other_branch.id, PURPOSE_MEMBERSHIP, (PersonId){0});
    MembersAsked letters = { .who = MEMBERS_ALL, .needs_address = true, .way = REACH_LETTER,
                             .most = 100 };
    MembersAsked calls = letters;
    calls.way = REACH_PHONE;
    MemberOnPaperList one = members_on_paper(j->db, scope, &letters);
    CHECK_INT("one member there", one.count, 1);
    for (size_t i = 0; i < COUNT(rows) && one.count == 1; i++) {
        db_begin(j->db);
        profile_say(j->db, one.item[0].person, j->other_branch.id,
                    &(Profile){ .own_words = "", .access = "", .reach = rows[i].reach }, j->now,
                    &j->random);
        CHECK_INT(rows[i].name, members_on_paper(j->db, scope, &letters).count, rows[i].letters);
        CHECK_INT(rows[i].name, members_on_paper_count(j->db, scope, &calls), rows[i].calls);
        CHECK_INT(rows[i].name, members_left_out(j->db, scope, &letters), 1 - rows[i].letters);
        MembersAsked rule = letters;
        rule.is_statutory = true;
        CHECK_INT(rows[i].name, members_on_paper(j->db, scope, &rule).count, 1);
        CHECK_INT(rows[i].name, members_left_out(j->db, scope, &rule), 0);
        db_rollback(j->db);
    }
    story_end(&story);
}

/* An objection is absolute, whichever way it was said; what membership needs goes on. */
TEST(paper_leaves_out_who_objects)
{
    static const struct { const char *name, *mail; int64_t plain, rule; } rows[] = {
        { "nobody",              "",                1, 1 },
        { "the one with a mail", "hal@example.org", 0, 1 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        Story story = story_begin();
        Journey *j = story.j;
        if (rows[i].mail[0] != '\0')
            consent_object(j->db, rows[i].mail, CHANNEL_PHONE, (PersonId){0}, j->now, &j->random);
        ask(&story, "labels", LABELS_FORM "all");
        CHECK_INT(rows[i].name, journey_count(j, "SELECT people FROM paper_sheet"), rows[i].plain + 1);
        ask(&story, "labels", LABELS_FORM "all&statutory=yes");
        CHECK_INT(rows[i].name, journey_count(j, "SELECT max(people) FROM paper_sheet"),
                  rows[i].rule + 1);
        story_end(&story);
    }
}
