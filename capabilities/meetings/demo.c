/* demo.c: an invented place has met and will meet again, so that who looks at a demo
 * sees pages with something on them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/meetings/minutes_view.h"

#include "capabilities/meetings/notice.h"

enum { WAS_DAYS_AGO = 21, COMES_IN_DAYS = 12, ACTION_IN_DAYS = 9, CALLED_BEFORE_DAYS = 14 };

static const struct {
    const char *title, *place, *getting_in, *note, *decision, *action;
} invented[LANG_COUNT] = {
    [LANG_EN] = {
        "How we want to meet", "The Old Reading Room, Mill Lane",
        "Level entrance from the yard; the 14 bus stops outside.",
        "Fourteen of us compared notes. Evenings after eight are hard for who has children, and "
        "the room upstairs leaves two of us outside.",
        "We meet at half past seven, downstairs, and somebody is at the door from seven on.",
        "Ask the library for its large room on Thursdays",
    },
    [LANG_CY] = {
        "Sut rydym am gyfarfod", "Yr Hen Ystafell Ddarllen, Lôn y Felin",
        "Mynedfa wastad o’r buarth; mae bws 14 yn aros y tu allan.",
        "Cymharodd pedwar ar ddeg ohonom nodiadau. Mae nosweithiau ar ôl wyth yn anodd i rai â "
        "phlant, ac mae’r ystafell i fyny’r grisiau yn gadael dau ohonom y tu allan.",
        "Rydym yn cyfarfod am hanner awr wedi saith, i lawr y grisiau, ac mae rhywun wrth y drws o "
        "saith ymlaen.",
        "Gofyn i’r llyfrgell am ei hystafell fawr ar ddydd Iau",
    },
};

static bool meets(Db *db, Scope scope, Lang lang, int64_t day, TimeMs called, Random *random,
                  Meeting *meeting)
{
    Place place;
    bool is_branch = place_by_id(db, scope.area, &place) && place.kind == PLACE_BRANCH;
    *meeting = (Meeting){
        .area = scope.area, .kind = is_branch ? MEETING_BRANCH : MEETING_GENERAL, .lang = lang,
        .title = invented[lang].title, .day = wall_day_text(db_arena(db), day), .clock = "19:30",
        .zone = ZONE_DEFAULT, .minutes_long = 120, .place = invented[lang].place, .link = "",
        .getting_in = invented[lang].getting_in, .is_public = true,
    };
    wall_moment(wall_zone(meeting->zone), meeting->day, meeting->clock, &meeting->starts);
    MeetingId id = meeting_add(db, scope, meeting, called, random);
    if (!meeting_by_id(db, scope, lang, id, meeting))
        return false;
    meeting_standing_add(db, meeting, called, random);
    meeting_call(db, meeting, "", called);
    NoticeId notice = meeting_notice_add(db, scope, &(Notice){
        .area = scope.area, .meeting = id, .what = NOTICE_CALLS, .state = NOTICE_DONE,
        .people = meeting_entitled(db, scope.area, meeting->kind, called),
    }, called, random);
    meeting_notice_keep(db, &(Notice){
        .id = notice, .area = scope.area, .state = NOTICE_DONE, .done = called,
        .mailed = meeting_entitled(db, scope.area, meeting->kind, called),
    });
    return meeting_by_id(db, scope, lang, id, meeting);
}

static void minute(Db *db, Scope scope, const DemoMeeting *demo, const Meeting *meeting,
                   int64_t today, Random *random)
{
    Lang lang = demo->lang;
    ItemList items = agenda_of(db, meeting);
    TimeMs after = meeting->starts + DAY_MS;
    attendance_add(db, scope, meeting, scope.who, meeting->starts);
    for (size_t i = 0; i < demo->count; i++)
        attendance_add(db, scope, meeting, demo->person[i], meeting->starts);
    attendance_guests(db, meeting, 2);
    for (size_t i = 0; i < items.count; i++) {
        const Item *item = &items.item[i];
        if (i != 3) /* reports */
            continue;
        minute_add(db, scope, meeting, &(Note){ .item = item->id, .text = invented[lang].note, .why = "" },
                   0, after);
        decision_add(db, scope, meeting, &(Decision){
            .item = item->id, .text = invented[lang].decision, .votes_for = 12,
            .votes_against = 0, .abstained = 2,
        }, after, random);
        int64_t due = today + ACTION_IN_DAYS;
        action_add(db, scope, meeting, &(Action){
            .item = item->id, .person = demo->person[0], .what = invented[lang].action,
            .due_day = wall_day_text(db_arena(db), due), .due = (due + 1) * DAY_MS,
        }, after, random);
    }
    record_circulate(db, meeting, 5, after);
}

void meetings_demo(Db *db, Scope scope, const DemoMeeting *demo, TimeMs now, Random *random)
{
    Meeting was, comes;
    int64_t today = wall_today(wall_zone(ZONE_DEFAULT), now);
    if (meets(db, scope, demo->lang, today - WAS_DAYS_AGO,
              now - (WAS_DAYS_AGO + CALLED_BEFORE_DAYS) * DAY_MS, random, &was))
        minute(db, scope, demo, &was, today, random);
    if (meets(db, scope, demo->lang, today + COMES_IN_DAYS, now - DAY_MS, random, &comes))
        actions_carry(db, &comes, now - DAY_MS);
}
