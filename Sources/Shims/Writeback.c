#define _GNU_SOURCE
#include "Writeback.h"

#include <fcntl.h>

void begin_writeback(int descriptor, long long from, long long count) {
#ifdef SYNC_FILE_RANGE_WRITE
    sync_file_range(descriptor, from, count, SYNC_FILE_RANGE_WRITE);
#endif
}
