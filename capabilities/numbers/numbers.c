/* numbers.c: the draws of published counts, and the page that says how they are made.
 *
 * A cell's draw is a keyed hash of what it counts: nobody else can know it, and it is
 * the same on every node, each time, and after a restore.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/numbers/numbers_store.h"

#include "capabilities/numbers/numbers_page.h"

const char *path_numbers(const Request *req)
{
    (void)req;
    return "/numbers";
}

static int draw(const NumbersKey *key, const PublishedTable *table, const NumbersCell *cell)
{
    Hasher hasher = hash_begin();
    hash_add(&hasher, key->bytes, sizeof key->bytes);
    hash_add_text(&hasher, table->key);
    hash_add(&hasher, cell->place.bytes, sizeof cell->place.bytes);
    hash_add_text(&hasher, cell->what);
    hash_add_int(&hasher, cell->which);
    uint32_t number;
    Hash hash = hash_end(&hasher);
    memcpy(&number, hash.bytes, sizeof number);
    return (int)(number % PUBLISHED_STEP);
}

bool numbers_publish(Db *db, const PublishedTable *table, PublishedNode node[],
                     const NumbersCell cell[], size_t count)
{
    NumbersKey key;
    bool has_key = numbers_key(db, &key);
    for (size_t i = 0; i < count; i++)
        node[i].draw = has_key ? draw(&key, table, &cell[i]) : PUBLISHED_STEP; /* no draw: no tree */
    return published_tree(node, count) && has_key;
}

static Reply numbers_show(Request *req)
{
    NumbersView view = {0};
    size_t rooms;
    const Capability *const *room = capabilities_all(&rooms);
    for (size_t i = 0; i < rooms; i++)
        view.count += room[i]->published_count;
    view.item = ARENA_ARRAY(req->arena, const PublishedTable *, view.count);
    view.count = 0;
    for (size_t i = 0; i < rooms; i++)
        for (size_t j = 0; j < room[i]->published_count; j++)
            view.item[view.count++] = &room[i]->published[j];
    Page page = page_begin(req->arena, req->lang);
    numbers_page(&page, &view);
    return reply_page(req, say(req->lang, "How we publish numbers"), page_end(&page));
}

/* Makes the key, once. */
static bool numbers_job(Job *job)
{
    NumbersKey key;
    if (numbers_key(job->db, &key) || db_failed(job->db))
        return false;
    db_begin(job->db);
    numbers_key_make(job->db, job->now, job->random);
    db_commit(job->db);
    return false;
}

static const Route routes[] = {
    { GET, "/numbers", MAY_ANYONE, AREA_NONE, PURPOSE_OPEN, LOAD_PUBLIC, numbers_show,
      WORDS("read how numbers are published, so that nobody can be found in them"), false },
};

const Capability numbers_capability = {
    .name = "numbers",
    .routes = routes, .route_count = COUNT(routes),
    .job = numbers_job,
};
