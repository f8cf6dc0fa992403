"""A table or view of a DuckDB file as CSV.

    duckdb_export.py DATABASE OUT.csv [TABLE]       (default: forecast)
"""

import sys

import duckdb


def main():
    database, out = sys.argv[1:3]
    table = sys.argv[3] if len(sys.argv) > 3 else "forecast"
    with duckdb.connect(database, read_only=True) as connection:
        connection.table(table).write_csv(out, header=True)


if __name__ == "__main__":
    main()
