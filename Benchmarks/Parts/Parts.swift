// What a series costs in each part of invdb, apart from the others: every part handles about 50,000 series, so that the
// times can be compared. The package in Benchmarks/Micro measures them; it sees this target only.

import CSV
import Forecasting
import Foundation
import InventoryPipeline
import InventoryStore

/// One part of invdb, as a benchmark runs it.
public struct Part: Sendable {
    public let name: String
    /// Prepares one run. What it returns is measured; the preparation is not.
    public let prepare: @Sendable () throws -> () throws -> Void
}

/// All parts, from the file to the export.
public let parts: [Part] = [
    Part(name: "CSV: records and fields") {
        { keep(parseRecords()) }
    },
    Part(name: "Projection") {
        let positions = positions(series)
        return {
            for position in positions {
                Projection.project(position, options: ProjectionOptions()) { keep($0) }
            }
        }
    },
    Part(name: "Projection with lost sales") {
        let positions = positions(series)
        return {
            for position in positions {
                Projection.project(position, options: ProjectionOptions(lostSales: true)) { keep($0) }
            }
        }
    },
    Part(name: "Scan of the inventory") {
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.read)
        return {
            try database.read { snapshot in
                try snapshot.forEachPosition(in: try snapshot.ranges(of: .all)) { _, position in keep(position) }
            }
            withExtendedLifetime(workspace) {}
        }
    },
    Part(name: "Batch insert into the inventory") {
        let workspace = try Workspace()
        let database = try workspace.open(.create)
        let positions = positions(series)
        return {
            try database.write(.importInto) { transaction in
                let log = try ImportLog(transaction, files: ["a.csv"], importedAt: "2024-01-01T00:00:00Z")
                let writer = try ImportWriter(transaction, log, replacement: .none)
                var batch = PositionBatch()
                for (index, position) in positions.enumerated() {
                    batch.append(
                        InventoryRow(
                            key: SeriesKey(store: 1, product: Int32(index + 1)), position: position,
                            importID: log.firstImportID, line: Int32(index + 2)))
                    guard batch.isFull || index == series - 1 else { continue }
                    try writer.write(batch) { _ in }
                    batch = PositionBatch()
                }
                return .commit(())
            }
            withExtendedLifetime(workspace) {}
        }
    },
    Part(name: "Import, from file to commit") {
        let workspace = try Workspace()
        return { try workspace.importProducts() }
    },
    Part(name: "Forecast, from inventory to commit") {
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.write)
        return {
            try forecast(database)
            withExtendedLifetime(workspace) {}
        }
    },
    Part(name: "Export of the forecast (1.5 million rows)") {
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.write)
        try forecast(database)
        return {
            let path = workspace.folder.appendingPathComponent("forecast.csv").path
            try ExportFlow.run(ExportRequest(content: .forecast, path: path, workers: 2), database: database)
        }
    },
]

private let series = 50_000

/// Has the optimizer believe that a value is used.
@inline(never)
private func keep<T>(_ value: T) {
    withExtendedLifetime(value) {}
}

/// A product file of 50 stores, sorted, as `products.py` writes it.
private let productFile: [UInt8] = {
    var text =
        "store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"
    for index in 0..<series {
        let (store, product) = (index / 1000, index % 1000)
        text += "S\(store + 1000),SKU\(product + 100_000),1/\(1 + index * 7 % 28)/24,\(index * 13 % 500),"
        text += "\(Double(index * 17 % 4000) / 100),\(Double(index * 19 % 3800) / 100),30,1\n"
    }
    return Array(text.utf8)
}()

/// A database in a folder of its own, which goes when the object does.
private final class Workspace {
    let folder: URL
    let path: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("invdb-micro-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("invdb.db").path
        try Data(productFile).write(to: URL(fileURLWithPath: products))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var products: String { folder.appendingPathComponent("products.csv").path }

    func importProducts() throws {
        let database = try InventoryDatabase(path: path, access: .create)
        try ImportFlow.run(ImportRequest(files: [products]), database: database)
        try database.close()
    }

    func open(_ access: InventoryDatabase.Access) throws -> InventoryDatabase {
        try InventoryDatabase(path: path, access: access)
    }
}

private func forecast(_ database: InventoryDatabase) throws {
    try RunFlow.run(
        RunRequest(
            selection: .all, options: RunOptions(forecast: ProjectionOptions()), workers: 2, version: "0"),
        database: database)
}

private func positions(_ count: Int) -> [StockPosition] {
    (0..<count).map { index in
        let sales = Double(index * 17 % 4000) / 100
        let restocking = Double(index * 19 % 3800) / 100
        return StockPosition(
            startDay: 19_723 + index * 7 % 28, onHand: Double(index * 13 % 500), salesRate: sales,
            restockingRate: restocking, durationDays: 30, frequency: 1)
    }
}

private func parseRecords() -> Int {
    productFile.withUnsafeBufferPointer { bytes in
        var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
        var at = 0
        var fields = 0
        while at < bytes.count {
            switch parser.parse(bytes, from: at, isLast: true) {
            case .record(let end), .blank(let end), .malformed(_, let end):
                at = end
                fields += parser.fieldCount
            case .incomplete:
                return fields
            }
        }
        return fields
    }
}
