import CSV
import Forecasting
import Platform

/// Where some records of a file begin, so that others can be found again without reading all before them.
struct RecordIndex: Sendable {
    /// Every so many records one is remembered: a few megabytes for 50 million.
    private static let step = 64

    private var lines: [Int32] = []
    private var offsets: [Int] = []
    private var count = 0

    /// Records have to be added in their order.
    mutating func add(line: Int, offset: Int) {
        if count % Self.step == 0 {
            lines.append(Int32(clamping: line))
            offsets.append(offset)
        }
        count += 1
    }

    /// The last remembered record that begins at a line or before it.
    func start(before line: Int) -> (line: Int, offset: Int)? {
        let next = MonotoneSearch.first(in: lines.indices) { Int(lines[$0]) > line }
        return next == 0 ? nil : (Int(lines[next - 1]), offsets[next - 1])
    }
}

/// Reads records of a file once more, in any order.
final class RecordFinder {
    private let file: POSIXFile
    private let dialect: Dialect
    private let index: RecordIndex
    private var buffer = [UInt8](repeating: 0, count: 1 << 13)

    init(_ input: ImportInput, _ dialect: Dialect, _ index: RecordIndex) throws {
        file = try input.open()
        self.dialect = dialect
        self.index = index
    }

    /// The record that begins at a line, as it is in the file, without its line end; empty if the file is no longer what it was.
    func record(at line: Int) throws -> [UInt8] {
        guard var (at, offset) = index.start(before: line) else { return [] }
        var parser = RecordParser(dialect: dialect)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
            let isLast = count < buffer.count
            var start = 0
            let found: [UInt8]? = buffer.withUnsafeBufferPointer { all in
                let bytes = UnsafeBufferPointer(rebasing: all[..<count])
                while start < count {
                    let end: Int
                    switch parser.parse(bytes, from: start, isLast: isLast) {
                    case .record(let next), .blank(let next), .malformed(_, let next): end = next
                    case .incomplete: return nil
                    }
                    if at == line { return Array(RecordStream.withoutLineEnd(bytes, start..<end)) }
                    at += max(1, RecordParser.lineEnds(in: bytes, start..<end))
                    start = end
                    if at > line { return [] }
                }
                return isLast ? [] : nil
            }
            if let found { return found }
            if start == 0 { buffer += [UInt8](repeating: 0, count: buffer.count) }
            offset += start
        }
    }
}
