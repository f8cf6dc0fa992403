#!/bin/sh
# The job in the shell of SQLite, a row a day: the daily rows with an index for a date and one for a product, and the
# stock-outs. For files without a column of stores. Like the file of a first run, this one is written without a journal.
#
#     sqlite_shell.sh PRODUCTS.csv DATABASE
#
# The stock-out date is the first of the daily rows at zero or below, as is invdb's if forecast_frequency is 1.
set -eu

rm -f "$2"
sqlite3 -bail "$2" <<SQL
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;

CREATE TABLE product (
    product_id TEXT, sell_start_date TEXT, initial_inventory REAL, sales_rate REAL, restocking_rate REAL,
    duration_days INTEGER, forecast_frequency INTEGER);
.import --csv --skip 1 '$1' product

CREATE TABLE forecast (product_id TEXT, update_date TEXT, inventory_level REAL, sales REAL, restocking REAL);
WITH RECURSIVE day (number) AS (
    SELECT 0 UNION ALL SELECT number + 1 FROM day WHERE number + 1 < (SELECT max(duration_days) FROM product)),
-- 1/31/24 cut at its first slash: a month, and a day with a year of two digits.
cut AS (
    SELECT *, CAST(sell_start_date AS INTEGER) AS month,
        substr(sell_start_date, instr(sell_start_date, '/') + 1) AS rest
    FROM product),
dated AS MATERIALIZED (
    SELECT *, printf('20%s-%02d-%02d', substr(rest, -2), month, CAST(rest AS INTEGER)) AS start FROM cut)
INSERT INTO forecast
SELECT
    product_id,
    date(start, number || ' days'),
    round(initial_inventory + (number + 1) * (restocking_rate - sales_rate), 2),
    round(sales_rate, 2),
    round(restocking_rate, 2)
FROM dated JOIN day ON number < duration_days
WHERE number % forecast_frequency = 0;
CREATE INDEX forecast_date ON forecast (update_date);
CREATE INDEX forecast_product ON forecast (product_id, update_date);

CREATE TABLE stockout AS
SELECT product_id, min(update_date) AS stockout_date FROM forecast WHERE inventory_level <= 0 GROUP BY product_id;
CREATE INDEX stockout_date ON stockout (stockout_date);
SQL
