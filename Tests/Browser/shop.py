"""A shop for the pages: three stores, categories, suppliers, open orders, a year of sales, two scenarios, and hostile names."""

import csv
import datetime
import os
import random
import subprocess

TODAY = datetime.date(2026, 11, 26)
STORES = ["Main Street", "Harbour Mall", "Online"]
CATEGORIES = {"Bag": "Northwind", "Candle": "Wax & Sons", "Mug": "Clay Works", "Shirt": "Northwind", "Toy": None}

HOSTILE = [
    ("<script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">"),
    ("\"><svg onload=document.title='owned'>", "'\"--></style></svg><h1>owned"),
    ("../../etc/passwd", "javascript:alert(1)"),
    ("right\u202eleft", "\u05e9\u05dc\u05d5\u05dd \u202e name"),
    ("x" * 1000, "W" * 900),
    ("&lt;b&gt;&amp;", "a,b;c=1*~all"),
]


def write(path, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows(rows)


def make(invdb, folder, products=40, history=200, seed=21):
    """Makes shop.db in the folder, and returns its path."""
    chance = random.Random(seed)
    positions = [[
        "store_id", "product_id", "name", "category", "supplier", "sell_start_date", "initial_inventory", "sales_rate",
        "duration_days", "lead_time_days", "safety_stock", "min_order_quantity", "unit_cost", "supplier_min_value",
    ]]
    receipts = [["store_id", "product_id", "receipt_date", "quantity"]]
    sales = [["date", "store_id", "product_id", "quantity"]]
    names = [(f"{category[:2].upper()}-{1000 + number}", f"{category} model {number}", category)
             for number, category in ((number, chance.choice(list(CATEGORIES))) for number in range(products))]
    names += [(identifier, name, "Toy") for identifier, name in HOSTILE]
    for identifier, name, category in names:
        cost = round(chance.uniform(2, 60), 2)
        lead = chance.choice([3, 7, 14, 35])
        for store in STORES:
            rate = round(chance.choice([0, 0.04, 0.5, 2, 6]) * chance.uniform(0.5, 1.5), 2)
            on_hand = chance.choice([0, 2, 15, 60, 250])
            positions.append([
                store, identifier, name, category, CATEGORIES[category] or "", TODAY.isoformat(), on_hand,
                rate if chance.random() < 0.7 else "", 120, lead, chance.choice(["", 5]), chance.choice(["", 100]),
                cost if chance.random() < 0.9 else "", 2500 if CATEGORIES[category] == "Northwind" else "",
            ])
            for _ in range(chance.choice([0, 0, 1, 2])):
                day = TODAY + datetime.timedelta(days=chance.randint(-10, 60))
                receipts.append([store, identifier, day.isoformat(), chance.choice([10, 40, 120])])
            if history and chance.random() < 0.8:
                sold = chance.choice([0.2, 1, 3])
                for back in range(history, 0, -1):
                    day = TODAY - datetime.timedelta(days=back)
                    quantity = sum(chance.random() < sold / 4 for _ in range(4 if day.weekday() < 5 else 7))
                    if quantity:
                        sales.append([day.isoformat(), store, identifier, quantity])
    for file, rows in [("positions.csv", positions), ("open orders.csv", receipts), ("sales.csv", sales)]:
        write(os.path.join(folder, file), rows)
    database = os.path.join(folder, "shop.db")

    def run(*arguments):
        finished = subprocess.run([invdb, *arguments, "--db", database], cwd=folder, capture_output=True, text=True)
        if finished.returncode not in (0, 3):
            raise RuntimeError(f"invdb {' '.join(arguments)}: {finished.stderr}")

    run("import", "positions.csv")
    run("import", "open orders.csv", "--kind", "receipts")
    # A week of the sales comes later, so that there are forecasts to compare with it.
    if history:
        early = [row for row in sales[1:] if row[0] < (TODAY - datetime.timedelta(days=10)).isoformat()]
        write(os.path.join(folder, "early.csv"), [sales[0]] + early)
        run("import", "early.csv")
        run("import", "sales.csv")
    run("plan", "--cover", "14", "--risk")
    run("plan", "--cover", "14", "--risk", "--scale-sales", "1.2", "--scenario", "promo")
    return database
