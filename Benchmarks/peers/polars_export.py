"""Daily rows from a Parquet file to CSV; with --prepare the other way round, which makes the Parquet file.

    polars_export.py ROWS.parquet OUT.csv
    polars_export.py --prepare ROWS.csv ROWS.parquet
"""

import sys

import polars as pl


def main():
    if sys.argv[1] == "--prepare":
        pl.scan_csv(sys.argv[2], try_parse_dates=True).sink_parquet(sys.argv[3])
    else:
        pl.scan_parquet(sys.argv[1]).sink_csv(sys.argv[2])


if __name__ == "__main__":
    main()
