"""invdb, the inventory forecasting store: the program, and its results as frames.

    database = invdb.read("invdb.db")
    database.forecast                            # the view `forecast` as a pandas DataFrame
    invdb.read("invdb.db", "polars").stockout    # the view `stockout` as a Polars DataFrame

    subprocess.run([invdb.binary(), "import", "stock.csv"], check=True)

`invdb.spark` has forecasts and plans on Apache Spark.
"""

from ._binary import binary
from ._read import Database, read
from ._version import __version__

__all__ = ["Database", "__version__", "binary", "read"]
