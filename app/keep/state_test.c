/* state_test.c: who has the database, and what is known of the last backup.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/state.h"

#include <unistd.h>

#include "sys/files.h"
#include "tests/check.h"

static void folder_new(char folder[64])
{
    snprintf(folder, 64, "/tmp/groundswell-state-XXXXXX");
    CHECK("folder", mkdtemp(folder) != NULL);
}

static void folder_end(Arena *arena, const char *folder)
{
    static const char *const names[] = { "keep/running", "keep/last", "keep", "" };
    for (size_t i = 0; i < COUNT(names); i++)
        CHECK(names[i], remove(text_format(arena, "%s/%s", folder, names[i])) == 0 || i < 2);
    arena_free(arena);
}

/* What another process would get. */
static bool could_take(Arena *arena, const char *folder, LockHow how)
{
    int lock = lock_take(text_format(arena, "%s/keep/running", folder), how);
    lock_give(lock);
    return lock >= 0;
}

TEST(a_database_is_shared_until_somebody_has_it_alone)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char folder[64];
    folder_new(folder);
    CHECK("shared", keep_share(folder, false));
    CHECK("again", keep_share(folder, false));
    CHECK("others share too", could_take(arena, folder, LOCK_SHARED));
    CHECK("none of them alone", !could_take(arena, folder, LOCK_ALONE));
    CHECK("this one alone", keep_alone(folder, "tried"));
    CHECK("still, when it opens the database", keep_share(folder, false));
    CHECK("nobody else", !could_take(arena, folder, LOCK_SHARED));
    folder_end(arena, folder);
}

TEST(a_database_in_use_is_not_had_alone)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char folder[64];
    folder_new(folder);
    CHECK("this one shares", keep_share(folder, false));
    int other = lock_take(text_format(arena, "%s/keep/running", folder), LOCK_SHARED);
    CHECK("another too", other >= 0);
    CHECK("so not alone", !keep_alone(folder, "tried"));
    CHECK("but it still shares", !could_take(arena, folder, LOCK_ALONE));
    lock_give(other);
    CHECK("when the other has ended", keep_alone(folder, "tried"));
    folder_end(arena, folder);
}

TEST(two_folders_are_had_alone_for_a_move)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char from[64], to[64];
    folder_new(from);
    folder_new(to);
    CHECK("the one", keep_alone(from, "moved"));
    CHECK("the same again", keep_alone_too(from, "moved"));
    int other = lock_take(text_format(arena, "%s/keep/running", to), LOCK_SHARED);
    if (other < 0) { /* its folder is made with the lock */
        CHECK("made", keep_folder(arena, to) != NULL);
        other = lock_take(text_format(arena, "%s/keep/running", to), LOCK_SHARED);
    }
    CHECK("somebody has the other", other >= 0);
    CHECK("so not that", !keep_alone_too(to, "moved"));
    lock_give(other);
    CHECK("now both", keep_alone_too(to, "moved"));
    CHECK("the first is still held", !could_take(arena, from, LOCK_SHARED));
    CHECK("and the second", !could_take(arena, to, LOCK_SHARED));
    folder_end(arena, from);
    arena = arena_new(ARENA_REQUEST_MAX);
    folder_end(arena, to);
}

TEST(the_last_backup_is_remembered)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    char folder[64];
    folder_new(folder);
    KeepLast none = keep_last_read(arena, folder);
    CHECK_INT("there was none", none.good_at, 0);
    CHECK_TEXT("and no trouble", none.trouble, "");
    KeepLast last = { .good_at = 1795176000000, .good_bytes = 123, .good_name = "/b/one.backup",
                      .tried_at = 1795176000001, .trouble = "the disk\nis full" };
    CHECK("written", keep_last_write(arena, folder, &last));
    KeepLast again = keep_last_read(arena, folder);
    CHECK_INT("when", again.good_at, last.good_at);
    CHECK_INT("how large", again.good_bytes, 123);
    CHECK_TEXT("which", again.good_name, "/b/one.backup");
    CHECK_INT("tried", again.tried_at, last.tried_at);
    CHECK_TEXT("one line", again.trouble, "the disk is full");
    folder_end(arena, folder);
}
