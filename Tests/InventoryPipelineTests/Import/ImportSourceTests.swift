import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

@Suite struct ImportSourceTests {
    private static let header =
        "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency\n"

    private func items(_ text: String, rejects: String?) throws -> [ImportItem<PositionBatch>] {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "f.csv")
        var request = ImportRequest(files: [path])
        request.rejects = rejects
        let source = ImportSource<Products>(
            request: request, inputs: [try ImportInput(path: path, temporaryFolder: folder.path)], dates: [:],
            firstImportID: 1, stores: IdentifierTable(), products: IdentifierTable())
        var items: [ImportItem<PositionBatch>] = []
        try source.run { items.append($0) }
        return items
    }

    /// A file of nothing but long bad rows is handed on in parts, each of which takes little memory.
    @Test("Bad rows are handed on before they take much memory")
    func badRowsAreHandedOnByTheirLength() throws {
        let rows = (1...12).map { "\($0),\(String(repeating: "x", count: 1 << 20))\n" }.joined()
        let rejecting = try items(Self.header + rows, rejects: "rejects.csv")
        #expect(rejecting.map { $0.findings.badRows.count }.reduce(0, +) == 12)
        let bytes = rejecting.map { $0.findings.badRows.map(\.record.count).reduce(0, +) }
        #expect((bytes.max() ?? 0) < 6 << 20)
        #expect(bytes.reduce(0, +) == rows.utf8.count - 12)
        // Without a file of rejects nobody needs the records.
        let refusing = try items(Self.header + rows, rejects: nil)
        #expect(refusing.flatMap(\.findings.badRows).count == 12)
        #expect(refusing.flatMap(\.findings.badRows).allSatisfy { $0.record.isEmpty })
    }

    @Test("Of many warnings the first five are kept, and all are counted")
    func manyNotesAreCountedAndTheFirstAreKept() throws {
        let rows = (1...20).map { "\"\($0)\n\",2024-01-01,1,1,1,1,1\n" }.joined()
        let report = try #require(try items(Self.header + rows, rejects: nil).last?.findings.report)
        #expect(report.warningCount == 20)
        #expect(report.warnings.map(\.line) == [2, 4, 6, 8, 10])
    }
}
