extension SchemaMigration {
    static let v001 = SchemaMigration(
        name: "v001_initial",
        sql: """
            -- The tables, indexes and views of an invdb file. A migration never changes once it is released.
            -- Days are integers, days since 1970-01-01; the calendar table translates them.

            CREATE TABLE store (
                store_key INTEGER PRIMARY KEY,
                store_id TEXT NOT NULL UNIQUE,
                -- Rows of inventory, and the last import that changed one of them: kept by every import, so that a forecast can be cut
                -- into equal parts, and results older than their inventory can be named, without reading the inventory.
                series_count INTEGER NOT NULL DEFAULT 0,
                changed_import_id INTEGER NOT NULL DEFAULT 0,
                -- The last import of receipts that named it: results that are older may lack some, or have some that are gone.
                receipts_import_id INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            CREATE TABLE product (
                product_key INTEGER PRIMARY KEY,
                product_id TEXT NOT NULL UNIQUE,
                name TEXT,
                category TEXT
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

            -- The terms on which a series is supplied, where a file stated some; NULL leaves one to the options of the plan.
            CREATE TABLE supply (
                series_key INTEGER PRIMARY KEY REFERENCES inventory,
                lead_time_days INTEGER,
                review_period_days INTEGER,
                safety_stock REAL,
                cover_days INTEGER,
                min_order_quantity REAL,
                order_multiple REAL,
                max_order_quantity REAL,
                unit_cost REAL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL
            ) STRICT;

            -- Scheduled receipts: open purchase orders, which are there from the morning of their day. A day may have several, which
            -- differ in where they came from.
            CREATE TABLE receipt (
                series_key INTEGER NOT NULL REFERENCES inventory,
                receipt_day INTEGER NOT NULL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL,
                quantity REAL NOT NULL,
                PRIMARY KEY (series_key, receipt_day, import_id, source_line)
            ) STRICT, WITHOUT ROWID;

            -- A set of results. Number 0 is what the plain views show.
            CREATE TABLE scenario (
                scenario_id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                created_at TEXT NOT NULL,
                -- Rows of projection, those with a stock-out, and rows of order_plan: kept by every run for the planner's statistics.
                stretch_count INTEGER NOT NULL DEFAULT 0,
                stockout_count INTEGER NOT NULL DEFAULT 0,
                order_count INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            INSERT INTO scenario (scenario_id, name, created_at) VALUES (0, 'baseline', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

            -- The log of forecasts and plans made. It outlives the scenarios, so it has their names.
            CREATE TABLE run (
                run_id INTEGER PRIMARY KEY,
                started_at TEXT NOT NULL,
                scenario TEXT NOT NULL,
                options TEXT NOT NULL,
                series INTEGER NOT NULL DEFAULT 0,
                stockouts INTEGER NOT NULL DEFAULT 0,
                -- Orders that were planned; NULL for a forecast, which plans none.
                orders INTEGER,
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

            -- The orders of a plan. order_key is made like stretch_key, with the number of the order in its series, by order day.
            -- need_day is the first day that would end below the safety stock without the order.
            CREATE TABLE order_plan (
                order_key INTEGER PRIMARY KEY,
                scenario_id INTEGER GENERATED ALWAYS AS (order_key >> 57) VIRTUAL REFERENCES scenario,
                store_key INTEGER GENERATED ALWAYS AS (order_key >> 37 & 1048575) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (order_key >> 13 & 16777215) VIRTUAL REFERENCES product,
                order_day INTEGER NOT NULL,
                arrival_day INTEGER NOT NULL,
                need_day INTEGER NOT NULL,
                quantity REAL NOT NULL,
                unit_cost REAL,
                days_late INTEGER NOT NULL,
                units_short REAL NOT NULL,
                -- Whether the day of need ends at zero or below, or else just below the safety stock.
                is_stockout INTEGER NOT NULL,
                run_id INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX order_plan_day ON order_plan (order_day, store_key);

            -- The projection of series with orders, those included, where demand that can't be served is lost: there a planned level is
            -- more than the projected one and what has arrived. Rows like those of projection.
            CREATE TABLE planned_projection (
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

            -- When to order what.
            CREATE VIEW reorder AS
            SELECT
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS order_date,
                date(arrival_day * 86400, 'unixepoch') AS arrival_date,
                quantity,
                round(quantity * unit_cost * 100) / 100 AS cost,
                days_late,
                units_short,
                iif(is_stockout, 'stock-out', 'below safety stock') AS reason
            FROM order_plan
            JOIN store ON store.store_key = order_plan.store_key
                AND likelihood(order_key >= store.store_key << 37, 0.1)
                AND likelihood(order_key < store.store_key + 1 << 37, 0.1)
            JOIN product ON product.product_key = order_plan.product_key
                AND likelihood(order_key >= (store.store_key << 24 | product.product_key) << 13, 0.002)
                AND likelihood(order_key < (store.store_key << 24 | product.product_key) + 1 << 13, 0.002)
            JOIN calendar ON calendar.day = order_day
            WHERE likelihood(order_key < 1 << 57, 0.9);

            CREATE VIEW reorder_by_scenario AS
            SELECT
                scenario.name AS scenario,
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS order_date,
                date(arrival_day * 86400, 'unixepoch') AS arrival_date,
                quantity,
                round(quantity * unit_cost * 100) / 100 AS cost,
                days_late,
                units_short,
                iif(is_stockout, 'stock-out', 'below safety stock') AS reason
            FROM order_plan
            JOIN scenario ON scenario.scenario_id = order_plan.scenario_id
                AND likelihood(order_key >= scenario.scenario_id << 57, 0.5)
                AND likelihood(order_key <= (scenario.scenario_id + 1 << 57) - 1, 0.5)
            JOIN store ON store.store_key = order_plan.store_key
                AND likelihood(order_key >= (scenario.scenario_id << 20 | store.store_key) << 37, 0.1)
                AND likelihood(order_key < (scenario.scenario_id << 20 | store.store_key) + 1 << 37, 0.1)
            JOIN product ON product.product_key = order_plan.product_key
                AND likelihood(order_key >= ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) << 13, 0.002)
                AND likelihood(order_key < ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) + 1 << 13, 0.002)
            JOIN calendar ON calendar.day = order_day;

            -- The projection with the planned orders in it. Where what can't be served is backordered, an order raises all levels from
            -- its arrival on; where it is lost, such series are in planned_projection.
            CREATE VIEW forecast_planned AS
            SELECT
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS update_date,
                round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)
                    + (SELECT coalesce(sum(quantity), 0) FROM order_plan
                        WHERE order_key BETWEEN stretch_key >> 13 << 13 AND stretch_key | 8191
                            AND arrival_day < calendar.day + period)) * 100) / 100
                    AS inventory_level,
                round(sales * 100) / 100 AS sales,
                round((restocking
                    + (SELECT coalesce(sum(quantity), 0) FROM order_plan
                        WHERE order_key BETWEEN stretch_key >> 13 << 13 AND stretch_key | 8191
                            AND arrival_day BETWEEN calendar.day AND calendar.day + period - 1)) * 100) / 100 AS restocking
            FROM projection
            JOIN store ON store.store_key = projection.store_key
                AND likelihood(stretch_key >= store.store_key << 37, 0.1)
                AND likelihood(stretch_key < store.store_key + 1 << 37, 0.1)
            JOIN product ON product.product_key = projection.product_key
                AND likelihood(stretch_key >= (store.store_key << 24 | product.product_key) << 13, 0.002)
                AND likelihood(stretch_key < (store.store_key << 24 | product.product_key) + 1 << 13, 0.002)
            JOIN calendar ON calendar.day BETWEEN first_day AND last_day AND (calendar.day - first_day - phase) % frequency = 0
                AND calendar.day >= first_day + phase
            WHERE likelihood(stretch_key < 1 << 57, 0.9) AND NOT EXISTS (
                SELECT 1 FROM planned_projection AS planned
                WHERE planned.stretch_key BETWEEN projection.stretch_key >> 13 << 13 AND projection.stretch_key | 8191)
            UNION ALL
            SELECT
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS update_date,
                round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
                    AS inventory_level,
                round(sales * 100) / 100 AS sales,
                round(restocking * 100) / 100 AS restocking
            FROM planned_projection
            JOIN store ON store.store_key = planned_projection.store_key
                AND likelihood(stretch_key >= store.store_key << 37, 0.1)
                AND likelihood(stretch_key < store.store_key + 1 << 37, 0.1)
            JOIN product ON product.product_key = planned_projection.product_key
                AND likelihood(stretch_key >= (store.store_key << 24 | product.product_key) << 13, 0.002)
                AND likelihood(stretch_key < (store.store_key << 24 | product.product_key) + 1 << 13, 0.002)
            JOIN calendar ON calendar.day BETWEEN first_day AND last_day AND (calendar.day - first_day - phase) % frequency = 0
                AND calendar.day >= first_day + phase
            WHERE likelihood(stretch_key < 1 << 57, 0.9);

            CREATE VIEW forecast_planned_by_scenario AS
            SELECT
                scenario.name AS scenario,
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS update_date,
                round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)
                    + (SELECT coalesce(sum(quantity), 0) FROM order_plan
                        WHERE order_key BETWEEN stretch_key >> 13 << 13 AND stretch_key | 8191
                            AND arrival_day < calendar.day + period)) * 100) / 100
                    AS inventory_level,
                round(sales * 100) / 100 AS sales,
                round((restocking
                    + (SELECT coalesce(sum(quantity), 0) FROM order_plan
                        WHERE order_key BETWEEN stretch_key >> 13 << 13 AND stretch_key | 8191
                            AND arrival_day BETWEEN calendar.day AND calendar.day + period - 1)) * 100) / 100 AS restocking
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
                AND calendar.day >= first_day + phase
            WHERE NOT EXISTS (
                SELECT 1 FROM planned_projection AS planned
                WHERE planned.stretch_key BETWEEN projection.stretch_key >> 13 << 13 AND projection.stretch_key | 8191)
            UNION ALL
            SELECT
                scenario.name AS scenario,
                store.store_id AS store_id,
                product.product_id AS product_id,
                calendar.date AS update_date,
                round((opening_level + ((calendar.day - first_day) / period + 1) * (restocking - sales)) * 100) / 100
                    AS inventory_level,
                round(sales * 100) / 100 AS sales,
                round(restocking * 100) / 100 AS restocking
            FROM planned_projection
            JOIN scenario ON scenario.scenario_id = planned_projection.scenario_id
                AND likelihood(stretch_key >= scenario.scenario_id << 57, 0.5)
                AND likelihood(stretch_key <= (scenario.scenario_id + 1 << 57) - 1, 0.5)
            JOIN store ON store.store_key = planned_projection.store_key
                AND likelihood(stretch_key >= (scenario.scenario_id << 20 | store.store_key) << 37, 0.1)
                AND likelihood(stretch_key < (scenario.scenario_id << 20 | store.store_key) + 1 << 37, 0.1)
            JOIN product ON product.product_key = planned_projection.product_key
                AND likelihood(stretch_key >= ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) << 13, 0.002)
                AND likelihood(stretch_key < ((scenario.scenario_id << 20 | store.store_key) << 24 | product.product_key) + 1 << 13, 0.002)
            JOIN calendar ON calendar.day BETWEEN first_day AND last_day AND (calendar.day - first_day - phase) % frequency = 0
                AND calendar.day >= first_day + phase;

            -- Creates sqlite_stat1, which imports and runs fill with the counts that they know.
            ANALYZE;
            """)
}
