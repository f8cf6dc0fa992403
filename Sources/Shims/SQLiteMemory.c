#include <sqlite3.h>

/// How SQLite gets memory, in all connections. Before main(), as SQLite takes such settings only before its first use.
///
/// It would count every allocation under a lock, for statistics that nobody here asks for. And its store of small blocks that need no
/// lock (https://www.sqlite.org/malloc.html#lookaside) is used up by the statements that a connection keeps, so that copying an entry of an
/// index allocated and freed one block each time.
__attribute__((constructor)) static void configure(void) {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 200);
}
