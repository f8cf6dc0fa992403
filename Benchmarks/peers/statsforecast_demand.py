"""Fits a model of statsforecast to each series of a file of sales, and prints `SERIES-DAYS SECONDS`.

    statsforecast_demand.py SALES.csv ses|fitted-ses|ets [SERIES]

The seconds are those of the models alone: the packages are loaded, the file is read, and the code is compiled before. invdb is
measured as a whole process, so that this is in favour of statsforecast. The models of `ses` take less time than processes for
all cores would, so that one computes them; ets has all cores. With SERIES, only the first so many are fitted.
"""

import os
import sys
import time
import warnings

import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, SimpleExponentialSmoothing, SimpleExponentialSmoothingOptimized

HORIZON = 28
# The model, and the number of processes.
MODELS = {
    # With a constant that is given, and with one that is found for each series.
    "ses": (lambda: SimpleExponentialSmoothing(alpha=0.1), 1),
    "fitted-ses": (SimpleExponentialSmoothingOptimized, 1),
    "ets": (lambda: AutoETS(season_length=7), os.cpu_count()),
}


def main():
    warnings.simplefilter("ignore")
    file, model, *series = sys.argv[1:]
    sales = pd.read_csv(file, parse_dates=["date"])
    identifiers = sales["store"].astype(str) + "/" + sales["item"].astype(str)
    table = pd.DataFrame({"unique_id": identifiers, "ds": sales["date"], "y": sales["sales"].astype("float64")})
    names = table["unique_id"].unique()
    if series:
        table = table[table["unique_id"].isin(names[:int(series[0])])]
    few = table[table["unique_id"].isin(names[:2])].groupby("unique_id").head(60)
    make, processes = MODELS[model]
    StatsForecast(models=[make()], freq="D", n_jobs=1).forecast(df=few, h=HORIZON)
    models = StatsForecast(models=[make()], freq="D", n_jobs=processes)
    start = time.perf_counter()
    found = models.forecast(df=table, h=HORIZON)
    seconds = time.perf_counter() - start
    if len(found) != HORIZON * table["unique_id"].nunique():
        raise SystemExit("not every series has a forecast")
    print(len(table), seconds)


if __name__ == "__main__":
    main()
