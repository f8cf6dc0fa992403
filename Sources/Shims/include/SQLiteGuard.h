/// sqlite3_db_config() takes a variable number of arguments, which Swift can't call.
struct sqlite3;

/// Turns off, on a connection, what no file of ours needs and a hostile one could use: triggers, extensions, and SQL that
/// writes past the checks of the file format (https://www.sqlite.org/c3ref/c_dbconfig_defensive.html).
///
/// Returns a result code of SQLite.
int sqlite_guard(struct sqlite3 *connection);
