"""The job in DuckDB, a row a day: the product file, the daily rows and the stock-outs as tables of a DuckDB file.

    duckdb_rows.py PRODUCTS.csv DATABASE

The stock-out date is the first of the daily rows at zero or below, as is invdb's if forecast_frequency is 1.
"""

import os
import sys

import duckdb


def main():
    products, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    with duckdb.connect(database) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(
            "CREATE TABLE product AS SELECT * FROM read_csv(?, header = true, dateformat = '%m/%d/%y', types = "
            "{'product_id': 'VARCHAR', 'sell_start_date': 'DATE', 'initial_inventory': 'DOUBLE', "
            "'sales_rate': 'DOUBLE', 'restocking_rate': 'DOUBLE', 'duration_days': 'INTEGER', "
            "'forecast_frequency': 'INTEGER'})", [products])
        columns = [row[0] for row in connection.execute("DESCRIBE product").fetchall()]
        series = "store_id, product_id" if "store_id" in columns else "product_id"
        connection.execute(f"""
            CREATE TABLE forecast AS
            SELECT
                {series},
                sell_start_date + day AS update_date,
                round(initial_inventory + (day + 1) * (restocking_rate - sales_rate), 2) AS inventory_level,
                round(sales_rate, 2) AS sales,
                round(restocking_rate, 2) AS restocking
            FROM (SELECT *, unnest(range(duration_days))::INTEGER AS day FROM product)
            WHERE day % forecast_frequency = 0""")
        connection.execute(f"""
            CREATE TABLE stockout AS
            SELECT {series}, min(update_date) AS stockout_date
            FROM forecast WHERE inventory_level <= 0 GROUP BY ALL""")


if __name__ == "__main__":
    main()
