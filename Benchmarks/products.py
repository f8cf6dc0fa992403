"""Writes a product file of SKUS x STORES series, sorted by store and product.

    products.py SKUS STORES OUT [--no-store] [--shuffle] [--seed N]

Memory stays bounded but for --shuffle, which brings the rows into random order. The same seed gives the same numbers.
"""

import argparse
import random

HEADER = "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"


def rows(skus, stores, has_store, seed):
    # A linear congruential generator (Knuth's MMIX constants) is several times as fast as random.Random.
    state = seed
    for store in range(stores):
        prefix = f"S{store:04d}," if has_store else ""
        for sku in range(skus):
            state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
            bits = state >> 16
            sales, restocking = (bits >> 14) % 4000, (bits >> 26) % 3800
            yield (
                f"{prefix}SKU{sku:06d},1/{1 + bits % 28}/24,{(bits >> 5) % 500},{sales / 100},{restocking / 100},30,1\n"
            )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("skus", type=int)
    parser.add_argument("stores", type=int)
    parser.add_argument("out")
    parser.add_argument("--no-store", action="store_true")
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--seed", type=int, default=20240415)
    options = parser.parse_args()
    lines = rows(options.skus, options.stores, not options.no_store, options.seed)
    if options.shuffle:
        lines = list(lines)
        random.Random(options.seed).shuffle(lines)
    with open(options.out, "w") as file:
        file.write(("" if options.no_store else "store_id,") + HEADER)
        file.writelines(lines)


if __name__ == "__main__":
    main()
