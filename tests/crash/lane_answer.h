/* lane_answer.h: what lane_victim says to lane_crash: "this row is safe".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CRASH_LANE_ANSWER_H
#define TESTS_CRASH_LANE_ANSWER_H

#include <stdint.h>

enum { LANE_THREADS_MAX = 64 };

typedef struct { uint32_t thread, number; } LaneAnswer; /* written whole: shorter than PIPE_BUF */

#endif
