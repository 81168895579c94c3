/* voice.h: what a movement calls its parts: a branch, a circle, a group.
 *
 * The sources say "local party" and "branch". A movement that has neither
 * names a file of phrases in its settings (locale/plain.words is one and says
 * how it is written). When the program starts, every sentence it can say, in
 * every language, is gone through once and the phrases are put in; what people
 * wrote is never touched. No sentence needs a mark in the sources for it, so
 * none can be forgotten.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_VOICE_H
#define WEB_VOICE_H

#include "base/list.h"
#include "web/words.h"

enum { VOICE_PHRASES_MAX = 500, VOICE_PHRASE_BYTES_MAX = 300, VOICE_BYTES_MAX = 64 * 1024 };

typedef struct { const char *from, *to; } Phrase;
typedef LIST_OF(Phrase) PhraseList;

typedef struct { PhraseList phrases[LANG_COUNT]; } Voice;

/* What is wrong with a file, and in which line. */
typedef struct { int line; const char *sentence; } VoiceFault;

/* Reads the text of a file of phrases. False: *fault says why. Pure. */
bool voice_read(Arena *arena, const char *text, size_t length, Voice *out, VoiceFault *fault);

/* One sentence with the phrases put in; the same pointer when none is in it. */
const char *voice_put(Arena *arena, const PhraseList *phrases, const char *sentence);

/* From here on say() speaks so, in every thread: called before there are any.
 * NULL: as the sources do. The arena must live as long. */
void voice_use(Arena *arena, const Voice *voice);

#endif
