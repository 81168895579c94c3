/* draw.c: labels, letters, phone lists on A4.
 *
 * Everything is in points (1/72 inch) inside cairo and in millimetres here.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/draw.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define MM (72.0 / 25.4)
#define FONT "Noto Sans, DejaVu Sans, sans-serif"

static const double page_width = 210, page_height = 297; /* A4, mm */

const LabelFormat label_formats[LABEL_FORMATS] = {
    { "L7160", WORDS("21 to a sheet, 63.5 × 38.1 mm (Avery L7160)"), 3, 7,
      63.5, 38.1, 7.25, 15.15, 66.0, 38.1 },
    { "L7161", WORDS("18 to a sheet, 63.5 × 46.6 mm (Avery L7161)"), 3, 6,
      63.5, 46.6, 7.25, 8.7, 66.0, 46.6 },
    { "L7163", WORDS("14 to a sheet, 99.1 × 38.1 mm (Avery L7163)"), 2, 7,
      99.1, 38.1, 4.65, 15.15, 101.6, 38.1 },
    { "L7165", WORDS("8 to a sheet, 99.1 × 67.7 mm (Avery L7165)"), 2, 4,
      99.1, 67.7, 4.65, 13.1, 101.6, 67.7 },
};

const LabelFormat *label_format(const char *name)
{
    for (size_t i = 0; i < LABEL_FORMATS; i++)
        if (text_equal(label_formats[i].name, name))
            return &label_formats[i];
    return &label_formats[0];
}

size_t label_sheets(const LabelFormat *format, int skip, size_t count)
{
    size_t each = (size_t)(format->columns * format->rows);
    return (count + (size_t)skip + each - 1) / each;
}

/* One document while it is drawn. */
typedef struct {
    const PaperJob *job;
    ApartSay       *tell;
    ApartOut       *out;
    Arena          *arena;
    cairo_t        *cairo;
    int             page, pages; /* of the list, or of one letter */
} Drawing;

static cairo_status_t write_pdf(void *context, const unsigned char *bytes, unsigned count)
{
    Drawing *drawing = context;
    return drawing->tell(drawing->out, bytes, count) ? CAIRO_STATUS_SUCCESS
                                                     : CAIRO_STATUS_WRITE_ERROR;
}

/* --- letters and lines -------------------------------------------------------------------- */

typedef struct {
    double x, y, width; /* mm; the text's top left corner */
    double height;      /* 0: as high as it gets */
    double size;        /* of the letters, points */
    bool   is_bold, is_right;
    Lang   lang;
} Box;

static PangoLayout *layout_of(Drawing *drawing, const Box *box, const char *text)
{
    PangoLayout *layout = pango_cairo_create_layout(drawing->cairo);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_size(font, (int)(box->size * PANGO_SCALE));
    pango_font_description_set_weight(font, box->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72); /* a PDF's points */
    pango_context_set_language(pango_layout_get_context(layout),
                               pango_language_from_string(lang_code(box->lang)));
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(box->width * MM * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, box->is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    if (box->height > 0) {
        pango_layout_set_height(layout, (int)(box->height * MM * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    return (double)height / PANGO_SCALE / MM;
}

/* Draws the text, as a paragraph of the document; how high it is. */
static double put(Drawing *drawing, const Box *box, const char *tag, const char *text)
{
    PangoLayout *layout = layout_of(drawing, box, text);
    double height = height_of(layout);
    cairo_tag_begin(drawing->cairo, tag, NULL);
    cairo_move_to(drawing->cairo, box->x * MM, box->y * MM);
    pango_cairo_show_layout(drawing->cairo, layout);
    cairo_tag_end(drawing->cairo, tag);
    g_object_unref(layout);
    return height;
}

static void line(Drawing *drawing, double x, double y, double width)
{
    cairo_set_line_width(drawing->cairo, 0.5);
    cairo_move_to(drawing->cairo, x * MM, y * MM);
    cairo_line_to(drawing->cairo, (x + width) * MM, y * MM);
    cairo_stroke(drawing->cairo);
}

static const char *address_of(Arena *arena, const PaperPerson *person)
{
    return text_format(arena, "%s\n%s%s%s", person->name, person->address,
                       person->address[0] == '\0' || person->postcode[0] == '\0' ? "" : "\n",
                       person->postcode);
}

/* --- labels ------------------------------------------------------------------------------------ */

/* Smaller letters for whom the label would be too small otherwise. */
static void label(Drawing *drawing, double x, double y, const PaperPerson *person)
{
    static const double sizes[] = { 12, 11, 10, 9, 8 };
    const LabelFormat *format = drawing->job->format;
    const char *text = address_of(drawing->arena, person);
    const double margin = 4;
    Box box = { .x = x + margin, .y = y + margin, .width = format->width - 2 * margin,
                .lang = person->lang };
    double room = format->height - 2 * margin;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        box.size = sizes[i];
        PangoLayout *layout = layout_of(drawing, &box, text);
        bool fits = height_of(layout) <= room;
        g_object_unref(layout);
        if (fits)
            break;
    }
    box.height = room;
    put(drawing, &box, "P", text);
}

static void draw_labels(Drawing *drawing)
{
    const PaperJob *job = drawing->job;
    const LabelFormat *format = job->format;
    int each = format->columns * format->rows;
    for (size_t i = 0; i < job->count; i++) {
        int at = (int)((i + (size_t)job->skip) % (size_t)each);
        if (at == 0 && i > 0)
            cairo_show_page(drawing->cairo);
        label(drawing, format->left + (at % format->columns) * format->across,
              format->top + (at / format->columns) * format->down, &job->person[i]);
    }
    cairo_show_page(drawing->cairo);
}

/* --- letters ------------------------------------------------------------------------------------- */

const char *letter_text(Arena *arena, const char *text, const PaperPerson *person, const char *day)
{
    const char *first = text_copy_bytes(arena, person->name, strcspn(person->name, " "));
    const struct { const char *field, *value; } fields[] = {
        { "{name}", person->name }, { "{first name}", first }, { "{branch}", person->area },
        { "{number}", text_format(arena, "%lld", (long long)person->number) }, { "{date}", day },
        { "{enw}", person->name }, { "{enw cyntaf}", first }, { "{cangen}", person->area },
        { "{rhif}", text_format(arena, "%lld", (long long)person->number) }, { "{dyddiad}", day },
    };
    TextBuilder out = text_builder(arena);
    text_add(&out, "");
    while (*text != '\0') {
        size_t i = 0;
        while (i < COUNT(fields) && !text_starts(text, fields[i].field))
            i++;
        if (i < COUNT(fields))
            text_add(&out, fields[i].value);
        else
            text_add_char(&out, *text);
        text += i < COUNT(fields) ? strlen(fields[i].field) : 1;
    }
    return text_of(&out);
}

static const double letter_left = 25, letter_width = 160, letter_top = 100, letter_bottom = 272;

static void letter_head(Drawing *drawing, const PaperPerson *person, Lang lang)
{
    const PaperJob *job = drawing->job;
    put(drawing, &(Box){ .x = letter_left, .y = 18, .width = letter_width, .size = 16,
                         .is_bold = true, .lang = lang }, "P",
        text_format(drawing->arena, "%s · %s", job->movement, job->area));
    put(drawing, &(Box){ .x = letter_left, .y = 45, .width = 85, .height = 32, .size = 11,
                         .lang = person->lang }, "P", address_of(drawing->arena, person));
    put(drawing, &(Box){ .x = letter_left, .y = 82, .width = letter_width, .size = 11,
                         .is_right = true, .lang = lang }, "P",
        date_words(drawing->arena, lang, job->at));
}

static void letter_foot(Drawing *drawing, Lang lang, int page)
{
    if (drawing->pages < 2)
        return;
    put(drawing, &(Box){ .x = letter_left, .y = 282, .width = letter_width, .size = 9,
                         .is_right = true, .lang = lang }, "P",
        SAY(drawing->arena, lang, "Page {1} of {2}", number_words(drawing->arena, lang, page),
            number_words(drawing->arena, lang, drawing->pages)));
}

/* The lines of the text from `first` on that fit above the bottom; draws them if
 * `is_drawn`. The first line that did not fit. */
static int letter_lines(Drawing *drawing, PangoLayout *layout, int first, double top, bool is_drawn)
{
    int count = pango_layout_get_line_count(layout), i = first;
    double y = top;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    for (int skipped = 0; skipped < first; skipped++)
        pango_layout_iter_next_line(iter);
    for (; i < count; i++) {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        double height = (double)logical.height / PANGO_SCALE / MM;
        if (y + height > letter_bottom && i > first)
            break;
        if (is_drawn) {
            double baseline = (double)(pango_layout_iter_get_baseline(iter) - logical.y)
                / PANGO_SCALE / MM;
            cairo_move_to(drawing->cairo, letter_left * MM, (y + baseline) * MM);
            pango_cairo_show_layout_line(drawing->cairo,
                                         pango_layout_iter_get_line_readonly(iter));
        }
        y += height;
        pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
    return i;
}

static void letter(Drawing *drawing, const PaperPerson *person)
{
    const PaperJob *job = drawing->job;
    Arena *arena = drawing->arena;
    Lang lang = job->text[person->lang][0] != '\0' ? person->lang : LANG_EN;
    if (job->text[lang][0] == '\0')
        lang = LANG_CY;
    const char *day = date_words(arena, lang, job->at);
    const char *body = letter_text(arena, job->text[lang], person, day);
    Box box = { .width = letter_width, .size = 12, .lang = lang };
    PangoLayout *layout = layout_of(drawing, &box,
                                    text_format(arena, "%s\n\n%s", body, job->signature));
    const double next_top = 25;
    int lines = pango_layout_get_line_count(layout), at = 0;
    double top = letter_top + 12;
    for (drawing->pages = 0; at < lines || drawing->pages == 0; drawing->pages++)
        at = letter_lines(drawing, layout, at, drawing->pages == 0 ? top : next_top, false);

    letter_head(drawing, person, lang);
    put(drawing, &(Box){ .x = letter_left, .y = letter_top, .width = letter_width, .height = 8,
                         .size = 12, .is_bold = true, .lang = lang }, "H1",
        letter_text(arena, job->subject[lang], person, day));
    at = 0;
    for (int page = 1; page <= drawing->pages; page++) {
        cairo_tag_begin(drawing->cairo, "P", NULL);
        at = letter_lines(drawing, layout, at, page == 1 ? top : next_top, true);
        cairo_tag_end(drawing->cairo, "P");
        letter_foot(drawing, lang, page);
        cairo_show_page(drawing->cairo);
    }
    g_object_unref(layout);
}

static void draw_letters(Drawing *drawing)
{
    for (size_t i = 0; i < drawing->job->count; i++) {
        arena_reset(drawing->arena);
        letter(drawing, &drawing->job->person[i]);
    }
}

/* --- phone lists -------------------------------------------------------------------------------------- */

static const double list_left = 15, list_width = 180, list_top = 53, list_row = 22;
enum { LIST_ROWS = 10 };

static void list_head(Drawing *drawing)
{
    const PaperJob *job = drawing->job;
    Arena *arena = drawing->arena;
    Lang lang = job->lang;
    put(drawing, &(Box){ .x = list_left, .y = 11, .width = list_width, .height = 11, .size = 24,
                         .is_bold = true, .lang = lang }, "H1", job->title);
    put(drawing, &(Box){ .x = list_left, .y = 23, .width = list_width, .height = 12, .size = 14,
                         .lang = lang }, "P", job->purpose);
    put(drawing, &(Box){ .x = list_left, .y = 37, .width = list_width, .height = 11, .size = 13,
                         .lang = lang }, "P",
        SAY(arena, lang, "Made by {1} on {2}. Destroy after {3}.", job->by, job->day,
            job->destroy));
    line(drawing, list_left, list_top - 3, list_width);
}

static void list_foot(Drawing *drawing)
{
    const PaperJob *job = drawing->job;
    put(drawing, &(Box){ .x = list_left, .y = 277, .width = list_width, .height = 11, .size = 12,
                         .lang = job->lang }, "P",
        SAY(drawing->arena, job->lang, "Page {1} of {2}. Members' numbers: do not copy, do not "
            "photograph, do not leave lying about.",
            number_words(drawing->arena, job->lang, drawing->page),
            number_words(drawing->arena, job->lang, drawing->pages)));
}

/* A box to tick, the name, the number large enough to be dialled from, and a
 * line to write on. */
static void list_person(Drawing *drawing, double y, const PaperPerson *person)
{
    Arena *arena = drawing->arena;
    Lang lang = drawing->job->lang;
    cairo_rectangle(drawing->cairo, list_left * MM, (y + 1) * MM, 6 * MM, 6 * MM);
    cairo_set_line_width(drawing->cairo, 1);
    cairo_stroke(drawing->cairo);
    put(drawing, &(Box){ .x = list_left + 10, .y = y, .width = 100, .height = 9, .size = 18,
                         .is_bold = true, .lang = person->lang }, "P", person->name);
    put(drawing, &(Box){ .x = list_left + 112, .y = y, .width = 68, .height = 9, .size = 18,
                         .is_right = true, .lang = lang }, "P",
        person->phone[0] == '\0' ? say(lang, "no number") : person->phone);
    const char *speaks = person->lang == LANG_CY ? say(lang, "speaks Welsh") : "";
    put(drawing, &(Box){ .x = list_left + 10, .y = y + 9, .width = 165, .height = 6, .size = 12,
                         .lang = lang }, "P",
        text_format(arena, "%s%s%s", person->area, speaks[0] == '\0' ? "" : " · ", speaks));
    line(drawing, list_left, y + list_row - 3, list_width);
}

static void draw_list(Drawing *drawing)
{
    const PaperJob *job = drawing->job;
    drawing->pages = (int)((job->count + LIST_ROWS - 1) / LIST_ROWS);
    for (size_t i = 0; i < job->count; i++) {
        if (i % LIST_ROWS == 0) {
            arena_reset(drawing->arena);
            drawing->page++;
            list_head(drawing);
            list_foot(drawing);
        }
        list_person(drawing, list_top + list_row * (double)(i % LIST_ROWS), &job->person[i]);
        if (i % LIST_ROWS == LIST_ROWS - 1 || i + 1 == job->count)
            cairo_show_page(drawing->cairo);
    }
}

/* --- the document ---------------------------------------------------------------------------------------- */

#define DRAW_ARENA ((size_t)64 * 1024 * 1024)

bool paper_draw(const PaperJob *job, ApartSay *tell, ApartOut *out)
{
    Drawing drawing = { .job = job, .tell = tell, .out = out, .arena = arena_new(DRAW_ARENA) };
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        write_pdf, &drawing, page_width * MM, page_height * MM);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, job->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, job->movement);
    drawing.cairo = cairo_create(surface);
    cairo_tag_begin(drawing.cairo, "Document", NULL);
    switch (job->kind) {
    case PAPER_LABELS:  draw_labels(&drawing); break;
    case PAPER_LETTERS: draw_letters(&drawing); break;
    case PAPER_PHONES:  draw_list(&drawing); break;
    case PAPER_KINDS:   break;
    }
    cairo_tag_end(drawing.cairo, "Document");
    cairo_surface_finish(surface);
    bool is_drawn = cairo_status(drawing.cairo) == CAIRO_STATUS_SUCCESS
        && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(drawing.cairo);
    cairo_surface_destroy(surface);
    arena_free(drawing.arena);
    return is_drawn;
}
