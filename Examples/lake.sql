-- Views over a run in a lake, as invdb.spark writes it, with the rows of the views of the same names in a database of invdb.
--
-- Replace RUN by the path of a run, such as s3://lake/invdb/run=2024-01-31. A run is whole if it has a manifest, which is written last; these
-- views don't look for it, and don't compare the rows with it: invdb.spark.read does both. A forecast has no orders: leave out the views
-- from reorder on.
--
-- A row of projection is a stretch of days with constant rates. The level at the end of a day is computed operation by operation as the
-- views of a database do it, so the numbers are the same to the last bit.

-- DuckDB ------------------------------------------------------------------------------------------------------------------------

-- The files of all outputs have the same columns, and a query reads those of its output alone. So an output without rows, which has no
-- folder, is empty.
CREATE VIEW output AS
SELECT * FROM read_parquet('RUN/output=*/*.parquet', hive_partitioning = true, hive_types = {'output': 'VARCHAR'});

CREATE VIEW projection AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM output WHERE output = 'projection';

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
FROM output WHERE output = 'orders';

-- If demand that is not met is lost, an order changes what is sold later. Such a run has the stretches with the orders in them.
CREATE VIEW planned AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM output WHERE output = 'planned';

-- Otherwise an order raises all levels from its arrival on. The same quantities in another order can have another sum, which shows at half
-- a cent, so they are added in the order of the days on which they are ordered, as in a database.
CREATE VIEW forecast_planned AS
SELECT store_id, product_id, first_date + n AS update_date,
    round((opening_level + (n // period + 1) * (restocking - sales)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales, round(restocking * 100) / 100 AS restocking
FROM (SELECT *, unnest(range(phase, last_date - first_date + 1, frequency))::INTEGER AS n FROM planned)
UNION ALL
SELECT store_id, product_id, day AS update_date,
    round((level + coalesce(sum(quantity ORDER BY order_date) FILTER (arrival_date < day + period), 0)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round((restocking + coalesce(sum(quantity ORDER BY order_date) FILTER (arrival_date >= day AND arrival_date < day + period), 0)) * 100)
        / 100 AS restocking
FROM projection_day ANTI JOIN planned USING (store_id, product_id) LEFT JOIN reorder USING (store_id, product_id)
GROUP BY store_id, product_id, day, period, level, sales, restocking;

-- Spark SQL ---------------------------------------------------------------------------------------------------------------------

-- The files of all outputs have the same columns, and a query reads those of its output alone. So an output without rows, which has no
-- folder, is empty.
CREATE TEMPORARY VIEW output USING parquet OPTIONS (path 'RUN/output=*', basePath 'RUN');

CREATE TEMPORARY VIEW projection AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM output WHERE output = 'projection';

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
FROM output WHERE output = 'orders';

-- If demand that is not met is lost, an order changes what is sold later. Such a run has the stretches with the orders in them.
CREATE TEMPORARY VIEW planned AS
SELECT store_id, product_id, first_date, last_date, opening_level, sales, restocking, period, frequency, phase, profile, stockout_date
FROM output WHERE output = 'planned';

-- Otherwise an order raises all levels from its arrival on. The same quantities in another order can have another sum, which shows at half
-- a cent, so they are added in the order of the days on which they are ordered, as in a database.
CREATE TEMPORARY VIEW forecast_planned AS
SELECT store_id, product_id, date_add(first_date, n) AS update_date,
    round((opening_level + (n div period + 1) * (restocking - sales)) * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales, round(restocking * 100) / 100 AS restocking
FROM (
    SELECT *, explode(sequence(phase, datediff(last_date, first_date), frequency)) AS n
    FROM planned WHERE phase <= datediff(last_date, first_date)
)
UNION ALL
SELECT store_id, product_id, day AS update_date,
    round((level + coalesce(
        aggregate(filter(ordered, each -> each.arrival_date < date_add(day, period)), 0D, (sum, each) -> sum + each.quantity), 0D))
        * 100) / 100 AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round((restocking + coalesce(
        aggregate(
            filter(ordered, each -> each.arrival_date >= day AND each.arrival_date < date_add(day, period)),
            0D, (sum, each) -> sum + each.quantity), 0D)) * 100) / 100 AS restocking
FROM projection_day LEFT ANTI JOIN planned USING (store_id, product_id) LEFT JOIN (
    SELECT store_id, product_id, array_sort(collect_list(struct(order_date, arrival_date, quantity))) AS ordered
    FROM reorder GROUP BY store_id, product_id
) USING (store_id, product_id);
