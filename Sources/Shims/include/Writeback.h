/// sync_file_range() is an extension of Linux, which Swift's module for the C library leaves out.

/// Has the system begin to write a range of a file to disk (https://man7.org/linux/man-pages/man2/sync_file_range.2.html). That it
/// can't is no error: whoever needs the bytes on disk waits for them later.
void begin_writeback(int descriptor, long long from, long long count);
