// What a series costs in each part of invdb, apart from the others: every benchmark is about 50,000 series, so that its
// time can be compared with the others.

import Benchmark
import CSV
import Forecasting
import Foundation
import InventoryPipeline
import InventoryStore

private let series = 50_000

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
        _ = try ImportFlow.run(ImportRequest(files: [products]), database: database)
        try database.close()
    }

    func open(_ access: InventoryDatabase.Access) throws -> InventoryDatabase {
        try InventoryDatabase(path: path, access: access)
    }
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
                fields += parser.fields.count
            case .incomplete:
                return fields
            }
        }
        return fields
    }
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 1, scalingFactor: .one,
        maxDuration: .seconds(5), maxIterations: 50)

    Benchmark("CSV: records and fields") { _ in
        blackHole(parseRecords())
    }

    Benchmark("Projection") { benchmark in
        let positions = positions(series)
        benchmark.startMeasurement()
        for position in positions {
            Projection.project(position, options: ForecastOptions()) { blackHole($0) }
        }
    }

    Benchmark("Projection with lost sales") { benchmark in
        let positions = positions(series)
        benchmark.startMeasurement()
        for position in positions {
            Projection.project(position, options: ForecastOptions(lostSales: true)) { blackHole($0) }
        }
    }

    Benchmark("Scan of the inventory") { benchmark in
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.read)
        benchmark.startMeasurement()
        try database.read { snapshot in
            try snapshot.forEachPosition(in: try snapshot.ranges(of: .all)) { _, position in blackHole(position) }
        }
        benchmark.stopMeasurement()
        try database.close()
    }

    Benchmark("Batch insert into the inventory") { benchmark in
        let workspace = try Workspace()
        let database = try workspace.open(.create)
        benchmark.startMeasurement()
        try database.write("import into") { transaction in
            let writer = try ImportWriter(transaction, files: ["a.csv"], replaces: false, importedAt: "")
            var batch = InventoryBatch()
            for (index, position) in positions(series).enumerated() {
                batch.append(
                    InventoryBatch.Row(
                        key: SeriesKey(store: 1, product: Int32(index + 1)), position: position,
                        importID: writer.firstImportID, line: Int32(index + 2)))
                guard batch.isFull || index == series - 1 else { continue }
                try writer.write(batch) { _ in }
                batch = InventoryBatch()
            }
            return .commit(())
        }
        benchmark.stopMeasurement()
        try database.close()
    }

    Benchmark("Import, from file to commit") { benchmark in
        let workspace = try Workspace()
        benchmark.startMeasurement()
        try workspace.importProducts()
        benchmark.stopMeasurement()
    }

    Benchmark("Forecast, from inventory to commit") { benchmark in
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.write)
        benchmark.startMeasurement()
        blackHole(
            try ForecastFlow.run(
                ForecastRequest(
                    selection: .all, options: RunOptions(forecast: ForecastOptions()), workers: 2, version: "0"),
                database: database))
        benchmark.stopMeasurement()
        try database.close()
    }

    Benchmark("Export of the forecast (1.5 million rows)") { benchmark in
        let workspace = try Workspace()
        try workspace.importProducts()
        let database = try workspace.open(.write)
        _ = try ForecastFlow.run(
            ForecastRequest(
                selection: .all, options: RunOptions(forecast: ForecastOptions()), workers: 2, version: "0"),
            database: database)
        let out = workspace.folder.appendingPathComponent("forecast.csv").path
        benchmark.startMeasurement()
        try ExportFlow.run(ExportRequest(content: .forecast, path: out, workers: 2), database: database)
        benchmark.stopMeasurement()
        try database.close()
    }
}
