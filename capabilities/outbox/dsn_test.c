/* dsn_test.c: notifications as mail servers really write them.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "capabilities/outbox/dsn.h"

#include "tests/check.h"

#define HEAD "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; " \
             "report-type=delivery-status;\n\tboundary=\"x.1\"\n\n"

static const struct {
    const char *name, *bytes;
    bool        is_one;
    size_t      count;
    const char *address, *status, *message_id;
    DsnAction   action;
} rows[] = {
    { "as Postfix writes", HEAD "This is MIME.\n--x.1\nContent-Description: Notification\n"
      "Content-Type: text/plain\n\nI'm sorry to have to inform you\n\n--x.1\n"
      "Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example\nX-Postfix-Queue-ID: 1\nArrival-Date: Fri, 1 Jan 2027\n\n"
      "Final-Recipient: rfc822; Ann@Example.org\nOriginal-Recipient: rfc822;ann+x@example.org\n"
      "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no\n  such user\n\n--x.1\n"
      "Content-Type: text/rfc822-headers\n\nReceived: by mx\nMessage-Id: <7@example.org>\n\n"
      "--x.1--\n", true, 1, "ann+x@example.org", "5.1.1", "7@example.org", DSN_FAILED },
    { "lines with CR, names in capitals", HEAD "--x.1\r\nCONTENT-TYPE: Message/Delivery-Status\r\n\r\n"
      "FINAL-RECIPIENT: RFC822;<b@c.org>\r\nACTION: Failed\r\nSTATUS: 5.2.2 (full)\r\n",
      true, 1, "b@c.org", "5.2.2", "", DSN_FAILED },
    { "delayed", HEAD "--x.1\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; b@c.org\n"
      "Action: delayed\nStatus: 4.4.7\n", true, 1, "b@c.org", "4.4.7", "", DSN_DELAYED },
    { "a status that is none", HEAD "--x.1\nContent-Type: message/delivery-status\n\n"
      "Final-Recipient: rfc822; b@c.org\nAction: failed\nStatus: 550\n", true, 1, "b@c.org", "", "",
      DSN_FAILED },
    { "an address that is none", HEAD "--x.1\nContent-Type: message/delivery-status\n\n"
      "Final-Recipient: x400; /C=GB/\nAction: failed\nStatus: 5.1.1\n", true, 1, "", "5.1.1", "",
      DSN_FAILED },
    { "no status part", HEAD "--x.1\nContent-Type: text/plain\n\nFinal-Recipient: rfc822; a@b.c\n",
      false, 0, NULL, NULL, NULL, DSN_OTHER },
    { "a common mail that looks like one", "Content-Type: text/plain\n\n--x.1\n"
      "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.c\nAction: failed\n",
      false, 0, NULL, NULL, NULL, DSN_OTHER },
    { "the words quoted in the first part", HEAD "--x.1\nContent-Type: text/plain\n\n"
      "Action: failed\nMessage-ID: <evil@x>\n--x.1\nContent-Type: message/delivery-status\n\n"
      "Final-Recipient: rfc822; a@b.c\nAction: relayed\nStatus: 2.0.0\n", true, 1, "a@b.c", "2.0.0",
      "", DSN_OTHER },
    { "nothing", "", false, 0, NULL, NULL, NULL, DSN_OTHER },
};

TEST(dsn_says_who_was_not_reached_and_why)
{
    Arena *arena = arena_new(ARENA_REQUEST_MAX);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Dsn dsn;
        CHECK_INT(rows[i].name, dsn_read(arena, rows[i].bytes, strlen(rows[i].bytes), &dsn),
                  rows[i].is_one);
        if (!rows[i].is_one)
            continue;
        CHECK_INT(rows[i].name, dsn.count, (int64_t)rows[i].count);
        CHECK_TEXT(rows[i].name, dsn.report[0].address, rows[i].address);
        CHECK_TEXT(rows[i].name, dsn.report[0].status, rows[i].status);
        CHECK_INT(rows[i].name, dsn.report[0].action, rows[i].action);
        CHECK_TEXT(rows[i].name, dsn.message_id, rows[i].message_id);
    }
    arena_free(arena);
}

TEST(dsn_knows_which_faults_are_for_good)
{
    CHECK("no such mailbox", dsn_is_for_good("5.1.1"));
    CHECK("switched off", dsn_is_for_good("5.2.1"));
    CHECK("full", !dsn_is_for_good("5.2.2"));
    CHECK("refused", !dsn_is_for_good("5.7.1"));
    CHECK("later", !dsn_is_for_good("4.1.1"));
    CHECK("nothing", !dsn_is_for_good(""));
}
