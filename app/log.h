/* log.h: one line of JSON for each request, on stderr, where the journal picks
 * it up.
 *
 * Nothing about a person stands in it: no address, name, query, cookie or form,
 * and of a path only the route's own words ("/areas/:area"). The id ties a line
 * to the page that somebody saw, and to nothing else.
 *
 *     {"time":"2026-11-20T12:00:00.250Z","id":"4f1c…","method":"GET","route":"/areas/:area",
 *      "status":200,"class":"public","ms":1.204,"waited_ms":0,"lane_ms":0.000,"bytes":8123}
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef APP_LOG_H
#define APP_LOG_H

#include "base/clock.h"
#include "web/load.h"

enum { LOG_LINE_MAX = 512 }; /* bytes; below PIPE_BUF, so lines of two threads do not mix */

typedef enum { LOG_NONE, LOG_ERRORS, LOG_REQUESTS } LogLevel;

typedef struct {
    TimeMs      time;
    const char *id;
    const char *method; /* as it came; anything but GET, HEAD and POST is written "other" */
    const char *route;  /* the path of its row; NULL: none */
    LoadClass   load;
    int         status;
    int64_t     took_us, lane_us; /* of which in the write lane */
    int64_t     waited_ms; /* before we read it */
    uint64_t    bytes;     /* of the answer's body */
} LogLine;

/* Whether a line is wanted: errors are answers from 500. */
bool log_wants(LogLevel level, int status);
/* Ends with "\n"; returns its length. Pure. */
size_t log_text(char out[LOG_LINE_MAX], const LogLine *line);
void   log_write(const LogLine *line);

#endif
