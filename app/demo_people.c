/* demo_people.c: names, addresses and dates of people who do not exist.
 *
 * Forenames and surnames are grouped by where they are at home; most people
 * take both from one group, some mix. How likely a group is depends on the
 * nation. Names that would often make somebody known in public life are left out
 * of the lists. What people say is in demo_words.c.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/demo_people.h"

#include "base/clock.h"

static const char *const english_women[] = {
    "Alice", "Amelia", "Beth", "Carol", "Charlotte", "Christine", "Daisy", "Edith", "Eleanor",
    "Freya", "Gemma", "Harriet", "Helen", "Imogen", "Joanne", "Judith", "Karen", "Linda", "Lucy",
    "Marjorie", "Naomi", "Olive", "Pauline", "Rosie", "Sandra", "Tamsin", "Wendy", "Zoe",
};
static const char *const english_men[] = {
    "Alfie", "Arthur", "Barry", "Clive", "Colin", "Dennis", "Edmund", "Frank",
    "Graham", "Harvey", "Jack", "Keith", "Leo", "Malcolm", "Nigel", "Oscar", "Peter", "Ralph",
    "Roger", "Stanley", "Terry", "Trevor", "Victor", "Wilfred",
};
static const char *const english_surnames[] = {
    "Ackroyd", "Allenby", "Appleyard", "Ashdown", "Atkinson", "Bagshaw", "Barraclough", "Beckett",
    "Birtwistle", "Blackwell", "Bradshaw", "Brearley", "Broadbent", "Butterworth", "Caldwell",
    "Carter", "Chadwick", "Clegg", "Cooke", "Coppersmith", "Crabtree", "Crossley", "Dawson",
    "Denby", "Dewhurst", "Duckworth", "Earnshaw", "Eastwood", "Entwistle", "Fairclough",
    "Farrar", "Fenwick", "Fielding", "Fletcher", "Garside", "Gledhill", "Greenhalgh", "Greenwood",
    "Haigh", "Hardcastle", "Hargreaves", "Harper", "Hartley", "Heppenstall", "Hepworth", "Hirst",
    "Holroyd", "Horsfall", "Illingworth", "Ibbotson", "Jagger", "Kellett", "Kershaw", "Langley",
    "Lockwood", "Longbottom", "Lumb", "Mallinson", "Marsden", "Medley", "Midgley", "Mortimer",
    "Naylor", "Nettleton", "Oakley", "Ogden", "Oldroyd", "Padgett", "Pickles", "Priestnall",
    "Ramsden", "Rawnsley", "Redfearn", "Rigby", "Rowbotham", "Sagar", "Shackleton", "Shuttleworth",
    "Smith", "Sowerby", "Stansfield", "Sugden", "Sutcliffe", "Swallow", "Tattersall", "Taylor",
    "Thackray", "Thwaite", "Tinker", "Turner", "Uttley", "Varley", "Wadsworth",
    "Waterhouse", "Whitaker", "Widdop", "Wood", "Woodhead", "Wright", "Yeadon",
};

static const char *const welsh_women[] = {
    "Angharad", "Anwen", "Bethan", "Branwen", "Carys", "Ceri", "Eleri", "Ffion", "Gwen", "Heledd",
    "Lowri", "Mair", "Megan", "Nia", "Rhiannon", "Siân",
};
static const char *const welsh_men[] = {
    "Aled", "Dafydd", "Dylan", "Emrys", "Geraint", "Gethin", "Gwilym", "Hywel", "Idris", "Iestyn",
    "Ioan", "Llŷr", "Owain", "Rhodri", "Rhys", "Tomos",
};
static const char *const welsh_surnames[] = {
    "Bevan-Rhys", "Bowen", "Davies", "Ellis", "Evans", "Gittins", "Gruffydd", "Gwynne", "Howell",
    "Hughes", "Humphreys", "Jenkins", "Jones", "Llewelyn", "Lloyd", "Mathias", "Meredith",
    "Parry", "Price", "Pritchard", "Probert", "Prosser", "Pugh", "Rees",
    "Roberts", "Thomas", "Vaughan", "Watkins", "Williams",
};

static const char *const scottish_women[] = {
    "Ailsa", "Catriona", "Eilidh", "Fiona", "Isla", "Mhairi-Ann", "Morag", "Shona",
};
static const char *const scottish_men[] = {
    "Alasdair", "Angus", "Callum", "Ewan", "Fergus", "Finlay", "Hamish", "Iain", "Ruaridh",
};
static const char *const scottish_surnames[] = {
    "Abernethy", "Baird", "Buchan", "Carmichael", "Colquhoun", "Dalgleish", "Drummond", "Farquharson",
    "Galbraith", "Geddes", "Gilchrist", "Imrie", "Kilgour", "Lamont", "MacAskill", "MacInnes",
    "MacLeod", "MacPhail", "MacRae", "McAllister", "McKechnie", "Menzies", "Moncrieff", "Niven",
    "Ogilvie", "Pringle", "Rankine", "Sinclair", "Tulloch", "Urquhart",
};

static const char *const irish_women[] = { "Aoife", "Bríd", "Ciara", "Orla", "Sinéad", "Gráinne" };
static const char *const irish_men[] = { "Cathal", "Conor", "Declan", "Eoin", "Pádraig", "Ronan" };
static const char *const irish_surnames[] = {
    "Brennan", "Cassidy", "Devlin", "Doherty", "Fahey", "Gallagher", "Hanrahan", "Keogh",
    "McGlinchey", "Nolan", "O'Dowd", "O'Hara", "Rafferty", "Tierney",
};

static const char *const south_asian_women[] = {
    "Aaliyah", "Amina", "Anjali", "Farzana", "Harpreet", "Lakshmi", "Meera", "Nasreen", "Parveen",
    "Priyanka", "Rukhsana", "Simran", "Sunita", "Yasmin",
};
static const char *const south_asian_men[] = {
    "Ahmed", "Arjun", "Bilal", "Gurdeep", "Hamza", "Imran", "Jasvinder", "Mohammed", "Nikhil",
    "Rajan", "Sohail", "Tariq", "Vikram", "Zubair",
};
static const char *const south_asian_surnames[] = {
    "Ahmad", "Akhtar", "Bains", "Begum", "Chaudhry", "Chowdhury", "Desai", "Dhillon", "Gill",
    "Iqbal", "Joshi", "Khatun", "Malik", "Mistry", "Miah", "Nair", "Parmar",
    "Rahman", "Sandhu", "Sharma", "Sidhu", "Thakur", "Uddin", "Zaman",
};

static const char *const african_women[] = {
    "Abena", "Adaeze", "Chipo", "Fatou", "Folake", "Hodan", "Ngozi", "Thandiwe", "Wanjiru",
};
static const char *const african_men[] = {
    "Abdirahman", "Chidi", "Emeka", "Kofi", "Kwame", "Olumide", "Sipho", "Tendai", "Yonas",
};
static const char *const african_surnames[] = {
    "Abubakar", "Adeyemi", "Agyeman", "Boateng-Lane", "Chikwanda", "Diallo", "Eze", "Farah",
    "Gebre", "Kamau", "Mensah", "Moyo", "Ndlovu", "Nwosu", "Ogunleye", "Okafor", "Owusu",
    "Tesfaye", "Warsame",
};

static const char *const polish_women[] = { "Agnieszka", "Beata", "Ewa", "Kasia", "Małgorzata" };
static const char *const polish_men[] = { "Krzysztof", "Łukasz", "Marek", "Piotr", "Wojciech" };
static const char *const polish_surnames[] = {
    "Dąbrowska-Hall", "Jankowiak", "Kaczmarek", "Kowalczyk", "Mazurek", "Nowak", "Pawlak",
    "Sikora", "Szymczak", "Woźniak",
};

static const char *const other_women[] = {
    "Ayşe", "Beatriz", "Elif", "Giulia", "Mei", "Shirin", "Thuy", "Xiaoling",
};
static const char *const other_men[] = {
    "Burak", "Davide", "Hiroshi", "Kiran", "Mateus", "Navid", "Stavros", "Wing",
};
static const char *const other_surnames[] = {
    "Aydın", "Bianchi", "Chen", "Da Silva", "Demir", "Fernandes", "Georgiou", "Haddad", "Karimi",
    "Lam", "Nguyen", "Ortega", "Papadakis", "Rezaei", "Tanaka", "Wong", "Yılmaz", "Zhang",
};

#define NAMES(list) { (list), COUNT(list) }
typedef struct { const char *const *name; size_t count; } Names;
static const struct {
    Names    women, men, surnames;
    unsigned weight[DEMO_NATIONS]; /* of 100, in England, Wales, Scotland */
} groups[] = {
    { NAMES(english_women), NAMES(english_men), NAMES(english_surnames), { 64, 38, 40 } },
    { NAMES(welsh_women), NAMES(welsh_men), NAMES(welsh_surnames), { 5, 48, 2 } },
    { NAMES(scottish_women), NAMES(scottish_men), NAMES(scottish_surnames), { 5, 2, 44 } },
    { NAMES(irish_women), NAMES(irish_men), NAMES(irish_surnames), { 4, 3, 5 } },
    { NAMES(south_asian_women), NAMES(south_asian_men), NAMES(south_asian_surnames), { 10, 3, 4 } },
    { NAMES(african_women), NAMES(african_men), NAMES(african_surnames), { 5, 2, 2 } },
    { NAMES(polish_women), NAMES(polish_men), NAMES(polish_surnames), { 3, 2, 2 } },
    { NAMES(other_women), NAMES(other_men), NAMES(other_surnames), { 4, 2, 1 } },
};

static size_t group_for(Random *random, DemoNation nation)
{
    uint64_t at = random_below(random, 100);
    for (size_t i = 0; i < COUNT(groups); i++) {
        if (at < groups[i].weight[nation])
            return i;
        at -= groups[i].weight[nation];
    }
    return 0; /* the weights of a nation make 100 */
}

static const char *name_of(Random *random, Names names)
{
    return names.name[random_below(random, names.count)];
}

/* "Siân O'Hara" and 4821 make "sian.ohara.4821@example.org". Letters that
 * have no plain form (ł, ı) are left out. */
static const char *mail_of(Arena *arena, const char *forename, const char *surname, int64_t number)
{
    TextBuilder out = text_builder(arena);
    const char *const parts[] = { forename, surname };
    for (size_t i = 0; i < COUNT(parts); i++) {
        for (const char *at = text_search_key(arena, parts[i]); *at != '\0'; at++)
            if (*at >= 'a' && *at <= 'z')
                text_add_char(&out, *at);
        text_add_char(&out, '.');
    }
    text_add_format(&out, "%lld@example.org", (long long)number);
    return text_of(&out);
}

static const char *phone_of(Arena *arena, Random *random)
{
    uint64_t kind = random_below(random, 100);
    unsigned last = (unsigned)random_below(random, 1000);
    if (kind < 68)
        return text_format(arena, "07700 900%03u", last);
    if (kind < 74)
        return text_format(arena, "020 7946 0%03u", last);
    return "";
}

InventedPerson invent_person(Arena *arena, Random *random, DemoNation nation, int64_t number)
{
    enum { MIXED_PERCENT = 18 };
    size_t first = group_for(random, nation);
    size_t second = random_below(random, 100) < MIXED_PERCENT ? group_for(random, nation) : first;
    bool is_woman = random_below(random, 2) == 0;

    const char *forename = name_of(random, is_woman ? groups[first].women : groups[first].men);
    const char *surname = name_of(random, groups[second].surnames);
    return (InventedPerson){
        .name = text_format(arena, "%s %s", forename, surname),
        .mail = mail_of(arena, forename, surname, number),
        .phone = phone_of(arena, random),
        .is_woman = is_woman,
    };
}

TimeMs invent_joined(Random *random, TimeMs now)
{
    static const struct { unsigned percent, from_day, days; } waves[] = {
        { 34, 1, 365 * DEMO_YEARS }, /* a few each day */
        { 24, 3300, 150 },           /* a first surge, nine years ago */
        { 22, 430, 90 },             /* a second, last year */
        { 20, 1, 420 },              /* and what came after it */
    };
    uint64_t at = random_below(random, 100);
    size_t wave = 0;
    while (at >= waves[wave].percent)
        at -= waves[wave++].percent;
    int64_t days = waves[wave].from_day + (int64_t)random_below(random, waves[wave].days);
    return now - days * DAY_MS + (int64_t)random_below(random, (uint64_t)DAY_MS);
}
