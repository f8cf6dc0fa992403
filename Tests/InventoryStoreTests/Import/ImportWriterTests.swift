import BulkSQLite
import Forecasting
import GRDB
import TestSupport
import Testing

@testable import InventoryStore

@Suite struct ImportWriterTests {
    private struct Series: Hashable {
        var store: String
        var product: String
    }

    private struct Place: Equatable {
        var importID: Int32
        var line: Int32
    }

    /// The inventory as a dictionary, and what an import does to it, row by row.
    private struct Model {
        var inventory: [Series: (position: StockPosition, place: Place)] = [:]
        var newestImportID: Int32 = 0

        struct Outcome {
            var counts: [ImportCounts]
            var removed = 0
            var duplicates: [(series: Series, place: Place, first: Place)] = []
            var changedStores = Set<String>()
        }

        mutating func importing(_ batches: [[StoreFixture.Row]], files: Int, replaces: Bool) -> Outcome {
            var outcome = Outcome(counts: Array(repeating: ImportCounts(), count: files))
            var seen = Set<Series>()
            // A row that says nothing new leaves no mark, so a later one of its series is not told to be its duplicate.
            var written: [Series: Place] = [:]
            for row in batches.joined() {
                let series = Series(store: row.store, product: row.product)
                let place = Place(importID: newestImportID + 1 + Int32(row.file), line: row.line)
                if let first = written[series] {
                    outcome.duplicates.append((series, place, first))
                    continue
                }
                seen.insert(series)
                if let known = inventory[series] {
                    if known.position == row.position {
                        outcome.counts[row.file].unchanged += 1
                        continue
                    }
                    outcome.counts[row.file].updated += 1
                } else {
                    outcome.counts[row.file].inserted += 1
                }
                written[series] = place
                outcome.changedStores.insert(row.store)
                inventory[series] = (row.position, place)
            }
            if replaces {
                let kept = inventory.filter { seen.contains($0.key) }
                outcome.removed = inventory.count - kept.count
                inventory = kept
            }
            for index in 0..<files {
                (outcome.counts[index].read, outcome.counts[index].rejected, outcome.counts[index].blank) = (7, 2, 1)
            }
            newestImportID += Int32(files)
            return outcome
        }

        var lines: [String] {
            inventory.map { series, value in
                let position = value.position
                return "\(series.store)|\(series.product)|\(position.startDay)|\(position.onHand)|"
                    + "\(position.salesRate ?? -1)|\(position.restockingRate)|\(position.durationDays)|"
                    + "\(position.frequency)|\(value.place.importID)|\(value.place.line)"
            }.sorted()
        }
    }

    private static let inventoryLines = """
        SELECT store_id, product_id, start_day, on_hand, sales_rate, restocking_rate, duration_days,
            forecast_frequency, import_id, source_line
        FROM inventory JOIN store USING (store_key) JOIN product USING (product_key)
        """

    /// Batches as an import may make them: keys are different within one, and the next ones come back to some of them.
    private func batches(
        files: Int, knowing model: Model, using generator: inout SeededGenerator
    ) -> [[StoreFixture.Row]] {
        var line: Int32 = 1
        return (0..<Int.random(in: 1...10, using: &generator)).map { _ in
            var rows: [Series: StoreFixture.Row] = [:]
            // A few rows are between others' keys, many go past all of them.
            let most = Bool.random(using: &generator) ? 3 : 60
            for _ in 0..<Int.random(in: 0...most, using: &generator) {
                let series = Series(
                    store: "S\(Int.random(in: 1...6, using: &generator))",
                    product: "P\(Int.random(in: 1...40, using: &generator))")
                line += 1
                // Half of the known series say what they said before.
                let known = Bool.random(using: &generator) ? model.inventory[series]?.position : nil
                rows[series] = StoreFixture.Row(
                    store: series.store, product: series.product,
                    position: known ?? .random(using: &generator), line: line,
                    file: Int.random(in: 0..<files, using: &generator))
            }
            return rows.values.sorted { $0.line < $1.line }
        }
    }

    @Test func countsAndContentAreThoseOfADictionary() throws {
        var generator = SeededGenerator("import writer")
        let fixture = try StoreFixture()
        var model = Model()
        for round in 0..<50 {
            let files = Int.random(in: 1...3, using: &generator)
            let replaces = round % 4 == 3
            let batches = batches(files: files, knowing: model, using: &generator)
            try check(batches, files: files, replaces: replaces, fixture, &model)
        }
        #expect(try fixture.lines("PRAGMA foreign_key_check").isEmpty)
        #expect(try fixture.lines("SELECT name FROM sqlite_temp_schema").isEmpty)
    }

    /// Imports these batches, and compares what comes of it with the model.
    private func check(
        _ batches: [[StoreFixture.Row]], files: Int = 1, replaces: Bool = false, isCompared: Bool = false,
        _ fixture: StoreFixture, _ model: inout Model, replacesWhole: Bool? = nil
    ) throws {
        let before = model.newestImportID
        let expected = model.importing(batches, files: files, replaces: replaces)
        let imported = try fixture.importing(batches, files: files, replaces: replaces, isCompared: isCompared)

        #expect(imported.firstImportID == before + 1)
        if let replacesWhole { #expect(imported.replacedWhole == replacesWhole) }
        #expect(imported.counts == expected.counts)
        #expect(imported.removed == expected.removed)
        let stores = try fixture.database.read { try $0.storeIdentifiers() }
        let products = try fixture.database.read { try $0.productIdentifiers() }
        // Within a batch duplicates come in the order of keys.
        #expect(
            imported.duplicates.compactMap {
                guard case .repeated(let firstImportID, let firstLine) = $0.reason else { return nil }
                return "\(stores.identifier(of: $0.row.key.store)) \(products.identifier(of: $0.row.key.product)) "
                    + "\($0.row.importID):\($0.row.line) \(firstImportID):\(firstLine)"
            }.sorted()
                == expected.duplicates.map {
                    "\($0.series.store) \($0.series.product) \($0.place.importID):\($0.place.line) "
                        + "\($0.first.importID):\($0.first.line)"
                }.sorted())
        #expect(try fixture.lines(Self.inventoryLines).sorted() == model.lines)
        try checkStores(fixture, model, changed: expected.changedStores, since: before)
        #expect(
            try fixture.lines(
                """
                SELECT rows_read, inserted, updated, unchanged, rejected, blank FROM import
                WHERE import_id > \(before) ORDER BY import_id
                """)
                == expected.counts.map { "7|\($0.inserted)|\($0.updated)|\($0.unchanged)|2|1" })
    }

    /// Imports in which every series changed, or nearly: what they write depends on whether it is the whole inventory.
    @Test func changesOfAllSeriesAreThoseOfADictionary() throws {
        enum Twist: CaseIterable { case none, missing, unchanged, new, repeated }
        var generator = SeededGenerator("all changed")
        for _ in 0..<40 {
            let fixture = try StoreFixture()
            var model = Model()
            try check(batches(files: 1, knowing: model, using: &generator), fixture, &model)
            for twist in Twist.allCases.shuffled(using: &generator) {
                var rows = try fixture.lines(
                    """
                    SELECT store_id || ' ' || product_id
                    FROM inventory JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY series_key
                    """
                ).enumerated().map { index, name in
                    let names = name.split(separator: " ").map(String.init)
                    var row = StoreFixture.Row(
                        store: names[0], product: names[1], position: .random(using: &generator), line: Int32(index + 2)
                    )
                    row.position.durationDays += 100 * Int(model.newestImportID)
                    return row
                }
                guard let place = rows.indices.randomElement(using: &generator) else { continue }
                let (store, product) = (rows[place].store, rows[place].product)
                switch twist {
                case .none: break
                case .missing: rows.remove(at: place)
                case .unchanged:
                    rows[place].position =
                        try #require(model.inventory[Series(store: store, product: product)]).position
                case .new: rows.append(StoreFixture.Row(store: store, product: "N\(model.newestImportID)", line: 99))
                case .repeated: rows.append(StoreFixture.Row(store: store, product: product, line: 99))
                }
                // A repeated series is in a batch of its own, as keys are different within one.
                let last = rows.popLast().map { [[$0]] } ?? []
                let size = Int.random(in: 1...30, using: &generator)
                let cut = stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min($0 + size, rows.count)]) }
                let isCompared = Bool.random(using: &generator)
                try check(
                    cut + last, replaces: Bool.random(using: &generator), isCompared: isCompared, fixture, &model,
                    replacesWhole: twist == .none ? isCompared : nil)
            }
        }
    }

    private func checkStores(
        _ fixture: StoreFixture, _ model: Model, changed: Set<String>, since before: Int32
    ) throws {
        let sizes = Dictionary(grouping: model.inventory.keys, by: \.store).mapValues(\.count)
        let stores = try fixture.rows("SELECT store_id, series_count, changed_import_id > \(before) FROM store")
        for row in stores {
            let name = try #require(String.fromDatabaseValue(row[0]))
            #expect(Int.fromDatabaseValue(row[1]) == sizes[name, default: 0])
            #expect((Int.fromDatabaseValue(row[2]) == 1) == changed.contains(name))
        }
        #expect(Set(stores.compactMap { String.fromDatabaseValue($0[0]) }).isSuperset(of: sizes.keys))
    }

    @Test func replacingRemovesResultsInEveryScenario() throws {
        let fixture = try StoreFixture()
        let rows = (1...4).flatMap { store in
            (1...5).map { StoreFixture.Row(store: "S\(store)", product: "P\($0)") }
        }
        try fixture.importing([rows])
        try fixture.forecasting()
        try fixture.forecasting(scenario: "promo")
        // One series as it is, one changed, and a store that is gone as a whole.
        var changed = StoreFixture.Row(store: "S2", product: "P2")
        changed.position.onHand = 99
        let imported = try fixture.importing(
            [[StoreFixture.Row(store: "S1", product: "P1"), changed]], replaces: true)
        #expect(imported.removed == 18)
        #expect(try fixture.lines("SELECT store_id, series_count FROM store ORDER BY 1") == ["S1|1", "S2|1"])
        let left = """
            SELECT DISTINCT scenario_id, store_id, product_id
            FROM projection LEFT JOIN store USING (store_key) JOIN product USING (product_key)
            """
        #expect(try fixture.lines(left).sorted() == ["0|S1|P1", "0|S2|P2", "1|S1|P1", "1|S2|P2"])
        #expect(
            try fixture.lines("SELECT scenario_id, stretch_count FROM scenario")
                == fixture.lines("SELECT scenario_id, count(*) FROM projection GROUP BY 1"))
        #expect(try fixture.number("SELECT count(*) FROM store_result") == 4)
    }

    @Test("New stores and products get the keys after the greatest")
    func keysGoOnFromTheGreatest() throws {
        let fixture = try StoreFixture()
        try fixture.importing([[.init(store: "A", product: "1")], [.init(store: "B", product: "2")]])
        try fixture.importing([[.init(store: "A", product: "1")]], replaces: true)
        try fixture.importing([[.init(store: "C", product: "3"), .init(store: "é", product: "3")]])
        #expect(try fixture.lines("SELECT store_key, store_id FROM store ORDER BY 1") == ["1|A", "2|C", "3|é"])
        #expect(try fixture.lines("SELECT product_key, product_id FROM product ORDER BY 1") == ["1|1", "2|2", "3|3"])
    }

    @Test("Counts are added field by field")
    func countsAdd() {
        var left = ImportCounts()
        (left.read, left.inserted, left.updated, left.unchanged, left.rejected, left.blank) = (1, 2, 3, 4, 5, 6)
        var sum = ImportCounts()
        (sum.read, sum.inserted, sum.updated, sum.unchanged, sum.rejected, sum.blank) = (2, 4, 6, 8, 10, 12)
        #expect(left + left == sum)
    }
}
