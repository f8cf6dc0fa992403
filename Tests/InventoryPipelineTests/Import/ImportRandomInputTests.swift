import CSV
import Forecasting
import Foundation
import InventoryStore
import Platform
import TestSupport
import Testing

@testable import InventoryPipeline
@testable import Reports

/// Files of the corpus of bad input, and then some bytes of them changed by chance: whatever comes of it, no row is lost and
/// nothing gets in that should not.
@Suite struct ImportRandomInputTests {
    private static let folder = Fixture.path(of: "bad-csv")

    @Test("Of changed files, every row is inserted, rejected or blank")
    func noRowIsLost() throws {
        var generator = SeededGenerator("random input")
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".csv") }
            .sorted()
        let files = try names.map { try Array(Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\($0)"))) }
        try #require(files.count > 100)
        let folder = try TemporaryFolder()
        var imported = 0
        var refused = 0
        for _ in 0..<600 {
            var bytes = files.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &generator) { change(&bytes, using: &generator) }
            try folder.write(bytes, to: "f.csv")
            var request = ImportRequest(files: [folder.path(of: "f.csv")])
            request.rejects = "rejects.csv"
            request.delimiter = [nil, nil, nil, UInt8(ascii: ";")].randomElement(using: &generator) ?? nil
            request.decimalSeparator = [UInt8(ascii: "."), Dialect.comma].randomElement(using: &generator) ?? 0
            request.dateOrder = [nil, .monthFirst, .dayFirst, .yearFirst].randomElement(using: &generator) ?? nil
            do {
                try check(try items(request, folder), of: bytes)
                imported += 1
            } catch is InputError {
                refused += 1
            }
        }
        #expect(imported > 50)
        #expect(refused > 50)
    }

    private func items(_ request: ImportRequest, _ folder: TemporaryFolder) throws -> [ImportItem<PositionBatch>] {
        let inputs = try request.files.map { try ImportInput(path: $0, temporaryFolder: folder.path) }
        var knowledge = ImportAttempt()
        for _ in 0..<3 {
            var items: [ImportItem<PositionBatch>] = []
            let source = ImportSource<Products>(
                request: request, inputs: inputs, dates: knowledge.dates, firstImportID: 1,
                stores: IdentifierTable(), products: IdentifierTable())
            do {
                try source.run { items.append($0) }
                return items
            } catch let restart as ImportRestart {
                knowledge.learn(from: restart)
            }
        }
        Issue.record("the import begins again for ever")
        return []
    }

    private func check(_ items: [ImportItem<PositionBatch>], of bytes: [UInt8]) throws {
        let report = try #require(items.last?.findings.report)
        let rows = items.reduce(0) { $0 + $1.batch.count }
        let bad = items.flatMap(\.findings.badRows)
        #expect(report.read == rows + bad.count + report.blank)
        #expect(report.read == items.reduce(0) { $0 + $1.findings.rowsRead })
        #expect(report.rejected == bad.count)
        let lines = 1 + bytes.filter { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.count
        for row in bad {
            #expect((2...max(2, lines)).contains(row.problem.line))
            #expect(row.problem.expected.text != "")
            #expect(row.record.isEmpty || row.record.count <= bytes.count)
        }
        for item in items {
            for list in [item.batch.newStores, item.batch.newProducts] {
                for index in 0..<list.count {
                    let identifier = list.bytes[list.range(of: index)]
                    #expect(String(validating: identifier, as: UTF8.self) != nil)
                    #expect((1...1000).contains(identifier.count))
                    #expect(!identifier.contains(0))
                }
            }
            for row in item.batch.rows {
                #expect(abs(row.position.onHand) <= StockLimits.quantity)
                #expect((0...StockLimits.quantity).contains(row.position.salesRate ?? 0))
                #expect((0...StockLimits.quantity).contains(row.position.restockingRate))
                #expect((0...StockLimits.durationDays).contains(Int(row.position.durationDays)))
                #expect((1...StockLimits.frequency).contains(Int(row.position.frequency)))
            }
        }
    }

    private func change(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        let special: [UInt8] =
            Array("\"\",,;\r\n\n '=-+.0019eE/\t|\\".utf8) + [0, 0x1A, 0x80, 0xC3, 0xE2, 0xED, 0xF4, 0xFF]
        let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
        let byte = special.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.insert(byte, at: place)
        case 1 where !bytes.isEmpty: bytes[place] = byte
        case 2 where !bytes.isEmpty: bytes.remove(at: place)
        case 3: bytes.removeLast(bytes.isEmpty ? 0 : min(bytes.count, Int.random(in: 0...20, using: &generator)))
        case 4: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 0...40, using: &generator)), at: place)
        default:
            bytes.insert(
                contentsOf: [UInt8](repeating: byte, count: Int.random(in: 0...300, using: &generator)), at: place)
        }
    }
}
