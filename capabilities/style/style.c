/* style.c: one's own choice of light and letters, and the guide.
 *
 * The guide is drawn by the same components that every page is drawn by, with
 * figures computed from the movement's own colours, so it is always as the
 * pages are.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/style/style.h"

#include "capabilities/style/style_page.h"
#include "web/said.h"

#define YEAR_S ((int64_t)365 * 24 * 60 * 60)

/* --- how pages look for one person ---------------------------------------------- */

static const char *const theme_words[] = {
    WORDS("As my device does"), WORDS("Light"), WORDS("Dark"),
    WORDS("High contrast: black on white"), WORDS("High contrast: white on black"),
};
static const char *const letters_words[] = {
    WORDS("As they are"), WORDS("Larger"), WORDS("Largest"),
};

enum { DISPLAY_THEME, DISPLAY_SIZE };
static const Field display_fields[] = {
    [DISPLAY_THEME] = { "theme", FIELD_CHOICE, WORDS("Colours"), .required = true,
                        .choices = display_themes, .choice_words = theme_words },
    [DISPLAY_SIZE]  = { "letters", FIELD_CHOICE, WORDS("Letters"), .required = true,
                        .choices = display_letters, .choice_words = letters_words },
};

static Reply display_page(Request *req, const Form *form, int status)
{
    Page page = page_begin(req->arena, req->lang);
    style_display(&page, form);
    return reply_page_status(req, status, say(req->lang, "How pages look"), page_end(&page));
}

static Reply display_show(Request *req)
{
    Form form = form_blank(req, display_fields, COUNT(display_fields));
    form_fill(&form, DISPLAY_THEME, display_themes[req->display.theme]);
    form_fill(&form, DISPLAY_SIZE, display_letters[req->display.letters]);
    return display_page(req, &form, 200);
}

static Reply display_keep(Request *req)
{
    Form form = form_read(req, display_fields, COUNT(display_fields));
    if (!form_ok(&form))
        return display_page(req, &form, 422);
    Display display = {
        .theme = (unsigned)form_choice(&form, DISPLAY_THEME),
        .letters = (unsigned)form_choice(&form, DISPLAY_SIZE),
    };
    Reply reply = reply_see(req, "/display");
    reply_cookie(req, &reply, DISPLAY_COOKIE, display_text(req->arena, display), YEAR_S);
    reply_say(req, &reply, SAID_KEPT);
    return reply;
}

/* --- the guide ---------------------------------------------------------------------- */

static const char *const tint_words[TINT_COUNT] = {
    [TINT_PAPER] = WORDS("the page"), [TINT_CARD] = WORDS("what lies on it"),
    [TINT_WELL] = WORDS("what is sunk into it"), [TINT_LINE] = WORDS("hairlines"),
    [TINT_EDGE] = WORDS("borders that must be seen"), [TINT_INK] = WORDS("letters"),
    [TINT_SOFT] = WORDS("second voice: hints, dates"),
    [TINT_BRAND] = WORDS("links and marks"), [TINT_BRAND_FILL] = WORDS("the head, buttons"),
    [TINT_BRAND_DEEP] = WORDS("a button under the finger"),
    [TINT_ON_BRAND] = WORDS("letters on them"), [TINT_BRAND_WASH] = WORDS("a breath of it"),
    [TINT_ACCENT] = WORDS("the second colour"), [TINT_ACCENT_FILL] = WORDS("surfaces in it"),
    [TINT_ON_ACCENT] = WORDS("letters on them"), [TINT_ACCENT_WASH] = WORDS("a breath of it"),
    [TINT_GOOD] = WORDS("what went well"), [TINT_GOOD_WASH] = WORDS("behind it"),
    [TINT_WARN] = WORDS("what to mind"), [TINT_WARN_WASH] = WORDS("behind it"),
    [TINT_BAD] = WORDS("what went wrong"), [TINT_BAD_WASH] = WORDS("behind it"),
    [TINT_RING] = WORDS("where the keyboard is"),
    [TINT_SERIES_1] = WORDS("in charts"), [TINT_SERIES_2] = WORDS("in charts"),
    [TINT_SERIES_3] = WORDS("in charts"), [TINT_SERIES_4] = WORDS("in charts"),
};

const char *style_tint_words(Tint tint)
{
    return tint_words[tint];
}

const char *style_theme_words(Theme theme)
{
    return theme_words[theme + 1]; /* the first is the device's */
}

const char *style_ratio(Arena *arena, const Palette *palette, Theme theme, const PalettePair *pair)
{
    const Colour *tint = palette->tint[theme];
    return text_format(arena, "%.1f", colour_contrast(tint[pair->upon], tint[pair->ground]));
}

static const Column sample_columns[] = {
    { .words = WORDS("Name"), .key = "name", .ways = SORT_BOTH },
    { .words = WORDS("Joined"), .key = "joined", .ways = SORT_DOWN },
    { .words = WORDS("Number"), .is_number = true },
};
static const char *const sample_values[] = { "", "a", "b", NULL };
static const char *const sample_words[] = { WORDS("All"), WORDS("Light"), WORDS("Dark"), NULL };
static const Filter sample_filters[] = {
    { .name = "kind", .words = WORDS("Colours"), .values = sample_values, .value_words = sample_words },
};

static const char *const day_values[] = { "mon", "tue", "wed", NULL };
static const char *const day_words[] = { WORDS("Monday"), WORDS("Tuesday"), WORDS("Wednesday"), NULL };
enum { SAMPLE_NAME, SAMPLE_MAIL, SAMPLE_DAY, SAMPLE_DAYS, SAMPLE_TIME, SAMPLE_NUMBER, SAMPLE_TEXT, SAMPLE_READ };
static const Field sample_fields[] = {
    [SAMPLE_NAME]   = { "name", FIELD_LINE, WORDS("Your name"), WORDS("As you want to be called."),
                        .required = true, .max = 80 },
    [SAMPLE_MAIL]   = { "mail", FIELD_MAIL, WORDS("Your e-mail address"), .required = true },
    [SAMPLE_DAY]    = { "day", FIELD_SELECT, WORDS("The best day"), .choices = day_values,
                        .choice_words = day_words },
    [SAMPLE_DAYS]   = { "days", FIELD_MANY, WORDS("Days that are possible"), .choices = day_values,
                        .choice_words = day_words },
    [SAMPLE_TIME]   = { "time", FIELD_TIME, WORDS("When it begins"), .required = false },
    [SAMPLE_NUMBER] = { "seats", FIELD_NUMBER, WORDS("How many may come"), .least = 1, .most = 500 },
    [SAMPLE_TEXT]   = { "text", FIELD_TEXT, WORDS("More about it"), .max = 500 },
    [SAMPLE_READ]   = { "read", FIELD_TICK, WORDS("I have read it."), .required = true },
};

/* Without the hints' and labels' ids of the first form: only two fields. */
static const Field faulty_fields[] = {
    { "faulty-mail", FIELD_MAIL, WORDS("Your e-mail address"), .required = true },
    { "faulty-seats", FIELD_NUMBER, WORDS("How many may come"), .least = 1, .most = 500 },
};

static const char *const sample_parts[] = { WORDS("Came"), WORDS("Wrote"), WORDS("Rang") };

static void add_charts(Request *req, StyleView *view)
{
    Lang lang = req->lang;
    static const int64_t came[4] = { 12, 18, 27, 31 };
    ChartValue *value = ARENA_ARRAY(req->arena, ChartValue, COUNT(came));
    static const char *const months[4] = { WORDS("January"), WORDS("February"), WORDS("March"),
                                           WORDS("April") };
    for (size_t i = 0; i < COUNT(came); i++)
        value[i] = (ChartValue){ .label = say(lang, months[i]), .value = came[i] };
    view->bars = (Chart){
        .title = say(lang, "People at the meeting"),
        .says = say(lang, "Each month more people came: from 12 to 31."),
        .label_words = say(lang, "Month"), .value_words = say(lang, "People"),
        .value = value, .count = COUNT(came),
    };

    ChartValue *unsure = arena_copy(req->arena, value, COUNT(came) * sizeof *value);
    ChartValue *parts = arena_copy(req->arena, value, COUNT(came) * sizeof *value);
    const char **series = ARENA_ARRAY(req->arena, const char *, COUNT(sample_parts));
    for (size_t i = 0; i < COUNT(sample_parts); i++)
        series[i] = say(lang, sample_parts[i]);
    for (size_t i = 0; i < COUNT(came); i++) {
        unsure[i].low = came[i] - 5;
        unsure[i].high = came[i] + 7;
        parts[i].part[0] = came[i] / 2;
        parts[i].part[1] = came[i] / 3;
        parts[i].part[2] = came[i] - came[i] / 2 - came[i] / 3;
    }
    view->stacks = view->bars;
    view->stacks.value = parts;
    view->stacks.series = series;
    view->stacks.series_count = COUNT(sample_parts);
    view->intervals = view->bars;
    view->intervals.value = unsure;
    view->intervals.sure = say(lang, "Asked of a few and reckoned for all: the bar shows between "
                                     "what it very likely is.");
    view->line = view->intervals;
}

static Reply style_show(Request *req)
{
    StyleView view = {
        .req = req,
        .palette = &req->site->livery->palette,
        .sift = sift_read_with(req, "/style", sample_columns, COUNT(sample_columns),
                               sample_filters, COUNT(sample_filters)),
        .blank = form_blank(req, sample_fields, COUNT(sample_fields)),
        .faulty = form_blank(req, faulty_fields, COUNT(faulty_fields)),
    };
    form_fill(&view.faulty, 0, "nye@example");
    form_fault(&view.faulty, 0, say(req->lang, "This does not look like an e-mail address. It "
                                               "should be like name@example.org"));
    add_charts(req, &view);
    Page page = page_begin(req->arena, req->lang);
    style_guide(&page, &view);
    return reply_page(req, say(req->lang, "What pages are made of"), page_end(&page));
}

static Reply style_sure(Request *req)
{
    Page page = page_begin(req->arena, req->lang);
    parts_confirm(&page, &(Confirm){
        .title = say(req->lang, "Do you want to end this?"),
        .words = say(req->lang, "This is only the guide: nothing ends here."),
        .action = "/style/sure", .button = say(req->lang, "End it"), .is_danger = true,
        .back = "/style", .back_words = say(req->lang, "No, leave it as it is"),
    });
    return reply_page(req, say(req->lang, "Do you want to end this?"), page_end(&page));
}

static Reply style_was_sure(Request *req)
{
    Reply reply = reply_see(req, "/style");
    reply_say(req, &reply, SAID_ENDED);
    return reply;
}

/* --- the policy ---------------------------------------------------------------------- */

static const Route routes[] = {
    { GET,  "/display", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, display_show,
      WORDS("see how pages can look"), false },
    { POST, "/display", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, display_keep,
      WORDS("choose light or dark and the size of letters"), true },
    { GET,  "/style", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, style_show,
      WORDS("see what pages are made of"), false },
    { GET,  "/style/sure", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, style_sure,
      WORDS("see how one is asked before something ends"), false },
    { POST, "/style/sure", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, style_was_sure,
      WORDS("see what is said when something has ended"), true },
};

const Capability style_capability = {
    .name = "style",
    .routes = routes, .route_count = COUNT(routes),
};
