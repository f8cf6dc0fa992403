import InventoryPipeline
import InventoryStore

/// Stock-outs, the earliest first.
package enum StockoutReport {
    package static func write(
        _ snapshot: Snapshot, _ filter: ResultFilter, limit: Int?, as format: ExportFormat?,
        ifEmpty sentence: @autoclosure () throws -> String
    ) throws {
        typealias Column = ListColumn<Stockout>
        let list = try ListWriter(
            [Column("stock-out", "stockout_date") { .day($0.day) }]
                + Column.series(withNames: try snapshot.hasProducts(with: .name)) + [
                    Column("level", "inventory_level", .right) { .quantity($0.level) },
                    Column("sales", "sales", .right) { .quantity($0.sales) },
                    Column("restocking", "restocking", .right) { .quantity($0.restocking) },
                ], as: format, limit: limit)
        try snapshot.forEachStockout(filter, limit: format == nil ? nil : limit, list.write)
        try list.finish(NumberText.count(list.count, "stock-out"), ifEmpty: try sentence())
    }
}
