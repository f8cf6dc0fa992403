#include "Inflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct inflater {
    z_stream stream;
};

struct inflater *inflater_make(int is_gzip) {
    struct inflater *inflater = calloc(1, sizeof *inflater);
    if (!inflater) return NULL;
    // 16 + the window's bits is a gzip member, a negative number is data without a header.
    if (inflateInit2(&inflater->stream, is_gzip ? 16 + MAX_WBITS : -MAX_WBITS) != Z_OK) {
        free(inflater);
        return NULL;
    }
    return inflater;
}

void inflater_free(struct inflater *inflater) {
    if (!inflater) return;
    inflateEnd(&inflater->stream);
    free(inflater);
}

void inflater_reset(struct inflater *inflater) { inflateReset(&inflater->stream); }

enum inflater_state inflater_run(
    struct inflater *inflater, const void *input, size_t input_count, size_t *taken, void *output, size_t room, size_t *made) {
    z_stream *stream = &inflater->stream;
    uInt available = input_count > UINT_MAX ? UINT_MAX : (uInt)input_count;
    uInt free_room = room > UINT_MAX ? UINT_MAX : (uInt)room;
    stream->next_in = (Bytef *)input;
    stream->avail_in = available;
    stream->next_out = output;
    stream->avail_out = free_room;
    int result = inflate(stream, Z_NO_FLUSH);
    *taken = available - stream->avail_in;
    *made = free_room - stream->avail_out;
    switch (result) {
        case Z_OK:
        // There was nothing to do: no input, or no room.
        case Z_BUF_ERROR: return inflater_more;
        case Z_STREAM_END: return inflater_end;
        case Z_MEM_ERROR: return inflater_no_memory;
        default: return inflater_damaged;
    }
}

uint32_t crc32_add(uint32_t sum, const void *bytes, size_t count) { return (uint32_t)crc32_z(sum, bytes, count); }
