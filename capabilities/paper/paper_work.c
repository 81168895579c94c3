/* paper_work.c: what the jobs process does: draws what waits, in a process of its
 * own that may read fonts and nothing else.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/paper/paper_view.h"

enum { DRAW_CPU_S = 120 };
#define DRAW_MEMORY ((size_t)512 * 1024 * 1024)
#define PDF_MAX     ((size_t)24 * 1024 * 1024)
#define WORK_ARENA  ((size_t)160 * 1024 * 1024)

static bool draw_apart(void *context, ApartSay *tell, ApartOut *out)
{
    return paper_draw(context, tell, out);
}

static bool hear_pdf(void *listener, const void *bytes, size_t count)
{
    text_add_bytes(listener, bytes, count);
    return true;
}

static bool is_pdf(const TextBuilder *pdf)
{
    static const char sign[] = "%PDF-";
    return pdf->length > sizeof sign && memcmp(pdf->bytes, sign, sizeof sign - 1) == 0;
}

static PaperJob job_of(Job *job, Arena *arena, const Sheet *sheet)
{
    const char *settings = sheet->settings;
    Lang lang = sheet->lang;
    int64_t skip = 0, days = 0;
    text_to_int(setting_of(arena, settings, "skip"), 0, LABELS_SKIP_MAX, &skip);
    text_to_int(setting_of(arena, settings, "days"), 1, 366, &days);
    Place place;
    PaperJob paper = {
        .kind = sheet->kind, .lang = lang, .movement = job->site->movement, .area = "",
        .by = sheet->by_name, .day = date_words(arena, lang, sheet->created),
        .destroy = date_words(arena, lang, sheet->created + days * DAY_MS),
        .format = label_format(setting_of(arena, settings, "format")), .skip = (int)skip,
        .text = { [LANG_EN] = setting_of(arena, settings, "text"),
                  [LANG_CY] = setting_of(arena, settings, "text_cy") },
        .subject = { [LANG_EN] = setting_of(arena, settings, "subject"),
                     [LANG_CY] = setting_of(arena, settings, "subject_cy") },
        .signature = setting_of(arena, settings, "signature"),
        .purpose = setting_of(arena, settings, "purpose"), .at = job->now,
    };
    if (place_by_id(job->db, sheet->area, &place))
        paper.area = text_copy(arena, place_name(&place, lang));
    paper.title = text_format(arena, "%s · %s", say(lang, paper_kind_words(sheet->kind)), paper.area);
    paper.person = content_read(arena, sheet->content, &paper.count);
    return paper;
}

static void keep(Job *job, const Sheet *sheet, const TextBuilder *pdf)
{
    db_begin(job->db);
    for (size_t at = 0, piece = 0; at < pdf->length; at += PAPER_PIECE_BYTES, piece++) {
        size_t left = pdf->length - at;
        paper_keep_piece(job->db, sheet->id, (int64_t)piece, pdf->bytes + at,
                         left < PAPER_PIECE_BYTES ? left : PAPER_PIECE_BYTES);
    }
    paper_end(job->db, sheet, SHEET_READY, (int64_t)pdf->length, job->now);
    db_commit(job->db);
}

static void draw(Job *job, const Sheet *sheet)
{
    Arena *own = arena_new(WORK_ARENA);
    PaperJob paper = job_of(job, own, sheet);
    TextBuilder pdf = text_builder(own);
    ApartEnd end = job->outside->apart(job->outside, &(Apart){
        .work = draw_apart, .context = &paper, .hear = hear_pdf, .listener = &pdf,
        .memory_bytes = DRAW_MEMORY, .output_bytes = PDF_MAX, .cpu_s = DRAW_CPU_S,
        .has_letters = true,
    });
    if (end == APART_DONE && is_pdf(&pdf)) {
        keep(job, sheet, &pdf);
    } else if (end != APART_LATER) {
        db_begin(job->db);
        paper_end(job->db, sheet, SHEET_FAILED, 0, job->now);
        db_commit(job->db);
    }
    arena_free(own);
}

bool paper_job(Job *job)
{
    Sheet sheet;
    if (paper_next(job->db, &sheet)) {
        draw(job, &sheet);
        return !db_failed(job->db);
    }
    return false;
}

bool paper_prune_piece(Job *job)
{
    db_begin(job->db);
    bool is_more = papers_forget(job->db, job->now);
    db_commit(job->db);
    return is_more;
}
