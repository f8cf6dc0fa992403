"""The product file into a DuckDB table, and nothing more.

    duckdb_read.py PRODUCTS.csv DATABASE
"""

import os
import sys

import duckdb


def main():
    products, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    with duckdb.connect(database) as connection:
        connection.execute(
            "CREATE TABLE product AS SELECT * FROM read_csv(?, header = true, dateformat = '%m/%d/%y')", [products])


if __name__ == "__main__":
    main()
