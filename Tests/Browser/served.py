"""The pages of `invdb serve` in a headless Chromium: what each asks for, how it fits, where its links lead, what its numbers are."""

import csv
import io
import os
import re
import subprocess
import sqlite3
import urllib.error
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

import chromium
import shop

PAGES = {
    "overview": "/", "exceptions": "/exceptions", "exceptions-chosen": "/exceptions?state=over-cover&store=Online",
    "search": "/search?q=model", "nothing-found": "/search?q=zzz", "product": "/product?product=%s",
    "product-in-store": "/product?product=%s&store=Main%%20Street", "orders": "/orders",
    "orders-chosen": "/orders?by=2026-12-10&supplier=Northwind&scenario=promo", "stockouts": "/stockouts?part=2",
    "compare": "/compare?a=baseline&b=promo", "runs": "/runs", "wrong": "/orders?by=tomorrow", "not-there": "/product?product=none",
}


class Server:
    def __init__(self, invdb, database):
        self.process = subprocess.Popen(
            [invdb, "serve", "--port", "0", "--db", database], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.address = re.match(r"(http://127\.0\.0\.1:\d+)/ ", line).group(1)

    def end(self):
        self.process.terminate()
        error = self.process.stderr.read()
        return self.process.wait(), error


def fitted(database, path):
    """The address with the product that the shop has first."""
    return path % quote(first_product(database), safe="") if "%s" in path else path


def first_product(database):
    return database.execute("SELECT product_id FROM exceptions WHERE store_id = 'Main Street' AND product_id GLOB '[A-Z]*' "
                            "ORDER BY money DESC LIMIT 1").fetchone()[0]


def look(page, server, name, failures, look_at):
    """What has to be true of every page of the site."""
    look_at(page, name, failures, is_site=True)
    # The browser draws the fields of dates with pictures of its own.
    asked = [request for request in page.requests if not request.startswith("data:image/svg")]
    hosts = {urlsplit(request).netloc for request in asked}
    failures.expect(hosts == {urlsplit(server.address).netloc}, f"{name}: asks {hosts}")
    # The page and the line about newer results.
    failures.expect(len(asked) == 2, f"{name}: requests {asked}")
    failures.expect(page.evaluate("document.querySelector('header nav a[href=\"/\"], header nav a[href^=\"/?\"]') !== null"),
                    f"{name}: no way back to the first page")
    failures.expect(page.evaluate("getComputedStyle(document.body).maxWidth") == "1136px", f"{name}: the style was refused")


def links(page):
    return page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")


def fetch(server, path):
    try:
        with urllib.request.urlopen(server.address + path) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def values(page, selector):
    return page.evaluate(
        f"[...document.querySelectorAll('{selector}')].map(r => [...r.querySelectorAll('data')].map(d => Number(d.value)))")


def compare(browser, server, database, invdb, path, failures):
    """The numbers of the pages, of SQL and of the commands."""
    def same(address, section, expected):
        page = chromium.Page(browser, server.address + address, 1280)
        found = values(page, f"#{section} tbody tr")
        is_same = len(found) == len(expected) and all(
            len(a) == len(b) and all(abs(x - y) < 0.006 for x, y in zip(a, b)) for a, b in zip(found, expected))
        failures.expect(is_same and expected, f"{address} {section}: the page has {found[:3]}…, expected {expected[:3]}…")
        page.close()

    def sql(query, *arguments):
        return [[value for value in row if value is not None] for row in database.execute(query, arguments)]

    def command(*arguments):
        text = subprocess.run([invdb, *arguments, "--format", "csv", "--db", path], check=True, capture_output=True, text=True).stdout
        return list(csv.DictReader(io.StringIO(text)))

    same("/exceptions?product=*-1*", "exceptions", [
        [float(row[name]) for name in ("money", "units") if row[name]]
        for row in command("exceptions", "--product", "*-1*", "--limit", "50")])
    same("/orders?by=2026-12-10", "orders", sql(
        """SELECT quantity, cost, days_late, units_short FROM reorder JOIN store USING (store_id) JOIN product USING (product_id)
        WHERE order_date <= '2026-12-10' ORDER BY order_date, store_key, product_key LIMIT 50"""))
    same("/stockouts", "stockouts", [
        [float(row[name]) for name in ("inventory_level", "sales", "restocking")] for row in command("stockouts", "--limit", "50")])
    differences = command("diff", "baseline", "promo", "--limit", "50")
    same("/compare?a=baseline&b=promo", "differences", [
        [float(row[f"{name}_{place}"] or 0) for name in ("quantity", "units_short", "expected_short")
         for place in ((1,) if (row[f"{name}_1"] or "0") == (row[f"{name}_2"] or "0") else (1, 2))] for row in differences])
    same("/runs", "imports", sql(
        "SELECT import_id, rows_read, inserted, updated, rejected FROM import ORDER BY import_id DESC"))
    product = database.execute(
        "SELECT product_id FROM reorder WHERE store_id = 'Main Street' GROUP BY product_id ORDER BY count(*) DESC, product_id").fetchone()[0]
    same(f"/product?product={quote(product, safe='')}&store=Main%20Street", "planned", sql(
        "SELECT quantity, cost, days_late, units_short FROM reorder WHERE product_id = ? AND store_id = 'Main Street' "
        "ORDER BY order_date LIMIT 60", product))


def use(browser, server, database, failures):
    """Searches, follows links, downloads, and waits for newer results, as a planner does."""
    product = first_product(database)
    page = chromium.Page(browser, server.address + "/?scenario=promo", 1280)
    # The search of the head keeps the scenario.
    page.evaluate(f"document.querySelector('input[type=search]').value = '{product[:5].lower()}'")
    page.follow("document.querySelector('form[role=search] button').click()")
    state = parse_qs(urlsplit(page.evaluate("location.href")).query)
    failures.expect(state.get("scenario") == ["promo"], f"the search loses the scenario: {state}")
    failures.expect(page.evaluate("document.querySelectorAll('#found tbody tr').length") > 0, "the search finds nothing")
    page.follow("document.querySelector('#found tbody a').click()")
    failures.expect(page.evaluate("document.querySelectorAll('svg.levels').length") > 0, "the product has no picture")
    failures.expect("promo" in page.evaluate("location.href"), "the product is of another scenario")
    page.follow("document.querySelector('#stores tbody a').click()")
    failures.expect(page.evaluate("document.querySelector('#stated tbody tr') !== null"), "the store has no facts of files")
    failures.expect("positions.csv, line" in page.evaluate("document.querySelector('#stated').textContent"), "no file and line")
    failures.expect(not page.messages, f"using the pages: the console says {page.messages}")
    page.close()

    page = chromium.Page(browser, server.address + "/orders?by=2026-12-10", 1280)
    file = page.evaluate("document.querySelector('a[download]').getAttribute('href')")
    status, text = fetch(server, file)
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = database.execute("SELECT count(*), sum(quantity) FROM reorder WHERE order_date <= '2026-12-10'").fetchone()
    failures.expect(status == 200 and len(rows) == expected[0] and abs(sum(float(r["quantity"]) for r in rows) - expected[1]) < 0.1,
                    f"{file}: {status}, {len(rows)} rows, SQL has {expected}")
    # Choosing in the form changes the address, and the address what is shown.
    page.evaluate("document.querySelector('input[name=store]').value = 'Online'")
    page.follow("document.querySelector('form.choose button').click()")
    state = parse_qs(urlsplit(page.evaluate("location.href")).query)
    failures.expect(state == {"by": ["2026-12-10"], "store": ["Online"]} or state.get("store") == ["Online"], f"the form gives {state}")
    expected = database.execute("SELECT count(*) FROM reorder WHERE order_date <= '2026-12-10' AND store_id = 'Online'").fetchone()[0]
    failures.expect(page.evaluate("Number(document.querySelector('#figure-orders data').value)") == expected, "the form chooses nothing")
    page.close()


def crawl(server, failures):
    """Every link of the site that can be reached from the first page, up to a bound: none is broken, none leads away."""
    seen, waiting = {"/"}, ["/"]
    while waiting and len(seen) < 600:
        path = waiting.pop(0)
        status, text = fetch(server, path)
        failures.expect(status == 200, f"{path} gives {status}")
        if path.split("?")[0].endswith(".csv"):
            continue
        failures.expect("<script" not in text and "\u202e" not in text, f"{path}: markup from a file")
        for target in re.findall(r'<a href="([^"]*)"', text):
            target = target.replace("&amp;", "&")
            failures.expect(target.startswith("/") and not target.startswith("//"), f"{path} leads to {target}")
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    products = {parse_qs(urlsplit(path).query).get("product", [""])[0] for path in seen}
    for identifier, _ in shop.HOSTILE:
        failures.expect(identifier in products, f"no link leads to {identifier[:30]!r}")
    return len(seen)


def newer(browser, server, invdb, path, failures):
    """A page says by itself that newer results are there."""
    page = chromium.Page(browser, server.address + "/orders", 1280)
    def line():
        return page.evaluate("document.querySelector('iframe.newer').contentDocument.body.textContent")
    failures.expect("the newest results" in line(), f"the line says {line()!r}")
    subprocess.run([invdb, "plan", "--cover", "14", "--db", path, "--quiet"], check=True, capture_output=True)
    # It asks every ten seconds; nobody has to wait that long.
    page.evaluate("document.querySelector('iframe.newer').contentWindow.location.reload()")
    page.wait_until("document.querySelector('iframe.newer').contentDocument.body?.textContent.includes('Newer results are there')")
    failures.expect("Newer results are there" in line(), f"the line says {line()!r}")
    page.follow("document.querySelector('iframe.newer').contentDocument.querySelector('a').click()")
    failures.expect("the newest results" in line() and page.evaluate("location.pathname") == "/orders", "the link shows something else")
    failures.expect(not page.messages, f"the line: the console says {page.messages}")
    page.close()


def test(browser, invdb, path, output, failures, look_at, looks):
    """All of it, for a database. `looks` are the widths and the colours of each page."""
    database = sqlite3.connect(path)
    server = Server(invdb, path)
    try:
        for name, address in PAGES.items():
            for width, dark in looks:
                label = f"serve-{name}-{width}{'-dark' if dark else ''}"
                is_wrong = name in ("wrong", "not-there")
                page = chromium.Page(browser, server.address + fitted(database, address), width, dark)
                # A page that says what is wrong has a status that says it too, which a browser writes to its console.
                if is_wrong:
                    page.forget(lambda text: "status of 40" in text)
                look(page, server, label, failures, look_at)
                page.screenshot(os.path.join(output, f"{label}.png"), height=2400)
                page.close()
        compare(browser, server, database, invdb, path, failures)
        use(browser, server, database, failures)
        crawled = crawl(server, failures)
        for identifier, _ in shop.HOSTILE:
            for width in sorted({width for width, _ in looks}):
                address = f"/product?product={quote(identifier, safe='')}&store=Online"
                page = chromium.Page(browser, server.address + address, width)
                look(page, server, f"serve-hostile-{identifier[:12]}-{width}", failures, look_at)
                page.close()
        newer(browser, server, invdb, path, failures)
    finally:
        status, error = server.end()
        database.close()
    failures.expect(status == 0 and not error, f"serve ended with {status}: {error}")
    return crawled
