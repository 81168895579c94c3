/* demo_words.c: what a demo movement's local parties and members say, put
 * together from fragments, in English and in Welsh.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo_people.h"

enum { LINES_MAX = 16 };
typedef const char *Lines[LINES_MAX]; /* NULL after the last one */

static const char *one_of(Random *random, const Lines lines)
{
    size_t count = 0;
    while (count < LINES_MAX && lines[count] != NULL)
        count++;
    return lines[random_below(random, count)];
}

static const Lines about_first[LANG_COUNT] = {
    [LANG_EN] = {
        "We are the members of {1}: neighbours who want a fairer place to live.",
        "{1} is open to everyone who shares our aims, whether you joined yesterday or years ago.",
        "Welcome to {1}. We campaign, we learn together and we look after each other.",
        "{1} brings together people from every street and every walk of life.",
    },
    [LANG_CY] = {
        "Ni yw aelodau {1}: cymdogion sydd am weld lle tecach i fyw.",
        "Mae {1} yn agored i bawb sy'n rhannu ein nodau, hen aelod neu aelod newydd.",
        "Croeso i {1}. Rydym yn ymgyrchu, yn dysgu gyda'n gilydd ac yn gofalu am ein gilydd.",
    },
};
static const Lines about_work[LANG_COUNT] = {
    [LANG_EN] = {
        "This year we are working for warm homes and safe rents.",
        "At the moment we are asking every street what would make the buses worth taking.",
        "We are backing the people who want to keep the library open six days a week.",
        "We run a food shelf with the residents' association and always need drivers.",
        "Our street stall is in the market place every second Saturday.",
        "We are counting empty shops and asking what each could become.",
    },
    [LANG_CY] = {
        "Eleni rydym yn gweithio dros gartrefi cynnes a rhenti teg.",
        "Rydym yn holi pob stryd beth fyddai'n gwneud y bysiau'n werth eu dal.",
        "Rydym yn cefnogi'r bobl sydd am gadw'r llyfrgell ar agor chwe diwrnod yr wythnos.",
        "Mae ein stondin yn y farchnad bob yn ail ddydd Sadwrn.",
    },
};
static const Lines about_last[LANG_COUNT] = {
    [LANG_EN] = {
        "New members are welcome at every meeting; somebody will be at the door to greet you.",
        "If you cannot come in the evening, tell us: we have a daytime group as well.",
        "There is a children's corner, and help with fares for anyone who needs it.",
        "You need no experience. Bring a friend.",
    },
    [LANG_CY] = {
        "Mae croeso i aelodau newydd ym mhob cyfarfod; bydd rhywun wrth y drws i'ch cyfarch.",
        "Os na allwch ddod gyda'r nos, dywedwch wrthym: mae gennym grŵp yn y dydd hefyd.",
        "Nid oes angen profiad. Dewch â ffrind.",
    },
};

static const Lines meeting_when[LANG_COUNT] = {
    [LANG_EN] = { "First Tuesday of the month, 7.30 pm", "Second Wednesday of the month, 7 pm",
                  "Last Thursday of the month, 7.30 pm", "Third Monday of the month, 6.45 pm" },
    [LANG_CY] = { "Dydd Mawrth cyntaf y mis, 7.30 yr hwyr", "Ail ddydd Mercher y mis, 7 yr hwyr",
                  "Dydd Iau olaf y mis, 7.30 yr hwyr", "Trydydd dydd Llun y mis, 6.45 yr hwyr" },
};
static const Lines meeting_where[LANG_COUNT] = {
    [LANG_EN] = { "The Assembly Room, Mill Lane. Step-free entrance at the side.",
                  "Upstairs at the Weavers' Hall. There is a lift.",
                  "The Old School community centre, Station Road. Level access.",
                  "Canal Street Co-operative, back room. Ramp at the yard door.",
                  "The Reading Room, Church Street. Hearing loop." },
    [LANG_CY] = { "Ystafell y Cynulliad, Lôn y Felin. Mynedfa heb risiau wrth yr ochr.",
                  "Neuadd y Gwehyddion, i fyny'r grisiau. Mae lifft.",
                  "Canolfan gymunedol yr Hen Ysgol, Heol yr Orsaf. Mynediad gwastad.",
                  "Yr Ystafell Ddarllen, Stryd yr Eglwys. Dolen glyw." },
};

/* {1} becomes the place's name. */
static void add_with_place(TextBuilder *out, const char *line, const char *place)
{
    const char *slot = strstr(line, "{1}");
    if (slot == NULL) {
        text_add(out, line);
        return;
    }
    text_add_bytes(out, line, (size_t)(slot - line));
    text_add(out, place);
    text_add(out, slot + 3);
}

const char *invent_about(Arena *arena, Random *random, Lang lang, const char *place)
{
    TextBuilder out = text_builder(arena);
    add_with_place(&out, one_of(random, about_first[lang]), place);
    text_add_format(&out, "\n\n%s ", one_of(random, about_work[lang]));
    text_add(&out, one_of(random, about_last[lang]));
    return text_of(&out);
}

const char *invent_meeting(Arena *arena, Random *random, Lang lang)
{
    const char *when = one_of(random, meeting_when[lang]);
    return text_format(arena, "%s\n%s", when, one_of(random, meeting_where[lang]));
}

static const DemoQuestion questions[DEMO_ASKS] = {
    [DEMO_ASK_MOVEMENT] = {
        "What is the first thing that would make life easier where you live?",
        "One thing is enough. Every answer is read, and we tell you what came of it.",
        "Beth yw'r peth cyntaf a fyddai'n gwneud bywyd yn haws lle rydych chi'n byw?",
        "Mae un peth yn ddigon. Caiff pob ateb ei ddarllen, a byddwn yn dweud beth ddaeth ohono.",
    },
    [DEMO_ASK_REGION] = {
        "How should we choose what our region works on next year?",
        "Tell us what worked well elsewhere, too.",
        "Sut dylem ni ddewis beth i weithio arno yn ein rhanbarth y flwyddyn nesaf?",
        "Dywedwch hefyd beth weithiodd yn dda mewn lleoedd eraill.",
    },
    [DEMO_ASK_LOCAL] = {
        "What would make you come to a meeting?",
        "The time, the place, what happens there: whatever it is.",
        "Beth fyddai'n gwneud i chi ddod i gyfarfod?",
        "Yr amser, y lle, beth sy'n digwydd yno: beth bynnag ydyw.",
    },
};

static const Lines answer_what[DEMO_ASKS][LANG_COUNT] = {
    [DEMO_ASK_MOVEMENT] = {
        [LANG_EN] = {
            "A bus after seven in the evening.",
            "Rent that leaves something at the end of the month.",
            "A dentist who takes new patients.",
            "Somewhere warm to sit that costs nothing.",
            "Repairs that are done the first time we ask.",
            "Pavements a wheelchair can use.",
            "Somebody to look after my mother for one afternoon a week.",
            "Bins. It sounds small and it is every week.",
            "Childcare that starts before my shift does.",
            "A park the children may actually play in.",
        },
        [LANG_CY] = {
            "Bws ar ôl saith yr hwyr.",
            "Deintydd sy'n derbyn cleifion newydd.",
            "Rhent sy'n gadael rhywbeth ar ddiwedd y mis.",
            "Rhywle cynnes i eistedd heb orfod talu.",
            "Mwy o gartrefi i bobl ifanc y pentref.",
        },
    },
    [DEMO_ASK_REGION] = {
        [LANG_EN] = {
            "Ask every branch for one thing and publish the list.",
            "Let members vote on three, not on thirty.",
            "Start from what people said on the doorstep.",
            "Choose what a small place can win as well.",
            "Draw lots for who sits round the table.",
            "Finish what we began last year first.",
        },
        [LANG_CY] = {
            "Gofynnwch i bob cangen am un peth a chyhoeddwch y rhestr.",
            "Dechreuwch o'r hyn a ddywedwyd ar garreg y drws.",
            "Gorffennwch yr hyn a ddechreuwyd y llynedd yn gyntaf.",
        },
    },
    [DEMO_ASK_LOCAL] = {
        [LANG_EN] = {
            "An earlier start.",
            "Knowing beforehand what it is about.",
            "Somebody I know at the door.",
            "Less reading out of minutes and more talking.",
            "A creche, or bringing the baby without a fuss.",
            "A way to take part from home.",
            "A lift: I cannot get up those stairs.",
            "Food. People stay when there is food.",
            "If what we decide there went anywhere.",
        },
        [LANG_CY] = {
            "Dechrau'n gynharach.",
            "Gwybod ymlaen llaw beth fydd dan sylw.",
            "Cyfarfod yn Gymraeg o bryd i'w gilydd.",
            "Lifft: ni allaf ddringo'r grisiau hynny.",
        },
    },
};
static const Lines answer_why[LANG_COUNT] = {
    [LANG_EN] = {
        "", "", "", "I am not the only one in my street who says so.",
        "It has been like this for three years.", "My neighbours would say the same.",
        "I would help with it if somebody started.", "We tried once and it worked for a while.",
        "Thank you for asking.", "It would make the difference for me.",
    },
    [LANG_CY] = {
        "", "", "Nid fi yw'r unig un sy'n dweud hyn.", "Mae fel hyn ers tair blynedd.",
        "Byddwn i'n helpu pe bai rhywun yn dechrau.", "Diolch am ofyn.",
    },
};

const DemoQuestion *invented_question(DemoAsk ask)
{
    return &questions[ask];
}

const char *invent_answer(Arena *arena, Random *random, DemoAsk ask, Lang lang)
{
    const char *what = one_of(random, answer_what[ask][lang]);
    const char *why = one_of(random, answer_why[lang]);
    return why[0] == '\0' ? what : text_format(arena, "%s %s", what, why);
}

static const DemoOutcome outcomes[DEMO_OUTCOMES] = {
    { "Meetings begin at 6.30 pm, with the agenda a week before",
      "From next month we begin at 6.30 pm, and what will be talked about is sent round a week "
      "before." },
    { "We meet on the ground floor",
      "We have moved to a room on the ground floor and asked for a ramp at the yard door." },
    { "A children's corner at every meeting",
      "Two members run a children's corner at every meeting, and you may join from home." },
};

const DemoOutcome *invented_outcome(size_t index)
{
    return &outcomes[index % DEMO_OUTCOMES];
}
