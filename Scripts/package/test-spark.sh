#!/bin/sh
# The tests of invdb.spark, with the wheel installed: on the newest Spark 4 and on Spark 3.5, each from PyPI in an environment of its
# own. --short runs a part of them on the newest, and on 3.5 only what differs there: some 40 s, after an installation of 20 to 40 s;
# --short --prepare only installs. A machine without Java has no Spark; that is said, and is no failure.
set -eu
cd "$(dirname "$0")/../.."

if ! command -v java >/dev/null 2>&1 || ! java -version >/dev/null 2>&1; then
    echo "There is no Java here, so Spark is not tried; install one (17 or newer) and run this again." >&2
    exit 0
fi

short=""
if [ "${1:-}" = --short ]; then short=1; fi

for version in 'pyspark>=4,<5' 'pyspark>=3.5,<3.6'; do
    venv=.build/spark-$(printf %s "$version" | tr -dc '0-9' | cut -c1-2)
    if ! [ -e "$venv/ready" ]; then
        python3 -m venv --clear "$venv"
        requirement=$(printf %s "$version" | sed 's/pyspark/pyspark[connect]/')
        # Spark 3.5 keeps NumPy below 2, which newer Arrows refuse.
        case $version in *3.5*) arrow='pyarrow<20' ;; *) arrow=pyarrow ;; esac
        if ! "$venv/bin/pip" install --quiet --disable-pip-version-check "$requirement" 'pandas<3' "$arrow" duckdb pytest setuptools venv-pack; then
            echo "$version can't be installed here, so it is not tried." >&2
            continue
        fi
        touch "$venv/ready"
    fi
    if [ "${2:-}" = --prepare ]; then continue; fi
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall .build/packages/invdb-*.whl
    "$venv/bin/python" -c 'import pyspark; print("Spark", pyspark.__version__)'
    # Errors and paths are where the versions differ.
    part=""
    case $short$version in 1*3.5*) part='bad_row_is_named or any_name or tried_again or hard_set' ;; esac
    INVDB_SPARK_SHORT=$short "$venv/bin/pytest" -q -rs -p no:cacheprovider ${part:+-k "$part"} python/spark_tests
done
