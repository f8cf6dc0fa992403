"""Writes a file of sales of ITEMS x STORES series over the DAYS before 2024: date,store,item,sales.

    sales.py ITEMS STORES DAYS OUT [--by-day] [--like-products] [--seed N]

Each series has a level of its own, weekdays, a season and noise, so that there is something to estimate. The rows are in the
order of item, store and day, or with --by-day in that of day, store and item. --like-products has the identifiers of products.py.
Memory stays bounded, and the same seed gives the same numbers.
"""

import argparse
import datetime
import math

END = datetime.date(2024, 1, 1)
WEEK = (80, 85, 90, 95, 110, 130, 110)
# A linear congruential generator (Knuth's MMIX constants) is several times as fast as random.Random.
MULTIPLIER, INCREMENT, MASK = 6364136223846793005, 1442695040888963407, 0xFFFFFFFFFFFFFFFF


def days_before(count):
    """The text of each day, and what a day of the level 1 sells there, in millionths."""
    for number in range(count):
        day = END - datetime.timedelta(days=count - number)
        season = 1 + 0.3 * math.sin(2 * math.pi * day.timetuple().tm_yday / 365.25)
        yield day.isoformat(), int(WEEK[day.weekday()] * season * 10_000)


def rows(items, stores, days, is_by_day, is_like_products, seed):
    """The lines of the file; what is sold of a series on a day is the same in either order."""
    names = [f"SKU{item:06d}" if is_like_products else str(item + 1) for item in range(items)]
    shops = [f"S{store:04d}" if is_like_products else str(store + 1) for store in range(stores)]
    calendar = list(days_before(days))

    def line(store, item, number):
        day, factor = calendar[number]
        series = store * items + item
        # Two steps from the place of the row: the noise, from half of what is expected to half as much again.
        state = ((series * days + number + seed) * MULTIPLIER + INCREMENT) & MASK
        noise = (((state ^ (state >> 29)) * MULTIPLIER) & MASK) >> 44
        level = 5 + series * 7919 % 60
        return f"{day},{shops[store]},{names[item]},{(level * factor * ((1 << 19) + noise)) // 1_000_000 >> 20}\n"

    if is_by_day:
        for number in range(days):
            for store in range(stores):
                for item in range(items):
                    yield line(store, item, number)
    else:
        for item in range(items):
            for store in range(stores):
                for number in range(days):
                    yield line(store, item, number)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("items", type=int)
    parser.add_argument("stores", type=int)
    parser.add_argument("days", type=int)
    parser.add_argument("out")
    parser.add_argument("--by-day", action="store_true")
    parser.add_argument("--like-products", action="store_true")
    parser.add_argument("--seed", type=int, default=20240415)
    options = parser.parse_args()
    with open(options.out, "w") as file:
        file.write("date,store,item,sales\n")
        file.writelines(
            rows(options.items, options.stores, options.days, options.by_day, options.like_products, options.seed))


if __name__ == "__main__":
    main()
