/* Loaded before invdb. HEAP_LIMIT=n: SQLite may allocate n bytes. WORKER_READ=k: on threads other than the first, the k-th read
   of a page and all after it fail with EIO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static long failing_read;

static void __attribute__((constructor)) begin(void)
{
    const char *limit = getenv("HEAP_LIMIT");
    const char *read = getenv("WORKER_READ");
    if (limit) sqlite3_hard_heap_limit64(atoll(limit));
    if (read) failing_read = atol(read);
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
