"""invdb's own idea in DuckDB: one row a series instead of one a day, and the stock-out day from a formula.

    duckdb_stretches.py PRODUCTS.csv DATABASE

The rates of a series are constant, so its levels lie on a line: day k ends at on hand + (k + 1) × net, where net is
restocking − sales. A level below 0.005 is shown as zero or less, so the series is out on the first day k with

    k + 1 > (on hand − 0.005) / −net                      (if net < 0; else on the first day or never)

The daily rows and the stock-outs are views with the columns of invdb's. The table is sorted by store and product, because
DuckDB knows the smallest and the largest value of each part of a column, and skips parts without the value asked for.
"""

import os
import sys

import duckdb

PROJECTION = """
CREATE TABLE projection AS
SELECT
    store_id, product_id, sell_start_date AS first_day, sell_start_date + duration_days - 1 AS last_day,
    initial_inventory AS opening_level, sales_rate AS sales, restocking_rate AS restocking,
    forecast_frequency AS frequency,
    CASE WHEN out_after < duration_days THEN sell_start_date + out_after::INTEGER END AS stockout_date
FROM (
    SELECT
        {columns}, restocking_rate - sales_rate AS net,
        CASE
            WHEN initial_inventory + net < 0.005 THEN 0
            WHEN net < 0 THEN floor((initial_inventory - 0.005) / -net)
        END AS out_after
    FROM read_csv(?, header = true, dateformat = '%m/%d/%y', types = {{
        'product_id': 'VARCHAR', 'sell_start_date': 'DATE', 'initial_inventory': 'DOUBLE', 'sales_rate': 'DOUBLE',
        'restocking_rate': 'DOUBLE', 'duration_days': 'INTEGER', 'forecast_frequency': 'INTEGER'}})
    WHERE duration_days > 0)
ORDER BY store_id, product_id
"""

# A join with the days reads only the stretches around a date that is asked for; range() for each row would read all.
CALENDAR = """
CREATE TABLE calendar AS
SELECT unnest(range(min(first_day), max(last_day) + 1, INTERVAL 1 DAY))::DATE AS day FROM projection
"""

FORECAST = """
CREATE VIEW forecast AS
SELECT
    store_id, product_id, day AS update_date,
    round(opening_level + (day - first_day + 1) * (restocking - sales), 2) AS inventory_level,
    round(sales, 2) AS sales, round(restocking, 2) AS restocking
FROM projection JOIN calendar ON day BETWEEN first_day AND last_day
WHERE (day - first_day) % frequency = 0
"""

STOCKOUT = """
CREATE VIEW stockout AS
SELECT
    store_id, product_id, stockout_date,
    round(opening_level + (stockout_date - first_day + 1) * (restocking - sales), 2) AS inventory_level,
    round(sales, 2) AS sales, round(restocking, 2) AS restocking
FROM projection WHERE stockout_date IS NOT NULL
"""


def main():
    products, database = sys.argv[1:]
    if os.path.exists(database):
        os.remove(database)
    with open(products, encoding="utf-8") as file:
        has_store = "store_id" in file.readline()
    projection = PROJECTION.format(columns="*" if has_store else "'main' AS store_id, *")
    with duckdb.connect(database) as connection:
        connection.execute(projection, [products])
        for statement in (CALENDAR, FORECAST, STOCKOUT):
            connection.execute(statement)


if __name__ == "__main__":
    main()
