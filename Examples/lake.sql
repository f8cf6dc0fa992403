-- Views over a run in a lake, as invdb.spark writes it, with the rows of the views of the same names in a database of invdb.
--
-- Replace RUN by the path of a run, such as s3://lake/invdb/run=2024-01-31. A run has a folder for each output that has rows; leave out
-- the views of those that it doesn't have. A run is whole if it has a manifest, which is written last.
--
-- A row of projection is a stretch of days with constant rates. The level at the end of a day is computed operation by operation as the
-- views of a database do it, so the numbers are the same to the last bit.

-- DuckDB ------------------------------------------------------------------------------------------------------------------------

CREATE VIEW projection AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM read_parquet('RUN/output=projection/*.parquet', hive_partitioning = false);

-- n counts days from the first one of the stretch.
CREATE VIEW projection_day AS
SELECT *, first_date + n AS day, opening_level + (n // period + 1) * (restocking - sales) AS level
FROM (SELECT *, unnest(range(phase, last_date - first_date + 1, frequency))::INTEGER AS n FROM projection);

CREATE VIEW forecast AS
SELECT store_id, product_id, day AS update_date, round(level * 100) / 100 AS inventory_level, round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection_day;

CREATE VIEW stockout AS
SELECT store_id, product_id, stockout_date,
    round((opening_level + ((stockout_date - first_date) // period + 1) * (restocking - sales)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales, round(restocking * 100) / 100 AS restocking
FROM projection WHERE stockout_date IS NOT NULL;

CREATE VIEW reorder AS
SELECT store_id, product_id, order_date, arrival_date, quantity, cost, days_late, units_short, reason, largest_backlog
FROM read_parquet('RUN/output=orders/*.parquet', hive_partitioning = false);

-- Of runs whose demand is not lost: an order raises all levels from its arrival on.
CREATE VIEW forecast_planned AS
SELECT store_id, product_id, day AS update_date,
    round((level + coalesce(sum(quantity) FILTER (arrival_date < day + period), 0)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round((restocking + coalesce(sum(quantity) FILTER (arrival_date >= day AND arrival_date < day + period), 0)) * 100) / 100
        AS restocking
FROM projection_day LEFT JOIN reorder USING (store_id, product_id)
GROUP BY store_id, product_id, day, period, level, sales, restocking;

-- Spark SQL ---------------------------------------------------------------------------------------------------------------------

CREATE TEMPORARY VIEW projection AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM parquet.`RUN/output=projection`;

-- sequence() fails if it would have to go down, so stretches without a reported day are left out first.
CREATE TEMPORARY VIEW projection_day AS
SELECT *, date_add(first_date, n) AS day, opening_level + (n div period + 1) * (restocking - sales) AS level
FROM (
    SELECT *, explode(sequence(phase, datediff(last_date, first_date), frequency)) AS n
    FROM projection WHERE phase <= datediff(last_date, first_date)
);

CREATE TEMPORARY VIEW forecast AS
SELECT store_id, product_id, day AS update_date, round(level * 100) / 100 AS inventory_level, round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection_day;

CREATE TEMPORARY VIEW stockout AS
SELECT store_id, product_id, stockout_date,
    round((opening_level + (datediff(stockout_date, first_date) div period + 1) * (restocking - sales)) * 100) / 100
        AS inventory_level,
    round(sales * 100) / 100 AS sales, round(restocking * 100) / 100 AS restocking
FROM projection WHERE stockout_date IS NOT NULL;

CREATE TEMPORARY VIEW reorder AS
SELECT store_id, product_id, order_date, arrival_date, quantity, cost, days_late, units_short, reason, largest_backlog
FROM parquet.`RUN/output=orders`;

CREATE TEMPORARY VIEW forecast_planned AS
SELECT store_id, product_id, day AS update_date,
    round((level + coalesce(sum(quantity) FILTER (WHERE arrival_date < date_add(day, period)), 0D)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round((restocking + coalesce(sum(quantity) FILTER (WHERE arrival_date >= day AND arrival_date < date_add(day, period)), 0D)) * 100)
        / 100 AS restocking
FROM projection_day LEFT JOIN reorder USING (store_id, product_id)
GROUP BY store_id, product_id, day, period, level, sales, restocking;
