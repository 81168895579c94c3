/* trailverify.c: the program for whoever does not trust the movement's own machine.
 *
 *     trailverify TRAIL HEADS [KEY …]
 *
 * TRAIL is what `groundswell trail export` wrote, HEADS what the movement publishes at
 * /audit/heads.txt, better as a witness kept it; KEYs are the public keys of /audit, as
 * they were noted earlier. 0: whole; 1: not, and which entry is the first; 2: it was not
 * asked properly.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/trail_verify.h"

static bool file_of(const char *path, TrailFile *file)
{
    struct stat about;
    int number = open(path, O_RDONLY | O_CLOEXEC);
    bool is_there = number >= 0 && fstat(number, &about) == 0 && about.st_size > 0;
    void *bytes = is_there ? mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, number, 0)
                           : MAP_FAILED;
    if (number >= 0)
        close(number);
    if (bytes == MAP_FAILED) {
        fprintf(stderr, "trailverify: %s cannot be read, or is empty\n", path);
        return false;
    }
    *file = (TrailFile){ bytes, (size_t)about.st_size };
    return true;
}

int main(int argc, char **argv)
{
    TrailEvidence evidence = {0};
    if (argc < 3 || argc - 3 > TRAIL_KEYS_MAX || sodium_init() < 0) {
        fprintf(stderr, "trailverify TRAIL HEADS [KEY …]\n");
        return 2;
    }
    if (!file_of(argv[1], &evidence.trail) || !file_of(argv[2], &evidence.heads))
        return 2;
    for (int i = 3; i < argc; i++) {
        size_t length;
        HeadKey *key = &evidence.key[evidence.key_count++];
        if (sodium_hex2bin(key->bytes, sizeof key->bytes, argv[i], strlen(argv[i]), NULL, &length,
                           NULL) != 0 || length != sizeof key->bytes) {
            fprintf(stderr, "trailverify: %s is no key: 64 hexadecimal digits\n", argv[i]);
            return 2;
        }
    }
    TrailVerdict verdict = trail_verify(&evidence);
    if (!verdict.is_whole) {
        printf("NOT WHOLE: %s.\n", verdict.why);
        return 1;
    }
    printf("Whole: %lld entries, %lld heads. Nothing vouches yet for the newest %lld.\n",
           (long long)verdict.entries, (long long)verdict.heads, (long long)verdict.unvouched);
    if (evidence.key_count == 0)
        printf("No key was given: the keys in the heads were taken on trust.\n");
    return 0;
}
