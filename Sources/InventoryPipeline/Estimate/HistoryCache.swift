import Forecasting
import InventoryStore
import Synchronization

/// The history of some products of a store, read into memory: an estimate passes over it up to six times, and reading its rows from the file
/// takes longer than a pass.
///
/// Of a large history rows are packed: each takes two to four bytes if its units are whole and few, as nearly all are, where a ``SoldDay`` takes
/// 24. To unpack them takes about as long as half a pass.
///
///     head     days since the row before (4 bits; 15: the day follows, 4 bytes) | form of the stock (2) | form of the units (2)
///     units    1, 2 or 8 bytes
///     stock    0, 1, 2 or 8 bytes
struct PartHistory: Sendable {
    private var products: [Int32] = []
    /// The place after the last row, or byte, of each product.
    private var ends: [Int] = []
    private let isPacked: Bool
    private var rows: [SoldDay] = []
    private var bytes: [UInt8] = []

    private static let noDay: UInt8 = 15

    private static let longestRow = 21

    /// How a number is written.
    private enum Form: UInt8 {
        case none, byte, short, double

        @inline(__always)
        init(_ number: Double) {
            // Bits and not values are compared, so that zero keeps its sign.
            let whole = number >= 0 && number < 65_536 ? UInt16(number) : 0
            if Double(whole).bitPattern == number.bitPattern {
                self = whole < 256 ? .byte : .short
            } else {
                self = number.isNaN ? .none : .double
            }
        }
    }

    init(expectedRows: Int, isPacked: Bool) {
        self.isPacked = isPacked
        if isPacked { bytes.reserveCapacity(3 * expectedRows) } else { rows.reserveCapacity(expectedRows) }
    }

    var byteCount: Int { bytes.count + MemoryLayout<SoldDay>.stride * rows.count + 12 * products.count }

    /// Adds a product. Products ascend, as do the days of each.
    mutating func append(_ product: Int32, _ sold: ArraySlice<SoldDay>) {
        products.append(product)
        if isPacked { pack(sold) } else { rows.append(contentsOf: sold) }
        ends.append(isPacked ? bytes.count : rows.count)
    }

    private mutating func pack(_ sold: ArraySlice<SoldDay>) {
        withUnsafeTemporaryAllocation(byteCount: Self.longestRow * sold.count, alignment: 1) { buffer in
            var end = 0
            func write(_ number: some FixedWidthInteger) {
                buffer.storeBytes(of: number, toByteOffset: end, as: type(of: number))
                end += number.bitWidth / 8
            }
            func write(_ number: Double, _ form: Form) {
                switch form {
                case .none: break
                case .byte: write(UInt8(number))
                case .short: write(UInt16(number))
                case .double: write(number.bitPattern)
                }
            }
            var last = Int32.min
            for row in sold {
                let step = Int(row.day) - Int(last)
                let isNear = step > 0 && step < Self.noDay
                last = row.day
                let (units, stock) = (Form(row.quantity), Form(row.closingStock))
                write((isNear ? UInt8(step) : Self.noDay) | stock.rawValue << 4 | units.rawValue << 6)
                if !isNear { write(UInt32(bitPattern: row.day)) }
                write(row.quantity, units)
                write(row.closingStock, stock)
            }
            bytes.append(contentsOf: buffer[..<end])
        }
    }

    /// Calls `body` with each product of a range.
    func forEach(in range: ClosedRange<Int32>, _ body: (_ product: Int32, _ days: ArraySlice<SoldDay>) throws -> Void)
        rethrows
    {
        var days: [SoldDay] = []
        let first = products.partitioningIndex { $0 >= range.lowerBound }
        for place in first..<products.count where products[place] <= range.upperBound {
            let (start, end) = (place == 0 ? 0 : ends[place - 1], ends[place])
            if isPacked {
                days.removeAll(keepingCapacity: true)
                unpack(start, end, into: &days)
                try body(products[place], days[...])
            } else {
                try body(products[place], rows[start..<end])
            }
        }
    }

    private func unpack(_ start: Int, _ end: Int, into days: inout [SoldDay]) {
        bytes.withUnsafeBytes { bytes in
            var place = start
            func take<Number: FixedWidthInteger>(_: Number.Type) -> Number {
                defer { place += MemoryLayout<Number>.size }
                return bytes.loadUnaligned(fromByteOffset: place, as: Number.self)
            }
            func number(_ form: UInt8) -> Double {
                switch form {
                case Form.byte.rawValue: Double(take(UInt8.self))
                case Form.short.rawValue: Double(take(UInt16.self))
                case Form.double.rawValue: Double(bitPattern: take(UInt64.self))
                default: .nan
                }
            }
            var day: Int32 = 0
            while place < end {
                let head = take(UInt8.self)
                let step = head & Self.noDay
                day = step == Self.noDay ? Int32(bitPattern: take(UInt32.self)) : day + Int32(step)
                let quantity = number(head >> 6)
                days.append(SoldDay(day: day, quantity: quantity, closingStock: number(head >> 4 & 3)))
            }
        }
    }
}

extension Array {
    /// The place of the first element that is in the second part of a partitioned array.
    fileprivate func partitioningIndex(_ isInSecond: (Element) -> Bool) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = isInSecond(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}

/// The parts of a history that were read already, as far as there is room for them.
final class HistoryCache: Sendable {
    /// A part, by the key of its store and its first product.
    struct Key: Hashable {
        let store: Int32
        let firstProduct: Int32
    }

    private struct Kept {
        var parts: [Key: PartHistory] = [:]
        var bytes = 0
    }

    private let kept = Mutex(Kept())

    private static let mostBytes = 128 << 20

    /// Rows from which is learned what all series share. More of them are packed.
    static let learnedRows = 4_000_000

    /// Of more rows only a small share would have room.
    static let mostRows = 32_000_000

    subscript(key: Key) -> PartHistory? { kept.withLock { $0.parts[key] } }

    func keep(_ part: PartHistory, _ key: Key) {
        kept.withLock {
            guard $0.bytes + part.byteCount <= Self.mostBytes, $0.parts[key] == nil else { return }
            $0.parts[key] = part
            $0.bytes += part.byteCount
        }
    }
}
