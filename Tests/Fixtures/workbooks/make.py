"""Makes the workbooks of this folder anew. They have the same stock in them, each as another program writes it.

    pip install openpyxl xlsxwriter && apt-get install libreoffice-calc && python3 make.py

The tests read the workbooks and don't run this: it changes nothing unless another program's way of writing is wanted.
"""

import datetime
import pathlib
import subprocess

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

HEADER = ["SKU", "Store", "On hand", "Daily sales", "Counted", "Name", "Margin", "Note"]
DAY = datetime.date(2024, 3, 4)
MORNING = datetime.datetime(2024, 3, 4, 8, 15)
# A text of digits, a whole number, and a text with everything that a CSV file has to quote.
ROWS = [
    ["007", "Oslo", 0.1 + 0.2, 1.5, DAY, "Bolt; 5 mm", 0.15, None],
    [4006381333931, "Oslo", 1234.567, 2, MORNING, 'Nut, "hex"\nsteel', 0.2, None],
    ["Ærø", "Málaga", 100, 1 / 3, DAY, None, None, "as counted"],
]
HERE = pathlib.Path(__file__).parent


def by_openpyxl():
    book = openpyxl.Workbook()
    book.active.title = "Lists"
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Stock & more")
    sheet.append(["Stock of Monday"])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet["C3"] = CellRichText("On ", TextBlock(InlineFont(b=True), "hand"))
    for cell in ("E4", "E6"):
        sheet[cell].number_format = '[$-414]dd". "mmm yyyy;@'
    sheet["G4"].number_format = "0%"
    book.create_sheet("Other").append(["SKU"])
    book.save(HERE / "openpyxl.xlsx")


def by_xlsxwriter(name, options):
    book = xlsxwriter.Workbook(HERE / name, options)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yy"})
    moment, percent = book.add_format({"num_format": 22}), book.add_format({"num_format": 9})
    book.add_worksheet("Lists").hide()
    sheet = book.add_worksheet("Stock & more")
    sheet.activate()
    sheet.set_first_sheet()
    sheet.merge_range("A1:C1", "Stock of Monday")
    sheet.write_row("A3", HEADER)
    sheet.write_rich_string("C3", "On ", bold, "hand")
    for number, row in enumerate(ROWS, 3):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                is_moment = isinstance(value, datetime.datetime)
                sheet.write_datetime(number, column, value, moment if is_moment else day)
            else:
                sheet.write(number, column, value, percent if column == 6 else None)
    book.add_worksheet("Other").write("A1", "SKU")
    book.close()


def by_libreoffice():
    # Reads one of the others, and writes all of it in its own way.
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", HERE / "out", HERE / "openpyxl.xlsx"],
        check=True,
    )
    (HERE / "out" / "openpyxl.xlsx").rename(HERE / "libreoffice.xlsx")
    (HERE / "out").rmdir()


by_openpyxl()
by_xlsxwriter("xlsxwriter.xlsx", {})
by_xlsxwriter("xlsxwriter-1904.xlsx", {"date_1904": True})
by_xlsxwriter("xlsxwriter-inline.xlsx", {"constant_memory": True})
by_libreoffice()
