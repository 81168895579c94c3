/* voice_fuzz.c: a file of words is read or refused with a reason; and whatever
 * it says, a sentence it is put into stays text.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "web/voice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sentences[] = {
        "", "Find my {1} local party", "Branch", "Dewch o hyd i’ch plaid leol yn gyntaf.",
        "“{1}” is in the branch of {2}.",
    };
    Arena *arena = fuzz_arena();
    Voice voice;
    VoiceFault fault;
    if (!voice_read(arena, (const char *)data, size, &voice, &fault)) {
        must(fault.sentence != NULL && text_is_utf8(fault.sentence, strlen(fault.sentence)));
        return 0;
    }
    for (Lang lang = LANG_EN; lang < LANG_COUNT; lang++) {
        must(voice.phrases[lang].count <= VOICE_PHRASES_MAX);
        for (size_t i = 0; i < COUNT(sentences); i++) {
            const char *said = voice_put(arena, &voice.phrases[lang], sentences[i]);
            must(strpbrk(said, "<>") == NULL);
            must(text_is_utf8(said, strlen(said)));
        }
    }
    return 0;
}
