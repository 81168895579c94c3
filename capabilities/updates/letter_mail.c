/* letter_mail.c: a letter as it goes out: markup, its plain twin, and how to
 * stop it.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/updates/updates_view.h"

/* "](/find)" in a mail leads to nobody's "/find": it begins with our address. */
static const char *with_whole_links(Arena *arena, const char *body, const char *base_url)
{
    TextBuilder out = text_builder(arena);
    const char *at;
    text_add(&out, "");
    while ((at = strstr(body, "](/")) != NULL) {
        text_add_bytes(&out, body, (size_t)(at - body) + 2);
        text_add(&out, base_url);
        body = at + 2;
    }
    text_add(&out, body);
    return text_of(&out);
}

/* Adds "[words](address)" as "words (address)"; how many bytes it was; 0: no link. */
static size_t add_link(TextBuilder *out, const char *at)
{
    const char *middle = strstr(at, "](");
    const char *end = middle == NULL ? NULL : strchr(middle, ')');
    const char *line = strchr(at, '\n');
    if (end == NULL || (line != NULL && line < end))
        return 0;
    text_add_bytes(out, at + 1, (size_t)(middle - at) - 1);
    text_add(out, " (");
    text_add_bytes(out, middle + 2, (size_t)(end - middle) - 2);
    text_add(out, ")");
    return (size_t)(end - at) + 1;
}

const char *letter_plain(Arena *arena, const char *markdown)
{
    TextBuilder out = text_builder(arena);
    bool begins_line = true;
    text_add(&out, "");
    while (*markdown != '\0') {
        if (begins_line && *markdown == '#') {
            markdown += strspn(markdown, "#");
            markdown += strspn(markdown, " ");
        }
        size_t link = *markdown == '[' ? add_link(&out, markdown) : 0;
        if (link == 0 && text_starts(markdown, "**"))
            link = 2;
        begins_line = *markdown == '\n';
        if (link == 0 && *markdown != '\0')
            text_add_char(&out, *markdown++);
        markdown += link;
    }
    return text_of(&out);
}

static const char *footer(Arena *arena, const MailView *view)
{
    Lang lang = view->letter->lang;
    Topic topic = view->letter->topic;
    const char *why = topic_needs_consent(topic)
        ? SAY(arena, lang,
              "You get this because you said yes to: {1}. To stop it with one press: {2}",
              say(lang, topic_title(topic)), OUTBOX_LEAVE)
        : SAY(arena, lang, "You get this because you are a member in {1}: {2}",
              place_name(view->place, lang), say(lang, topic_title(topic)));
    return text_format(arena, "--\n%s, %s\n%s\n%s\n", place_name(view->place, lang),
                       view->site->movement, why,
                       SAY(arena, lang, "This letter on our site: {1}", view->archive));
}

Edition letter_mail(Arena *arena, const Site *site, const Place *place, const StoredLetter *letter)
{
    MailView view = {
        .arena = arena, .site = site, .place = place, .letter = letter,
        .body = with_whole_links(arena, letter->body, site->base_url),
        .archive = text_format(arena, "%s/areas/%s/%s/%s", site->base_url, place->slug,
                               letter->is_public ? "news" : "members-news",
                               id_text(arena, letter->id.id)),
    };
    view.html = markdown_read(arena, view.body, NULL).html;
    Page page = page_begin(arena, letter->lang);
    updates_mail_document(&page, &view);
    return (Edition){
        .subject = letter->title,
        .text = text_format(arena, "%s\n\n%s", letter_plain(arena, view.body), footer(arena, &view)),
        .html = page_end(&page).markup,
        .from_name = text_format(arena, "%s, %s", place_name(place, letter->lang), site->movement),
        .list = topic_key(letter->topic),
        .why = "a letter to many",
    };
}

Edition week_mail(Arena *arena, Lang lang, const WeekView *view)
{
    TextBuilder out = text_builder(arena);
    text_add_format(&out, "%s\n\n", SAY(arena, lang, "{1}: the letters of this week",
                                        say(lang, topic_title(view->topic))));
    for (size_t i = 0; i < view->letters->count; i++) {
        const StoredLetter *letter = &view->letters->item[i];
        text_add_format(&out, "* %s\n  %s\n  %s/areas/%s/members-news/%s\n\n", letter->title,
                        letter->area_name, view->site->base_url, letter->area_slug,
                        id_text(arena, letter->id.id));
    }
    text_add_format(&out, "--\n%s\n", SAY(arena, lang,
        "You get this once a week because you said yes to: {1}. To stop it with one press: {2}",
        say(lang, topic_title(view->topic)), OUTBOX_LEAVE));
    Page page = page_begin(arena, lang);
    updates_week_document(&page, view);
    return (Edition){
        .subject = SAY(arena, lang, "{1}: this week", say(lang, topic_title(view->topic))),
        .text = text_of(&out), .html = page_end(&page).markup,
        .from_name = text_format(arena, "%s, %s", place_name(view->place, lang),
                                 view->site->movement),
        .list = topic_key(view->topic), .why = "letters of a week",
    };
}
