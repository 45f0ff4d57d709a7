// Linux calls and macros that the Glibc overlay does not export, and variadic calls in fixed form.
#ifndef DR_CLINUX_SHIM_H
#define DR_CLINUX_SHIM_H

#define CLINUX_O_NOATIME 01000000

// _GNU_SOURCE stays undefined: with it, fd_set would differ from the one in the Glibc module of the toolchain.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <locale.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static inline int clinux_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int clinux_openat(int dir, const char *path, int flags, mode_t mode) {
    return openat(dir, path, flags, mode);
}
#define CLINUX_MAP_ANONYMOUS 0x20
static inline void *clinux_map_failed(void) { return MAP_FAILED; }
// mremap with MREMAP_MAYMOVE (1), which glibc declares for _GNU_SOURCE only.
static inline void *clinux_grow_mapping(void *old, size_t old_size, size_t new_size) {
    return (void *)syscall(SYS_mremap, old, old_size, new_size, 1ul, (void *)0);
}
// MADV_HUGEPAGE, which not every libc declares.
static const int clinux_large_pages = 14;
static inline int clinux_errno(void) { return errno; }
static inline void clinux_clear_errno(void) { errno = 0; }
// Renames without replacing: renameat2 with RENAME_NOREPLACE (1), which glibc declares for _GNU_SOURCE only.
static inline int clinux_rename_new(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 1u);
}
static inline unsigned int clinux_major(dev_t device) { return major(device); }
static inline unsigned int clinux_minor(dev_t device) { return minor(device); }
static inline dev_t clinux_makedev(unsigned int major_, unsigned int minor_) { return makedev(major_, minor_); }
static inline int clinux_is_regular(mode_t mode) { return S_ISREG(mode); }
static inline int clinux_is_directory(mode_t mode) { return S_ISDIR(mode); }
// A descriptor that only names a directory: no permission to read it is needed (O_PATH, for _GNU_SOURCE only).
static const int clinux_open_path_only = 010000000;
// Reads and writes go past the page cache (O_DIRECT, for _GNU_SOURCE only).
static const int clinux_open_direct = __O_DIRECT;
// Takes the space of a file of a size, which reads as zeros until it is written.
static inline int clinux_allocate(int fd, off_t size) {
    return (int)syscall(SYS_fallocate, fd, 0, (off_t)0, size);
}
// Frees a range of a file, which reads as zeros then: FALLOC_FL_KEEP_SIZE (1) and FALLOC_FL_PUNCH_HOLE (2).
static inline int clinux_punch_hole(int fd, off_t offset, off_t length) {
    return (int)syscall(SYS_fallocate, fd, 3, offset, length);
}
// Whether a connection can be made to an address within a time: 0 or an errno. The socket is closed again.
static inline int clinux_try_address(const struct sockaddr *address, socklen_t length, int milliseconds) {
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) { return errno; }
    int result = connect(fd, address, length) == 0 ? 0 : errno;
    if (result == EINPROGRESS) {
        struct pollfd waited = {fd, POLLOUT, 0};
        socklen_t size = sizeof result;
        int ready = poll(&waited, 1, milliseconds);
        if (ready == 0) {
            result = ETIMEDOUT;
        } else if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &result, &size) != 0) {
            result = errno;
        }
    }
    close(fd);
    return result;
}
// The same for a TCP port of a host, all of whose addresses are tried; a positive result is an errno, a negative one a
// code of gai_strerror.
static inline int clinux_try_port(const char *host, const char *port, int milliseconds) {
    struct addrinfo hints = {0}, *found = NULL;
    hints.ai_socktype = SOCK_STREAM;
    int result = getaddrinfo(host, port, &hints, &found);
    if (result != 0) { return result > 0 ? -result : result; }
    result = EADDRNOTAVAIL;
    for (struct addrinfo *next = found; next != NULL && result != 0; next = next->ai_next) {
        result = clinux_try_address(next->ai_addr, next->ai_addrlen, milliseconds);
    }
    freeaddrinfo(found);
    return result;
}
// The same for a socket of this machine.
static inline int clinux_try_socket(const char *path, int milliseconds) {
    struct sockaddr_un address = {0};
    address.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address.sun_path) { return ENAMETOOLONG; }
    strcpy(address.sun_path, path);
    return clinux_try_address((struct sockaddr *)&address, sizeof address, milliseconds);
}
// Listens on a free port of the loopback interface.
static inline int clinux_listen_loopback(unsigned short *port) {
    struct sockaddr_in address = {0};
    socklen_t length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0
        || getsockname(fd, (struct sockaddr *)&address, &length) != 0)) {
        close(fd);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return fd;
}
// Of the calling thread alone, as threads are processes here (setpriority(2)).
static inline int clinux_set_thread_nice(int value) { return setpriority(PRIO_PROCESS, 0, value); }
// Sets the effective user of the calling thread alone, where the function of the C library sets that of all threads.
static inline int clinux_set_thread_user(uid_t user) {
    return (int)syscall(SYS_setresuid, (uid_t)-1, user, (uid_t)-1);
}
// The same for the effective group and for the supplementary groups.
static inline int clinux_set_thread_group(gid_t group) {
    return (int)syscall(SYS_setresgid, (gid_t)-1, group, (gid_t)-1);
}
static inline int clinux_set_thread_groups(size_t count, const gid_t *groups) {
    return (int)syscall(SYS_setgroups, count, groups);
}
static inline int clinux_terminal_width(int fd) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) { return 0; }
    return size.ws_col;
}
static inline int clinux_set_terminal_size(int fd, unsigned short rows, unsigned short columns) {
    struct winsize size = {rows, columns, 0, 0};
    return ioctl(fd, TIOCSWINSZ, &size);
}
// Opens the master of a new terminal /dev/pts/NUMBER (pty(7)); glibc declares posix_openpt for _XOPEN_SOURCE only.
static inline int clinux_open_terminal(int *number) {
    int unlocked = 0;
    int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0 && (ioctl(fd, TIOCSPTLCK, &unlocked) != 0 || ioctl(fd, TIOCGPTN, number) != 0)) {
        close(fd);
        return -1;
    }
    return fd;
}
// POSIX_SPAWN_SETSID, which glibc declares for _GNU_SOURCE only.
static inline int clinux_spawn_setsid(void) { return 0x80; }
// Of glibc since 2.29, and not declared everywhere.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
static inline int clinux_spawn_in(posix_spawn_file_actions_t *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}
static inline int clinux_is_ignored(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
static inline void clinux_ignore(int number) { signal(number, SIG_IGN); }
static inline void clinux_default(int number) { signal(number, SIG_DFL); }
// A pipe whose ends are closed on exec (pipe2 is declared for _GNU_SOURCE only).
static inline int clinux_pipe(int *reading, int *writing) {
    int ends[2];
    if (syscall(SYS_pipe2, ends, O_CLOEXEC) != 0) { return -1; }
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}
// A file without a place on any disk: memfd_create with MFD_CLOEXEC (1), declared for _GNU_SOURCE only.
static inline int clinux_memory_file(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u); }
static inline char *const *clinux_environment(void) {
    extern char **environ;
    return environ;
}
// Bounds the address space of the process, in bytes.
static inline int clinux_limit_memory(unsigned long bytes) {
    struct rlimit limit = {bytes, bytes};
    return setrlimit(RLIMIT_AS, &limit);
}
static inline int clinux_exited(int status) { return WIFEXITED(status); }
static inline int clinux_exit_status(int status) { return WEXITSTATUS(status); }
static inline int clinux_term_signal(int status) { return WTERMSIG(status); }
// Sends bytes to the datagram socket of a path, or of a name in the abstract namespace (first byte 0); 0 or errno.
static inline int clinux_send_datagram(const void *path, size_t path_length, const void *bytes, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path_length == 0 || path_length >= sizeof address.sun_path) { return ENAMETOOLONG; }
    memcpy(address.sun_path, path, path_length);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) { return errno; }
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_length);
    ssize_t sent = sendto(fd, bytes, count, MSG_NOSIGNAL, (const struct sockaddr *)&address, length);
    int result = sent < 0 ? errno : 0;
    close(fd);
    return result;
}
// Waits until a connection of a non-blocking socket is made; 0, or the error.
static inline int clinux_await_connection(int fd, int timeout_ms) {
    struct pollfd waited = {fd, POLLOUT, 0};
    int error = 0;
    socklen_t size = sizeof error;
    int ready = poll(&waited, 1, timeout_ms);
    if (ready == 0) { return ETIMEDOUT; }
    if (ready < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) { return errno; }
    return error;
}
// Connects to a host and port within a time for each of its addresses; the non-blocking socket, or -1 and the error,
// where a negative one is of getaddrinfo.
static inline int clinux_connect_tcp(const char *host, const char *port, int timeout_ms, int *error) {
    struct addrinfo hints = {0}, *list = NULL, *next;
    int fd = -1;
    hints.ai_socktype = SOCK_STREAM;
    *error = getaddrinfo(host, port, &hints, &list);
    if (*error != 0) { return -1; }
    *error = ECONNREFUSED;
    for (next = list; next != NULL && fd < 0; next = next->ai_next) {
        fd = socket(next->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) { *error = errno; continue; }
        *error = connect(fd, next->ai_addr, next->ai_addrlen) == 0 ? 0 : errno;
        if (*error == EINPROGRESS) { *error = clinux_await_connection(fd, timeout_ms); }
        if (*error != 0) { close(fd); fd = -1; }
    }
    freeaddrinfo(list);
    return fd;
}
// Connects to a socket of the file system; the non-blocking socket, or -1 and the error.
static inline int clinux_connect_local(const char *path, int *error) {
    struct sockaddr_un address = {0};
    int fd;
    if (strlen(path) >= sizeof address.sun_path) { *error = ENAMETOOLONG; return -1; }
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) { *error = errno; return -1; }
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) { return fd; }
    *error = errno;
    close(fd);
    return -1;
}
static inline const char *clinux_address_error(int error) { return gai_strerror(error); }
// send(2) without SIGPIPE.
static inline ssize_t clinux_send(int fd, const void *bytes, size_t count) {
    return send(fd, bytes, count, MSG_NOSIGNAL);
}
// Listens on a socket of the file system under a name of its own, which is then renamed over an old one; -1 and errno.
static inline int clinux_listen_local(const char *temporary, const char *path, mode_t mode) {
    struct sockaddr_un address = {0};
    int fd, number;
    if (strlen(temporary) >= sizeof address.sun_path) { errno = ENAMETOOLONG; return -1; }
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, temporary);
    unlink(temporary);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) { return -1; }
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && chmod(temporary, mode) == 0
        && listen(fd, 64) == 0 && rename(temporary, path) == 0) { return fd; }
    number = errno;
    unlink(temporary);
    close(fd);
    errno = number;
    return -1;
}
// Takes the next connection (accept4 is declared for _GNU_SOURCE only).
static inline int clinux_accept(int fd) {
    return (int)syscall(SYS_accept4, fd, (void *)0, (void *)0, SOCK_CLOEXEC);
}
// The user at the other end of a local socket (struct ucred is declared for _GNU_SOURCE only); -1 and errno.
static inline int clinux_peer_user(int fd, uid_t *user) {
    struct { pid_t pid; uid_t uid; gid_t gid; } peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) { return -1; }
    *user = peer.uid;
    return 0;
}
// Sends bytes over a local socket, and a descriptor with the first of them unless it is negative.
static inline ssize_t clinux_send_descriptor(int fd, const void *bytes, size_t count, int passed) {
    struct iovec part = {(void *)bytes, count};
    union { char space[CMSG_SPACE(sizeof(int))]; struct cmsghdr aligned; } control;
    struct msghdr message = {0};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (passed >= 0) {
        struct cmsghdr *header;
        memset(&control, 0, sizeof control);
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &passed, sizeof(int));
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}
// Receives bytes from a local socket, and a descriptor that came with them, or -1 in its place; it is closed on exec.
static inline ssize_t clinux_receive_descriptor(int fd, void *bytes, size_t count, int *passed) {
    struct iovec part = {bytes, count};
    union { char space[CMSG_SPACE(sizeof(int))]; struct cmsghdr aligned; } control;
    struct msghdr message = {0};
    struct cmsghdr *header;
    ssize_t got;
    *passed = -1;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.space;
    message.msg_controllen = sizeof control.space;
    got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    if (got < 0) { return got; }
    for (header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
            memcpy(passed, CMSG_DATA(header), sizeof(int));
        }
    }
    return got;
}
// Makes calls on a descriptor wait.
static inline int clinux_set_blocking(int fd) { return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK); }
// Gives an open file a name, also one that has none yet; 0, or -1 and errno.
static inline int clinux_link_descriptor(int fd, const char *path) {
    char source[32];
    snprintf(source, sizeof source, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}
// An empty file without a name in a directory (O_TMPFILE is declared for _GNU_SOURCE only).
static inline int clinux_open_nameless(const char *directory, mode_t mode) {
    return open(directory, __O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
}
// Copies bytes from a place in one file to the current position of another.
static inline ssize_t clinux_send_file(int to, int from, off_t offset, size_t count) {
    return sendfile(to, from, &offset, count);
}
// Closes every descriptor from a number on.
static inline void clinux_close_from(unsigned int first) { syscall(SYS_close_range, first, ~0u, 0u); }

#endif
