/* first.c: the pages that every handbook can begin with.
 *
 * They lie as Markdown beside this file, in first/en and first/cy under the
 * same names: "11-call-a-meeting.md". The number is their order; one that ends
 * in 0 stands at the top, those after it below it. The first line is the title.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_store.h"

#include "web/markdown.h"
#include "web/texts.h"

#define FIRST_FOLDER "capabilities/handbook/first/"

/* The page's name and whether it stands at the top; false when the file is
 * none of ours or in the other language. */
static bool name_of_file(Arena *arena, const char *file, Lang lang, const char **name, bool *is_top)
{
    const char *folder = text_format(arena, FIRST_FOLDER "%s/", lang_code(lang));
    if (!text_starts(file, folder))
        return false;
    file += strlen(folder);
    const char *dash = strchr(file, '-'), *dot = strrchr(file, '.');
    if (dash == NULL || dot == NULL || dash == file)
        return false;
    *is_top = dash[-1] == '0';
    *name = text_copy_bytes(arena, dash + 1, (size_t)(dot - dash - 1));
    return markdown_is_name(*name);
}

static const char *text_of_file(const char *file, Lang lang, Arena *arena)
{
    const char *other = text_format(arena, FIRST_FOLDER "%s/%s", lang_code(lang),
                                    file + strlen(FIRST_FOLDER "en/"));
    for (size_t i = 0; i < text_count; i++)
        if (text_equal(texts[i].file, other))
            return texts[i].text;
    return NULL;
}

/* "# Title\n\nbody": version 1 of its language, which says the same as `follows`. */
static void add_text(Db *db, AreaId area, HandbookId page, Lang lang, const char *text,
                     int64_t follows, TimeMs now)
{
    size_t length = strcspn(text, "\n");
    const char *title = text_trim(db_arena(db), text_copy_bytes(db_arena(db), text + 1, length - 1));
    handbook_text_add(db, area, page, lang, &(HandbookText){
        .title = title, .body = text_trim(db_arena(db), text + length), .follows = follows,
        .at = now,
    }, "", (PersonId){0});
}

int64_t handbook_first(Db *db, AreaId area, TimeMs now, Random *random)
{
    HandbookPageList there = handbook_pages_in(db, area);
    HandbookId top = {0};
    int64_t added = 0;
    for (size_t i = 0; i < text_count; i++) {
        const char *name;
        bool is_top, is_there = false;
        if (!name_of_file(db_arena(db), texts[i].file, LANG_EN, &name, &is_top))
            continue;
        for (size_t j = 0; j < there.count; j++)
            is_there = is_there || text_equal(there.item[j].name, name);
        if (is_there)
            continue;
        HandbookId id = handbook_page_add(db, area, name, is_top ? (HandbookId){0} : top, now,
                                          random);
        if (is_top)
            top = id;
        add_text(db, area, id, LANG_EN, texts[i].text, 0, now);
        const char *welsh = text_of_file(texts[i].file, LANG_CY, db_arena(db));
        if (welsh != NULL)
            add_text(db, area, id, LANG_CY, welsh, 1, now);
        added++;
    }
    return added;
}
