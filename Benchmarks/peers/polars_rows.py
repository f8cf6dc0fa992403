"""The job in Polars, a row a day: from the product file to a CSV file of the daily rows.

    polars_rows.py PRODUCTS.csv ROWS.csv
"""

import sys

import polars as pl


def main():
    products = pl.scan_csv(sys.argv[1], schema_overrides={
        "product_id": pl.String, "initial_inventory": pl.Float64, "sales_rate": pl.Float64,
        "restocking_rate": pl.Float64})
    series = [name for name in ("store_id", "product_id") if name in products.collect_schema().names()]
    day, net = pl.col("day"), pl.col("restocking_rate") - pl.col("sales_rate")
    (
        products
        .with_columns(
            pl.col("sell_start_date").str.to_date("%m/%d/%y"),
            day=pl.int_ranges(0, pl.col("duration_days"), pl.col("forecast_frequency")))
        .explode("day")
        .select(
            *series,
            update_date=pl.col("sell_start_date") + pl.duration(days=day),
            inventory_level=(pl.col("initial_inventory") + (day + 1) * net).round(2),
            sales=pl.col("sales_rate").round(2),
            restocking=pl.col("restocking_rate").round(2))
        .sink_csv(sys.argv[2])
    )


if __name__ == "__main__":
    main()
