/// mallopt() is an extension of glibc, which Swift's module for the C library leaves out.

/// Has all threads take their memory from one heap, and the heap keep what they give back: batches of rows come and go, and a page that the
/// system has to clear anew takes longer than to fill it (https://man7.org/linux/man-pages/man3/mallopt.3.html). Comes before there is a
/// second thread.
void use_one_heap(void);
