"""The report and the pages of `invdb serve` in a headless Chromium: what they ask for, what they say, how they fit, what their numbers are.

    main.py --invdb PATH [--output FOLDER]

Screenshots and the print are kept in the folder, to be looked at. Without a browser the tests are skipped with a word.
"""

import argparse
import itertools
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

import chromium
import served
import shop

WIDTHS = (1280, 390)

# Text whose contrast to what is behind it is too low: below 4.5, or 3 for large text (WCAG 2.2, 1.4.3).
CONTRAST = """
(() => {
  const channels = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => top.slice(0, 3).map((c, i) => c * (top[3] ?? 1) + below[i] * (1 - (top[3] ?? 1)));
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(channels(getComputedStyle(e).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('style, title, [hidden]') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const below = behind(element);
    const own = element.namespaceURI.endsWith('svg') ? style.fill : style.color;
    const [a, b] = [luminance(over(channels(own), below)), luminance(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(ratio.toFixed(2) + ' ' + element.tagName + ': ' + walker.currentNode.data.slice(0, 40));
  }
  return found;
})()
"""

# Elements that reach out of the page, and are not in a part that scrolls.
OVERFLOW = """
[...document.body.querySelectorAll('*')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !e.closest('.scroll') && !e.closest('svg svg')
    && getComputedStyle(e).position !== 'absolute' && !e.closest('thead');
}).slice(0, 5).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40))
"""

# Tables that a wide window has no room for. In a narrow one they scroll.
CUT_OFF = """
[...document.querySelectorAll('.scroll')].filter(e => innerWidth > 640 && e.scrollWidth > e.clientWidth)
  .map(e => (e.closest('section')?.id || '') + ': ' + e.scrollWidth + ' of ' + e.clientWidth)
"""

# Columns of numbers whose digits are not equally wide, and numbers that aren't at the right.
NUMBERS = """
[...document.querySelectorAll('td.n')].filter(e => {
  const style = getComputedStyle(e);
  return style.fontVariantNumeric !== 'tabular-nums' || (innerWidth > 640 && style.textAlign !== 'right');
}).length
"""

# Pictures without a sentence, marks without a title.
WORDS = """
[...document.querySelectorAll('svg:not([aria-hidden])')].filter(e => !(e.getAttribute('aria-label') || '').trim()
  || e.getAttribute('role') !== 'img').length
+ [...document.querySelectorAll('svg.levels rect, svg.levels path, svg.levels circle')].filter(e => !e.querySelector('title')).length
"""


class Failures:
    def __init__(self):
        self.count = 0
        self.checks = 0

    def expect(self, is_right, what):
        self.checks += 1
        if not is_right:
            self.count += 1
            print(f"  ✘ {what}")


def look(page, name, failures, is_site=False):
    """What has to be true of every page. Pages of the site have forms, and a line about newer results as a page of its own."""
    if not is_site:
        failures.expect(len(page.requests) == 1, f"{name}: requests {page.requests}")
    failures.expect(not page.messages, f"{name}: the console says {page.messages}")
    # A page may be named after a product whose name has the word; a script would leave nothing but the word.
    failures.expect(page.evaluate("document.title") != "owned", f"{name}: text from a file was run")
    unneeded = "script, object, embed, img, iframe:not(.newer)" + ("" if is_site else ", iframe, form")
    failures.expect(page.evaluate(f"document.querySelectorAll('{unneeded}').length") == 0,
                    f"{name}: it has what no page needs")
    failures.expect(page.evaluate("[...document.querySelectorAll('*')].every(e => [...e.attributes].every(a => !a.name.startsWith('on')))"),
                    f"{name}: an attribute runs something")
    failures.expect(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name}: wider than the window")
    for script, what in ((OVERFLOW, "reaches out of the page"), (CUT_OFF, "a table is cut off"), (CONTRAST, "too low a contrast")):
        found = page.evaluate(script)
        failures.expect(not found, f"{name}: {what}: {found[:5]}")
    failures.expect(page.evaluate(NUMBERS) == 0, f"{name}: numbers that aren't in columns")
    failures.expect(page.evaluate(WORDS) == 0, f"{name}: pictures or marks without words")


def rows(page, section):
    """The exact values of the numbers of each row of a section."""
    return page.evaluate(
        f"[...document.querySelectorAll('#{section} tbody tr')].map(r => [...r.querySelectorAll('data')].map(d => Number(d.value)))")


def compare(page, database, failures):
    """The numbers of the page and those of SQL."""
    def same(section, sql):
        expected = [[value for value in row if value is not None] for row in database.execute(sql)]
        found = rows(page, section)
        is_same = len(found) == len(expected) and all(
            len(a) == len(b) and all(abs(x - y) < 0.006 for x, y in zip(a, b)) for a, b in zip(found, expected))
        failures.expect(is_same and expected, f"{section}: the page has {found[:3]}…, SQL {expected[:3]}…")

    same("exceptions", "SELECT money, units FROM exceptions WHERE money IS NOT NULL ORDER BY money DESC LIMIT 25")
    same("weeks", """SELECT count(*), sum(quantity), sum(ifnull(cost, 0)), count(nullif(days_late, 0)) FROM reorder
        JOIN calendar ON date = order_date GROUP BY week ORDER BY week LIMIT 13""")
    same("scenarios", """SELECT count(DISTINCT stretch_key >> 13), count(stockout_day),
        (SELECT count(*) FROM order_plan WHERE order_plan.scenario_id = scenario.scenario_id),
        (SELECT sum(quantity) FROM order_plan WHERE order_plan.scenario_id = scenario.scenario_id),
        (SELECT sum(round(quantity * ifnull(unit_cost, 0), 2)) FROM order_plan WHERE order_plan.scenario_id = scenario.scenario_id),
        (SELECT sum(units_short) FROM order_plan WHERE order_plan.scenario_id = scenario.scenario_id)
        FROM scenario JOIN projection USING (scenario_id) GROUP BY scenario_id ORDER BY scenario_id""")
    for figure, sql in (
            ("short", """SELECT sum(units) FROM (SELECT max(units) AS units FROM exceptions
                WHERE state IN ('out', 'runs-out', 'order-late') GROUP BY store_id, product_id)"""),
            ("due", f"SELECT count(*) FROM reorder WHERE order_date < date('{shop.TODAY}', '+7 days')"),
            ("late", "SELECT count(*) FROM reorder WHERE days_late > 0"),
            ("excess", "SELECT count(*) FROM exceptions WHERE state = 'over-cover'"),
            ("idle", "SELECT count(*) FROM exceptions WHERE state = 'ordered-without-demand'")):
        found = page.evaluate(f"Number(document.querySelector('#figure-{figure} data').value)")
        expected = database.execute(sql).fetchone()[0]
        failures.expect(abs(found - expected) < 0.06, f"figure {figure}: the page has {found}, SQL {expected}")
    states = page.evaluate("[...document.querySelectorAll('#exceptions tbody tr')].map(r => r.dataset.state)")
    expected = [row[0] for row in database.execute(
        "SELECT state FROM exceptions WHERE money IS NOT NULL ORDER BY money DESC LIMIT 25")]
    failures.expect(states == expected, f"states: the page has {states}, SQL {expected}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--invdb", required=True)
    parser.add_argument("--short", action="store_true", help="each page wide and light, and narrow and dark")
    parser.add_argument("--output", default=os.path.join(".build", "pages"))
    options = parser.parse_args()
    if not chromium.program():
        print("skipped: there is no Chromium; apt-get install chromium")
        return
    invdb = os.path.abspath(options.invdb)
    looks = [(WIDTHS[0], False), (WIDTHS[-1], True)] if options.short else list(itertools.product(WIDTHS, (False, True)))
    os.makedirs(options.output, exist_ok=True)
    failures = Failures()
    with tempfile.TemporaryDirectory(prefix="invdb-pages-") as folder:
        path = shop.make(invdb, folder)
        pages = {
            "report": [], "one-store": ["--store", "Harbour Mall", "--top", "8"],
            "product": ["--product", "BA-*"], "hostile": ["--product", "<*,\"*,..*,right*,xxx*,&*"],
        }
        for name, arguments in pages.items():
            file = os.path.abspath(os.path.join(options.output, f"{name}.html"))
            subprocess.run([invdb, "report", "--db", path, "-o", file, "--quiet", *arguments], check=True)
            pages[name] = file
        browser = chromium.Chromium()
        try:
            for name, file in pages.items():
                for width, dark in looks:
                    label = f"{name}-{width}{'-dark' if dark else ''}"
                    page = chromium.Page(browser, f"file://{file}", width, dark)
                    look(page, label, failures)
                    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                    found = page.evaluate(OVERFLOW)
                    failures.expect(not found, f"{label} with all parts open: reaches out of the page: {found}")
                    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
                    page.screenshot(os.path.join(options.output, f"{label}.png"))
                    if name == "report" and (width, dark) == looks[0]:
                        compare(page, sqlite3.connect(path), failures)
                        page.pdf(os.path.join(options.output, "report.pdf"))
                    page.close()
            followed = served.test(browser, invdb, path, options.output, failures, look, looks)
        finally:
            browser.close()
        with open(os.path.join(options.output, "report.pdf"), "rb") as file:
            sheets = len(re.findall(rb"/Type\s*/Page\b", file.read()))
        failures.expect(1 <= sheets <= 20, f"the print has {sheets} pages")
    print(f"{failures.checks} checks, {failures.count} failed; {followed} links of the site followed; pages, screenshots and print are in {options.output}")
    sys.exit(1 if failures.count else 0)


if __name__ == "__main__":
    main()
