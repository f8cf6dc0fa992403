"""The job as it is often written in Python: a process pool over the rows of a pandas table, a loop over the days.

    pandas_pool.py PRODUCTS.csv ROWS.csv
"""

import datetime
import os
import sys
from multiprocessing import Pool

import pandas as pd


def project(series):
    """The daily rows of one series as dictionaries."""
    rows = []
    level = series["initial_inventory"]
    for day in range(series["duration_days"]):
        level += series["restocking_rate"] - series["sales_rate"]
        if day % series["forecast_frequency"]:
            continue
        row = {"store_id": series["store_id"]} if "store_id" in series else {}
        row["product_id"] = series["product_id"]
        row["update_date"] = series["sell_start_date"] + datetime.timedelta(days=day)
        row["inventory_level"] = round(level, 2)
        row["sales"] = round(series["sales_rate"], 2)
        row["restocking"] = round(series["restocking_rate"], 2)
        rows.append(row)
    return rows


def main():
    products = pd.read_csv(sys.argv[1])
    products["sell_start_date"] = pd.to_datetime(products["sell_start_date"], format="%m/%d/%y").dt.date
    with Pool(os.cpu_count()) as pool:
        projected = pool.map(project, products.to_dict("records"))
    pd.DataFrame([row for rows in projected for row in rows]).to_csv(sys.argv[2], index=False)


if __name__ == "__main__":
    main()
