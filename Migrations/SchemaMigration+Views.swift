// What several views have in common.

extension SchemaMigration {
    private typealias Key = KeyLayout

    /// Quantities are reported with 2 decimals, halves away from zero.
    static func rounded(_ quantity: String) -> String { "round((\(quantity)) * 100) / 100" }

    /// The sum of the factors of all days before a day, for the profile of a stretch.
    static func sumOfFactors(before day: String) -> String {
        """
        iif(profile > 0, (SELECT factor_sum FROM profile_day
                    WHERE profile_day_key = (scenario_id << \(Key.profileBits) | profile) << \(Key.profileDayBits) | (\(day) - \(Key.firstDay))),
                    (SELECT factor_sum FROM series_day WHERE series_day_key = \(firstOfSeries("stretch_key")) | ((\(day)) & \(Key.greatestNumber))))
        """
    }

    static func firstOfSeries(_ key: String) -> String { "\(key) >> \(Key.numberBits) << \(Key.numberBits)" }

    /// The scenarios that a view shows: only the baseline, or all of them with their names.
    enum Scope {
        case baseline, named

        /// The first columns of the view.
        var names: String {
            (self == .named ? "scenario.name AS scenario, " : "")
                + "store.store_id AS store_id, product.product_id AS product_id"
        }

        /// The condition of a view of the baseline, which excludes all other scenarios.
        func condition(key: String) -> String { "likelihood(\(key) < 1 << \(Key.scenarioShift), 0.9)" }

        /// Joins the names to a table of results, and narrows the table's key to their ranges.
        func joins(_ table: String, key: String, narrowsStores: Bool = true) -> String {
            let store =
                self == .named ? "(scenario.scenario_id << \(Key.storeBits) | store.store_key)" : "store.store_key"
            let product = "(\(store) << \(Key.productBits) | product.product_key)"
            var joins: [String] = []
            if self == .named {
                // The end of the last scenario's keys would not be an integer, so the range is closed.
                joins.append(
                    """
                    JOIN scenario ON scenario.scenario_id = \(table).scenario_id
                        AND likelihood(\(key) >= scenario.scenario_id << \(Key.scenarioShift), 0.5)
                        AND likelihood(\(key) <= (scenario.scenario_id + 1 << \(Key.scenarioShift)) - 1, 0.5)
                    """)
            }
            joins.append("JOIN store ON store.store_key = \(table).store_key")
            if narrowsStores { joins.append(range(key, store, shift: Key.storeShift, share: 0.1)) }
            joins.append("JOIN product ON product.product_key = \(table).product_key")
            joins.append(range(key, product, shift: Key.numberBits, share: 0.002))
            return joins.joined(separator: "\n")
        }

        private func range(_ key: String, _ prefix: String, shift: Int, share: Double) -> String {
            """
                AND likelihood(\(key) >= \(prefix) << \(shift), \(share))
                AND likelihood(\(key) < \(prefix) + 1 << \(shift), \(share))
            """
        }
    }
}
