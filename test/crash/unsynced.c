/*
 * A disk that remembers what was synced. Loaded before libc (LD_PRELOAD), it writes down each change
 * that a process makes below one folder, with what was there before, and each fsync. After the
 * process has been killed, `power-cut.ts` takes back what was never synced.
 *
 *   UNSYNCED_ROOT  the folder that is watched; nothing outside is touched
 *   UNSYNCED_LOG   a folder of the same file system, outside of that one: `log` and `inodes/`
 *
 * Every file of the root that is opened has a hard link in `inodes/`, named for its inode, so that
 * a name that was removed or replaced can be given back, and an inode is never used again.
 *
 * Not seen: io_uring (UV_USE_IO_URING=0), and what is written through a shared mapping. Of SQLite
 * that is the -shm file, which it builds again after a crash.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* The kinds of record; `power-cut.ts` reads them. */
enum { WRITE = 1, TRUNCATE, SYNC, ADD, REMOVE };

/* What stands before each record's bytes, in the machine's own order. */
struct header {
  uint64_t kind;
  uint64_t inode;  /* the file; of ADD and REMOVE the file that is named */
  uint64_t at;     /* WRITE: offset. SYNC: how far the log reached when it began. ADD, REMOVE: the folder */
  uint64_t size;   /* WRITE, TRUNCATE: the size before. ADD, REMOVE: NAMED_FOLDER, WITH_NEXT */
  uint64_t before; /* bytes that were there */
  uint64_t after;  /* bytes that came; of ADD and REMOVE the name */
};

enum { NAMED_FOLDER = 1, WITH_NEXT = 2 }; /* a rename is several records, of which all happen or none */

#define FDS_MAX 65536
static ino_t watched[FDS_MAX]; /* by descriptor: the inode below the root, 0 elsewhere */

static char root[PATH_MAX];
static char inodes[PATH_MAX];
static int log_fd = -1;
static uint64_t log_size;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

/* Without the log nothing that follows would be true: better no process at all. */
static void fail(const char *what) {
  dprintf(2, "unsynced: %s: %s\n", what, strerror(errno));
  _exit(97);
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("UNSYNCED_ROOT"), *log = getenv("UNSYNCED_LOG");
  if (!folder || !log) return;
  if (!realpath(folder, root)) fail(folder);
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/log", log);
  snprintf(inodes, sizeof inodes, "%s/inodes", log);
  log_fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) fail(path);
  struct stat stat;
  if (fstat(log_fd, &stat)) fail(path);
  log_size = stat.st_size;
}

/* In one call, so that a record is whole or the last. */
static void record(struct header header, const void *before, const void *after) {
  struct iovec parts[] = {
    {&header, sizeof header}, {(void *)before, header.before}, {(void *)after, header.after}};
  ssize_t length = sizeof header + header.before + header.after;
  if (syscall(SYS_writev, log_fd, parts, 3) != length) fail("the log");
  log_size += length;
}

static int below_root(const char *path) {
  size_t length = strlen(root);
  return !strncmp(path, root, length) && (path[length] == '/' || path[length] == 0);
}

/* The path without links and dots, whether or not its last part is there; 0 where it is elsewhere. */
static int resolve(int dir_fd, const char *path, char *found) {
  if (log_fd < 0 || !path || !*path) return 0;
  char whole[PATH_MAX * 2];
  if (path[0] == '/' || dir_fd == AT_FDCWD) snprintf(whole, sizeof whole, "%s", path);
  else snprintf(whole, sizeof whole, "/proc/self/fd/%d/%s", dir_fd, path);
  size_t length = strlen(whole);
  while (length > 1 && whole[length - 1] == '/') whole[--length] = 0;
  char *slash = strrchr(whole, '/');
  const char *name = slash ? slash + 1 : whole;
  if (!strcmp(name, ".") || !strcmp(name, "..")) return realpath(whole, found) && below_root(found);
  char parent[PATH_MAX];
  if (!slash) {
    if (!realpath(".", parent)) return 0;
  } else {
    *slash = 0;
    if (!realpath(slash == whole ? "/" : whole, parent)) return 0;
  }
  if (snprintf(found, PATH_MAX, "%s/%s", parent, name) >= PATH_MAX) return 0;
  return below_root(found);
}

/* What stands under a name; inode 0 where nothing does. */
static struct stat named(const char *path) {
  struct stat stat = {0};
  if (lstat(path, &stat)) memset(&stat, 0, sizeof stat);
  return stat;
}

static void keep_inode(const char *path, ino_t inode) {
  char kept[PATH_MAX + 32];
  snprintf(kept, sizeof kept, "%s/%lu", inodes, (unsigned long)inode);
  if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, kept, 0) && errno != EEXIST) fail(kept);
}

static ino_t folder_of(const char *path) {
  char parent[PATH_MAX];
  snprintf(parent, sizeof parent, "%s", path);
  char *slash = strrchr(parent, '/');
  *slash = 0;
  return named(parent).st_ino;
}

/* One name that comes into a folder, or goes. */
static void entry(int kind, const char *path, const struct stat *of, int flags) {
  if (S_ISDIR(of->st_mode)) flags |= NAMED_FOLDER;
  struct header header = {kind, of->st_ino, folder_of(path), flags, 0, strlen(path)};
  record(header, "", path);
}

/* A descriptor may have been closed past `close`, by a bare system call as libuv does, and be a socket now. */
static ino_t inode_of(int fd) {
  if (fd < 0 || fd >= FDS_MAX || !watched[fd]) return 0;
  int problem = errno;
  struct stat now;
  int is_it = !fstat(fd, &now) && now.st_ino == watched[fd] && (S_ISREG(now.st_mode) || S_ISDIR(now.st_mode));
  errno = problem;
  return is_it ? watched[fd] : 0;
}

/* The bytes of a file, as they are; it may have been opened for writing alone. */
static size_t present(ino_t inode, void *bytes, size_t length, uint64_t at, uint64_t *size) {
  char kept[PATH_MAX + 32];
  snprintf(kept, sizeof kept, "%s/%lu", inodes, (unsigned long)inode);
  int fd = syscall(SYS_openat, AT_FDCWD, kept, O_RDONLY | O_CLOEXEC);
  struct stat stat;
  if (fd < 0 || fstat(fd, &stat)) fail(kept);
  *size = stat.st_size;
  size_t done = 0;
  while (bytes && done < length) {
    ssize_t read = syscall(SYS_pread64, fd, (char *)bytes + done, length - done, at + done);
    if (read <= 0) break;
    done += read;
  }
  syscall(SYS_close, fd);
  return done;
}

static void will_write(ino_t inode, const void *bytes, size_t length, uint64_t at) {
  char *before = malloc(length + 1);
  struct header header = {WRITE, inode, at, 0, 0, length};
  header.before = present(inode, before, length, at, &header.size);
  record(header, before, bytes);
  free(before);
}

static void will_truncate(ino_t inode, uint64_t length) {
  struct header header = {TRUNCATE, inode, length, 0, 0, 0};
  present(inode, NULL, 0, 0, &header.size);
  if (header.size == length) return;
  size_t lost = header.size > length ? header.size - length : 0;
  char *before = malloc(lost + 1);
  uint64_t size;
  header.before = present(inode, before, lost, length, &size);
  record(header, before, "");
  free(before);
}

static uint64_t place_of(int fd) {
  if (fcntl(fd, F_GETFL) & O_APPEND) return lseek64(fd, 0, SEEK_END);
  return lseek64(fd, 0, SEEK_CUR);
}

/* ---- opening and closing ---- */

static int opened(int fd, const char *path, const struct stat *earlier) {
  if (fd < 0 || fd >= FDS_MAX) return fd;
  struct stat stat;
  if (fstat(fd, &stat)) return fd;
  if (S_ISREG(stat.st_mode)) {
    keep_inode(path, stat.st_ino);
    if (!earlier->st_ino) entry(ADD, path, &stat, 0);
    watched[fd] = stat.st_ino;
  } else if (S_ISDIR(stat.st_mode)) watched[fd] = stat.st_ino;
  return fd;
}

static int watched_open(int dir_fd, const char *path, int flags, mode_t mode) {
  char found[PATH_MAX];
  if (!resolve(dir_fd, path, found)) {
    int fd = syscall(SYS_openat, dir_fd, path, flags, mode);
    if (fd >= 0 && fd < FDS_MAX) watched[fd] = 0;
    return fd;
  }
  pthread_mutex_lock(&lock);
  struct stat earlier = named(found);
  if ((flags & O_TRUNC) && S_ISREG(earlier.st_mode) && (flags & O_ACCMODE) != O_RDONLY) {
    keep_inode(found, earlier.st_ino);
    will_truncate(earlier.st_ino, 0);
  }
  int fd = syscall(SYS_openat, dir_fd, path, flags, mode);
  int problem = errno;
  opened(fd, found, &earlier);
  pthread_mutex_unlock(&lock);
  errno = problem;
  return fd;
}

#define MODE(flags)                                   \
  mode_t mode = 0;                                    \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {            \
    va_list rest;                                     \
    va_start(rest, flags);                            \
    mode = va_arg(rest, int);                         \
    va_end(rest);                                     \
  }

int open(const char *path, int flags, ...) { MODE(flags) return watched_open(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return watched_open(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int fd, const char *path, int flags, ...) { MODE(flags) return watched_open(fd, path, flags, mode); }
int openat64(int fd, const char *path, int flags, ...) { MODE(flags) return watched_open(fd, path, flags | O_LARGEFILE, mode); }
int __open_2(const char *path, int flags) { return watched_open(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return watched_open(AT_FDCWD, path, flags | O_LARGEFILE, 0); }
int creat(const char *path, mode_t mode) { return watched_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
  if (fd >= 0 && fd < FDS_MAX) watched[fd] = 0;
  return syscall(SYS_close, fd);
}

int dup(int fd) {
  int copy = syscall(SYS_dup, fd);
  if (copy >= 0 && copy < FDS_MAX) watched[copy] = inode_of(fd);
  return copy;
}

/* ---- contents ---- */

ssize_t write(int fd, const void *bytes, size_t length) {
  if (!inode_of(fd)) return syscall(SYS_write, fd, bytes, length);
  pthread_mutex_lock(&lock);
  will_write(inode_of(fd), bytes, length, place_of(fd));
  ssize_t done = syscall(SYS_write, fd, bytes, length);
  pthread_mutex_unlock(&lock);
  return done;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off64_t at) {
  if (!inode_of(fd)) return syscall(SYS_pwrite64, fd, bytes, length, at);
  pthread_mutex_lock(&lock);
  will_write(inode_of(fd), bytes, length, at);
  ssize_t done = syscall(SYS_pwrite64, fd, bytes, length, at);
  pthread_mutex_unlock(&lock);
  return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_at(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_at(fd, bytes, length, at); }

static uint64_t will_write_all(int fd, const struct iovec *parts, int count, uint64_t at) {
  for (int i = 0; i < count; i++) {
    will_write(inode_of(fd), parts[i].iov_base, parts[i].iov_len, at);
    at += parts[i].iov_len;
  }
  return at;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (!inode_of(fd)) return syscall(SYS_writev, fd, parts, count);
  pthread_mutex_lock(&lock);
  will_write_all(fd, parts, count, place_of(fd));
  ssize_t done = syscall(SYS_writev, fd, parts, count);
  pthread_mutex_unlock(&lock);
  return done;
}

static ssize_t write_all_at(int fd, const struct iovec *parts, int count, off64_t at) {
  if (!inode_of(fd)) return syscall(SYS_pwritev, fd, parts, count, at, 0L);
  pthread_mutex_lock(&lock);
  will_write_all(fd, parts, count, at);
  ssize_t done = syscall(SYS_pwritev, fd, parts, count, at, 0L);
  pthread_mutex_unlock(&lock);
  return done;
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_all_at(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return write_all_at(fd, parts, count, at); }

static int cut_to(int fd, off64_t length) {
  if (!inode_of(fd)) return syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  will_truncate(inode_of(fd), length);
  int done = syscall(SYS_ftruncate, fd, length);
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate(int fd, off_t length) { return cut_to(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut_to(fd, length); }

/* Ways of changing a file that are not followed must not be taken: who asks is told that they do not exist. */
static int unknown_way(int fd, int otherwise) {
  if (!inode_of(fd)) return otherwise;
  errno = EOPNOTSUPP;
  return -1;
}
int fallocate(int fd, int mode, off_t at, off_t length) {
  return unknown_way(fd, 0) ? -1 : syscall(SYS_fallocate, fd, mode, at, length);
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) { return fallocate(fd, mode, at, length); }
int posix_fallocate(int fd, off_t at, off_t length) {
  return inode_of(fd) ? EOPNOTSUPP : REAL(posix_fallocate)(fd, at, length);
}
int truncate(const char *path, off_t length) {
  char found[PATH_MAX];
  if (resolve(AT_FDCWD, path, found)) fail("truncate() below the watched folder");
  return syscall(SYS_truncate, path, length);
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }
int posix_fallocate64(int fd, off64_t at, off64_t length) { return posix_fallocate(fd, at, length); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
  return unknown_way(out, 0) ? -1 : syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}
ssize_t sendfile(int out, int in, off_t *from, size_t length) {
  return unknown_way(out, 0) ? -1 : syscall(SYS_sendfile, out, in, from, length);
}
ssize_t sendfile64(int out, int in, off64_t *from, size_t length) { return sendfile(out, in, from, length); }

static int synced(int fd, long call) {
  ino_t inode = inode_of(fd);
  pthread_mutex_lock(&lock);
  struct header header = {SYNC, inode, log_size, 0, 0, 0};
  pthread_mutex_unlock(&lock);
  int done = syscall(call, fd);
  if (done == 0 && inode) {
    pthread_mutex_lock(&lock);
    record(header, "", "");
    pthread_mutex_unlock(&lock);
  }
  return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

/* ---- names ---- */

static int remove_name(int dir_fd, const char *path, int flags) {
  char found[PATH_MAX];
  if (!resolve(dir_fd, path, found)) return syscall(SYS_unlinkat, dir_fd, path, flags);
  pthread_mutex_lock(&lock);
  struct stat earlier = named(found);
  if (S_ISREG(earlier.st_mode)) keep_inode(found, earlier.st_ino);
  if (earlier.st_ino) entry(REMOVE, found, &earlier, 0);
  int done = syscall(SYS_unlinkat, dir_fd, path, flags), problem = errno;
  if (done && earlier.st_ino) entry(ADD, found, &earlier, 0);
  pthread_mutex_unlock(&lock);
  errno = problem;
  return done;
}
int unlink(const char *path) { return remove_name(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return remove_name(AT_FDCWD, path, AT_REMOVEDIR); }
int unlinkat(int fd, const char *path, int flags) { return remove_name(fd, path, flags); }
int remove(const char *path) {
  return S_ISDIR(named(path).st_mode) ? rmdir(path) : unlink(path);
}

static int make_folder(int dir_fd, const char *path, mode_t mode) {
  char found[PATH_MAX];
  if (!resolve(dir_fd, path, found)) return syscall(SYS_mkdirat, dir_fd, path, mode);
  pthread_mutex_lock(&lock);
  int done = syscall(SYS_mkdirat, dir_fd, path, mode), problem = errno;
  struct stat made = named(found);
  if (!done) entry(ADD, found, &made, 0);
  pthread_mutex_unlock(&lock);
  errno = problem;
  return done;
}
int mkdir(const char *path, mode_t mode) { return make_folder(AT_FDCWD, path, mode); }
int mkdirat(int fd, const char *path, mode_t mode) { return make_folder(fd, path, mode); }

static int rename_name(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
  char before[PATH_MAX], after[PATH_MAX];
  int leaves = resolve(from_fd, from, before), comes = resolve(to_fd, to, after);
  if (!leaves && !comes) return syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  /* Nobody moves a file over the root's edge; who does must be taught to this file first. */
  if (!leaves || !comes) fail("a rename over the edge of the watched folder");
  pthread_mutex_lock(&lock);
  struct stat moved = named(before), replaced = named(after);
  if (S_ISREG(moved.st_mode)) keep_inode(before, moved.st_ino);
  if (S_ISREG(replaced.st_mode)) keep_inode(after, replaced.st_ino);
  int done = syscall(SYS_renameat2, from_fd, from, to_fd, to, flags), problem = errno;
  if (!done) {
    if (replaced.st_ino) entry(REMOVE, after, &replaced, WITH_NEXT);
    entry(REMOVE, before, &moved, WITH_NEXT);
    entry(ADD, after, &moved, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = problem;
  return done;
}
int rename(const char *from, const char *to) { return rename_name(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return rename_name(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return rename_name(a, from, b, to, flags); }

int linkat(int a, const char *from, int b, const char *to, int flags) {
  char found[PATH_MAX];
  if (!resolve(b, to, found)) return syscall(SYS_linkat, a, from, b, to, flags);
  pthread_mutex_lock(&lock);
  int done = syscall(SYS_linkat, a, from, b, to, flags), problem = errno;
  struct stat made = named(found);
  if (!done) {
    keep_inode(found, made.st_ino);
    entry(ADD, found, &made, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = problem;
  return done;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
