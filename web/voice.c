/* voice.c: reading a file of phrases, and putting them into a sentence.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/voice.h"

/* --- the file -------------------------------------------------------------------- */

static const char *add_phrase(Arena *arena, PhraseList *phrases, const char *line)
{
    const char *equals = strstr(line, " = ");
    if (equals == NULL)
        return "This line is not `what the program says = what you say`.";
    Phrase phrase = {
        .from = text_trim(arena, text_copy_bytes(arena, line, (size_t)(equals - line))),
        .to = text_trim(arena, equals + 3),
    };
    if (phrase.from[0] == '\0' || phrase.to[0] == '\0')
        return "One side of this line is empty.";
    if (strlen(line) > VOICE_PHRASE_BYTES_MAX)
        return "This line is too long.";
    if (strpbrk(line, "{}<>") != NULL)
        return "Brackets have no place in a phrase.";
    if (phrases->count == VOICE_PHRASES_MAX)
        return "There are more phrases than the program can say.";
    for (size_t i = 0; i < phrases->count; i++)
        if (text_equal(phrases->item[i].from, phrase.from))
            return text_format(arena, "\"%s\" was given already.", phrase.from);
    *LIST_ADD(arena, phrases) = phrase;
    return NULL;
}

/* "[cy]": the lines after it are Welsh. */
static const char *take_heading(const char *line, PhraseList **current, Voice *voice)
{
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        size_t length = strlen(lang_code(lang));
        if (strlen(line) == length + 2 && memcmp(line + 1, lang_code(lang), length) == 0
            && line[length + 1] == ']') {
            *current = &voice->phrases[lang];
            return NULL;
        }
    }
    return "A heading is the code of a language that the program speaks: [en] or [cy].";
}

bool voice_read(Arena *arena, const char *text, size_t length, Voice *out, VoiceFault *fault)
{
    *out = (Voice){0};
    *fault = (VoiceFault){0};
    if (length > VOICE_BYTES_MAX || !text_is_utf8(text, length)
        || memchr(text, '\0', length) != NULL) {
        fault->sentence = "A file of words is UTF-8 text of at most 64 kB.";
        return false;
    }
    PhraseList *current = NULL;
    const char *end = text + length;
    for (int number = 1; text < end; number++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop == NULL ? end : stop;
        const char *line = text_trim(arena, text_copy_bytes(arena, text, (size_t)(stop - text)));
        text = stop < end ? stop + 1 : end;
        if (line[0] == '\0' || line[0] == '#')
            continue;
        const char *wrong = line[0] == '[' ? take_heading(line, &current, out)
            : current == NULL              ? "A heading comes first: [en] or [cy]."
                                           : add_phrase(arena, current, line);
        if (wrong != NULL) {
            *fault = (VoiceFault){ number, wrong };
            return false;
        }
    }
    return true;
}

/* --- one sentence ------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (unsigned char)c >= 0x80;
}

/* Whether a word can begin at `at`: behind a blank, a bracket, or punctuation
 * beyond ASCII (U+2010 to U+203F begin with E2 80), such as in “branch”. */
static bool begins_word(const char *sentence, const char *at)
{
    if (at == sentence || !is_letter(at[-1]))
        return true;
    return at - sentence >= 3 && memcmp(at - 3, "\xE2\x80", 2) == 0;
}

static bool ends_word(const char *at)
{
    return !is_letter(*at) || memcmp(at, "\xE2\x80", 2) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
}

/* The longest phrase that stands at `at`, capital or not; NULL for none. */
static const Phrase *phrase_at(const PhraseList *phrases, const char *sentence, const char *at)
{
    const Phrase *best = NULL;
    if (!begins_word(sentence, at))
        return NULL;
    for (size_t i = 0; i < phrases->count; i++) {
        const Phrase *phrase = &phrases->item[i];
        size_t length = strlen(phrase->from);
        if (lower(*at) == lower(phrase->from[0])
            && strncmp(at + 1, phrase->from + 1, length - 1) == 0 && ends_word(at + length)
            && (best == NULL || length > strlen(best->from)))
            best = phrase;
    }
    return best;
}

const char *voice_put(Arena *arena, const PhraseList *phrases, const char *sentence)
{
    TextBuilder out = text_builder(arena);
    bool has_changed = false;
    for (const char *at = sentence; *at != '\0';) {
        const Phrase *phrase = phrase_at(phrases, sentence, at);
        if (phrase == NULL) {
            text_add_char(&out, *at++);
            continue;
        }
        bool is_capital = *at != lower(*at) && phrase->from[0] == lower(phrase->from[0]);
        text_add_char(&out, is_capital ? upper(phrase->to[0]) : phrase->to[0]);
        text_add(&out, phrase->to + 1);
        at += strlen(phrase->from);
        has_changed = true;
    }
    return has_changed ? text_of(&out) : sentence;
}
