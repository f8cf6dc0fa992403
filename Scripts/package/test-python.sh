#!/bin/sh
# The tests of the Python package, with the wheel installed. pandas and Polars come from PyPI; if one can't be had, its tests are skipped.
set -eu
cd "$(dirname "$0")/../.."

venv=.build/python-tests
if ! [ -x $venv/bin/pytest ]; then
    python3 -m venv --clear $venv
    $venv/bin/pip install --quiet --disable-pip-version-check pytest
fi
$venv/bin/pip install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall .build/packages/invdb-*.whl
for name in pandas polars mypy; do
    if ! $venv/bin/python -c "import $name" 2>/dev/null && ! $venv/bin/pip install --quiet --disable-pip-version-check "$name"; then
        echo "$name can't be installed here, so what needs it is skipped." >&2
    fi
done
$venv/bin/pytest -q -rs -p no:cacheprovider python/tests
