/// mallopt() is an extension of glibc, which Swift's module for the C library leaves out.

/// Has all threads take their memory from one heap (https://man7.org/linux/man-pages/man3/mallopt.3.html). Comes before there is a
/// second thread.
void use_one_heap(void);
