/* updates_view.h: what the pages of this room show, and who shows them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_UPDATES_UPDATES_VIEW_H
#define CAPABILITIES_UPDATES_UPDATES_VIEW_H

#include "capabilities/updates/updates_store.h"
#include "web/form.h"
#include "web/markdown.h"
#include "web/parts.h"
#include "web/table.h"

typedef struct {
    Request    *req;
    Sift        sift;
    LetterList  letters; /* of this page */
} DeskView;

typedef struct {
    Request    *req;
    const Form *form;
    LetterId    letter; /* none: a new one */
} WriteView;

typedef struct {
    Request      *req;
    StoredLetter  letter;
    Html          body;
    const char   *twin;  /* as plain text, whole */
    AudienceCount count;
    EditionCount  sent;
    bool          was_tested, has_mail;
} LetterView;

typedef struct {
    Request    *req;
    LetterList  letters;
    bool        is_of_members; /* the page with all of them, for members */
    const char *next;
} ArchiveView;

typedef struct {
    Request      *req;
    StoredLetter  letter;
    Html          body;
    bool          is_of_members;
} ReadView;

void updates_desk_page(Page *page, const DeskView *view);
void updates_write_page(Page *page, const WriteView *view);
void updates_letter_page(Page *page, const LetterView *view);
void updates_archive_page(Page *page, const ArchiveView *view);
void updates_read_page(Page *page, const ReadView *view);
void updates_home_card(Page *page, Request *req, const LetterList *letters);
void updates_place_card(Page *page, Request *req, const Place *place, bool has_desk, bool is_member);

const char *state_words(LetterState state); /* WORDS() */
Tone        state_tone(LetterState state);
const char *people_words(const LetterView *view); /* who would get it */

Handler desk_list, letter_new, letter_add, letter_show, letter_edit, letter_keep, letter_test;
Handler letter_ask, letter_send, letter_halt, letter_return, letter_delete_ask, letter_delete;
Handler news_show, news_read, members_news_show, members_news_read;

/* --- the letter as mail (letter_mail.c) ---------------------------------------- */

typedef struct {
    Arena              *arena;
    const Site         *site;
    const Place        *place;
    const StoredLetter *letter;
    const char         *body; /* Markdown whose links lead to us from anywhere */
    Html                html;
    const char         *archive; /* its address in the archive */
} MailView;
void updates_mail_document(Page *page, const MailView *view);
Edition letter_mail(Arena *arena, const Site *site, const Place *place, const StoredLetter *letter);
/* Links as "words (address)", no stars: how a mail program without markup shows it. */
const char *letter_plain(Arena *arena, const char *markdown);

typedef struct {
    const Site       *site;
    const Place      *place;
    Topic             topic;
    const LetterList *letters;
} WeekView;
void updates_week_document(Page *page, const WeekView *view);
Edition week_mail(Arena *arena, Lang lang, const WeekView *view);

/* --- the job (work.c) -------------------------------------------------------------- */

bool updates_job(Job *job);
/* What two people agree to: these words to these people. */
const char *letter_params(Arena *arena, const StoredLetter *letter, int64_t people);
Audience letter_audience(const StoredLetter *letter);

#endif
