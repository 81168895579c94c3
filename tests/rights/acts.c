/* acts.c: THE table of what is tried, and what has to come of it.
 *
 * Each act is harmless when it works: nothing is changed but in the scene.
 * What a process needs for its own work stands here as well, so that a rule
 * that is too tight is found as one that is too wide.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tests/rights/acts.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int ended(long result)
{
    return result < 0 ? errno : 0;
}

static int opened(int handle)
{
    if (handle < 0)
        return errno;
    close(handle);
    return 0;
}

static const char *in(const char *folder, const char *name)
{
    static _Thread_local char path[4400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* --- files -------------------------------------------------------------------- */

static int read_database(const Scene *s) { return opened(open(in(s->data, "groundswell.db"), O_RDWR)); }
static int read_log(const Scene *s)      { return opened(open(in(s->data, "groundswell.db-wal"), O_RDWR | O_CREAT, 0600)); }
static int read_passwd(const Scene *s)   { (void)s; return opened(open("/etc/passwd", O_RDONLY)); }
static int read_own_memory(const Scene *s) { (void)s; return opened(open("/proc/self/mem", O_RDWR)); }
static int read_environment(const Scene *s) { (void)s; return opened(open("/proc/self/environ", O_RDONLY)); }
static int read_settings(const Scene *s) { return opened(open(in(s->data, "settings.conf"), O_RDONLY)); }
static int read_key(const Scene *s)      { return opened(open(in(s->data, "backup.key"), O_RDONLY)); }
static int read_password(const Scene *s) { return opened(open(s->password, O_RDONLY)); }
static int read_outside(const Scene *s)  { return opened(open(in(s->outside, "letter"), O_RDONLY)); }
static int read_program(const Scene *s)  { (void)s; return opened(open("/bin/sh", O_RDONLY)); }
static int read_resolver(const Scene *s) { (void)s; return opened(open("/etc/nsswitch.conf", O_RDONLY)); }
static int write_settings(const Scene *s) { return opened(open(in(s->data, "settings.conf"), O_WRONLY)); }
static int empty_settings(const Scene *s) { return opened(open(in(s->data, "settings.conf"), O_WRONLY | O_TRUNC)); }
static int make_file(const Scene *s)     { return opened(open(in(s->data, "new"), O_WRONLY | O_CREAT, 0600)); }
static int make_outside(const Scene *s)  { return opened(open(in(s->outside, "new"), O_WRONLY | O_CREAT, 0600)); }
static int make_folder(const Scene *s)   { return ended(mkdir(in(s->data, "folder"), 0700)); }
static int make_device(const Scene *s)   { return ended(mknod(in(s->data, "device"), S_IFCHR | 0600, 0x103)); }
static int make_link(const Scene *s)     { return ended(symlink("/etc/passwd", in(s->data, "passwd"))); }
static int remove_database(const Scene *s) { return ended(unlink(in(s->data, "spare.db"))); }
static int shorten_database(const Scene *s) { return ended(truncate(in(s->data, "spare.db"), 0)); }
static int change_mode(const Scene *s)   { return ended(chmod(in(s->data, "groundswell.db"), 0600)); }
static int read_random(const Scene *s)   { (void)s; char b[8]; return ended(syscall(SYS_getrandom, b, sizeof b, 0)); }

static int rename_settings(const Scene *s)
{
    char from[4400];
    snprintf(from, sizeof from, "%s/settings.conf", s->data);
    return ended(rename(from, in(s->data, "settings.old")));
}

static int list_folder(const Scene *s)
{
    DIR *folder = opendir(s->data);
    if (folder == NULL)
        return errno;
    closedir(folder);
    return 0;
}

static int open_by_handle(const Scene *s)
{
    union { struct file_handle handle; char bytes[200]; } file = {0};
    int mount_id;
    file.handle.handle_bytes = MAX_HANDLE_SZ;
    return ended(name_to_handle_at(AT_FDCWD, in(s->data, "settings.conf"), &file.handle, &mount_id, 0));
}

static int watch_folder(const Scene *s)
{
    int handle = inotify_init1(0);
    return handle < 0 ? errno : ended(inotify_add_watch(handle, s->data, IN_ALL_EVENTS));
}

/* --- programs and processes ------------------------------------------------------ */

static int run_program(const Scene *s)
{
    (void)s;
    char *const arguments[] = { (char *)(uintptr_t) "/bin/true", NULL };
    execv(arguments[0], arguments);
    return errno;
}

static int run_own_program(const Scene *s)
{
    (void)s;
    char name[1024];
    ssize_t length = readlink("/proc/self/exe", name, sizeof name - 1);
    if (length < 0)
        return errno;
    name[length] = '\0';
    char *const arguments[] = { name, (char *)(uintptr_t) "started", NULL };
    execv(name, arguments);
    return errno;
}

static int run_from_memory(const Scene *s)
{
    (void)s;
    int file = (int)syscall(SYS_memfd_create, "x", 0);
    if (file < 0)
        return errno;
    char *const none[] = { NULL };
    syscall(SYS_execveat, file, "", none, none, AT_EMPTY_PATH);
    return errno;
}

static int start_process(const Scene *s)
{
    (void)s;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? errno : ended(waitpid(pid, NULL, 0));
}

static int start_in_space(const Scene *s)
{
    (void)s;
    long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0);
    if (pid == 0)
        _exit(0);
    return ended(pid);
}

static int leave_space(const Scene *s)   { (void)s; return ended(unshare(CLONE_NEWUSER)); }
static int enter_space(const Scene *s)   { (void)s; return ended(setns(0, CLONE_NEWUTS)); }
static int watch_process(const Scene *s)
{
    long end = ptrace(PTRACE_SEIZE, s->victim, NULL, NULL);
    if (end == 0)
        ptrace(PTRACE_DETACH, s->victim, NULL, NULL);
    return ended(end);
}

static int read_process(const Scene *s)
{
    char byte;
    struct iovec here = { &byte, 1 }, there = { (void *)(uintptr_t)&acts[0], 1 };
    return ended(process_vm_readv(s->victim, &here, 1, &there, 1, 0));
}

static int take_descriptor(const Scene *s)
{
    int process = (int)syscall(SYS_pidfd_open, s->victim, 0);
    return process < 0 ? errno : ended(syscall(SYS_pidfd_getfd, process, 0, 0));
}

static int signal_process(const Scene *s) { return ended(kill(s->victim, SIGURG)); }
static int become_other(const Scene *s)   { (void)s; return ended(setuid(getuid())); }
static int change_root(const Scene *s)    { return ended(chroot(s->data)); }
static int be_dumpable(const Scene *s)    { (void)s; return ended(prctl(PR_SET_DUMPABLE, 1)); }
static int move_memory_map(const Scene *s) { (void)s; return ended(prctl(PR_SET_MM, PR_SET_MM_BRK, 0, 0, 0)); }
static int change_personality(const Scene *s) { (void)s; return ended(personality(PER_LINUX)); }

static int make_cores(const Scene *s)
{
    (void)s;
    struct rlimit many = { 1, 1 };
    return setrlimit(RLIMIT_CORE, &many) != 0 ? errno : 0;
}

/* --- memory ------------------------------------------------------------------------ */

static int mapped(void *memory)
{
    return memory == MAP_FAILED ? errno : 0;
}

static int map_plain(const Scene *s)
{
    (void)s;
    return mapped(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static int map_to_run(const Scene *s)
{
    (void)s;
    return mapped(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

static int turn_to_run(const Scene *s)
{
    (void)s;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : ended(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int turn_with_key(const Scene *s)
{
    (void)s;
    return ended(syscall(SYS_pkey_mprotect, NULL, 0, PROT_EXEC, -1));
}

/* --- sockets ------------------------------------------------------------------------- */

static int have_socket(int family, int type, int protocol)
{
    return opened(socket(family, type, protocol));
}

static int socket_ip(const Scene *s)     { (void)s; return have_socket(AF_INET, SOCK_STREAM, 0); }
static int socket_six(const Scene *s)    { (void)s; return have_socket(AF_INET6, SOCK_STREAM, 0); }
static int socket_udp(const Scene *s)    { (void)s; return have_socket(AF_INET, SOCK_DGRAM, 0); }
static int socket_unix(const Scene *s)   { (void)s; return have_socket(AF_UNIX, SOCK_STREAM, 0); }
static int socket_raw(const Scene *s)    { (void)s; return have_socket(AF_INET, SOCK_RAW, 1); }
static int socket_packet(const Scene *s) { (void)s; return have_socket(AF_PACKET, SOCK_RAW, 0); }
static int socket_netlink(const Scene *s) { (void)s; return have_socket(AF_NETLINK, SOCK_RAW, 0); }
static int socket_alg(const Scene *s)    { (void)s; return have_socket(AF_ALG, SOCK_SEQPACKET, 0); }
static int socket_vsock(const Scene *s)  { (void)s; return have_socket(AF_VSOCK, SOCK_STREAM, 0); }

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int connected(int port)
{
    struct sockaddr_in to = loopback(port);
    int handle = socket(AF_INET, SOCK_STREAM, 0);
    if (handle < 0)
        return errno;
    int end = ended(connect(handle, (struct sockaddr *)&to, sizeof to));
    close(handle);
    return end;
}

static int connect_relay(const Scene *s) { return connected(s->relay_port); }
static int connect_other(const Scene *s) { return connected(s->other_port); }

static int listen_new(const Scene *s)
{
    (void)s;
    struct sockaddr_in at = loopback(0);
    int handle = socket(AF_INET, SOCK_STREAM, 0);
    if (handle < 0)
        return errno;
    if (bind(handle, (struct sockaddr *)&at, sizeof at) != 0)
        return errno;
    return ended(listen(handle, 1));
}

static int listen_without_name(const Scene *s)
{
    (void)s;
    int handle = socket(AF_INET, SOCK_STREAM, 0);
    return handle < 0 ? errno : ended(listen(handle, 1));
}

/* --- the kernel's far corners ----------------------------------------------------------- */

static char scratch[256];

static int ring(const Scene *s)        { (void)s; return ended(syscall(SYS_io_uring_setup, 1, scratch)); }
static int key_add(const Scene *s)     { (void)s; return ended(syscall(SYS_add_key, "user", "x", "y", 1, KEY_SPEC_PROCESS_KEYRING)); }
static int key_control(const Scene *s) { (void)s; return ended(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1)); }
static int bpf_load(const Scene *s)    { (void)s; return ended(syscall(SYS_bpf, 0, scratch, 16)); }
static int perf_open(const Scene *s)   { (void)s; return ended(syscall(SYS_perf_event_open, scratch, 0, -1, -1, 0)); }
static int fault_handler(const Scene *s) { (void)s; return ended(syscall(SYS_userfaultfd, 1)); }
static int mount_some(const Scene *s)  { return ended(mount("none", s->data, "tmpfs", 0, "size=4k")); }
static int mount_new_way(const Scene *s) { (void)s; return ended(syscall(SYS_fsopen, "tmpfs", 0)); }
static int memory_file(const Scene *s) { (void)s; return ended(syscall(SYS_memfd_create, "x", 0)); }
static int kexec(const Scene *s)       { (void)s; return ended(syscall(SYS_kexec_load, 0, 99, NULL, 0)); }
static int load_module(const Scene *s) { (void)s; return ended(syscall(SYS_init_module, scratch, 0, "")); }
static int read_kernel_log(const Scene *s) { (void)s; return ended(syscall(SYS_syslog, 10, NULL, 0)); }
static int share_memory(const Scene *s) { (void)s; return ended(syscall(SYS_shmget, 0, 4096, 0600 | 01000)); }
static int type_into_terminal(const Scene *s) { char c = '\n'; return ended(ioctl(s->held, TIOCSTI, &c)); }
static int add_filter(const Scene *s)  { (void)s; return ended(syscall(SYS_seccomp, 2, 0, scratch)); }

static int replace_handler(const Scene *s)
{
    (void)s;
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    return ended(sigaction(SIGSYS, &ignore, NULL));
}

/* --- the table ----------------------------------------------------------------------------- */

const Deed acts[] = {
    /* name                                  how                  S W J R */
    { "map memory",                          map_plain,           "++++", 0 },
    { "ask for random bytes",                read_random,         "++++", 0 },
    { "open the database",                   read_database,       "+++-", 0 },
    { "open the database's log",             read_log,            "+++-", 0 },
    { "read /etc/passwd",                    read_passwd,         "+---", 0 },
    { "read settings.conf",                  read_settings,       "+---", 0 },
    { "write settings.conf",                 write_settings,      "+---", 0 },
    { "empty settings.conf",                 empty_settings,      "+---", 0 },
    { "rename settings.conf",                rename_settings,     "+x-x", 0 },
    { "read a key in the data folder",       read_key,            "+---", 0 },
    { "read the mail password",              read_password,       "+-+-", 0 },
    { "read somebody else's file",           read_outside,        "+---", 0 },
    { "read a program",                      read_program,        "+---", 0 },
    { "read the resolver's settings",        read_resolver,       "+-+-", 0 },
    { "read /proc/self/environ",             read_environment,    ".---", 0 },
    { "write /proc/self/mem",                read_own_memory,     ".---", 0 },
    { "list the data folder",                list_folder,         "+---", 0 },
    { "make a file in the data folder",      make_file,           "+---", 0 },
    { "make a folder in the data folder",    make_folder,         "+x-x", 0 },
    { "make a file elsewhere",               make_outside,        "+---", 0 },
    { "make a device",                       make_device,         "-xxx", 0 },
    { "make a symbolic link",                make_link,           "-xxx", 0 },
    { "remove a database",                   remove_database,     "+--x", 0 },
    { "truncate a database by name",         shorten_database,    "-xxx", 0 },
    { "change the database's mode",          change_mode,         "+xxx", 0 },
    { "take a file's handle",                open_by_handle,      "-xxx", 0 },
    { "watch the data folder",               watch_folder,        "-xxx", 0 },
    { "run /bin/true",                       run_program,         "-xxx", 0 },
    { "run this program again",              run_own_program,     "+xx-", 0 },
    { "run a program from memory",           run_from_memory,     "-xxx", 0 },
    { "start a process",                     start_process,       "+x+x", 0 },
    { "start one in a space of its own",     start_in_space,      "-xxx", 0 },
    { "leave the user space",                leave_space,         "-xxx", 0 },
    { "enter another space",                 enter_space,         "-xxx", 0 },
    { "ptrace a process",                    watch_process,       "-xxx", 0 },
    { "read a process's memory",             read_process,        "-xxx", 0 },
    { "take a process's descriptor",         take_descriptor,     "--x-", 0 },
    { "signal another process",              signal_process,      "+x-x", 6 },
    { "set a user id",                       become_other,        "-xxx", 0 },
    { "change the root folder",              change_root,         "-xxx", 0 },
    { "become dumpable again",               be_dumpable,         "+x+x", 0 },
    { "move the memory map",                 move_memory_map,     "-xxx", 0 },
    { "change the personality",              change_personality,  "-xxx", 0 },
    { "have core files again",               make_cores,          "-x-x", 0 },
    { "map memory to write and run",         map_to_run,          "-xxx", 0 },
    { "turn written memory into code",       turn_to_run,         "-xxx", 0 },
    { "the same with a protection key",      turn_with_key,       "-xxx", 0 },
    { "socket: IPv4",                        socket_ip,           "+x+x", 0 },
    { "socket: IPv6",                        socket_six,          "+x+x", 0 },
    { "socket: datagrams",                   socket_udp,          "+x+x", 0 },
    { "socket: UNIX",                        socket_unix,         "+x+x", 0 },
    { "socket: raw",                         socket_raw,          "-xxx", 0 },
    { "socket: packets",                     socket_packet,       "-xxx", 0 },
    { "socket: netlink",                     socket_netlink,      "-x-x", 0 },
    { "socket: kernel crypto",               socket_alg,          "-xxx", 0 },
    { "socket: virtual machines",            socket_vsock,        "-xxx", 0 },
    { "connect to the mail relay",           connect_relay,       "+x+x", 0 },
    { "connect to another port",             connect_other,       "+x-x", 4 },
    { "listen at a port",                    listen_new,          "-xxx", 0 },
    { "listen without a port",               listen_without_name, "-xxx", 0 },
    { "io_uring",                            ring,                "-xxx", 0 },
    { "add a key",                           key_add,             "-xxx", 0 },
    { "keyctl",                              key_control,         "-xxx", 0 },
    { "bpf",                                 bpf_load,            "-xxx", 0 },
    { "perf_event_open",                     perf_open,           "-xxx", 0 },
    { "userfaultfd",                         fault_handler,       "-xxx", 0 },
    { "mount",                               mount_some,          "-xxx", 0 },
    { "fsopen",                              mount_new_way,       "----", 0 },
    { "memfd_create",                        memory_file,         "-xxx", 0 },
    { "kexec_load",                          kexec,               "-xxx", 0 },
    { "init_module",                         load_module,         "-xxx", 0 },
    { "syslog",                              read_kernel_log,     "-xxx", 0 },
    { "shmget",                              share_memory,        "-xxx", 0 },
    { "type into the terminal",              type_into_terminal,  "-xxx", 0 },
    { "load a filter of one's own",          add_filter,          "+x+x", 0 },
    { "take the last words away",            replace_handler,     "+xx+", 0 },
};
const size_t act_count = sizeof acts / sizeof acts[0];
