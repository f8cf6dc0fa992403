/// The page cache of SQLite is a part that a program may replace (https://www.sqlite.org/c3ref/pcache_methods2.html). Ours is SQLite's
/// own, and tells a thread where in memory the pages are that its statements use. It is put in place when the program starts, for all
/// connections.

/// Whether it is in place.
int page_notes_are_there(void);

/// Begins to note the pages that this thread uses, until page_notes_end().
///
/// pages: room for as many addresses as `room` says.
void page_notes_begin(void **pages, unsigned room);

/// Ends the noting.
///
/// Returns how many of the pages are in use or have changes; more than there is room for if some weren't noted.
unsigned page_notes_end(void);
