/* calls.c: THE table of system calls, and the filter that is made of it.
 *
 * A call that stands in the table for this process is let through; a few are
 * let through by their arguments (threads but no processes, memory but none
 * that can be written and run), and a few are refused with an error because a
 * library tries them and can do without. Everything else ends the process by
 * SIGSYS. The supervisor is the exception: whatever it may not do it is told
 * so (EPERM), because its filter also holds for what it starts, and for the
 * next version of this program after an upgrade.
 *
 * The worker and the jobs process get the signal themselves, to say which call
 * it was, and die of it; a filter that would take the handler away is part of
 * the rules. tests/rights/ tries all calls in all processes.
 *
 *   Source  OpenSSH's sandbox-seccomp-filter.c for the child; systemd's
 *           @default, @basic-io, @io-event sets (systemd-analyze syscall-filter).
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sys/calls.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* seccomp.h's own SCMP_A0() leaves a field out, which clang does not take. */
#define ARGUMENT(which, compare, ...)                                                         \
    ((struct scmp_arg_cmp){ .arg = (which), .op = (compare), ARGUMENT_DATA(__VA_ARGS__, 0, 0) })
#define ARGUMENT_DATA(a, b, ...) .datum_a = (scmp_datum_t)(a), .datum_b = (scmp_datum_t)(b)

enum {
    W = 1 << RIGHTS_WORKER,
    J = 1 << RIGHTS_JOBS,
    C = 1 << RIGHTS_CHILD,
    D = 1 << RIGHTS_DRAWER,
    S = 1 << RIGHTS_SUPERVISOR,
    ALL = W | J | C | D | S,
    NET = 1 << RIGHTS_PROCESSES, /* only with Rights.may_connect */
};
enum {
    CALLS_NAMED = 512,       /* numbers we know names for */
    CALLS_NEW_FROM = 424,    /* from here on all machines number alike */
    CALL_NAME_BYTES = 32,
};

typedef struct { int call, who; } Call;

/* Names in SCMP_SYS() that a machine does not have are passed over. */
static const Call kept_calls[] = {
    /* what is open */
    { SCMP_SYS(read), ALL },           { SCMP_SYS(write), ALL },
    { SCMP_SYS(readv), ALL },          { SCMP_SYS(writev), ALL },
    { SCMP_SYS(pread64), W | J | D | S },  { SCMP_SYS(pwrite64), W | J | S },
    { SCMP_SYS(lseek), ALL },          { SCMP_SYS(close), ALL },
    { SCMP_SYS(fstat), ALL },          { SCMP_SYS(fcntl), W | J | D | S },
    { SCMP_SYS(dup), W | J | S },      { SCMP_SYS(dup2), J | S },
    { SCMP_SYS(dup3), W | J | S },     { SCMP_SYS(pipe), J | S },
    { SCMP_SYS(pipe2), W | J | S },    { SCMP_SYS(close_range), J | S },
    { SCMP_SYS(poll), ALL },           { SCMP_SYS(ppoll), ALL },
    { SCMP_SYS(select), W | J | S },   { SCMP_SYS(pselect6), W | J | S },
    { SCMP_SYS(epoll_create1), W | J | S }, { SCMP_SYS(epoll_ctl), W | J | S },
    { SCMP_SYS(epoll_wait), W | J | S }, { SCMP_SYS(epoll_pwait), W | J | S },
    { SCMP_SYS(eventfd2), W | J | S }, { SCMP_SYS(timerfd_create), W | J | S },
    { SCMP_SYS(timerfd_settime), W | J | S }, { SCMP_SYS(signalfd4), W | J | S },

    /* files, within Landlock's rules */
    { SCMP_SYS(open), W | J | D | S },     { SCMP_SYS(openat), W | J | D | S },
    { SCMP_SYS(stat), W | J | D | S },     { SCMP_SYS(lstat), W | J | D | S },
    { SCMP_SYS(newfstatat), ALL },     { SCMP_SYS(statx), W | J | D | S },
    { SCMP_SYS(access), W | J | D | S },   { SCMP_SYS(faccessat), W | J | D | S },
    { SCMP_SYS(faccessat2), W | J | D | S }, { SCMP_SYS(readlink), W | J | D | S },
    { SCMP_SYS(readlinkat), W | J | D | S }, { SCMP_SYS(getcwd), W | J | D | S },
    { SCMP_SYS(getdents64), W | J | D | S }, { SCMP_SYS(statfs), W | J | D | S },
    { SCMP_SYS(fstatfs), W | J | D | S },  { SCMP_SYS(fsync), W | J | S },
    { SCMP_SYS(fdatasync), W | J | S }, { SCMP_SYS(ftruncate), W | J | S },
    { SCMP_SYS(fallocate), W | J | S }, { SCMP_SYS(fadvise64), W | J | D | S },
    { SCMP_SYS(flock), J | S },        { SCMP_SYS(umask), W | J | S },
    { SCMP_SYS(unlink), J | S },       { SCMP_SYS(unlinkat), J | S },
    { SCMP_SYS(rename), J | S },       { SCMP_SYS(renameat), J | S },
    { SCMP_SYS(renameat2), J | S },    { SCMP_SYS(mkdir), J | S },
    { SCMP_SYS(mkdirat), J | S },      { SCMP_SYS(rmdir), J | S },
    { SCMP_SYS(link), J | S },         { SCMP_SYS(linkat), J | S },
    { SCMP_SYS(chmod), S },            { SCMP_SYS(fchmodat), S },
    { SCMP_SYS(fchmod), J | S },       { SCMP_SYS(fchown), J | S },
    { SCMP_SYS(utimensat), J | S },    { SCMP_SYS(copy_file_range), J | S },
    { SCMP_SYS(sendfile), W | J | S }, { SCMP_SYS(chdir), S },
    { SCMP_SYS(fchdir), S },

    /* memory; mmap and mprotect stand below */
    { SCMP_SYS(brk), ALL },            { SCMP_SYS(munmap), ALL },
    { SCMP_SYS(mremap), ALL },         { SCMP_SYS(madvise), ALL },
    { SCMP_SYS(mincore), W | J | S },  { SCMP_SYS(msync), W | J | S },
    { SCMP_SYS(mlock), W | J | S },    { SCMP_SYS(munlock), W | J | S },

    /* threads and signals; clone, tgkill, rt_sigaction stand below */
    { SCMP_SYS(futex), ALL },          { SCMP_SYS(set_robust_list), ALL },
    { SCMP_SYS(rseq), ALL },           { SCMP_SYS(set_tid_address), J | S },
    { SCMP_SYS(sched_yield), ALL },    { SCMP_SYS(sched_getaffinity), ALL },
    { SCMP_SYS(sched_getparam), W | J | S }, { SCMP_SYS(sched_getscheduler), W | J | S },
    { SCMP_SYS(membarrier), ALL },     { SCMP_SYS(getcpu), ALL },
    { SCMP_SYS(rt_sigprocmask), ALL }, { SCMP_SYS(rt_sigreturn), ALL },
    { SCMP_SYS(rt_sigpending), W | J | S }, { SCMP_SYS(rt_sigtimedwait), W | J | S },
    { SCMP_SYS(rt_sigsuspend), J | S }, { SCMP_SYS(sigaltstack), ALL },
    { SCMP_SYS(restart_syscall), ALL }, { SCMP_SYS(exit), ALL },
    { SCMP_SYS(exit_group), ALL },     { SCMP_SYS(pause), J | S },
    { SCMP_SYS(alarm), J | S },        { SCMP_SYS(setitimer), J | S },

    /* time and what the machine is */
    { SCMP_SYS(clock_gettime), ALL },  { SCMP_SYS(clock_getres), ALL },
    { SCMP_SYS(clock_nanosleep), ALL }, { SCMP_SYS(nanosleep), ALL },
    { SCMP_SYS(gettimeofday), ALL },   { SCMP_SYS(time), ALL },
    { SCMP_SYS(getrandom), ALL },      { SCMP_SYS(sysinfo), ALL },
    { SCMP_SYS(uname), W | J | D | S },    { SCMP_SYS(getrusage), ALL },
    { SCMP_SYS(times), ALL },          { SCMP_SYS(getrlimit), W | J | S },
    { SCMP_SYS(getpid), ALL },         { SCMP_SYS(gettid), ALL },
    { SCMP_SYS(getppid), W | J | S },  { SCMP_SYS(getpgrp), W | J | S },
    { SCMP_SYS(getuid), ALL },         { SCMP_SYS(geteuid), ALL },
    { SCMP_SYS(getgid), ALL },         { SCMP_SYS(getegid), ALL },
    { SCMP_SYS(getgroups), J | S },    { SCMP_SYS(getpriority), W | J | S },

    /* answering those who have connected */
    { SCMP_SYS(accept), W | S },       { SCMP_SYS(accept4), W | S },
    { SCMP_SYS(recvfrom), W | J | S }, { SCMP_SYS(recvmsg), W | J | S },
    { SCMP_SYS(sendto), W | J | S },   { SCMP_SYS(sendmsg), W | J | S },
    { SCMP_SYS(shutdown), W | J | S }, { SCMP_SYS(getsockname), W | J | S },
    { SCMP_SYS(getpeername), W | J | S }, { SCMP_SYS(getsockopt), W | J | S },
    { SCMP_SYS(setsockopt), W | J | S }, { SCMP_SYS(socketpair), J | S },

    /* connecting; socket stands below */
    { SCMP_SYS(connect), W | J | S | NET }, { SCMP_SYS(recvmmsg), W | J | S | NET },
    { SCMP_SYS(sendmmsg), W | J | S | NET },

    /* starting processes, and giving up rights in them */
    { SCMP_SYS(wait4), J | S },        { SCMP_SYS(waitid), J | S },
    { SCMP_SYS(kill), J | S },         { SCMP_SYS(setpgid), J | S },
    { SCMP_SYS(setsid), J | S },       { SCMP_SYS(prlimit64), J | S },
    { SCMP_SYS(setrlimit), J | S },    { SCMP_SYS(setpriority), J | S },
    { SCMP_SYS(seccomp), J | S },      { SCMP_SYS(landlock_create_ruleset), J | S },
    { SCMP_SYS(landlock_add_rule), J | S }, { SCMP_SYS(landlock_restrict_self), J | S },
    { SCMP_SYS(pidfd_open), J | S },   { SCMP_SYS(pidfd_send_signal), J | S },
    { SCMP_SYS(execve), S },           { SCMP_SYS(execveat), S },
             { SCMP_SYS(arch_prctl), S },
    { SCMP_SYS(rt_sigaction), S | C | D }, { SCMP_SYS(tgkill), J | S },
};

/* Libraries try these and go on without them. */
static const struct { int call, who, error; } refused_calls[] = {
    { SCMP_SYS(clone3), ALL, ENOSYS },       /* glibc: then it takes clone, which can be judged */
    { SCMP_SYS(unlink), W, EACCES },         /* SQLite, when it closes */
    { SCMP_SYS(unlinkat), W, EACCES },
    { SCMP_SYS(fchown), W, EPERM },          /* SQLite as root */
    { SCMP_SYS(fchmod), W, EPERM },
    { SCMP_SYS(openat2), W | J, ENOSYS },
    { SCMP_SYS(open), C, EACCES },           /* a library's own settings */
    { SCMP_SYS(openat), C, EACCES },
    { SCMP_SYS(stat), C, EACCES },
    { SCMP_SYS(access), C, EACCES },
    { SCMP_SYS(readlink), C, EACCES },
    { SCMP_SYS(fcntl), C, EPERM },
    { SCMP_SYS(prlimit64), D, EPERM },       /* a new thread asks how large its stack may be */
    { SCMP_SYS(getrlimit), D, EPERM },
    { SCMP_SYS(socket), D, EACCES },
};

/* What prctl() may be asked for. */
static const struct { int option, who; } prctl_options[] = {
    { PR_SET_NAME, ALL },             { PR_GET_NAME, ALL },
    { PR_GET_DUMPABLE, W | J | S },   { PR_SET_VMA, ALL },
    { PR_SET_PDEATHSIG, J | S },      { PR_SET_DUMPABLE, J | S },
    { PR_SET_NO_NEW_PRIVS, J | S },   { PR_GET_NO_NEW_PRIVS, J | S },
    { PR_GET_SECCOMP, J | S },        { PR_SET_SECCOMP, J | S },
    { PR_SET_TIMERSLACK, W | J | S },
};

static const unsigned long ioctl_requests[] = { TCGETS, FIONREAD, FIONBIO, TIOCGWINSZ };

/* --- the filter ------------------------------------------------------------- */

typedef struct {
    scmp_filter_ctx filter;
    const Rights   *rights;
    int             who, error; /* error: the first that came, as -errno */
} Making;

static void note(Making *making, int end)
{
    if (making->error == 0 && end < 0)
        making->error = end;
}

static void keep_if(Making *making, int call, unsigned count, const struct scmp_arg_cmp *conditions)
{
    note(making, seccomp_rule_add_array(making->filter, SCMP_ACT_ALLOW, call, count, conditions));
}

static void keep_calls(Making *making)
{
    for (size_t i = 0; i < COUNT(kept_calls); i++) {
        const Call *call = &kept_calls[i];
        if ((call->who & making->who) == 0)
            continue;
        if ((call->who & NET) != 0 && !making->rights->may_connect)
            continue;
        keep_if(making, call->call, 0, NULL);
    }
    for (size_t i = 0; i < COUNT(refused_calls); i++)
        if ((refused_calls[i].who & making->who) != 0)
            note(making, seccomp_rule_add(making->filter,
                                          SCMP_ACT_ERRNO((uint32_t)refused_calls[i].error),
                                          refused_calls[i].call, 0));
    for (size_t i = 0; i < COUNT(prctl_options); i++)
        if ((prctl_options[i].who & making->who) != 0)
            keep_if(making, SCMP_SYS(prctl), 1,
                    &ARGUMENT(0, SCMP_CMP_EQ, (uint64_t)prctl_options[i].option));
    for (size_t i = 0; i < COUNT(ioctl_requests) && (making->who & (W | J | S)) != 0; i++)
        keep_if(making, SCMP_SYS(ioctl), 1, &ARGUMENT(1, SCMP_CMP_EQ, ioctl_requests[i]));
}

/* No page can be run that could be written. Those who load libraries late (the
 * resolver's modules, a program that replaces itself) may map files to run. */
static void keep_memory(Making *making)
{
    keep_if(making, SCMP_SYS(mmap), 1, &ARGUMENT(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    keep_if(making, SCMP_SYS(mprotect), 1, &ARGUMENT(2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if ((making->who & (J | S)) != 0)
        keep_if(making, SCMP_SYS(mmap), 2,
                (struct scmp_arg_cmp[]){ ARGUMENT(2, SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE,
                                                 PROT_EXEC),
                                         ARGUMENT(3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, 0) });
}

/* Threads for all but the child; processes, never in namespaces of their own,
 * for those who start some. */
static void keep_starting(Making *making)
{
    const uint64_t thread = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD;
    const uint64_t spaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC
        | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | 0x80 /* CLONE_NEWTIME */;
    if ((making->who & (W | J | D | S)) != 0)
        keep_if(making, SCMP_SYS(clone), 1,
                &ARGUMENT(0, SCMP_CMP_MASKED_EQ, thread | spaces, thread));
    if ((making->who & (J | S)) != 0)
        keep_if(making, SCMP_SYS(clone), 1, &ARGUMENT(0, SCMP_CMP_MASKED_EQ, thread | spaces, 0));
    if ((making->who & W) != 0)
        keep_if(making, SCMP_SYS(prlimit64), 2,
                (struct scmp_arg_cmp[]){ ARGUMENT(0, SCMP_CMP_EQ, 0), ARGUMENT(2, SCMP_CMP_EQ, 0) });
    if ((making->who & (W | C | D)) != 0)
        keep_if(making, SCMP_SYS(tgkill), 1, &ARGUMENT(0, SCMP_CMP_EQ, (uint64_t)getpid()));
    if ((making->who & (W | J)) != 0) /* the handler below stays */
        keep_if(making, SCMP_SYS(rt_sigaction), 1, &ARGUMENT(0, SCMP_CMP_NE, SIGSYS));
}

/* glibc's resolver asks netlink which addresses there are, nscd whether it
 * knows; it does without either. */
static void keep_sockets(Making *making)
{
    static const int family[] = { AF_UNIX, AF_INET, AF_INET6 };
    if (!making->rights->may_connect)
        return;
    for (size_t i = 0; i < (making->rights->may_reach ? COUNT(family) : 1); i++)
        for (uint64_t type = SOCK_STREAM; type <= SOCK_DGRAM; type++)
            keep_if(making, SCMP_SYS(socket), 2,
                    (struct scmp_arg_cmp[]){ ARGUMENT(0, SCMP_CMP_EQ, (uint64_t)family[i]),
                                             ARGUMENT(1, SCMP_CMP_MASKED_EQ, 0xF, type) });
    note(making, seccomp_rule_add(making->filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket),
                                  1, ARGUMENT(0, SCMP_CMP_EQ, AF_NETLINK)));
}

/* Calls that are newer than this table do not exist: a C library that tries
 * one goes on as on an older kernel. */
static void hide_new_calls(Making *making)
{
    for (int call = CALLS_NEW_FROM; call < CALLS_NAMED; call++) {
        bool is_known = false;
        for (size_t i = 0; i < COUNT(kept_calls) && !is_known; i++)
            is_known = kept_calls[i].call == call && (kept_calls[i].who & making->who) != 0;
        for (size_t i = 0; i < COUNT(refused_calls) && !is_known; i++)
            is_known = refused_calls[i].call == call && (refused_calls[i].who & making->who) != 0;
        bool is_feared = call == SCMP_SYS(io_uring_setup) || call == SCMP_SYS(io_uring_enter)
            || call == SCMP_SYS(io_uring_register) || call == SCMP_SYS(process_madvise)
            || call == SCMP_SYS(pidfd_getfd) || call == SCMP_SYS(move_mount)
            || call == SCMP_SYS(memfd_secret);
        if (!is_known && !is_feared)
            note(making,
                 seccomp_rule_add(making->filter, SCMP_ACT_ERRNO(ENOSYS), call, 0));
    }
}

/* --- the last words ----------------------------------------------------------- */

static char        call_name[CALLS_NAMED][CALL_NAME_BYTES];
static const char *process_name;

static void say(const char *words)
{
    ssize_t count = write(STDERR_FILENO, words, strlen(words));
    (void)count; /* nobody is left to tell */
}

static void say_number(int number)
{
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    for (; number > 0 || at == sizeof digits - 1; number /= 10)
        digits[--at] = (char)('0' + number % 10);
    say(digits + at);
}

/* Runs where the forbidden call would have: nothing but writing is safe. */
static void tell_and_die(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    int call = info->si_syscall;
    say("groundswell: ");
    say(process_name);
    say(": a forbidden call, ");
    if (call >= 0 && call < CALLS_NAMED && call_name[call][0] != '\0')
        say(call_name[call]);
    else
        say_number(call < 0 ? 0 : call);
    say("\n");
    raise(signal_number); /* SA_RESETHAND: now it kills */
}

/* Names are looked up while there is still time. */
static bool tell_who_dies(const Rights *rights)
{
    process_name = rights_name(rights->process);
    for (int call = 0; call < CALLS_NAMED; call++) {
        const char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);
        if (name != NULL) /* libseccomp's own memory: 20 kB, kept */
            snprintf(call_name[call], sizeof call_name[call], "%s", name);
    }
    struct sigaction action = { .sa_sigaction = tell_and_die,
                                .sa_flags = (int)(SA_SIGINFO | SA_RESETHAND) };
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGSYS);
    return sigaction(SIGSYS, &action, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &only, NULL) == 0;
}

/* --- all of it ------------------------------------------------------------------ */

bool calls_possible(void)
{
    return prctl(PR_GET_SECCOMP) >= 0 && seccomp_api_get() >= 3; /* TSYNC, kill the process */
}

static uint32_t otherwise(RightsProcess process)
{
    switch (process) {
    case RIGHTS_SUPERVISOR: return SCMP_ACT_ERRNO(EPERM);
    case RIGHTS_WORKER:
    case RIGHTS_JOBS:       return SCMP_ACT_TRAP;
    case RIGHTS_CHILD:
    case RIGHTS_DRAWER:
    case RIGHTS_PROCESSES:  break;
    }
    return SCMP_ACT_KILL_PROCESS;
}

bool calls_bind(const Rights *rights, char *why, size_t why_bytes)
{
    Making making = { .rights = rights, .who = 1 << rights->process };
    making.filter = seccomp_init(otherwise(rights->process));
    if (making.filter == NULL) {
        snprintf(why, why_bytes, "no filter for system calls can be made");
        return false;
    }
    note(&making, seccomp_attr_set(making.filter, SCMP_FLTATR_CTL_TSYNC, 1));
    note(&making, seccomp_attr_set(making.filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)); /* a tree */
    note(&making, seccomp_attr_set(making.filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    keep_calls(&making);
    keep_memory(&making);
    keep_starting(&making);
    keep_sockets(&making);
    hide_new_calls(&making);
    bool says_last_words = otherwise(rights->process) == SCMP_ACT_TRAP;
    if (making.error == 0 && says_last_words && !tell_who_dies(rights))
        making.error = -errno;
    if (making.error == 0)
        note(&making, seccomp_load(making.filter));
    seccomp_release(making.filter);
    if (making.error != 0)
        snprintf(why, why_bytes, "the filter for system calls was not taken: %s",
                 strerror(-making.error));
    return making.error == 0;
}
