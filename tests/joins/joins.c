/* joins.c: many people join at once, as on the day after a speech.
 *
 *     joins PORT DATABASE PEOPLE CLIENTS POSTCODES
 *
 * Each sends the form, finds the mail (in the outbox of DATABASE, a SQLite file,
 * where it waits for a relay), opens its link and enters; every fifth sends the
 * form twice and the link twice, as impatient fingers do. POSTCODES: a file, one a
 * line. Then the database is asked what became of them. Prints three lines; the
 * exit status is 1 when somebody was lost or doubled.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/crash/client.h"

enum { CLIENTS_MAX = 256, POSTCODES_MAX = 4096, POSTCODE_BYTES = 12, TOKEN_CHARS = 32,
       IMPATIENT_EVERY = 5, PEOPLE_MAX = 100000, PRESSES_MAX = 10, MAIL_TRIES = 200, FORM_BYTES = 512 };

typedef struct {
    Client    client;
    pthread_t thread;
    sqlite3  *db;
} Joiner;

static char          postcodes[POSTCODES_MAX][POSTCODE_BYTES];
static size_t        postcode_count;
static int           port, people;
static const char   *database;
static atomic_int    next_person, joined, refused, waits; /* refused: told so by the form's answer */
static int64_t       wait_us[PEOPLE_MAX]; /* of each person: the form's answer and the entering, together */
static char          run_name[16];

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

static sqlite3 *open_database(void)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(database, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        fprintf(stderr, "joins: %s cannot be opened\n", database);
        exit(2);
    }
    sqlite3_busy_timeout(db, 10000);
    return db;
}

/* Sends it as somebody would: asked to wait, one waits, and presses again. */
static int press(Client *client, const char *path, const char *form)
{
    int status = client_ask(client, path, form);
    for (int i = 0; i < PRESSES_MAX && status == 503; i++) {
        const char *wait = strcasestr(client->page, "\r\nRetry-After: ");
        atomic_fetch_add(&waits, 1);
        pause_ms(wait == NULL ? 1000 : 1000 * strtol(wait + 15, NULL, 10));
        status = client_ask(client, path, form);
    }
    return status;
}

/* The newest mail's token; false while there is none. */
static bool token_of(sqlite3 *db, const char *mail, char token[TOKEN_CHARS + 1])
{
    sqlite3_stmt *find = NULL;
    bool is_found = false;
    sqlite3_prepare_v2(db, "SELECT body FROM outbox_message WHERE to_mail = ? ORDER BY id DESC", -1,
                       &find, NULL);
    sqlite3_bind_text(find, 1, mail, -1, SQLITE_STATIC);
    if (sqlite3_step(find) == SQLITE_ROW) {
        const char *at = strstr((const char *)sqlite3_column_text(find, 0), "token=");
        is_found = at != NULL && strlen(at) > 6 + TOKEN_CHARS;
        if (is_found)
            snprintf(token, TOKEN_CHARS + 1, "%s", at + 6);
    }
    sqlite3_finalize(find);
    return is_found;
}

static bool join(Joiner *joiner, int number)
{
    Client *client = &joiner->client;
    char mail[64], form[FORM_BYTES], token[TOKEN_CHARS + 1] = "";
    bool is_impatient = number % IMPATIENT_EVERY == 0;
    client->cookie[0] = '\0';
    snprintf(mail, sizeof mail, "join-%s-%d@example.org", run_name, number);
    snprintf(form, sizeof form,
             "postcode=%s&name=New+Member+%d&mail=join-%s-%d%%40example.org&rate=standard&call=yes"
             "&read=yes", postcodes[(size_t)number % postcode_count], number, run_name, number);
    int64_t began = now_us();
    int sent = press(client, "/join", form);
    if (is_impatient)
        sent = press(client, "/join", form);
    int64_t waited = now_us() - began;
    if (sent != 303) {
        if (atomic_fetch_add(&refused, 1) == 0)
            printf("the first refusal: %d, %s\n", sent, postcodes[(size_t)number % postcode_count]);
        return false;
    }
    bool has_mail = false;
    for (int i = 0; i < MAIL_TRIES && !has_mail; i++) {
        has_mail = token_of(joiner->db, mail, token);
        if (!has_mail)
            pause_ms(10);
    }
    snprintf(form, sizeof form, "token=%s", token);
    began = now_us();
    int entered = press(client, "/sign-in/link", form);
    wait_us[number] = waited + now_us() - began;
    if (is_impatient)
        client_ask(client, "/sign-in/link", form); /* whatever it says */
    return has_mail && entered == 303;
}

static void *join_on(void *context)
{
    Joiner *joiner = context;
    for (int i; (i = atomic_fetch_add(&next_person, 1)) < people;)
        if (join(joiner, i))
            atomic_fetch_add(&joined, 1);
    client_close(&joiner->client);
    return NULL;
}

static int64_t ask_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *ask = NULL;
    char pattern[48];
    snprintf(pattern, sizeof pattern, "join-%s-%%", run_name);
    if (sqlite3_prepare_v2(db, sql, -1, &ask, NULL) != SQLITE_OK) {
        fprintf(stderr, "joins: %s\n", sqlite3_errmsg(db));
        exit(2);
    }
    sqlite3_bind_text(ask, 1, pattern, -1, SQLITE_STATIC);
    int64_t number = sqlite3_step(ask) == SQLITE_ROW ? sqlite3_column_int64(ask, 0) : -1;
    sqlite3_finalize(ask);
    return number;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void read_postcodes(const char *file)
{
    FILE *list = fopen(file, "r");
    char line[64];
    while (list != NULL && postcode_count < POSTCODES_MAX && fgets(line, sizeof line, list)) {
        line[strcspn(line, "\r\n")] = '\0';
        for (char *c = line; *c != '\0'; c++)
            *c = *c == ' ' ? '+' : *c;
        if (line[0] != '\0' && strlen(line) < POSTCODE_BYTES)
            memcpy(postcodes[postcode_count++], line, strlen(line) + 1);
    }
    if (list != NULL)
        fclose(list);
    if (postcode_count == 0) {
        fprintf(stderr, "joins: no postcode in %s\n", file);
        exit(2);
    }
}

static int judge(void)
{
    sqlite3 *db = open_database();
    int64_t persons = ask_number(db, "SELECT count(*) FROM people_person WHERE mail LIKE ?");
    int64_t members = ask_number(db, "SELECT count(*) FROM members_member WHERE mail LIKE ?");
    int64_t mails = ask_number(db, "SELECT count(DISTINCT mail) FROM members_member WHERE mail LIKE ?");
    int64_t numbers = ask_number(db, "SELECT count(DISTINCT number) FROM members_member WHERE mail LIKE ?");
    int64_t calls = ask_number(db,
        "SELECT count(*) FROM welcome_call WHERE person IN"
        " (SELECT person FROM members_member WHERE mail LIKE ?)");
    sqlite3_close(db);
    printf("%lld people, %lld members of %lld addresses with %lld numbers, %lld calls of welcome wait\n",
           (long long)persons, (long long)members, (long long)mails, (long long)numbers,
           (long long)calls);
    int taken = people - atomic_load(&refused);
    bool is_whole = atomic_load(&joined) == taken && persons == taken && members == taken
        && mails == taken && numbers == taken && calls == taken;
    puts(is_whole ? "nobody was lost, nobody doubled" : "SOMEBODY WAS LOST OR DOUBLED");
    return is_whole ? 0 : 1;
}

int main(int argc, char *argv[])
{
    static Joiner joiners[CLIENTS_MAX];
    if (argc != 6) {
        fputs("usage: joins PORT DATABASE PEOPLE CLIENTS POSTCODES\n", stderr);
        return 2;
    }
    port = (int)strtol(argv[1], NULL, 10);
    database = argv[2];
    people = (int)strtol(argv[3], NULL, 10);
    int clients = (int)strtol(argv[4], NULL, 10);
    if (people < 1 || people > PEOPLE_MAX || clients < 1 || clients > CLIENTS_MAX)
        return 2;
    read_postcodes(argv[5]);
    snprintf(run_name, sizeof run_name, "%lx", (unsigned long)time(NULL));

    int64_t began = now_us();
    for (int i = 0; i < clients; i++) {
        joiners[i] = (Joiner){ .client = { .port = port, .socket = -1 }, .db = open_database() };
        pthread_create(&joiners[i].thread, NULL, join_on, &joiners[i]);
    }
    for (int i = 0; i < clients; i++) {
        pthread_join(joiners[i].thread, NULL);
        sqlite3_close(joiners[i].db);
    }
    double seconds = (double)(now_us() - began) / 1e6;
    qsort(wait_us, (size_t)people, sizeof *wait_us, by_size);
    printf("%d of %d joined, %d were refused, %d times one waited as asked, in %.1f s (%.0f a minute); both pages together p50 %.1f ms, p99 %.1f ms\n",
           atomic_load(&joined), people, atomic_load(&refused),
           atomic_load(&waits), seconds, atomic_load(&joined) / seconds * 60,
           (double)wait_us[people / 2] / 1000, (double)wait_us[(int64_t)people * 99 / 100] / 1000);
    return judge();
}
