// What newer versions of glibc have and 2.28 has not, as far as the binary needs it; see link-older.sh.
#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCAL __attribute__((visibility("hidden")))

// The start of a program. Until 2.33 the program had to bring a function that calls its constructors; since 2.34 glibc finds them
// itself, and the start file of such a system (Scrt1.o) gives none. If one is given, every glibc calls it, and no constructor besides.
typedef int Main(int, char **, char **);
typedef void Constructor(int, char **, char **);

int older_start(Main *, int, char **, Constructor *, void (*)(void), void (*)(void), void *);
__asm__(".symver older_start, __libc_start_main@" OLDEST);

extern void _init(void);
extern LOCAL Constructor *__init_array_start[], *__init_array_end[];

static void call_constructors(int count, char **arguments, char **environment) {
    _init();
    for (Constructor **each = __init_array_start; each != __init_array_end; each++) (*each)(count, arguments, environment);
}

LOCAL int __libc_start_main(
    Main *main, int count, char **arguments, Constructor *init, void (*fini)(void), void (*loader_fini)(void), void *stack_end
) {
    return older_start(main, count, arguments, init ? init : call_constructors, fini, loader_fini, stack_end);
}

// 2.33: until then these called a function that is told which layout of the structure is meant.
#if defined(__x86_64__)
#define LAYOUT 1
#else
#define LAYOUT 0
#endif
int __xstat(int, const char *, struct stat *);
int __fxstat(int, int, struct stat *);
int __lxstat(int, const char *, struct stat *);
int __fxstatat(int, int, const char *, struct stat *, int);

LOCAL int stat(const char *path, struct stat *status) { return __xstat(LAYOUT, path, status); }
LOCAL int fstat(int descriptor, struct stat *status) { return __fxstat(LAYOUT, descriptor, status); }
LOCAL int lstat(const char *path, struct stat *status) { return __lxstat(LAYOUT, path, status); }
LOCAL int fstatat(int folder, const char *path, struct stat *status, int flags) {
    return __fxstatat(LAYOUT, folder, path, status, flags);
}
// With 64 bits they are the same.
LOCAL int stat64(const char *path, struct stat64 *status) { return __xstat(LAYOUT, path, (struct stat *)status); }
LOCAL int fstat64(int descriptor, struct stat64 *status) { return __fxstat(LAYOUT, descriptor, (struct stat *)status); }
LOCAL int lstat64(const char *path, struct stat64 *status) { return __lxstat(LAYOUT, path, (struct stat *)status); }

// 2.29: the folder of a process that Foundation starts. invdb starts none.
LOCAL int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path) {
    (void)actions, (void)path;
    return ENOSYS;
}

// 2.32: whether the process has one thread only. It is read to save atomic operations; "no" is always right.
LOCAL char __libc_single_threaded = 0;

// 2.36: a random number.
LOCAL unsigned arc4random(void) {
    unsigned number;
    if (getentropy(&number, sizeof number) != 0) abort();
    return number;
}

// 2.35: where an exception of C++ finds how to go on, given an address in the program. Here it is looked for in all that is loaded.
#if defined(DLFO_STRUCT_HAS_EH_DBASE)
struct Search {
    size_t address;
    struct dl_find_object *found;
};

static int look(struct dl_phdr_info *loaded, size_t size, void *context) {
    struct Search *search = context;
    const void *frames = NULL;
    size_t first = 0, end = 0;
    for (int index = 0; index < loaded->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &loaded->dlpi_phdr[index];
        size_t start = loaded->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && search->address >= start && search->address - start < part->p_memsz) {
            first = start;
            end = start + part->p_memsz;
        } else if (part->p_type == PT_GNU_EH_FRAME) {
            frames = (const void *)start;
        }
    }
    if (end == 0) return 0;
    if (frames == NULL) return -1;
    search->found->dlfo_flags = 0;
    search->found->dlfo_map_start = (void *)first;
    search->found->dlfo_map_end = (void *)end;
    search->found->dlfo_link_map = NULL;
    search->found->dlfo_eh_frame = (void *)frames;
    return 1;
}

LOCAL int _dl_find_object(void *address, struct dl_find_object *found) {
    struct Search search = {(size_t)address, found};
    return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}
#endif
