/* find.c: which pages answer a question, and the piece of each that does.
 *
 * People type questions: "How do I call a meeting?" The little words are left
 * out, the others are looked for at the beginning of words as well as inside.
 * A word in the title counts most, then one in a heading's place near the top,
 * then how often it stands there. The piece shown is the line with most of the
 * words in it. A handbook has hundreds of pages, not millions: no index is
 * needed, and both engines ask the same statement.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/handbook/handbook_view.h"

#include "web/markdown.h"

enum { PIECE_BYTES = 220, COUNTED_MAX = 5, WORD_BYTES_MIN = 2 };
enum { WEIGHT_TITLE = 20, WEIGHT_NEAR_TOP = 4, WEIGHT_WHOLE = 30, WEIGHT_OWN_LANG = 6 };

static const char *const little_words[] = {
    "a", "about", "am", "an", "and", "are", "as", "at", "be", "can", "do", "does", "for", "from",
    "get", "have", "how", "i", "if", "in", "is", "it", "me", "my", "of", "on", "or", "our",
    "should", "that", "the", "there", "this", "to", "us", "we", "what", "when", "where", "which",
    "who", "why", "will", "with", "you", "your",
    "am", "ar", "beth", "chi", "ein", "eich", "ei", "fy", "gyda", "i", "mae", "mewn", "neu", "ni",
    "o", "oes", "pa", "pan", "pwy", "sut", "sydd", "wrth", "y", "yn", "yr", "yw",
};

static bool is_little(const char *word)
{
    for (size_t i = 0; i < COUNT(little_words); i++)
        if (text_equal(word, little_words[i]))
            return true;
    return false;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

typedef struct {
    const char *word[HANDBOOK_WORDS_MAX]; /* "" beyond count */
    size_t      count;
    const char *whole; /* what was typed, as a key */
} Wanted;

/* The words that tell most: the longest, when there are more than we look for. */
static void take_word(Wanted *wanted, const char *word)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (text_equal(wanted->word[i], word))
            return;
    if (wanted->count < HANDBOOK_WORDS_MAX) {
        wanted->word[wanted->count++] = word;
        return;
    }
    size_t shortest = 0;
    for (size_t i = 1; i < HANDBOOK_WORDS_MAX; i++)
        if (strlen(wanted->word[i]) < strlen(wanted->word[shortest]))
            shortest = i;
    if (strlen(word) > strlen(wanted->word[shortest]))
        wanted->word[shortest] = word;
}

/* "Meetings" are found by "meeting", "welcoming" by "welcome": a word that
 * ends like a plural or a doing is looked for without that end. */
static const char *stem(Arena *arena, const char *word)
{
    static const char *const ends[] = { "ings", "ing", "s", "e" };
    enum { STEM_MIN = 4 };
    size_t length = strlen(word);
    for (size_t i = 0; i < COUNT(ends); i++) {
        size_t end = strlen(ends[i]);
        if (length >= STEM_MIN + end && text_equal(word + length - end, ends[i])
            && word[length - end - 1] != 's')
            return text_copy_bytes(arena, word, length - end);
    }
    return word;
}

/* Welsh words change their first letter after others: croeso, groeso, chroeso.
 * So who reads in Welsh finds longer words without it. */
static const char *unmutated(Arena *arena, const char *word, Lang lang)
{
    enum { LONG_BYTES = 5 };
    bool may_change = lang == LANG_CY && strlen(word) >= LONG_BYTES
        && strchr("bcdglmprt", word[0]) != NULL;
    return may_change ? text_copy(arena, word + 1) : word;
}

static void take_words(Arena *arena, Wanted *wanted, const char *key, Lang lang, bool with_little)
{
    while (*key != '\0') {
        size_t length = 0;
        while (is_word_byte(key[length]))
            length++;
        const char *word = text_copy_bytes(arena, key, length);
        if (length >= WORD_BYTES_MIN && (with_little || !is_little(word)))
            take_word(wanted, unmutated(arena, stem(arena, word), lang));
        key += length == 0 ? 1 : length;
    }
}

static Wanted wanted_of(Arena *arena, const char *typed, Lang lang)
{
    Wanted wanted = { .word = { "", "", "", "" }, .whole = text_search_key(arena, typed) };
    take_words(arena, &wanted, wanted.whole, lang, false);
    if (wanted.count == 0)
        take_words(arena, &wanted, wanted.whole, lang, true);
    return wanted;
}

/* --- weighing --------------------------------------------------------------------- */

static int64_t count_in(const char *key, const char *word)
{
    int64_t count = 0;
    for (; count < COUNTED_MAX && (key = strstr(key, word)) != NULL; key += strlen(word))
        count++;
    return count;
}

static int64_t weight_of(Arena *arena, const HandbookFound *found, const Wanted *wanted, Lang lang)
{
    enum { NEAR_TOP_BYTES = 300 };
    const char *title = text_search_key(arena, found->title);
    const char *top = text_cut(arena, found->key, NEAR_TOP_BYTES);
    int64_t weight = found->lang == lang ? WEIGHT_OWN_LANG : 0;
    for (size_t i = 0; i < wanted->count; i++) {
        weight += strstr(title, wanted->word[i]) != NULL ? WEIGHT_TITLE : 0;
        weight += strstr(top, wanted->word[i]) != NULL ? WEIGHT_NEAR_TOP : 0;
        weight += count_in(found->key, wanted->word[i]);
    }
    return weight + (strstr(title, wanted->whole) != NULL ? WEIGHT_WHOLE : 0);
}

/* --- the piece that is shown ---------------------------------------------------------- */

static int hits_in(Arena *arena, const char *piece, const Wanted *wanted)
{
    const char *key = text_search_key(arena, piece);
    int hits = 0;
    for (size_t i = 0; i < wanted->count; i++)
        hits += strstr(key, wanted->word[i]) != NULL;
    return hits;
}

static void add_part(Arena *arena, Snippet *snippet, TextBuilder *part, bool is_hit)
{
    if (part->length > 0)
        *LIST_ADD(arena, snippet) = (SnippetPart){ text_copy(arena, text_of(part)), is_hit };
    *part = text_builder(arena);
}

static Snippet mark(Arena *arena, const char *piece, const Wanted *wanted)
{
    Snippet snippet = {0};
    TextBuilder part = text_builder(arena);
    while (*piece != '\0') {
        size_t blank = strspn(piece, " "), word = strcspn(piece + blank, " ");
        text_add_bytes(&part, piece, blank);
        const char *text = text_copy_bytes(arena, piece + blank, word);
        bool is_hit = word > 0 && hits_in(arena, text, wanted) > 0;
        if (is_hit)
            add_part(arena, &snippet, &part, false);
        text_add(&part, text);
        if (is_hit)
            add_part(arena, &snippet, &part, true);
        piece += blank + word;
    }
    add_part(arena, &snippet, &part, false);
    return snippet;
}

/* Cut between words, with a sign that there is more. */
static const char *short_piece(Arena *arena, const char *line)
{
    if (strlen(line) <= PIECE_BYTES)
        return line;
    const char *cut = text_cut(arena, line, PIECE_BYTES), *blank = strrchr(cut, ' ');
    return text_format(arena, "%s …",
                       blank == NULL ? cut : text_copy_bytes(arena, cut, (size_t)(blank - cut)));
}

static Snippet snippet_of(Arena *arena, const HandbookFound *found, const Wanted *wanted)
{
    const char *plain = markdown_plain(arena, found->body), *best = "";
    int best_hits = -1;
    while (*plain != '\0') {
        size_t length = strcspn(plain, "\n");
        const char *line = text_copy_bytes(arena, plain, length);
        int hits = hits_in(arena, line, wanted);
        if (hits > best_hits && length > 0) {
            best = line;
            best_hits = hits;
        }
        plain += length + (plain[length] == '\n');
    }
    return mark(arena, short_piece(arena, best), wanted);
}

/* --- all together ------------------------------------------------------------------------ */

/* One page once, in the language that fits better. */
static void add_hit(Request *req, HandbookHitList *hits, const HandbookFound *found,
                    int64_t weight)
{
    HandbookHit hit = {
        .name = found->name, .title = found->title, .lang = found->lang, .area = found->area,
        .weight = weight, .path = path_handbook_page(req, found->name),
    };
    for (size_t i = 0; i < hits->count; i++)
        if (text_equal(hits->item[i].name, found->name)
            && id_equal(hits->item[i].area.id.id, found->area.id.id)) {
            if (weight > hits->item[i].weight)
                hits->item[i] = hit;
            return;
        }
    *LIST_ADD(req->arena, hits) = hit;
}

static int by_weight(const void *a, const void *b)
{
    const HandbookHit *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight < right->weight ? 1 : -1;
    return strcmp(left->name, right->name);
}

static void add_snippets(Request *req, HandbookHitList *hits, const HandbookFoundList *found,
                         const Wanted *wanted)
{
    for (size_t i = 0; i < hits->count; i++)
        for (size_t j = 0; j < found->count; j++)
            if (text_equal(hits->item[i].name, found->item[j].name)
                && hits->item[i].lang == found->item[j].lang
                && id_equal(hits->item[i].area.id.id, found->item[j].area.id.id))
                hits->item[i].snippet = snippet_of(req->arena, &found->item[j], wanted);
}

HandbookHitList handbook_find(Request *req, AreaId area, const char *typed, size_t most)
{
    HandbookHitList hits = {0};
    Wanted wanted = wanted_of(req->arena, typed, req->lang);
    if (wanted.count == 0)
        return hits;
    HandbookFoundList found = handbook_with_all(req->db, area, wanted.word);
    if (found.count == 0)
        found = handbook_with_any(req->db, area, wanted.word);
    for (size_t i = 0; i < found.count; i++)
        add_hit(req, &hits, &found.item[i],
                weight_of(req->arena, &found.item[i], &wanted, req->lang));
    if (hits.count > 0)
        qsort(hits.item, hits.count, sizeof *hits.item, by_weight);
    if (hits.count > most)
        hits.count = most;
    add_snippets(req, &hits, &found, &wanted);
    return hits;
}
