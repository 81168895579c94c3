/* voice_test.c: a movement with groups never says "party", in any sentence.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/voice.h"

#include "tests/check.h"
#include "tests/journey.h"
#include "web/assets.h"

static const char words[] = "# c\n[en]\nlocal party = local group\nlocal parties = local groups\n"
                            "branch = circle\nBranch of = Circle in\n[cy]\nblaid leol = grŵp lleol\n";

static Voice voice_of(Arena *arena, const char *text)
{
    Voice voice;
    VoiceFault fault;
    if (!voice_read(arena, text, strlen(text), &voice, &fault))
        CHECK_TEXT("read", fault.sentence, "no fault");
    return voice;
}

static const struct { const char *sentence, *want; } puts_in[] = {
    { "", "" },
    { "Nothing here", "Nothing here" },
    { "Find my local party", "Find my local group" },
    { "Local parties", "Local groups" },
    { "{1} local parties, one local party", "{1} local groups, one local group" },
    { "branches of trees", "branches of trees" },      /* whole words only */
    { "a nonlocal party", "a nonlocal party" },
    { "“branch”: branch!", "“circle”: circle!" },
    { "Branch: {1}", "Circle: {1}" },
    { "Branch of {1}", "Circle in {1}" },              /* the longest wins */
    { "éleven branché", "éleven branché" },
};

TEST(phrases_are_put_into_sentences)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Voice voice = voice_of(arena, words);
    for (size_t i = 0; i < COUNT(puts_in); i++)
        CHECK_TEXT(puts_in[i].sentence,
                   voice_put(arena, &voice.phrases[LANG_EN], puts_in[i].sentence),
                   puts_in[i].want);
    arena_free(arena);
}

static const struct { const char *name, *text; int line; const char *says; } faults[] = {
    { "no heading",     "a = b\n",             1, "heading" },
    { "no language",    "\n[fr]\n",            2, "[en] or [cy]" },
    { "no equals sign", "[en]\nlocal party\n", 2, "what you say" },
    { "half a line",    "[en]\na = \n",        2, "what you say" },
    { "twice",          "[en]\na = b\na = c",  3, "already" },
    { "a bracket",      "[en]\na = <b>\n",     2, "Brackets" },
    { "a slot",         "[en]\na {1} = b\n",   2, "Brackets" },
    { "not UTF-8",      "[en]\na = \xff\n",    0, "UTF-8" },
};

TEST(faults_in_a_file_of_words_are_told)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(faults); i++) {
        Voice voice;
        VoiceFault fault;
        CHECK(faults[i].name, !voice_read(arena, faults[i].text, strlen(faults[i].text), &voice,
                                          &fault));
        CHECK_INT(faults[i].name, fault.line, faults[i].line);
        CHECK_CONTAINS(faults[i].name, fault.sentence, faults[i].says);
    }
    arena_free(arena);
}

static Voice plain_voice(Arena *arena)
{
    const Asset *asset = asset_by_path(path_asset("plain.words"));
    CHECK("the preset is in the program", asset != NULL);
    return voice_of(arena, text_copy_bytes(arena, (const char *)asset->bytes, asset->length));
}

/* What the program says by itself, in any of its forms. */
static const char *const party_words[LANG_COUNT][12] = {
    [LANG_EN] = { "local part", "onstituency part", "branch", "Branch", "Local part" },
    [LANG_CY] = { "plaid", "blaid", "Plaid", "phlaid", "mhlaid", "leidiau", "cangen", "gangen",
                  "Cangen", "anghenn" },
};

static void check_silent(const char *name, Lang lang, const char *text)
{
    for (size_t i = 0; i < COUNT(party_words[lang]) && party_words[lang][i] != NULL; i++)
        if (strstr(text, party_words[lang][i]) != NULL) {
            print_error("%s (%s) still says \"%s\"\n", name, lang_code(lang), party_words[lang][i]);
            fail();
        }
}

TEST(no_sentence_of_the_plain_preset_says_party_or_branch)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Voice voice = plain_voice(arena);
    voice_use(arena, &voice);
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++)
        for (size_t i = 0; i < words_cy.count; i++) {
            const Word *word = &words_cy.words[i];
            if (word->many == NULL)
                check_silent(word->english, lang, say(lang, word->english));
            for (int n = 0; word->many != NULL && n < 12; n++)
                check_silent(word->english, lang, say_n_args(arena, lang, word->english, word->many, n,
                                                             (const char *[]){ NULL, "x" }, 2));
        }
    CHECK_TEXT("English", say(LANG_EN, "Find my local party"), "Find my local group");
    CHECK_TEXT("Welsh", say(LANG_CY, "Find my local party"), "Dod o hyd i fy ngrŵp lleol");
    CHECK_TEXT("others as ever", say(LANG_EN, "Sign in"), "Sign in");
    voice_use(arena, NULL);
    CHECK_TEXT("the sources again", say(LANG_EN, "Find my local party"), "Find my local party");
    arena_free(arena);
}

TEST(no_page_of_a_movement_of_groups_says_party_or_branch)
{
    static const char *const paths[] = { "/", "/find", "/find?q=ZE90+1AA", "/find?q=ZE90", "/areas",
                                         "/sign-in", "/nothing-here", "/demo", "/style" };
    Journey *j = journey_begin();
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    Voice voice = plain_voice(arena);
    voice_use(arena, &voice);
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        Browser guest = browser_new(j);
        guest.language = lang_code(lang);
        for (size_t i = 0; i < COUNT(paths); i++)
            check_silent(paths[i], lang, browser_get(&guest, paths[i]).body);
        const char *party = text_format(arena, "/areas/%s", j->party.slug);
        check_silent(party, lang, browser_get(&guest, party).body);
        party = text_format(arena, "/areas/%s/join", j->branch.slug);
        check_silent(party, lang, browser_get(&guest, party).body);
    }
    voice_use(arena, NULL);
    arena_free(arena);
    journey_end(j);
}
