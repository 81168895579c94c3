/* livery.c: the program's style sheet and the movement's palette in one file,
 * and all files packed once for those who can unpack them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/livery.h"

#include "base/hash.h"
#include "web/pack.h"

static const char *asset_path(Arena *arena, const char *bytes, size_t length, const char *name)
{
    Hash hash = hash_of(bytes, length);
    return text_format(arena, "/assets/%02x%02x%02x%02x%02x/%s", hash.bytes[0], hash.bytes[1],
                       hash.bytes[2], hash.bytes[3], hash.bytes[4], name);
}

static Asset asset_of(Arena *arena, const char *name, const char *type, const char *text)
{
    size_t length = strlen(text);
    return (Asset){
        .name = name, .path = asset_path(arena, text, length, name), .type = type,
        .bytes = (const unsigned char *)text, .length = length,
    };
}

static void asset_pack(Arena *arena, Asset *asset)
{
    asset->packed = pack_gzip(arena, asset->bytes, asset->length, &asset->packed_length);
}

const Livery *livery_make(Arena *arena, Colour main, Colour accent, const char *logo)
{
    Livery *livery = ARENA_NEW(arena, Livery);
    livery->main = main;
    livery->accent = accent;
    livery->palette = palette_of(main, accent);

    const Asset *plain = asset_by_path(path_asset("app.css"));
    TextBuilder css = text_builder(arena);
    if (plain != NULL)
        text_add_bytes(&css, (const char *)plain->bytes, plain->length);
    text_add(&css, palette_css(arena, &livery->palette));
    livery->style = asset_of(arena, "style.css", "text/css; charset=utf-8", text_of(&css));
    if (logo != NULL)
        livery->logo = asset_of(arena, "logo.svg", "image/svg+xml", text_copy(arena, logo));

    livery->packed = arena_copy(arena, assets, asset_count * sizeof *assets);
    for (size_t i = 0; i < asset_count; i++)
        asset_pack(arena, &livery->packed[i]);
    asset_pack(arena, &livery->style);
    return livery;
}

static bool has_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (i < length && (text[i] == word[i] || (text[i] | 0x20) == word[i]))
            i++;
        if (i == length)
            return true;
    }
    return false;
}

/* " onload =": a handler, whatever its name. */
static bool has_handler(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(" \t\r\n\"'/", *at) == NULL || (at[1] | 0x20) != 'o' || (at[2] | 0x20) != 'n')
            continue;
        const char *name = at + 3;
        while ((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z')
            name++;
        name += strspn(name, " \t\r\n");
        if (*name == '=' && name > at + 3)
            return true;
    }
    return false;
}

const char *logo_fault(const char *text, size_t length)
{
    static const char *const refused[] = { "<script", "<foreignobject", "<iframe", "<!entity",
                                           "<!doctype", "javascript:", "@import", "<?xml-style" };
    if (length > LOGO_BYTES_MAX)
        return "The logo is larger than 64 kB.";
    if (!text_is_utf8(text, length) || strlen(text) != length || !has_word(text, "<svg"))
        return "The logo is not an SVG picture.";
    for (size_t i = 0; i < COUNT(refused); i++)
        if (has_word(text, refused[i]))
            return "The logo has more in it than a picture: save it as plain SVG.";
    if (has_handler(text))
        return "The logo has a script in it: save it as plain SVG.";
    return NULL;
}

const Asset *livery_asset(const Livery *livery, const char *path)
{
    if (livery == NULL)
        return NULL;
    if (text_equal(path, livery->style.path))
        return &livery->style;
    if (livery->logo.path != NULL && text_equal(path, livery->logo.path))
        return &livery->logo;
    for (size_t i = 0; i < asset_count; i++)
        if (text_equal(path, livery->packed[i].path))
            return &livery->packed[i];
    return NULL;
}

const char *livery_style_path(const Livery *livery)
{
    return livery == NULL ? path_asset("app.css") : livery->style.path;
}

const char *livery_logo_path(const Livery *livery)
{
    return livery == NULL || livery->logo.path == NULL ? "" : livery->logo.path;
}
