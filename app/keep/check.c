/* check.c: what a caretaker would look at, in one go.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/keep/check.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "app/database.h"
#include "app/keep/backup.h"
#include "app/keep/state.h"
#include "app/keep/upgrade.h"
#include "app/options.h"
#include "app/registry.h"
#include "capabilities/outbox/outbox.h"
#include "capabilities/trail/trail.h"
#include "db/migrate.h"
#include "db/shapes.h"
#include "sys/files.h"
#include "sys/outside.h"
#include "web/json.h"

enum { MAIL_WAIT_S = 10 };
#define CHECK_ARENA_MAX    ((size_t)256 * 1024 * 1024)
#define ROOM_FAULT_BYTES   ((int64_t)200 * 1000 * 1000)
#define ROOM_WARNING_BYTES ((int64_t)1000 * 1000 * 1000)
#define POINT_OLD_MS       (14 * DAY_MS)
#define CLOCK_SLACK_MS     ((TimeMs)5 * MINUTE_MS)
#define CLOCK_EARLIEST_MS  ((TimeMs)1795176000000) /* 2026-11-20: no clock is right before that */

static void find(Check *check, FindingLevel level, const char *what, const char *sentence,
                 const char *to_do)
{
    *LIST_ADD(check->arena, &check->findings) = (Finding){ level, what, sentence, to_do };
}

/* --- files ------------------------------------------------------------------------------- */

/* For its owner's eyes only? */
static void check_rights(Check *check, const char *path, bool must_be)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        if (must_be || errno != ENOENT)
            find(check, FINDING_FAULT, "rights", text_format(check->arena, "%s cannot be looked at: %s.",
                 path, strerror(errno)), "Is the path right, and is this the account that serves?");
        return;
    }
    bool is_folder = S_ISDIR(facts.st_mode);
    if ((facts.st_mode & 077) != 0)
        find(check, FINDING_FAULT, "rights",
             text_format(check->arena, "Others on this machine may look into %s.", path),
             text_format(check->arena, "chmod %s %s", is_folder ? "700" : "600", path));
    else if (facts.st_uid != geteuid() && geteuid() != 0)
        find(check, FINDING_WARNING, "rights",
             text_format(check->arena, "%s belongs to another account.", path),
             "Run this check, and serve, as the account that owns the data.");
}

static void check_files(Check *check, const Settings *settings)
{
    static const char *const names[] = { SETTINGS_FILE, "groundswell.db", "keep", "keep/server.key" };
    size_t before = check->findings.count;
    check_rights(check, check->data_dir, true);
    for (size_t i = 0; i < COUNT(names); i++)
        check_rights(check, text_format(check->arena, "%s/%s", check->data_dir, names[i]), false);
    if (settings->mail_password_file[0] != '\0')
        check_rights(check, settings->mail_password_file, true);
    if (settings->database_password_file[0] != '\0')
        check_rights(check, settings->database_password_file, true);
    if (check->findings.count == before)
        find(check, FINDING_FINE, "rights", "Only this account can read the movement's files.", "");
}

static void check_room(Check *check, const char *path, const char *what)
{
    int64_t room = disk_room(path);
    const char *sentence = text_format(check->arena, "%lld MB are free where %s is.",
                                       (long long)(room / 1000000), path);
    if (room < 0)
        find(check, FINDING_WARNING, what, text_format(check->arena, "%s cannot be looked at: %s.",
             path, strerror(errno)), "Is the disk mounted?");
    else if (room < ROOM_FAULT_BYTES)
        find(check, FINDING_FAULT, what, sentence, "Free some at once: when the disk is full, "
                                                   "nothing can be written any more.");
    else if (room < ROOM_WARNING_BYTES)
        find(check, FINDING_WARNING, what, sentence, "Free some soon.");
    else
        find(check, FINDING_FINE, what, sentence, "");
}

/* --- the database ------------------------------------------------------------------------ */

static void check_schema(Check *check, Db *db)
{
    AppliedList applied = db_applied(db, check->arena);
    const char *why = "";
    int pending = 0;
    MigrateEnd end = db_pending(check->arena, &applied, &pending, &why);
    if (end != MIGRATE_READY)
        find(check, FINDING_FAULT, "schema", why, "Use the version that made this database.");
    else if (pending > 0)
        find(check, FINDING_FAULT, "schema",
             text_format(check->arena, "%d schema files are not applied yet.", pending),
             text_format(check->arena, "groundswell upgrade --data %s", check->data_dir));
    else
        find(check, FINDING_FINE, "schema",
             text_format(check->arena, "All %zu schema files are applied, unchanged.",
                         applied.count), "");
}

static void check_tables(Check *check, Db *db)
{
    const char *rooms[REGISTRY_MAX], *why = "";
    ShapeList tables;
    size_t room_count = registry_rooms(rooms);
    if (!tables_find(db, check->arena, rooms, room_count, &tables, &why))
        find(check, FINDING_FAULT, "tables", why, "Restore a backup: something outside of this "
                                                  "program has changed the database.");
    else if (!tables_sound(db, check->arena, &why))
        find(check, FINDING_FAULT, "database", why, "Stop the program, keep a copy of the folder, "
                                                    "and restore the last backup (runbook: "
                                                    "\"the database is broken\").");
    else
        find(check, FINDING_FINE, "database",
             text_format(check->arena, "%zu tables, all sound.", tables.count), "");
}

static void check_trail(Check *check, Db *db)
{
    TrailCheck trail = trail_check(db, check->arena);
    if (trail.is_whole)
        find(check, FINDING_FINE, "trail", text_format(check->arena, "The audit chain is whole: "
             "%lld entries.", (long long)trail.entries), "");
    else
        find(check, FINDING_FAULT, "trail",
             text_format(check->arena, "The audit chain is broken at entry %lld: somebody has "
                         "changed it outside of this program.", (long long)trail.broken_at),
             "Keep a copy of the folder, and compare with a backup (runbook: \"a breach\").");
}

static void check_held(Check *check, Db *db)
{
    HeldMessages held[HELD_KINDS_MAX];
    size_t kinds = outbox_held(db, held);
    int64_t count = 0;
    for (size_t i = 0; i < kinds; i++)
        count += held[i].count;
    if (count > 0)
        find(check, FINDING_WARNING, "mail",
             text_format(check->arena, "%lld mails are held since a restore.", (long long)count),
             text_format(check->arena, "groundswell mail held --data %s", check->data_dir));
}

static void check_database(Check *check)
{
    Db *db = app_database_open_as_it_is(check->data_dir, DB_READ, check->arena);
    if (db == NULL) {
        find(check, FINDING_FAULT, "database", "The database cannot be opened.",
             "Is it there, and may this account read it?");
        return;
    }
    db_begin(db);
    check_schema(check, db);
    check_tables(check, db);
    if (!db_failed(db))
        check_trail(check, db);
    if (!db_failed(db))
        check_held(check, db);
    if (db_failed(db))
        find(check, FINDING_FAULT, "database",
             text_format(check->arena, "The database cannot be read: %s.", db_why(db)),
             "Restore the last backup (runbook: \"the database is broken\").");
    db_rollback(db);
    db_close(db);
}

/* --- backups ------------------------------------------------------------------------------- */

static const char *hours_ago(const Check *check, TimeMs at)
{
    int64_t hours = (check->now - at) / HOUR_MS;
    return hours < 48 ? text_format(check->arena, "%lld hours ago", (long long)hours)
                      : text_format(check->arena, "%lld days ago", (long long)(hours / 24));
}

static void check_backups(Check *check, const Settings *settings)
{
    KeepLast last = keep_last_read(check->arena, check->data_dir);
    TimeMs too_old = 2 * settings->backup_every * (TimeMs)HOUR_MS;
    if (settings->backup_key[0] == '\0')
        find(check, FINDING_WARNING, "backup", "There is no backup key yet: no backup can be made.",
             text_format(check->arena, "groundswell backup keygen --data %s --out FILE",
                         check->data_dir));
    else if (settings->backup_to[0] == '\0')
        find(check, FINDING_WARNING, "backup", "No backups are made by themselves.",
             text_format(check->arena, "Set backup_to in %s/%s.", check->data_dir, SETTINGS_FILE));
    if (last.good_at == 0) {
        find(check, FINDING_WARNING, "backup", "There never was a backup.", "Make one.");
        return;
    }
    const char *sentence = text_format(check->arena, "The last good backup was made %s: %s.",
                                       hours_ago(check, last.good_at), last.good_name);
    bool is_old = check->now - last.good_at > too_old;
    bool is_there = access(last.good_name, F_OK) == 0;
    find(check, is_old || !is_there ? FINDING_FAULT : FINDING_FINE, "backup", sentence,
         !is_there ? "That file is not there: has it been moved, is the disk mounted?"
         : is_old  ? "Make one, and see why none was made since."
                   : "");
    if (last.trouble[0] != '\0')
        find(check, FINDING_FAULT, "backup",
             text_format(check->arena, "The last try failed, %s: %s", hours_ago(check, last.tried_at),
                         last.trouble), "Repair that; it is tried again every half hour.");
    if (settings->backup_to[0] != '\0')
        check_room(check, settings->backup_to, "backup disk");
}

static void check_points(Check *check)
{
    PointList points = points_of(check->arena, check->data_dir);
    for (size_t i = 0; i < points.count; i++)
        if (check->now - points.item[i].made > POINT_OLD_MS)
            find(check, FINDING_WARNING, "upgrade",
                 text_format(check->arena, "A copy of everybody's data from before an upgrade is "
                             "still there, made %s.", hours_ago(check, points.item[i].made)),
                 text_format(check->arena, "groundswell upgrade --data %s --done yes",
                             check->data_dir));
}

/* --- the clock and the mail ------------------------------------------------------------------ */

static void check_clock(Check *check)
{
    struct timex facts = {0};
    bool is_kept = adjtimex(&facts) >= 0 && (facts.status & STA_UNSYNC) == 0;
    KeepLast last = keep_last_read(check->arena, check->data_dir);
    if (check->now < CLOCK_EARLIEST_MS)
        find(check, FINDING_FAULT, "clock",
             text_format(check->arena, "This machine believes it is %s.",
                         time_iso(check->arena, check->now)), "Set the clock.");
    else if (last.tried_at > check->now + CLOCK_SLACK_MS)
        find(check, FINDING_FAULT, "clock", "The clock has gone back: a backup is from the future.",
             "Set the clock, and let it be kept (timedatectl set-ntp true).");
    else if (!is_kept)
        find(check, FINDING_WARNING, "clock", "Nothing keeps this machine's clock right.",
             "timedatectl set-ntp true");
    else
        find(check, FINDING_FINE, "clock", "The clock is kept right.", "");
}

static void check_mail(Check *check, const Settings *settings)
{
    if (settings->mail_relay[0] == '\0') {
        find(check, FINDING_WARNING, "mail", "No mail leaves: nobody can sign in by mail.",
             text_format(check->arena, "Set mail_relay and mail_from in %s/%s.", check->data_dir,
                         SETTINGS_FILE));
        return;
    }
    if (!check->with_mail)
        return;
    Relay relay = settings_relay(settings);
    relay.wait_s = MAIL_WAIT_S;
    const char *why = "";
    if (relay_answers(&relay, check->arena, &why))
        find(check, FINDING_FINE, "mail", text_format(check->arena, "%s answers.", relay.url), "");
    else
        find(check, FINDING_FAULT, "mail",
             text_format(check->arena, "%s does not answer: %s.", relay.url, why),
             text_format(check->arena, "groundswell mail test --data %s --to ADDRESS",
                         check->data_dir));
}

void check_all(Check *check)
{
    Settings settings;
    registry_use();
    if (!settings_load(check->arena, check->data_dir, NULL, &settings)) {
        find(check, FINDING_FAULT, "settings", "The settings cannot be used; see above.",
             text_format(check->arena, "Repair %s/%s.", check->data_dir, SETTINGS_FILE));
        return;
    }
    find(check, FINDING_FINE, "settings", text_format(check->arena, "The settings of %s are read.",
                                                      settings.movement), "");
    check_files(check, &settings);
    check_database(check);
    check_room(check, check->data_dir, "disk");
    check_backups(check, &settings);
    check_points(check);
    check_clock(check);
    check_mail(check, &settings);
}

/* --- telling ---------------------------------------------------------------------------------- */

static const char *const level_words[] = {
    [FINDING_FINE] = "ok", [FINDING_WARNING] = "warn", [FINDING_FAULT] = "fault",
};

int check_status(const FindingList *findings)
{
    int status = 0;
    for (size_t i = 0; i < findings->count; i++)
        if ((int)findings->item[i].level > status)
            status = (int)findings->item[i].level;
    return status;
}

const char *check_text(Arena *arena, const FindingList *findings)
{
    TextBuilder out = text_builder(arena);
    for (size_t i = 0; i < findings->count; i++) {
        const Finding *finding = &findings->item[i];
        text_add_format(&out, "%-5s  %-11s  %s\n", level_words[finding->level], finding->what,
                        finding->sentence);
        if (finding->to_do[0] != '\0')
            text_add_format(&out, "%-20s  -> %s\n", "", finding->to_do);
    }
    return text_of(&out);
}

const char *check_json(Arena *arena, const FindingList *findings)
{
    JsonWriter json = json_begin(arena);
    json_open_object(&json, NULL);
    json_text(&json, "status", level_words[check_status(findings)]);
    json_open_array(&json, "findings");
    for (size_t i = 0; i < findings->count; i++) {
        json_open_object(&json, NULL);
        json_text(&json, "level", level_words[findings->item[i].level]);
        json_text(&json, "what", findings->item[i].what);
        json_text(&json, "sentence", findings->item[i].sentence);
        json_text(&json, "to_do", findings->item[i].to_do);
        json_end(&json);
    }
    json_end(&json);
    json_end(&json);
    return json_of(&json);
}

int check_command(int argc, char **argv)
{
    const char *data_dir = NULL, *mail = NULL, *json = NULL;
    const Option options[] = { { "--data", &data_dir }, { "--mail", &mail }, { "--json", &json } };
    if (!options_read(argc, argv, options, COUNT(options)))
        return 2;
    bool is_typed = (mail == NULL || text_equal(mail, "yes")) && (json == NULL || text_equal(json, "yes"));
    if (data_dir == NULL || !is_typed) {
        fprintf(stderr, "groundswell: say where the data are: check --data DIR [--mail yes] "
                "[--json yes]\n");
        return 2;
    }
    Arena *arena = arena_new(CHECK_ARENA_MAX);
    Check check = {
        .arena = arena, .data_dir = data_dir, .now = clock_now(), .with_mail = mail != NULL,
    };
    check_all(&check);
    printf("%s%s", json == NULL ? check_text(arena, &check.findings)
                                : check_json(arena, &check.findings), json == NULL ? "" : "\n");
    int status = check_status(&check.findings);
    arena_free(arena);
    return status;
}
