// The tables, indexes and views of an invdb file. A migration never changes once it is released.
//
// Parts that several views have in common are written once here; the file stores the whole text of each view. Days are integers:
// days since 1970-01-01. The calendar table translates them into dates.

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
                -- The last import that changed its receipts: results that are older may lack some, or have some that are gone.
                receipts_import_id INTEGER NOT NULL DEFAULT 0,
                -- The same of the days on which it is open or closed, whether a file stated them of it or of all stores.
                calendar_import_id INTEGER NOT NULL DEFAULT 0,
                -- The same of its sales, and the last day of which files have them: what was sold later is unknown, and not zero.
                sales_import_id INTEGER NOT NULL DEFAULT 0,
                history_until INTEGER,
                -- The newest import, of whatever, at the time of its estimates of demand.
                demand_import_id INTEGER NOT NULL DEFAULT 0,
                -- The last import that changed the events, or the demand stated ahead, that concern it.
                events_import_id INTEGER NOT NULL DEFAULT 0,
                stated_demand_import_id INTEGER NOT NULL DEFAULT 0,
                -- The number of days whose sales stay, counted back from the last one; NULL: all.
                keep_days INTEGER,
                -- The sales of days before this one are stored no longer; NULL: all are.
                forgotten_before INTEGER,
                -- The Monday before which kept_demand has what the sales of its series say; NULL: it has nothing.
                kept_before INTEGER
            ) STRICT;

            CREATE TABLE product (
                product_key INTEGER PRIMARY KEY,
                product_id TEXT NOT NULL UNIQUE,
                name TEXT,
                category TEXT,
                supplier TEXT
            ) STRICT;

            -- Provenance: one row for each file of an import.
            CREATE TABLE import (
                import_id INTEGER PRIMARY KEY,
                file TEXT NOT NULL,
                -- What it has: products, receipts, sales, calendar, events or demand.
                kind TEXT NOT NULL DEFAULT 'products',
                imported_at TEXT NOT NULL,
                rows_read INTEGER NOT NULL DEFAULT 0,
                inserted INTEGER NOT NULL DEFAULT 0,
                updated INTEGER NOT NULL DEFAULT 0,
                unchanged INTEGER NOT NULL DEFAULT 0,
                rejected INTEGER NOT NULL DEFAULT 0,
                blank INTEGER NOT NULL DEFAULT 0,
                -- Rows that say nothing that could be stored, such as a cancelled order, or that were added to another row.
                left_out INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            -- What a forecast starts from. import_id and source_line tell the file and line that a position came from.
            -- series_key is store_key << 24 | product_key: in the order of stores and products, as one integer.
            CREATE TABLE inventory (
                series_key INTEGER PRIMARY KEY,
                store_key INTEGER GENERATED ALWAYS AS (series_key >> \(Key.productBits)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (series_key & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                start_day INTEGER NOT NULL,
                on_hand REAL NOT NULL,
                -- NULL: nobody has stated one yet, so the series has no forecast.
                \(rate("sales_rate", isOptional: true)),
                \(rate("restocking_rate")),
                duration_days INTEGER NOT NULL,
                forecast_frequency INTEGER NOT NULL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL
            ) STRICT;

            -- The terms on which a series is supplied, where a file stated some; NULL leaves one to the options of the plan.
            CREATE TABLE supply_terms (
                series_key INTEGER PRIMARY KEY REFERENCES inventory,
                lead_time_days INTEGER,
                review_period_days INTEGER,
                safety_stock REAL,
                cover_days INTEGER,
                min_order_quantity REAL,
                order_multiple REAL,
                max_order_quantity REAL,
                unit_cost REAL,
                reorder_point REAL,
                order_up_to REAL,
                order_quantity REAL,
                orderable INTEGER,
                review_weekday INTEGER,
                supplier_min_value REAL,
                service_level REAL,
                fill_rate REAL,
                lead_time_sd_days REAL,
                unit_price REAL,
                unit_margin REAL,
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

            -- The days of which files said whether a store is open. The key 0 is all stores, as the keys of stores begin at 1 and a key
            -- can't be NULL; what is said of a store itself counts before it.
            CREATE TABLE store_day (
                store_key INTEGER NOT NULL,
                day INTEGER NOT NULL,
                is_open INTEGER NOT NULL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL,
                PRIMARY KEY (store_key, day)
            ) STRICT, WITHOUT ROWID;

            -- What was sold: one row for each product and day of a store on which something was. Days are grouped into blocks of 64, counted
            -- from 1900-01-01 on, and the key is store (20 bits) | block (13) | product (24) | day in the block (6): so a new day
            -- changes only the end of a store's history, and a product is found with one search a block.
            CREATE TABLE sold_day (
                sale_key INTEGER PRIMARY KEY,
                product_key INTEGER GENERATED ALWAYS AS ((sale_key >> \(Key.blockDayBits)) & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                -- Units, less what came back: it may be below zero.
                quantity REAL NOT NULL,
                -- What was left in the evening, where a file says so.
                closing_stock REAL
            ) STRICT;

            -- The days of which files have the sales of a store, a block a row: bit 0 of days is the first day of the block. A day that is
            -- there without any row of sold_day sold nothing.
            CREATE TABLE sales_block (
                block_key INTEGER PRIMARY KEY,
                store_key INTEGER GENERATED ALWAYS AS (block_key >> \(Key.blockBits)) VIRTUAL REFERENCES store,
                days INTEGER NOT NULL,
                -- Rows of sold_day.
                row_count INTEGER NOT NULL
            ) STRICT;

            -- Days on which demand differs from others: promotions, holidays, closures. A NULL doesn't narrow an event: it is of all stores, all
            -- categories, all products.
            CREATE TABLE event (
                event_key INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                first_day INTEGER NOT NULL,
                last_day INTEGER NOT NULL,
                store_key INTEGER REFERENCES store,
                category TEXT,
                product_key INTEGER REFERENCES product,
                -- NULL: it is learned from what was sold on the days of events with its name.
                factor REAL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL
            ) STRICT;

            -- Demand that somebody states ahead: units of the days from first_day to last_day together. The periods of a series don't overlap.
            CREATE TABLE stated_demand (
                series_key INTEGER NOT NULL,
                first_day INTEGER NOT NULL,
                last_day INTEGER NOT NULL,
                quantity REAL NOT NULL,
                import_id INTEGER NOT NULL REFERENCES import,
                source_line INTEGER NOT NULL,
                PRIMARY KEY (series_key, first_day)
            ) STRICT, WITHOUT ROWID;

            -- What an estimate of demand has learned of events, by their names.
            CREATE TABLE event_factor (
                event_factor_key INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                factor REAL NOT NULL,
                -- The days that it was learned from, those of each group or series counted.
                day_count INTEGER NOT NULL
            ) STRICT;

            -- How the demand of a group of series, a category in a store, differs from day to day: a season, if enough years are known...
            CREATE TABLE demand_season (
                season_key INTEGER NOT NULL,
                -- From 0 to 365.
                day_of_year INTEGER NOT NULL,
                factor REAL NOT NULL,
                PRIMARY KEY (season_key, day_of_year)
            ) STRICT, WITHOUT ROWID;

            -- ...and the factors of weekdays, whose mean is 1.
            CREATE TABLE demand_group (
                profile_key INTEGER PRIMARY KEY,
                store_key INTEGER NOT NULL REFERENCES store,
                -- NULL: the products without a category.
                category TEXT,
                season_key INTEGER,
                -- 1 if the store has been closed for two weeks or more, so that nothing is expected to be sold.
                is_dormant INTEGER NOT NULL,
                monday REAL NOT NULL,
                tuesday REAL NOT NULL,
                wednesday REAL NOT NULL,
                thursday REAL NOT NULL,
                friday REAL NOT NULL,
                saturday REAL NOT NULL,
                sunday REAL NOT NULL
            ) STRICT;

            -- The factors of events of a group where they aren't 1, on the days of the last year of its history and later.
            CREATE TABLE demand_event (
                profile_key INTEGER NOT NULL REFERENCES demand_group,
                day INTEGER NOT NULL,
                factor REAL NOT NULL,
                PRIMARY KEY (profile_key, day)
            ) STRICT, WITHOUT ROWID;

            -- What was learned across series for each class of them: how their averages are put together, and how far sales are from what is
            -- expected.
            CREATE TABLE demand_class (
                bucket INTEGER PRIMARY KEY,
                weight_7 REAL NOT NULL,
                weight_28 REAL NOT NULL,
                weight_91 REAL NOT NULL,
                weight_364 REAL NOT NULL,
                noise REAL NOT NULL,
                spread REAL NOT NULL,
                drift REAL NOT NULL
            ) STRICT;

            -- The estimate of the demand of each series that was ever sold.
            CREATE TABLE demand_estimate (
                series_key INTEGER PRIMARY KEY,
                store_key INTEGER GENERATED ALWAYS AS (series_key >> \(Key.productBits)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (series_key & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                profile_key INTEGER NOT NULL REFERENCES demand_group,
                bucket INTEGER NOT NULL REFERENCES demand_class,
                -- The last day that counts.
                until_day INTEGER NOT NULL,
                first_sale_day INTEGER NOT NULL,
                last_sale_day INTEGER NOT NULL,
                -- Units a day at a factor of 1: all together, and the averages that it is put together from.
                rate REAL NOT NULL,
                average_7 REAL NOT NULL,
                average_28 REAL NOT NULL,
                average_91 REAL NOT NULL,
                average_364 REAL NOT NULL,
                -- The variance of the sales of h days with mean m is noise * m + (spread + drift * h / 28) * m * m.
                noise REAL NOT NULL,
                spread REAL NOT NULL,
                drift REAL NOT NULL,
                label INTEGER NOT NULL,
                -- 1 if only whole units were sold.
                is_whole INTEGER NOT NULL
            ) STRICT;

            -- What the sales of a series before store.kept_before say, so that an estimate can go on without them.
            CREATE TABLE kept_demand (
                series_key INTEGER PRIMARY KEY,
                store_key INTEGER GENERATED ALWAYS AS (series_key >> \(Key.productBits)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (series_key & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                first_sale_day INTEGER NOT NULL,
                last_sale_day INTEGER NOT NULL,
                is_whole INTEGER NOT NULL,
                -- The evenings before that Monday on which nothing was left, from that of the last sale on; 60 if it is for longer.
                out_evenings INTEGER NOT NULL,
                -- Eight numbers of four bytes, the lowest byte first: the discounted sums of 7, 28, 91 and 364 days, and the sums and weights
                -- of two kinds of errors.
                sums BLOB NOT NULL
            ) STRICT;

            -- What the series of a category sold in a store on the days of a week before store.kept_before.
            CREATE TABLE kept_total (
                kept_total_key INTEGER PRIMARY KEY,
                store_key INTEGER NOT NULL REFERENCES store,
                category TEXT,
                week_day INTEGER NOT NULL,
                monday REAL NOT NULL,
                tuesday REAL NOT NULL,
                wednesday REAL NOT NULL,
                thursday REAL NOT NULL,
                friday REAL NOT NULL,
                saturday REAL NOT NULL,
                sunday REAL NOT NULL
            ) STRICT;

            -- The sums from which weights and variances are learned, over the weeks before the latest store.kept_before.
            CREATE TABLE kept_learning (
                kept_learning_key INTEGER PRIMARY KEY,
                value REAL NOT NULL
            ) STRICT;

            -- What is expected of the next whole week of each series, from Monday on, as it was known before it began; and what was expected
            -- of the week that has begun, and of the last one that is over, which is compared once more if its sales are corrected.
            CREATE TABLE week_forecast (
                series_key INTEGER PRIMARY KEY,
                -- The Monday.
                week_day INTEGER NOT NULL,
                mean REAL NOT NULL,
                low REAL NOT NULL,
                high REAL NOT NULL,
                -- Seven times the mean of the last 28 days.
                average REAL NOT NULL,
                -- What somebody stated of the whole week.
                stated REAL,
                begun_week_day INTEGER,
                begun_mean REAL,
                begun_low REAL,
                begun_high REAL,
                begun_average REAL,
                begun_stated REAL,
                last_week_day INTEGER,
                last_mean REAL,
                last_low REAL,
                last_high REAL,
                last_average REAL,
                last_stated REAL
            ) STRICT;

            -- How good these were when the week was over, added up over the series of a category in a store. An error is forecast less sold.
            CREATE TABLE week_accuracy (
                week_accuracy_key INTEGER PRIMARY KEY,
                week_day INTEGER NOT NULL,
                store_key INTEGER NOT NULL REFERENCES store,
                category TEXT,
                series_count INTEGER NOT NULL,
                sold REAL NOT NULL,
                absolute_error REAL NOT NULL,
                error REAL NOT NULL,
                -- Series that sold from low to high.
                within_count INTEGER NOT NULL,
                average_absolute_error REAL NOT NULL,
                average_error REAL NOT NULL,
                -- The same of the series of which somebody stated the week.
                stated_count INTEGER NOT NULL,
                stated_sold REAL NOT NULL,
                stated_absolute_error REAL NOT NULL,
                stated_error REAL NOT NULL,
                estimate_absolute_error REAL NOT NULL,
                estimate_error REAL NOT NULL
            ) STRICT;

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

            -- For each store of a scenario, the newest import that its results are known to include throughout, and whether a forecast has
            -- removed orders of it that were planned before.
            CREATE TABLE store_result (
                scenario_id INTEGER NOT NULL REFERENCES scenario,
                store_key INTEGER NOT NULL REFERENCES store,
                import_id INTEGER NOT NULL,
                lost_plan INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (scenario_id, store_key)
            ) STRICT, WITHOUT ROWID;

            -- One row a stretch of days with constant daily sales and restocking. The level at the end of day d is
            --   opening_level + n * (restocking - sales)                                                   with n = (d - first_day) / period + 1
            --   opening_level + n * restocking - sales * (C(first_day + n * period) - C(first_day))        with a profile that is not 0
            -- where C is factor_sum of profile_day, or of series_day where the profile is -1, and the days first_day + phase, + frequency, + 2 * frequency ... up to last_day are reported.
            -- stockout_day is set in the stretch in which the series first runs out.
            -- stretch_key is scenario_id << 57 | store_key << 37 | product_key << 13 | number of the stretch in its series.
            -- There is no foreign key into inventory: an import that removes a series removes its results in the same transaction.
            CREATE TABLE projection (\(stretchColumns)) STRICT;
            CREATE INDEX projection_stockout ON projection (stockout_day, store_key) WHERE stockout_day IS NOT NULL;

            -- The orders of a plan. order_key is made like stretch_key, with the number of the order in its series, by order day.
            -- need_day is the first day that would end below the safety stock without the order.
            CREATE TABLE order_plan (
                order_key INTEGER PRIMARY KEY,
                scenario_id INTEGER GENERATED ALWAYS AS (order_key >> \(Key.scenarioShift)) VIRTUAL REFERENCES scenario,
                store_key INTEGER GENERATED ALWAYS AS (order_key >> \(Key.storeShift) & \(Key.greatestStore)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (order_key >> \(Key.numberBits) & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                order_day INTEGER NOT NULL,
                arrival_day INTEGER NOT NULL,
                need_day INTEGER NOT NULL,
                quantity REAL NOT NULL,
                unit_cost REAL,
                days_late INTEGER NOT NULL,
                -- Units of demand that are not served in time and that no earlier order counts, and the largest backlog meanwhile.
                units_short REAL NOT NULL,
                largest_backlog REAL NOT NULL,
                -- 0: the day of need ends below the safety stock, 1: at zero or below, 2: at the reorder point or below, 3: below the
                -- level to order up to.
                reason INTEGER NOT NULL,
                run_id INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX order_plan_day ON order_plan (order_day, store_key);

            -- How the sales of stretches with a profile differ from day to day: the sum of the factors of all days before a day, from any day
            -- on. The key is scenario_id << 53 | profile << 22 | days since 1900-01-01. Each run has its own: a new estimate of demand does not
            -- change results.
            CREATE TABLE profile_day (
                profile_day_key INTEGER PRIMARY KEY,
                factor_sum REAL NOT NULL
            ) STRICT;

            -- The same of series that no other has the factors of: those with demand that is stated ahead, or with events of their products.
            -- Their profile is -1. The key is made like stretch_key, with the number of the day since 1970-01-01, modulo 8192, as its number.
            CREATE TABLE series_day (
                series_day_key INTEGER PRIMARY KEY,
                factor_sum REAL NOT NULL
            ) STRICT;

            -- The projection of series with orders, those included, where demand that can't be served is lost: there a planned level is
            -- more than the projected one and what has arrived. Rows like those of projection.
            CREATE TABLE planned_projection (\(stretchColumns)) STRICT;

            -- How likely series run out if nothing more is ordered, and when: those with a chance of 1 % or more in their horizon, of runs that
            -- were asked for it. The key is made like stretch_key, with 0 as its number. Probabilities are in ten-thousandths.
            CREATE TABLE stockout_risk (
                risk_key INTEGER PRIMARY KEY,
                scenario_id INTEGER GENERATED ALWAYS AS (risk_key >> \(Key.scenarioShift)) VIRTUAL REFERENCES scenario,
                store_key INTEGER GENERATED ALWAYS AS (risk_key >> \(Key.storeShift) & \(Key.greatestStore)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (risk_key >> \(Key.numberBits) & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                -- The first days by which the series is out with a probability of 10, 50 and 90 %; NULL if that is after the horizon.
                early_day INTEGER,
                middle_day INTEGER,
                late_day INTEGER,
                -- Before an order of the first day is there, before the next receipt (NULL if there is none), and in the horizon.
                before_order INTEGER NOT NULL,
                before_receipt INTEGER,
                horizon INTEGER NOT NULL,
                -- Units that are expected to be short before an order of the first day is there.
                units_short REAL NOT NULL,
                -- 1 if stock comes in at a rate, and 1 if the spread of demand is assumed.
                is_approximate INTEGER NOT NULL,
                is_assumed INTEGER NOT NULL,
                run_id INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX stockout_risk_day ON stockout_risk (early_day, store_key) WHERE early_day IS NOT NULL;

            -- The log of simulations: what different services and policies would give and cost.
            CREATE TABLE simulation_run (
                simulation_id INTEGER PRIMARY KEY,
                started_at TEXT NOT NULL,
                options TEXT NOT NULL,
                -- Of a replay: the first day of the sales that were replayed, and the days of series on which nothing was left in the evening,
                -- so that less was sold than asked for. NULL if sales were drawn.
                first_day INTEGER,
                out_day_count INTEGER,
                -- The series that were simulated, and those that they stand for: more if they are a sample.
                series INTEGER NOT NULL,
                all_series INTEGER NOT NULL,
                -- The days that count of each series.
                days INTEGER NOT NULL,
                runs INTEGER NOT NULL,
                seconds REAL NOT NULL,
                import_id INTEGER NOT NULL,
                invdb_version TEXT NOT NULL
            ) STRICT;

            -- What a policy gave, on average of a run, and half of the interval that has the mean of many runs with 95 % (NULL with one run).
            -- simulation_result_key is simulation_id << 8 | number of the policy in its simulation. Shares are from 0 to 1.
            CREATE TABLE simulation_result (
                simulation_result_key INTEGER PRIMARY KEY,
                simulation_id INTEGER GENERATED ALWAYS AS (simulation_result_key >> \(Key.simulationNumberBits)) VIRTUAL REFERENCES simulation_run,
                policy TEXT NOT NULL,
                -- What safety stock is for; NULL: what the terms say.
                target TEXT,
                cycle_service REAL,
                cycle_service_margin REAL,
                fill_rate REAL,
                fill_rate_margin REAL,
                short_days REAL,
                short_days_margin REAL,
                out_days REAL,
                out_days_margin REAL,
                units_demanded REAL NOT NULL,
                units_demanded_margin REAL,
                units_short REAL NOT NULL,
                units_short_margin REAL,
                margin_lost REAL,
                margin_lost_margin REAL,
                on_hand REAL NOT NULL,
                on_hand_margin REAL,
                stock_value REAL,
                stock_value_margin REAL,
                orders REAL NOT NULL,
                orders_margin REAL,
                units_ordered REAL NOT NULL,
                units_ordered_margin REAL,
                ordered_value REAL,
                ordered_value_margin REAL
            ) STRICT;

            -- The same of each series, of the last simulation that was asked for it. The key is made like stretch_key, with the number of the
            -- policy as its number.
            CREATE TABLE simulation_series (
                simulation_series_key INTEGER PRIMARY KEY,
                store_key INTEGER GENERATED ALWAYS AS (simulation_series_key >> \(Key.storeShift) & \(Key.greatestStore)) VIRTUAL REFERENCES store,
                product_key INTEGER GENERATED ALWAYS AS (simulation_series_key >> \(Key.numberBits) & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
                fill_rate REAL,
                short_days REAL NOT NULL,
                units_short REAL NOT NULL,
                on_hand REAL NOT NULL,
                orders REAL NOT NULL,
                simulation_id INTEGER NOT NULL REFERENCES simulation_run
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

            -- One row a day of a stretch, with the level at its end. What planners look up is below; all of it selects from here. Levels
            -- and rates are not rounded here. Days that are not reported (see forecast_frequency) are rows too.
            \(stretchDays(view: "stretch_day", of: "projection"))

            -- The same of the projections with planned orders.
            \(stretchDays(view: "planned_stretch_day", of: "planned_projection"))

            -- In the views below, store and product narrow the key to a range. How much a range narrows is something SQLite can't know;
            -- likelihood() (https://www.sqlite.org/lang_corefunc.html#likelihood) says it, so that every question finds its way: a product in
            -- all stores probes each store, a day over everything reads the table once. Both bounds of a range are given the same share,
            -- because the planner would otherwise take only the better one.
            CREATE VIEW forecast AS
            SELECT \(Scope.baseline.names), date AS update_date, \(quantities)
            FROM stretch_day \(Scope.baseline.joins("stretch_day", key: "stretch_key"))
            WHERE \(Scope.baseline.condition(key: "stretch_key")) AND \(isReported);

            CREATE VIEW forecast_by_scenario AS
            SELECT \(Scope.named.names), date AS update_date, \(quantities)
            FROM stretch_day \(Scope.named.joins("stretch_day", key: "stretch_key"))
            WHERE \(isReported);

            CREATE VIEW stockout AS
            SELECT \(Scope.baseline.names), date AS stockout_date, \(quantities)
            FROM stretch_day \(Scope.baseline.joins("stretch_day", key: "stretch_key", narrowsStores: false))
            WHERE \(Scope.baseline.condition(key: "stretch_key")) AND stockout_day IS NOT NULL AND day = stockout_day;

            CREATE VIEW stockout_by_scenario AS
            SELECT \(Scope.named.names), date AS stockout_date, \(quantities)
            FROM stretch_day \(Scope.named.joins("stretch_day", key: "stretch_key", narrowsStores: false))
            WHERE stockout_day IS NOT NULL AND day = stockout_day;

            -- When to order what.
            CREATE VIEW reorder AS
            SELECT \(Scope.baseline.names), \(orderColumns)
            FROM order_plan \(Scope.baseline.joins("order_plan", key: "order_key"))
            JOIN calendar ON calendar.day = order_day
            WHERE \(Scope.baseline.condition(key: "order_key"));

            CREATE VIEW reorder_by_scenario AS
            SELECT \(Scope.named.names), \(orderColumns)
            FROM order_plan \(Scope.named.joins("order_plan", key: "order_key"))
            JOIN calendar ON calendar.day = order_day;

            -- How likely what runs out, and when.
            CREATE VIEW risk AS
            SELECT \(Scope.baseline.names), \(riskColumns)
            FROM stockout_risk \(Scope.baseline.joins("stockout_risk", key: "risk_key"))
            LEFT JOIN calendar ON calendar.day = early_day
            WHERE \(Scope.baseline.condition(key: "risk_key"));

            CREATE VIEW risk_by_scenario AS
            SELECT \(Scope.named.names), \(riskColumns)
            FROM stockout_risk \(Scope.named.joins("stockout_risk", key: "risk_key"))
            LEFT JOIN calendar ON calendar.day = early_day;

            -- The projection with the planned orders in it. If demand that can't be served is backordered, an order raises all levels from
            -- its arrival on. If it is lost, such series are in planned_projection.
            CREATE VIEW forecast_planned AS
            SELECT \(Scope.baseline.names), date AS update_date, \(quantitiesWithOrders)
            FROM stretch_day \(Scope.baseline.joins("stretch_day", key: "stretch_key"))
            WHERE \(Scope.baseline.condition(key: "stretch_key")) AND \(isReported) AND \(isNotPlannedApart)
            UNION ALL
            SELECT \(Scope.baseline.names), date AS update_date, \(quantities)
            FROM planned_stretch_day \(Scope.baseline.joins("planned_stretch_day", key: "stretch_key"))
            WHERE \(Scope.baseline.condition(key: "stretch_key")) AND \(isReported);

            CREATE VIEW forecast_planned_by_scenario AS
            SELECT \(Scope.named.names), date AS update_date, \(quantitiesWithOrders)
            FROM stretch_day \(Scope.named.joins("stretch_day", key: "stretch_key"))
            WHERE \(isReported) AND \(isNotPlannedApart)
            UNION ALL
            SELECT \(Scope.named.names), date AS update_date, \(quantities)
            FROM planned_stretch_day \(Scope.named.joins("planned_stretch_day", key: "stretch_key"))
            WHERE \(isReported);

            -- Whether the results of each series are older than what they came from. A series without a rate and without an estimate needs none.
            CREATE VIEW series_freshness AS
            -- The last run of a scenario says where its rates of sales come from.
            WITH wanted AS MATERIALIZED (
                SELECT
                    scenario_id,
                    (SELECT \(demandSource("options")) FROM run WHERE run.scenario = scenario.name ORDER BY run_id DESC LIMIT 1)
                        AS demand_source
                FROM scenario
            )
            SELECT
                scenario.scenario_id, inventory.store_key, inventory.product_key, inventory.series_key,
                CASE
                    WHEN projection.run_id IS NULL THEN 'none'
                    WHEN max(inventory.import_id, receipts_import_id, calendar_import_id, events_import_id, ifnull(terms.import_id, 0))
                        > run.import_id THEN 'older'
                    WHEN stated_demand_import_id > run.import_id AND \(demandSource("run.options")) <> 'history' THEN 'older'
                    WHEN max(sales_import_id, demand_import_id) > run.import_id
                        AND (instr(run.options, '"rollForward":true') > 0 OR CASE \(demandSource("run.options"))
                            WHEN 'best' THEN sales_rate IS NULL WHEN 'history' THEN TRUE ELSE FALSE END) THEN 'older'
                    ELSE 'current'
                END AS results
            FROM wanted AS scenario CROSS JOIN inventory JOIN store USING (store_key)
            LEFT JOIN supply_terms AS terms USING (series_key)
            LEFT JOIN demand_estimate AS demand USING (series_key)
            LEFT JOIN projection
                ON stretch_key = (scenario.scenario_id << \(Key.seriesBits) | inventory.series_key) << \(Key.numberBits)
            LEFT JOIN run USING (run_id)
            WHERE projection.run_id IS NOT NULL OR (
                duration_days > 0 AND (
                    sales_rate IS NOT NULL AND demand_source IS NOT 'history'
                    OR demand.series_key IS NOT NULL AND demand_source IS NOT 'stated'
                    -- Sales that no estimate includes yet.
                    OR demand.series_key IS NULL AND demand_source IS NOT 'stated' AND sales_import_id > demand_import_id
                        AND EXISTS (
                            SELECT 1 FROM sales_block CROSS JOIN sold_day
                            WHERE block_key BETWEEN inventory.store_key << \(Key.blockBits)
                                    AND (inventory.store_key + 1 << \(Key.blockBits)) - 1
                                AND sale_key BETWEEN (block_key << \(Key.productBits) | inventory.product_key) << \(Key.blockDayBits)
                                    AND (block_key << \(Key.productBits) | inventory.product_key) << \(Key.blockDayBits) | \(Key.lastBlockDay))
                    OR demand_source IS NOT 'history'
                        AND EXISTS (SELECT 1 FROM stated_demand WHERE stated_demand.series_key = inventory.series_key)));

            -- The same of each store. store_result says it for nearly all; in the others series are looked for, as a run of some products may
            -- have renewed exactly those that had changed.
            CREATE VIEW freshness AS
            SELECT store_id, \(freshness)
            FROM store JOIN scenario ON scenario.scenario_id = 0
            LEFT JOIN store_result USING (scenario_id, store_key)
            WHERE series_count > 0;

            CREATE VIEW freshness_by_scenario AS
            SELECT scenario.name AS scenario, store_id, \(freshness)
            FROM scenario CROSS JOIN store
            LEFT JOIN store_result USING (scenario_id, store_key)
            WHERE series_count > 0;

            -- What files said of days, by name and date. store_id is NULL for all stores.
            CREATE VIEW store_calendar AS
            SELECT store_id, date(day * 86400, 'unixepoch') AS date, is_open AS open
            FROM store_day LEFT JOIN store USING (store_key);

            -- Events, by names. The factor is the stated one, or what was learned; NULL if neither is known.
            CREATE VIEW event_calendar AS
            SELECT
                event.name AS name, date(first_day * 86400, 'unixepoch') AS date, date(last_day * 86400, 'unixepoch') AS until, store_id,
                event.category AS category, product_id, ifnull(event.factor, event_factor.factor) AS factor, event.factor IS NOT NULL AS stated
            FROM event LEFT JOIN store USING (store_key) LEFT JOIN product USING (product_key)
            LEFT JOIN event_factor ON event_factor.name = event.name;

            -- The demand that is stated ahead, by names.
            CREATE VIEW demand_statement AS
            SELECT
                store_id, product_id, date(first_day * 86400, 'unixepoch') AS date, date(last_day * 86400, 'unixepoch') AS until, quantity
            FROM stated_demand JOIN store
                ON store.store_key = series_key >> \(Key.productBits)
                AND likelihood(series_key >= store.store_key << \(Key.productBits), 0.1)
                AND likelihood(series_key < store.store_key + 1 << \(Key.productBits), 0.1)
            JOIN product
                ON product.product_key = series_key & \(Key.greatestProduct)
                AND series_key = (store.store_key << \(Key.productBits)) | product.product_key;

            -- What was sold, by names and date. A store, a product and a date each narrow what is read.
            CREATE VIEW sales AS
            SELECT store_id, product_id, calendar.date AS date, quantity, closing_stock
            FROM sales_block AS block
            JOIN store
                ON store.store_key = block.store_key
                AND likelihood(block_key >= store.store_key << \(Key.blockBits), 0.1)
                AND likelihood(block_key < store.store_key + 1 << \(Key.blockBits), 0.1)
            JOIN sold_day
                ON likelihood(sale_key >= block_key << \(Key.blockShift), 0.1)
                AND likelihood(sale_key < block_key + 1 << \(Key.blockShift), 0.1)
            JOIN product
                ON product.product_key = sold_day.product_key
                AND likelihood(sale_key >= ((block_key << \(Key.productBits)) | product.product_key) << \(Key.blockDayBits), 0.05)
                AND likelihood(sale_key < (((block_key << \(Key.productBits)) | product.product_key) + 1) << \(Key.blockDayBits), 0.05)
            JOIN calendar
                ON calendar.day = (((block_key & \(Key.greatestBlock)) << \(Key.blockDayBits)) | (sale_key & \(Key.lastBlockDay))) + \(Key.firstDay)
                AND (calendar.day - \(Key.firstDay)) >> \(Key.blockDayBits) = (block_key & \(Key.greatestBlock));

            -- The demand of each series, by names.
            CREATE VIEW demand AS
            SELECT
                store_id, product_id, rate, CASE label \(labels) END AS class, profile_key AS profile, noise, spread, drift,
                date(until_day * 86400, 'unixepoch') AS until, date(first_sale_day * 86400, 'unixepoch') AS first_sale,
                date(last_sale_day * 86400, 'unixepoch') AS last_sale, average_7, average_28, average_91, average_364, is_whole AS whole_units
            FROM demand_estimate JOIN store
                ON store.store_key = demand_estimate.store_key
                AND likelihood(series_key >= store.store_key << \(Key.productBits), 0.1)
                AND likelihood(series_key < store.store_key + 1 << \(Key.productBits), 0.1)
            JOIN product
                ON product.product_key = demand_estimate.product_key
                AND series_key = (store.store_key << \(Key.productBits)) | product.product_key;

            -- How good the forecasts of weeks were, by store and category. Shares are by units: an error of 0.2 is a fifth of what was sold.
            CREATE VIEW accuracy AS
            SELECT
                date(week_day * 86400, 'unixepoch') AS week, store_id, category, week_accuracy.series_count AS series, sold,
                absolute_error / nullif(sold, 0) AS wape, error / nullif(sold, 0) AS bias,
                CAST(within_count AS REAL) / week_accuracy.series_count AS within_p10_p90, average_absolute_error / nullif(sold, 0) AS average_wape,
                average_error / nullif(sold, 0) AS average_bias, stated_count AS stated_series,
                stated_absolute_error / nullif(stated_sold, 0) AS stated_wape, stated_error / nullif(stated_sold, 0) AS stated_bias,
                estimate_absolute_error / nullif(stated_sold, 0) AS wape_of_stated
            FROM week_accuracy JOIN store USING (store_key);

            -- What the policies of simulations gave.
            CREATE VIEW simulation AS
            SELECT
                simulation_id, started_at, CASE WHEN first_day IS NULL THEN 'simulate' ELSE 'replay' END AS kind, policy, target, series,
                all_series, days, runs, cycle_service, cycle_service_margin, fill_rate, fill_rate_margin, short_days, short_days_margin, out_days, out_days_margin, units_demanded, units_demanded_margin, units_short, units_short_margin, margin_lost, margin_lost_margin, on_hand, on_hand_margin, stock_value, stock_value_margin, orders, orders_margin, units_ordered, units_ordered_margin, ordered_value, ordered_value_margin
            FROM simulation_result JOIN simulation_run USING (simulation_id);

            -- The same of each series, of the last simulation that was asked for it. Store and product narrow the key to a range.
            CREATE VIEW simulation_by_series AS
            SELECT
                store_id, product_id, policy, target, found.fill_rate, found.short_days, found.units_short, found.on_hand, found.orders,
                found.simulation_id
            FROM simulation_series AS found
            JOIN store
                ON store.store_key = found.store_key
                AND likelihood(simulation_series_key >= store.store_key << \(Key.storeShift), 0.1)
                AND likelihood(simulation_series_key < store.store_key + 1 << \(Key.storeShift), 0.1)
            JOIN product
                ON product.product_key = found.product_key
                AND likelihood(simulation_series_key >= ((store.store_key << \(Key.productBits)) | product.product_key) << \(Key.numberBits), 0.05)
                AND likelihood(simulation_series_key < (((store.store_key << \(Key.productBits)) | product.product_key) + 1) << \(Key.numberBits), 0.05)
            JOIN simulation_result AS result
                ON result.simulation_result_key =
                    found.simulation_id << \(Key.simulationNumberBits) | (simulation_series_key & \(Key.greatestNumber));

            -- The profiles, by names.
            CREATE VIEW demand_profile AS
            SELECT
                profile_key AS profile, store_id, category, season_key IS NOT NULL AS has_season, is_dormant AS dormant,
                monday, tuesday, wednesday, thursday, friday, saturday, sunday
            FROM demand_group JOIN store USING (store_key);

            -- The factor of each day of the calendar that is after the history of its store: what is expected of a day is rate * factor.
            CREATE VIEW demand_profile_day AS
            SELECT
                profile_key AS profile, store_id, category, calendar.date AS date,
                (1 - is_dormant) * ifnull(demand_season.factor, 1) * ifnull(demand_event.factor, 1) * CASE weekday
                    WHEN 1 THEN monday WHEN 2 THEN tuesday WHEN 3 THEN wednesday WHEN 4 THEN thursday WHEN 5 THEN friday
                    WHEN 6 THEN saturday ELSE sunday
                END AS factor
            FROM demand_group JOIN store USING (store_key) JOIN calendar ON calendar.day > history_until
            LEFT JOIN demand_event USING (profile_key, day)
            LEFT JOIN demand_season
                ON demand_season.season_key = demand_group.season_key
                AND day_of_year = CAST(strftime('%j', calendar.date) AS INTEGER) - 1;

            -- The first stretch of each series, with what the exceptions ask of the series.
            CREATE VIEW opening_by_scenario AS
            \(ExceptionQuery.openings);

            -- What needs a decision: a row a series and state. Units are short, or more than needed; money is what they cost.
            CREATE VIEW exceptions_by_scenario AS
            \(ExceptionQuery.ofScenarios);

            CREATE VIEW exceptions AS
            \(ExceptionQuery.ofBaseline);

            -- Creates sqlite_stat1, which imports and runs fill with the counts that they know.
            ANALYZE;
            """,
        fingerprint: "687989685acda464f1d508a94dd63e53425f7b73f8e8a62c483cf510f3315993")

    private typealias Key = KeyLayout

    /// A rate as it is stored, in hundredths of a unit if they are a whole number, which takes one to six bytes, and else as it is but
    /// below zero, in eight (`StoredRate`); and the rate itself, computed from it. As a column of type REAL, SQLite would make whole numbers of
    /// some rates on their way through a sorter.
    private static func rate(_ column: String, isOptional: Bool = false) -> String {
        let stored = "stored_\(column)"
        return """
            \(stored) REAL\(isOptional ? "" : " NOT NULL"),
                    \(column) ANY GENERATED ALWAYS AS (iif(\(stored) < 0, 0.0 - \(stored), \(stored) / 100.0)) VIRTUAL
            """
    }

    /// The columns of `projection` and `planned_projection`.
    private static let stretchColumns = """

            stretch_key INTEGER PRIMARY KEY,
            scenario_id INTEGER GENERATED ALWAYS AS (stretch_key >> \(Key.scenarioShift)) VIRTUAL REFERENCES scenario,
            store_key INTEGER GENERATED ALWAYS AS (stretch_key >> \(Key.storeShift) & \(Key.greatestStore)) VIRTUAL REFERENCES store,
            product_key INTEGER GENERATED ALWAYS AS (stretch_key >> \(Key.numberBits) & \(Key.greatestProduct)) VIRTUAL REFERENCES product,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL,
            opening_level REAL NOT NULL,
            \(rate("sales")),
            \(rate("restocking")),
            period INTEGER NOT NULL,
            frequency INTEGER NOT NULL,
            phase INTEGER NOT NULL,
            stockout_day INTEGER,
            run_id INTEGER NOT NULL,
            profile INTEGER NOT NULL


        """

    /// The view that gives a table of stretches by day. It has the formula of a day's level.
    private static func stretchDays(view: String, of table: String) -> String {
        let periods = "((calendar.day - first_day) / period + 1)"
        let end = sumOfFactors(before: "first_day + \(periods) * period")
        return """
            CREATE VIEW \(view) AS
            SELECT
                stretch_key, scenario_id, store_key, product_key, calendar.day AS day, calendar.date AS date,
                iif(profile = 0, opening_level + \(periods) * (restocking - sales),
                    opening_level + \(periods) * restocking - sales * (
                    \(end)
                    - \(sumOfFactors(before: "first_day")))) AS level,
                iif(profile = 0, sales, sales * (
                    \(end)
                    - \(sumOfFactors(before: "first_day + (\(periods) - 1) * period")))) AS sales,
                restocking, period, calendar.day - first_day - phase AS days_since_report, frequency, stockout_day
            FROM \(table) JOIN calendar ON calendar.day BETWEEN first_day AND last_day;
            """
    }

    private static let isReported = "days_since_report % frequency = 0 AND days_since_report >= 0"

    private static let quantities =
        "\(rounded("level")) AS inventory_level, \(rounded("sales")) AS sales, \(rounded("restocking")) AS restocking"

    /// The texts of `DemandLabel`.
    private static let labels = """
        WHEN 0 THEN 'steady' WHEN 1 THEN 'variable' WHEN 2 THEN 'erratic' WHEN 3 THEN 'lumpy' WHEN 4 THEN 'new' WHEN 5 THEN 'ended'
                    WHEN 6 THEN 'out of stock' ELSE 'store closed'
        """

    private static let reasons = """
        WHEN 0 THEN 'below safety stock' WHEN 1 THEN 'stock-out' WHEN 2 THEN 'reorder point' ELSE 'below order-up-to level'
        """

    /// The level plus the planned orders that have arrived by the end of the day, and restocking plus those that arrive in the
    /// day's period.
    private static let quantitiesWithOrders = """
        \(rounded("level + \(arrivals("< day + period"))")) AS inventory_level, \(rounded("sales")) AS sales,
            \(rounded("restocking + \(arrivals("BETWEEN day AND day + period - 1"))")) AS restocking
        """

    private static func arrivals(_ days: String) -> String {
        """
        (SELECT coalesce(sum(quantity), 0) FROM order_plan
                WHERE order_key BETWEEN \(firstOfSeries("stretch_key")) AND \(lastOfSeries("stretch_key"))
                    AND arrival_day \(days))
        """
    }

    /// True if the series has no separate projection with the planned orders included.
    private static let isNotPlannedApart = """
        NOT EXISTS (
            SELECT 1 FROM planned_projection AS planned
            WHERE planned.stretch_key BETWEEN \(firstOfSeries("stretch_day.stretch_key"))
                AND \(lastOfSeries("stretch_day.stretch_key")))
        """

    private static let orderColumns = """
        product.name AS name, product.supplier AS supplier, calendar.date AS order_date,
            date(arrival_day * 86400, 'unixepoch') AS arrival_date, quantity,
            \(rounded("quantity * unit_cost")) AS cost, days_late, units_short,
            CASE reason \(reasons) END AS reason, largest_backlog
        """

    private static let riskColumns = """
        date((SELECT stockout_day FROM projection WHERE stretch_key BETWEEN risk_key AND risk_key | \(Key.greatestNumber)
                AND stockout_day IS NOT NULL) * 86400, 'unixepoch') AS stockout_date,
            calendar.date AS early_date, date(middle_day * 86400, 'unixepoch') AS middle_date,
            date(late_day * 86400, 'unixepoch') AS late_date, before_order / 10000.0 AS p_before_order,
            before_receipt / 10000.0 AS p_before_receipt, horizon / 10000.0 AS p_horizon, \(rounded("units_short")) AS units_short,
            is_approximate AS approximate, is_assumed AS assumed
        """

    /// Where the rates of sales of a run come from, in its options, which are JSON. Whoever distrusts the schema of a file, as invdb does,
    /// can't use SQLite's functions on JSON in a view; quotation marks inside of a text are escaped, so only the option can match.
    private static func demandSource(_ options: String) -> String {
        """
        CASE WHEN instr(\(options), '"demand":"history"') > 0 THEN 'history'
                                WHEN instr(\(options), '"demand":"stated"') > 0 THEN 'stated' ELSE 'best' END
        """
    }

    /// The age of the results of a store in a scenario.
    private static let freshness: String = {
        let prefix = "(scenario.scenario_id << \(Key.storeBits) | store.store_key)"
        let of = """
            EXISTS (
                    SELECT 1 FROM series_freshness AS series WHERE series.scenario_id = scenario.scenario_id
                        AND series_key BETWEEN store.store_key << \(Key.productBits) AND (store.store_key + 1 << \(Key.productBits)) - 1
                        AND series.results
            """
        return """
            CASE
                WHEN max(changed_import_id, receipts_import_id, calendar_import_id, sales_import_id, demand_import_id, events_import_id,
                    stated_demand_import_id) <= ifnull(store_result.import_id, 0) THEN 'current'
                -- A store that was never projected is known without a look at its series.
                WHEN NOT EXISTS (
                    SELECT 1 FROM projection WHERE stretch_key BETWEEN \(prefix) << \(Key.storeShift)
                        AND (\(prefix) + 1 << \(Key.storeShift)) - 1) THEN iif(\(of) = 'none'), 'none', 'current')
                WHEN \(of) = 'older') THEN 'older'
                WHEN \(of) = 'none') THEN 'incomplete'
                ELSE 'current'
            END AS results,
                ifnull(lost_plan, 0) AS lost_plan
            """
    }()

    private static func lastOfSeries(_ key: String) -> String { "\(key) | \(Key.greatestNumber)" }
}
