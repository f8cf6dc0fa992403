#include "Heap.h"

#include <malloc.h>

void use_one_heap(void) {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
    // The largest that glibc takes for it on 64 bits. Setting one of the two turns off that glibc adjusts both.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}
