"""The file of sales into a DuckDB table, and nothing more: rows of the same series and day are not added up.

    duckdb_sales.py SALES.csv DATABASE
"""

import os
import sys

import duckdb


def main():
    sales, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    with duckdb.connect(database) as connection:
        connection.execute("CREATE TABLE sales AS SELECT * FROM read_csv(?, header = true)", [sales])


if __name__ == "__main__":
    main()
