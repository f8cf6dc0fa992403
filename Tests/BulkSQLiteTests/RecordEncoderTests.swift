import GRDB
import TestSupport
import Testing

@testable import BulkSQLite

@Suite struct RecordEncoderTests {
    /// Both sides of every size that SQLite has for an integer.
    private static let edges: [Int] = {
        var edges: [Int] = [0, 1, 2, -1, .min, .min + 1, .max, .max - 1]
        for bits in [7, 15, 23, 31, 47] {
            for offset in [-2, -1, 0, 1] { edges += [1 << bits + offset, -(1 << bits) + offset] }
        }
        return edges
    }()

    private static let reals: [Double] = [
        0, -0.0, 1, -1, 2, 0.5, -0.5, 0.1, 127, 128, -128, -129, 32_767, 32_768, 1e15, 1e300, -1e300,
        .leastNonzeroMagnitude,
        .infinity, -.infinity, .greatestFiniteMagnitude, 0x1p47, 0x1p47 - 1, 0x1p47 - 0.5, 0x1p47 + 1, -0x1p47,
        -0x1p47 - 1, -0x1p47 + 0.5, 0x1p53, 0x1p63, -0x1p63,
    ]

    private static let texts = [
        "", "a", "é", "€", "𝄞", "a\u{0}b", String(repeating: "x", count: 57),
        String(repeating: "x", count: 58), String(repeating: "é", count: RecordEncoder.longestText / 2),
    ]

    /// The record format as its page says it, byte by byte (<https://www.sqlite.org/fileformat2.html#record_format>).
    private func plainRecord(_ values: [SampleValue]) -> [UInt8] {
        func bigEndian(_ value: Int, _ size: Int) -> [UInt8] {
            (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        func varint(_ value: Int) -> [UInt8] {
            value < 128 ? [UInt8(value)] : [UInt8(value >> 7) | 0x80, UInt8(value & 127)]
        }
        func integer(_ value: Int) -> (Int, [UInt8]) {
            if value == 0 { return (8, []) }
            if value == 1 { return (9, []) }
            for (type, size) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 6)] {
                let limit = 1 << (size * 8 - 1)
                if value >= -limit && value < limit { return (type, bigEndian(value, size)) }
            }
            return (6, bigEndian(value, 8))
        }
        var header: [UInt8] = []
        var body: [UInt8] = []
        for value in values {
            let (type, bytes): (Int, [UInt8])
            switch value {
            case .null: (type, bytes) = (0, [])
            case .integer(let value): (type, bytes) = integer(value)
            case .real(let value) where value.rounded() == value && value >= -0x1p47 && value < 0x1p47:
                (type, bytes) = integer(Int(value))
            case .real(let value): (type, bytes) = (7, bigEndian(Int(bitPattern: UInt(value.bitPattern)), 8))
            case .text(let value): (type, bytes) = (13 + 2 * value.utf8.count, Array(value.utf8))
            }
            header += varint(type)
            body += bytes
        }
        return [UInt8(header.count + 1)] + header + body
    }

    private func expectBytes(_ values: [SampleValue]) {
        var record = RecordEncoder()
        // What an earlier row left must not show.
        record.append(.max)
        record.append(0.1)
        record.removeAll()
        for value in values { record.append(value) }
        let bytes = record.bytes
        #expect(bytes == plainRecord(values), "\(values)")
    }

    @Test func bytesAreThoseOfTheFormat() {
        expectBytes([])
        expectBytes([.null])
        for value in Self.edges { expectBytes([.integer(value)]) }
        for value in Self.reals { expectBytes([.real(value)]) }
        for value in Self.texts { expectBytes([.text(value)]) }
        // As many columns as fit, all as wide as they get, and the longest text behind them.
        expectBytes(Array(repeating: .integer(.min), count: 19) + [.text(Self.texts[8])])
    }

    @Test func randomRecordsHaveTheBytesOfTheFormat() {
        var generator = SeededGenerator("records")
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...20, using: &generator)
            var values = (0..<count).map { _ in SampleValue.random(using: &generator) }
            // A record has one text.
            var texts = 0
            values = values.map { value in
                guard case .text = value else { return value }
                texts += 1
                return texts == 1 ? value : .null
            }
            expectBytes(values)
        }
    }

    /// What SQLite makes of the bytes is what it would have stored itself.
    @Test func sqliteReadsTheValuesBack() throws {
        var rows: [SampleRow] = []
        func add(_ a: SampleValue, _ b: SampleValue) {
            rows.append(SampleRow(key: rows.count + 1, a: a, b: b, c: .integer(rows.count)))
        }
        for value in Self.edges { add(.integer(value), .null) }
        for value in Self.reals { add(.null, .real(value)) }
        for value in Self.texts { add(.text(value), .real(0)) }
        var generator = SeededGenerator("values read back")
        for _ in 0..<2_000 {
            var value = SampleValue.random(using: &generator)
            // A real in a column without a type would be stored as it is; whole ones are integers only in REAL columns.
            if case .real = value { value = .null }
            add(value, .real(Double(Int.random(in: -1 << 49...1 << 49, using: &generator)) / 2))
        }
        let fixture = try ImageFixture()
        try fixture.write { db in
            try ImageFixture.insertPlainly(rows, db)
            let batches = BatchDatabase(db, name: "batch", columns: ImageFixture.columns)
            // Read where it is shown, without a copy.
            try batches.show(SampleRow.image(of: rows)) { (table) throws in
                #expect(try ImageFixture.contents(db, table) == ImageFixture.contents(db, "plain"))
                let read = try Row.fetchAll(db, sql: "SELECT a, b FROM \(table) ORDER BY key")
                for (row, found) in zip(rows, read) {
                    if case .integer(let value) = row.a { #expect(found["a"] == value) }
                    if case .real(let value) = row.b { #expect(found["b"] == value) }
                }
            }
            batches.close()
        }
    }

    @Test("Integers of variable length are read back as the format says")
    func variableLengthIntegers() {
        var values: [UInt64] = [0, .max, .max - 1]
        for bits in 1...63 { values += [1 << UInt64(bits) - 1, 1 << UInt64(bits), 1 << UInt64(bits) + 1] }
        for value in values {
            var bytes = [UInt8](repeating: 0xEE, count: 10)
            let count = bytes.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { RecordEncoder.put(varint: value, at: $0) } ?? 0
            }
            // Read as the format says: seven bits a byte, eight in the ninth.
            var read: UInt64 = 0
            var used = 0
            repeat {
                read = used == 8 ? read << 8 | UInt64(bytes[8]) : read << 7 | UInt64(bytes[used] & 127)
                used += 1
            } while used < 9 && bytes[used - 1] & 128 != 0
            #expect(read == value && used == count && count == RecordEncoder.varintLength(value), "\(value)")
            #expect(bytes[count...].allSatisfy { $0 == 0xEE })
        }
    }
}
