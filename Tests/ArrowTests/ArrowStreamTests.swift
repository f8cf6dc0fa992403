import TestSupport
import Testing

@testable import Arrow

/// Streams are read back here by a reader that knows nothing of the writer: it goes from offset to offset as the specification of
/// FlatBuffers and of Arrow say. pyarrow reads what the binary writes in `PipeTests`.
@Suite struct ArrowStreamTests {
    private static let fields = [
        ArrowField("name", .text), ArrowField("day", .date, isNullable: true), ArrowField("units", .double),
        ArrowField("days", .int32), ArrowField("count", .int64), ArrowField("note", .text, isNullable: true),
    ]

    private struct Row: Equatable {
        var name: String
        var day: Int32?
        var units: Double
        var days: Int32
        var count: Int64
        var note: String?
    }

    /// The bytes of a stream with these batches.
    private static func stream(_ batches: [[Row]], isFinished: Bool = true) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let (name, note) = (ArrowTexts(), ArrowTexts())
        let (day, days) = (ArrowNumbers<Int32>(), ArrowNumbers<Int32>())
        let (units, count) = (ArrowNumbers<Double>(), ArrowNumbers<Int64>())
        var stream = ArrowStream(fields) { bytes += $0 }
        for batch in batches {
            for row in batch {
                Array(row.name.utf8).withUnsafeBufferPointer { name.append($0) }
                day.append(row.day)
                units.append(row.units)
                days.append(row.days)
                count.append(row.count)
                note.append(row.note)
            }
            try stream.write([name, day, units, days, count, note])
        }
        if isFinished { try stream.finish() }
        return bytes
    }

    private static func read(_ bytes: [UInt8]) throws -> (fields: [ArrowReading.Field], rows: [Row], isFinished: Bool) {
        let reading = try ArrowReading(bytes)
        let rows = reading.batches.flatMap { batch in
            (0..<batch.rows).map { index in
                Row(
                    name: batch.text(0, index) ?? "none", day: batch.number(1, index),
                    units: batch.number(2, index) ?? .nan, days: batch.number(3, index) ?? 0,
                    count: batch.number(4, index) ?? 0, note: batch.text(5, index))
            }
        }
        return (reading.fields, rows, reading.isFinished)
    }

    @Test func theSchemaSaysNamesTypesAndWhatMayBeMissing() throws {
        let found = try Self.read(Self.stream([]))
        #expect(found.fields.map(\.name) == Self.fields.map(\.name))
        #expect(found.fields.map(\.type) == [5, 8, 3, 2, 2, 5])
        #expect(found.fields.map(\.isNullable) == Self.fields.map(\.isNullable))
        // Days and not milliseconds, 64 bits of a double, signed integers of 32 and 64 bits.
        #expect(found.fields.map(\.detail) == [[], [0], [2], [32, 1], [64, 1], []])
        #expect(found.rows == [])
        #expect(found.isFinished)
    }

    @Test func valuesComeBack() throws {
        var rows: [Row] = []
        for index in 0..<37 {
            let day: Int32? = index % 3 == 0 ? nil : Int32(index - 20)
            let note: String? = index < 20 ? "" : nil
            let name = String(repeating: "é", count: index % 5) + "\(index)"
            let count = Int64(index) << 40
            rows.append(
                Row(name: name, day: day, units: Double(index) / 3, days: Int32(-index), count: count, note: note))
        }
        // The first batch lacks no note, the next ones lack some or all, and the last has no rows.
        let batches = [Array(rows[..<9]), Array(rows[9..<26]), Array(rows[26..<27]), Array(rows[27...]), []]
        let bytes = try Self.stream(batches)
        let found = try Self.read(bytes)
        #expect(found.rows == rows)
        #expect(found.isFinished)
        #expect(bytes.count % 8 == 0)
    }

    @Test func anUnfinishedStreamHasNoEndMark() throws {
        let row = Row(name: "a", day: 1, units: 1, days: 1, count: 1, note: nil)
        let whole = try Self.stream([[row]])
        let part = try Self.stream([[row]], isFinished: false)
        #expect(whole == part + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])
        #expect(try !Self.read(part).isFinished)
        #expect(try Self.read(part).rows == [row])
    }
}
