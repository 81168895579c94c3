/* over.c: a backup in the place of a living movement.
 *
 * The same command is given twice. The first time, while all goes on, it
 * proposes: two administrators have to agree on their own pages to exactly
 * this file (its digest is part of what they agree to). The second time, with
 * the movement stopped, it does it, once.
 *
 * The backup is restored and proved beside first; then what is there becomes a
 * point of return (point.h), and only then is it replaced. Of what happened
 * since the backup three things are known here and carried over: which access was
 * ended or shortened, by whom and why; which mails people do not want any more; and
 * who was forgotten, who is forgotten again before anybody sees the old rows.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/over.h"

#include <unistd.h>

#include "app/database.h"
#include "app/keep/point.h"
#include "app/keep/state.h"
#include "app/registry.h"
#include "capabilities/approvals/approvals.h"
#include "capabilities/consent/consent.h"
#include "capabilities/people/people.h"
#include "capabilities/places/places.h"
#include "capabilities/rights/rights.h"
#include "db/migrate.h"
#include "db/move.h"
#include "db/shapes.h"
#include "sys/files.h"
#include "sys/outside.h"

#define ACT_KIND "server.restore"

typedef struct {
    Arena             *arena;
    const RestorePlan *plan;
    const char        *place; /* the living database */
    const char        *beside; /* the folder in which a file is restored first */
    Settings           settings;
    Site               site;
    VaultHeader        header;
    const char        *params;
    AreaId             area;
    ActId              act;
    GrantEndList       ends;
    const ConsentSince *consents;
    const RightsSince  *forgotten;
    int                carried; /* endings of access that took something away */
    int64_t            taken_back; /* of consents */
    int64_t            forgotten_again;
    RestoreDone        done;
} Over;

static bool complain(const char *why)
{
    fprintf(stderr, "groundswell: %s\n", why);
    return false;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* --- the two who agree -------------------------------------------------------------------- */

/* What they agree to: this file and no other. */
static bool read_params(Over *over)
{
    uint8_t head[VAULT_HEADER_MAX];
    size_t length, used;
    FILE *file = fopen(over->plan->from, "rb");
    size_t count = file == NULL ? 0 : fread(head, 1, sizeof head, file);
    if (file != NULL)
        fclose(file);
    VaultEnd end = vault_header_read(over->arena, head, count, &over->header, &used);
    if (end != VAULT_FINE)
        return complain(vault_words(end));
    Hash digest;
    int64_t bytes;
    if (!file_digest(over->plan->from, &digest, &bytes))
        return complain("The backup cannot be read to its end.");
    TextBuilder out = text_builder(over->arena);
    text_add_format(&out, "backup %s\nmade %s\ndigest ", base_name(over->plan->from),
                    time_iso(over->arena, over->header.made));
    for (length = 0; length < sizeof digest.bytes; length++)
        text_add_format(&out, "%02x", digest.bytes[length]);
    text_add(&out, "\n");
    over->params = text_of(&out);
    return true;
}

static bool propose(Over *over, Db *db)
{
    Random random = entropy_random();
    db_begin(db);
    ActId act = approvals_propose(db, &over->site, &(NewAct){
        .kind = ACT_KIND, .area = over->area, .params = over->params,
        .why = "proposed at the server's own terminal",
    }, clock_now(), &random);
    if (!db_commit(db))
        return complain("The database failed; nothing was proposed.");
    if (id_is_none(act.id))
        return complain("This cannot be proposed here.");
    printf("This would put the backup of %s in the place of everything in %s.\n"
           "Two administrators have to agree, each signed in by themselves:\n  %s/approvals\n"
           "Then stop the movement, and give the same command again.\n",
           time_iso(over->arena, over->header.made), over->plan->data_dir, over->site.base_url);
    return false;
}

/* Also notes what is known of the time since the backup. */
static bool is_agreed(Over *over)
{
    Db *db = app_database_open(over->plan->data_dir, DB_WRITE, over->arena);
    Place root;
    if (db == NULL)
        return false;
    db_begin(db);
    bool has_root = place_movement(db, &root);
    over->area = root.id;
    bool is_so = has_root
        && approvals_is_approved(db, ACT_KIND,
                                 act_digest(ACT_KIND, over->area, (PersonId){0}, over->params),
                                 clock_now(), &over->act);
    over->ends = people_grants_ended_since(db, over->header.made);
    over->consents = consent_since(db, over->header.made);
    over->forgotten = rights_since(db, over->header.made);
    is_so = db_commit(db) && is_so;
    if (!is_so && has_root)
        propose(over, db);
    db_checkpoint(db, true);
    db_close(db);
    return is_so;
}

/* --- doing it --------------------------------------------------------------------------------- */

/* Uses the approval up, in the database that becomes the point of return: else
 * it would be open again after going back. Puts it back when no point of return
 * can be made. */
static bool use_up(Over *over, bool is_put_back)
{
    Db *db = app_database_open(over->plan->data_dir, DB_WRITE, over->arena);
    if (db == NULL)
        return false;
    db_begin(db);
    bool is_so = is_put_back ? approvals_not_done(db, over->act)
                             : approvals_done(db, over->act, clock_now());
    bool is_kept = db_commit(db) && is_so;
    db_checkpoint(db, true);
    db_close(db);
    return is_kept;
}

static bool make_point(Over *over, bool is_server, Point *point)
{
    const char *why = "";
    if (!use_up(over, false))
        return complain("What was agreed is not open any more, or the database failed.");
    if (is_server ? point_make_of_server(over->arena, over->plan->data_dir, point, &why)
                  : point_make(over->arena, over->plan->data_dir, point, &why))
        return true;
    return complain(text_format(over->arena, use_up(over, true)
        ? "%s Nothing was changed; what was agreed is still open: repair that, and give the same "
          "command again."
        : "%s The movement's data were not changed, but what was agreed is used up: the two have "
          "to agree again.", why));
}

static bool carry_over(Over *over, Db *db)
{
    over->carried = 0;
    db_begin(db);
    for (size_t i = 0; i < over->ends.count; i++)
        over->carried += people_carry_over(db, &over->ends.item[i]);
    Random random = entropy_random();
    over->taken_back = consent_carry_over(db, over->consents, &random);
    over->forgotten_again = rights_carry_over(db, over->forgotten, clock_now(), &random);
    bool is_kept = db_commit(db);
    db_checkpoint(db, true);
    return is_kept || complain("The database failed.");
}

/* Everything is read with the key, restored and proved beside, before anything
 * is used up or taken away; on a server too, as a file. */
static bool prepare_file(Over *over)
{
    RestorePlan plan = *over->plan;
    plan.data_dir = over->beside;
    plan.place = NULL;
    const char *why = "";
    if (!restore_make(over->arena, &plan, &over->done, &why))
        return complain(text_format(over->arena, "%s Nothing was changed.", why));
    char trouble[256];
    Db *db = db_open(text_format(over->arena, "%s/groundswell.db", over->beside), DB_WRITE, trouble,
                     sizeof trouble);
    if (db == NULL)
        return complain(trouble);
    db_use_arena(db, over->arena);
    bool is_ready = carry_over(over, db);
    db_close(db);
    return is_ready;
}

static bool put_file(Over *over)
{
    const char *database = text_format(over->arena, "%s/groundswell.db", over->plan->data_dir);
    bool is_there = rename(text_format(over->arena, "%s/groundswell.db", over->beside), database) == 0
        && folder_sync(over->plan->data_dir);
    return is_there || complain("The restored database could not be put in its place; the old one "
                                "is still there.");
}

/* A server's rows cannot be put aside: emptied, filled, proved, and until the
 * end of that marked as not to be served. */
static bool put_on_server(Over *over)
{
    char trouble[256];
    const char *why = "";
    const char *rooms[REGISTRY_MAX];
    size_t room_count = registry_rooms(rooms);
    Db *db = db_open(over->place, DB_WRITE, trouble, sizeof trouble);
    bool is_empty = db != NULL && tables_drop_all(db);
    db_close(db);
    db = is_empty ? db_open(over->place, DB_WRITE, trouble, sizeof trouble) : NULL;
    bool is_full = db != NULL
        && restore_rows(over->arena, over->plan->from, &over->plan->key, db, &over->header, &why)
        && restored_is_sound(over->arena, db, &over->done.trail_entries, &why)
        && db_migrate(db, over->arena, rooms, room_count, clock_now(), &why, NULL) == MIGRATE_READY;
    if (is_full) {
        Random random = entropy_random();
        db_begin(db);
        capabilities_restored(&(Restored){
            .db = db, .site = &over->site, .random = &random, .made = over->header.made,
            .now = clock_now(),
        });
        is_full = db_commit(db) && carry_over(over, db) && db_move_ends(db);
    }
    db_close(db);
    return is_full
        || complain(text_format(over->arena, "%s Go back with: groundswell upgrade --data %s --back "
                                "yes --lose yes", why, over->plan->data_dir));
}

static bool do_it(Over *over)
{
    bool is_server = db_is_server(over->place);
    Point point;
    if (is_server && db_is_in_use(over->place))
        return complain("A program has the PostgreSQL database open. Stop the movement on all its "
                        "machines first.");
    if (!prepare_file(over))
        return false;
    if (!make_point(over, is_server, &point) || !(is_server ? put_on_server(over) : put_file(over)))
        return false;
    printf("%s is as it was at %s. %d endings of access and %lld consents taken back since then "
           "were carried over, %lld people who were forgotten since are forgotten again; what else happened is not known, and every administrator gets a mail that says so.\n"
           "What stood there is kept in %s. To have it back:\n"
           "  groundswell upgrade --data %s --back yes --lose yes\n"
           "To let it go:\n  groundswell upgrade --data %s --done yes\n",
           over->plan->data_dir, time_iso(over->arena, over->header.made), over->carried,
           (long long)over->taken_back, (long long)over->forgotten_again, point.folder, over->plan->data_dir, over->plan->data_dir);
    return true;
}

int restore_over(Arena *arena, const RestorePlan *plan)
{
    Over over = {
        .arena = arena, .plan = plan,
        .beside = text_format(arena, "%s/keep/restored", plan->data_dir),
    };
    registry_use();
    over.place = app_database_place(arena, plan->data_dir);
    if (over.place == NULL || !settings_load(arena, plan->data_dir, NULL, &over.settings)
        || !read_params(&over))
        return 1;
    over.site = settings_site(arena, &over.settings);
    if (!is_agreed(&over) || !keep_alone(plan->data_dir, "restored"))
        return 1;
    bool is_done = do_it(&over);
    restored_folder_remove(arena, over.beside);
    return is_done ? 0 : 1;
}
