-- What planners ask of a forecast, in plain SQL: sqlite3 invdb.db < Examples/queries.sql
-- The dates and names fit Examples/products.csv; put your own there. date('now') is today.

-- What is expected in every store on a date?
SELECT store_id, product_id, inventory_level, sales, restocking
FROM forecast WHERE update_date = '2023-01-20' ORDER BY store_id, product_id;

-- How does the stock of a product go on from a date, in every store?
SELECT store_id, update_date, inventory_level
FROM forecast WHERE product_id = '3' AND update_date >= '2023-01-10' ORDER BY store_id, update_date;

-- How does the stock of a product go on in one store?
SELECT update_date, inventory_level, sales, restocking
FROM forecast WHERE product_id = '2' AND store_id = 'main' ORDER BY update_date;

-- What runs out on a date?
SELECT store_id, product_id, inventory_level, sales, restocking
FROM stockout WHERE stockout_date = '2023-01-25' ORDER BY store_id, product_id;

-- What runs out in the seven days that begin with a date, the earliest first?
SELECT stockout_date, store_id, product_id
FROM stockout WHERE stockout_date >= '2023-01-25' AND stockout_date < date('2023-01-25', '+7 days')
ORDER BY stockout_date, store_id, product_id;

-- What is out of stock on a date, and how many units are missing?
SELECT store_id, product_id, -inventory_level AS missing
FROM forecast WHERE update_date = '2023-01-28' AND inventory_level <= 0 ORDER BY missing DESC, store_id, product_id;

-- How many days does the stock last from a date, for what runs out?
SELECT store_id, product_id, CAST(julianday(stockout_date) - julianday('2023-01-20') AS INTEGER) AS days_left
FROM stockout WHERE stockout_date >= '2023-01-20' ORDER BY days_left, store_id, product_id;

-- What does not run out within its horizon, and what is left at its end?
SELECT store_id, product_id, max(update_date) AS last_day, inventory_level
FROM forecast WHERE (store_id, product_id) NOT IN (SELECT store_id, product_id FROM stockout)
GROUP BY store_id, product_id ORDER BY store_id, product_id;

-- How many units does a store sell and receive in each ISO week? (Counts reported days: forecast with --frequency 1.)
SELECT store_id, week, sum(sales) AS sold, sum(restocking) AS received
FROM forecast JOIN calendar ON calendar.date = update_date
WHERE store_id = 'main' GROUP BY store_id, week ORDER BY store_id, week;

-- How many products run out in each store and ISO week?
SELECT store_id, week, count(*) AS stockouts
FROM stockout JOIN calendar ON calendar.date = stockout_date
GROUP BY store_id, week ORDER BY store_id, week;

-- How many units of a product are sold in each ISO week, over all stores? (Counts reported days, as above.)
SELECT product_id, week, sum(sales) AS sold
FROM forecast JOIN calendar ON calendar.date = update_date
WHERE product_id = '1' GROUP BY product_id, week ORDER BY week;

-- How much stock does each store have on the Sunday evenings of a month?
SELECT store_id, update_date, sum(max(inventory_level, 0)) AS units
FROM forecast WHERE update_date IN (SELECT date FROM calendar WHERE month = '2023-01' AND weekday = 7)
GROUP BY store_id, update_date ORDER BY store_id, update_date;

-- Which products run out in the most stores?
SELECT product_id, count(*) AS stores, min(stockout_date) AS first
FROM stockout GROUP BY product_id ORDER BY stores DESC, first, product_id LIMIT 20;

-- How do the scenarios compare? (Make one with: invdb forecast --scenario promo --days 60)
SELECT scenario, count(*) AS stockouts, min(stockout_date) AS first, max(stockout_date) AS last
FROM stockout_by_scenario GROUP BY scenario ORDER BY scenario;

-- What runs out on another day in a scenario than in the baseline, or only in one of both?
SELECT store_id, product_id, max(stockout_date) FILTER (WHERE scenario = 'baseline') AS baseline,
    max(stockout_date) FILTER (WHERE scenario = 'promo') AS promo
FROM stockout_by_scenario WHERE scenario IN ('baseline', 'promo') GROUP BY store_id, product_id
HAVING baseline IS NOT promo ORDER BY store_id, product_id;

-- From which file and line does the forecast of a product come, and which run made it?
SELECT store_id, product_id, file, source_line, started_at AS forecast_at, options
FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) JOIN import USING (import_id)
JOIN projection USING (store_key, product_key) JOIN run USING (run_id)
WHERE product_id = '3' AND scenario_id = 0 GROUP BY store_id;

-- What is to be ordered in the seven days that begin with a date? (Plan first: invdb plan --store all)
SELECT order_date, arrival_date, store_id, product_id, quantity, cost, reason
FROM reorder WHERE order_date >= '2023-01-01' AND order_date < date('2023-01-01', '+7 days')
ORDER BY order_date, store_id, product_id;

-- How many orders are to be placed in each ISO week, of how many units, and for how much?
SELECT week, count(*) AS orders, sum(quantity) AS units, coalesce(sum(cost), 0) AS cost
FROM reorder JOIN calendar ON calendar.date = order_date GROUP BY week ORDER BY week;

-- Which orders arrive too late, and how many units stay short?
SELECT store_id, product_id, order_date, arrival_date, days_late, units_short
FROM reorder WHERE days_late > 0 ORDER BY units_short DESC, store_id, product_id, order_date;

-- What is in stock on a date if everything is ordered as planned?
SELECT store_id, product_id, inventory_level
FROM forecast_planned WHERE update_date = '2023-01-31' ORDER BY store_id, product_id;
