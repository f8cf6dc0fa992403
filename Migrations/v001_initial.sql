-- The tables, indexes and views of an invdb file. A migration never changes once it is released.
-- Days are integers, days since 1970-01-01; the calendar table translates them.

CREATE TABLE store (
    store_key INTEGER PRIMARY KEY,
    store_id TEXT NOT NULL UNIQUE,
    -- Rows of inventory, and the last import that changed one of them: kept by every import, so that a forecast can be cut
    -- into equal parts, and results older than their inventory can be named, without reading the inventory.
    series_count INTEGER NOT NULL DEFAULT 0,
    changed_import_id INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE product (
    product_key INTEGER PRIMARY KEY,
    product_id TEXT NOT NULL UNIQUE
) STRICT;

-- Provenance: one row for each file of an import.
CREATE TABLE import (
    import_id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    rows_read INTEGER NOT NULL DEFAULT 0,
    inserted INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    blank INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a forecast starts from. import_id and source_line tell the file and line that a position came from.
-- series_key is store_key << 24 | product_key: in the order of stores and products, as one integer.
CREATE TABLE inventory (
    series_key INTEGER PRIMARY KEY,
    store_key INTEGER GENERATED ALWAYS AS (series_key >> 24) VIRTUAL REFERENCES store,
    product_key INTEGER GENERATED ALWAYS AS (series_key & 16777215) VIRTUAL REFERENCES product,
    start_day INTEGER NOT NULL,
    on_hand REAL NOT NULL,
    sales_rate REAL NOT NULL,
    restocking_rate REAL NOT NULL,
    duration_days INTEGER NOT NULL,
    forecast_frequency INTEGER NOT NULL,
    import_id INTEGER NOT NULL REFERENCES import,
    source_line INTEGER NOT NULL
) STRICT;

-- A set of results. Number 0 is what the plain views show.
CREATE TABLE scenario (
    scenario_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    -- Rows of projection, and those with a stock-out: kept by every run for the planner's statistics.
    stretch_count INTEGER NOT NULL DEFAULT 0,
    stockout_count INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO scenario (scenario_id, name, created_at) VALUES (0, 'baseline', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

-- The log of forecasts made. It outlives the scenarios, so it has their names.
CREATE TABLE run (
    run_id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    scenario TEXT NOT NULL,
    options TEXT NOT NULL,
    series INTEGER NOT NULL DEFAULT 0,
    stockouts INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    -- The newest import at the time: inventory from a later one is newer than the results of this run.
    import_id INTEGER NOT NULL,
    invdb_version TEXT NOT NULL
) STRICT;

-- For each store of a scenario, the newest import that its results are known to include throughout.
CREATE TABLE freshness (
    scenario_id INTEGER NOT NULL REFERENCES scenario,
    store_key INTEGER NOT NULL REFERENCES store,
    import_id INTEGER NOT NULL,
    PRIMARY KEY (scenario_id, store_key)
) STRICT, WITHOUT ROWID;

-- One row a stretch of days with constant daily sales and restocking. The level at the end of day d is
--   opening_level + ((d - first_day) / period + 1) * (restocking - sales)
-- and the days first_day + phase, + frequency, + 2 * frequency ... up to last_day are reported.
-- stockout_day is set in the stretch in which the series first runs out.
-- stretch_key is scenario_id << 57 | store_key << 37 | product_key << 13 | number of the stretch in its series.
-- There is no foreign key into inventory: an import that removes a series removes its results in the same transaction.
CREATE TABLE projection (
    stretch_key INTEGER PRIMARY KEY,
    scenario_id INTEGER GENERATED ALWAYS AS (stretch_key >> 57) VIRTUAL REFERENCES scenario,
    store_key INTEGER GENERATED ALWAYS AS (stretch_key >> 37 & 1048575) VIRTUAL REFERENCES store,
    product_key INTEGER GENERATED ALWAYS AS (stretch_key >> 13 & 16777215) VIRTUAL REFERENCES product,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    opening_level REAL NOT NULL,
    sales REAL NOT NULL,
    restocking REAL NOT NULL,
    period INTEGER NOT NULL,
    frequency INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    stockout_day INTEGER,
    run_id INTEGER NOT NULL
) STRICT;
CREATE INDEX projection_stockout ON projection (stockout_day, store_key) WHERE stockout_day IS NOT NULL;

CREATE TABLE calendar (
    day INTEGER PRIMARY KEY,
    date TEXT NOT NULL UNIQUE,
    -- 1 is Monday, 7 is Sunday.
    weekday INTEGER NOT NULL,
    -- ISO 8601, as in 2024-W01.
    week TEXT NOT NULL,
    month TEXT NOT NULL
) STRICT;

-- In the views, store and product narrow the key of projection to a range. How much a range narrows is something SQLite
-- can't know; likelihood() (https://www.sqlite.org/lang_corefunc.html#likelihood) says it, so that every question finds its
-- way: a product in all stores probes each store, a day over everything reads the table once. Both bounds of a range are
-- given the same share, as the planner would otherwise take only the better one.
CREATE VIEW forecast AS
SELECT
    store.store_id AS store_id,
    product.product_id AS product_id,
    calendar.date AS update_date,
    round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
        AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection
JOIN store ON store.store_key = projection.store_key
    AND likelihood(stretch_key >= store.store_key << 37, 0.1)
    AND likelihood(stretch_key < store.store_key + 1 << 37, 0.1)
JOIN product ON product.product_key = projection.product_key
    AND likelihood(stretch_key >= (store.store_key << 24 | product.product_key) << 13, 0.002)
    AND likelihood(stretch_key < (store.store_key << 24 | product.product_key) + 1 << 13, 0.002)
JOIN calendar ON calendar.day BETWEEN first_day AND last_day AND (calendar.day - first_day - phase) % frequency = 0
    AND calendar.day >= first_day + phase
WHERE likelihood(stretch_key < 1 << 57, 0.9);

CREATE VIEW stockout AS
SELECT
    store.store_id AS store_id,
    product.product_id AS product_id,
    calendar.date AS stockout_date,
    round((opening_level + ((stockout_day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
        AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection
JOIN store ON store.store_key = projection.store_key
JOIN product ON product.product_key = projection.product_key
    AND likelihood(stretch_key >= (store.store_key << 24 | product.product_key) << 13, 0.002)
    AND likelihood(stretch_key < (store.store_key << 24 | product.product_key) + 1 << 13, 0.002)
JOIN calendar ON calendar.day = stockout_day
WHERE likelihood(stretch_key < 1 << 57, 0.9) AND stockout_day IS NOT NULL;

CREATE VIEW forecast_by_scenario AS
SELECT
    scenario.name AS scenario,
    store.store_id AS store_id,
    product.product_id AS product_id,
    calendar.date AS update_date,
    round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
        AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection
JOIN scenario ON scenario.scenario_id = projection.scenario_id
    AND likelihood(stretch_key >= scenario.scenario_id << 57, 0.5)
    AND likelihood(stretch_key <= (scenario.scenario_id + 1 << 57) - 1, 0.5)
JOIN store ON store.store_key = projection.store_key
    AND likelihood(stretch_key >= (scenario.scenario_id << 20 | store.store_key) << 37, 0.1)
    AND likelihood(stretch_key < (scenario.scenario_id << 20 | store.store_key) + 1 << 37, 0.1)
JOIN product ON product.product_key = projection.product_key
    AND likelihood(stretch_key >= ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) << 13, 0.002)
    AND likelihood(stretch_key < ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) + 1 << 13, 0.002)
JOIN calendar ON calendar.day BETWEEN first_day AND last_day AND (calendar.day - first_day - phase) % frequency = 0
    AND calendar.day >= first_day + phase;

CREATE VIEW stockout_by_scenario AS
SELECT
    scenario.name AS scenario,
    store.store_id AS store_id,
    product.product_id AS product_id,
    calendar.date AS stockout_date,
    round((opening_level + ((stockout_day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
        AS inventory_level,
    round(sales * 100) / 100 AS sales,
    round(restocking * 100) / 100 AS restocking
FROM projection
JOIN scenario ON scenario.scenario_id = projection.scenario_id
    AND likelihood(stretch_key >= scenario.scenario_id << 57, 0.5)
    AND likelihood(stretch_key <= (scenario.scenario_id + 1 << 57) - 1, 0.5)
JOIN store ON store.store_key = projection.store_key
JOIN product ON product.product_key = projection.product_key
    AND likelihood(stretch_key >= ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) << 13, 0.002)
    AND likelihood(stretch_key < ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) + 1 << 13, 0.002)
JOIN calendar ON calendar.day = stockout_day
WHERE stockout_day IS NOT NULL;

-- Creates sqlite_stat1, which imports and runs fill with the counts that they know.
ANALYZE;
