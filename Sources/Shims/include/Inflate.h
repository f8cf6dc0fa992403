/// zlib's stream (https://zlib.net/manual.html) is a struct that holds pointers to its own parts, which Swift may move.

#include <stddef.h>
#include <stdint.h>

struct inflater;

/// Makes an inflater of gzip members, or of raw deflate data; NULL if there is no memory for it.
struct inflater *inflater_make(int is_gzip);
void inflater_free(struct inflater *inflater);

/// Makes it ready for the next gzip member.
void inflater_reset(struct inflater *inflater);

enum inflater_state { inflater_more, inflater_end, inflater_damaged, inflater_no_memory };

/// Inflates as much of the input as there is room for. Sets how many bytes of the input it took, and how many it made.
enum inflater_state inflater_run(
    struct inflater *inflater, const void *input, size_t input_count, size_t *taken, void *output, size_t room, size_t *made);

/// The checksum of zip archives over further bytes; that of no bytes is 0.
uint32_t crc32_add(uint32_t sum, const void *bytes, size_t count);
