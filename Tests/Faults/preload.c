/* Loaded before invdb.
   HEAP_LIMIT=n: SQLite may allocate n bytes.
   WORKER_READ=k: on threads other than the first, the k-th read of a page and all after it fail with EIO.
   TORN_WRITE=k: of the k-th write to a file only the first half arrives. Then the disk fails: that write and all after it end with
   EIO. With TORN_KILL the process dies instead, as from kill -9. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static long failing_read, torn_write;
static int dies;

static void __attribute__((constructor)) begin(void)
{
    const char *limit = getenv("HEAP_LIMIT");
    const char *read = getenv("WORKER_READ");
    if (limit) sqlite3_hard_heap_limit64(atoll(limit));
    const char *write = getenv("TORN_WRITE");
    if (read) failing_read = atol(read);
    if (write) torn_write = atol(write);
    dies = getenv("TORN_KILL") != NULL;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset)
{
    static ssize_t (*original)(int, const void *, size_t, off64_t);
    static long writes;
    if (!original) original = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (torn_write) {
        long number = __sync_add_and_fetch(&writes, 1);
        if (number == torn_write) {
            original(file, bytes, count / 2, offset);
            if (dies) kill(getpid(), SIGKILL);
        }
        if (number >= torn_write) {
            errno = EIO;
            return -1;
        }
    }
    return original(file, bytes, count, offset);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset)
{
    static ssize_t (*original)(int, void *, size_t, off64_t);
    static long reads;
    if (!original) original = (ssize_t (*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64");
    if (failing_read && syscall(SYS_gettid) != getpid() && __sync_add_and_fetch(&reads, 1) >= failing_read) {
        errno = EIO;
        return -1;
    }
    return original(file, bytes, count, offset);
}
