/// A stream of Arrow as a plain reader understands it, which knows nothing of the writer: it goes from offset to offset as the
/// specifications of FlatBuffers and of Arrow say.
public struct ArrowReading {
    public struct Field: Sendable {
        public var name: String
        /// The number of its type.
        public var type: Int
        public var isNullable: Bool
        /// The fields of the table of its type: bits and sign, precision, or unit.
        public var detail: [Int]
    }

    /// Some rows, as offsets into the bytes of the stream.
    public struct Batch {
        public let rows: Int
        fileprivate let bytes: [UInt8]
        /// Of each column: validity, offsets (texts only), values.
        fileprivate let buffers: [[Range<Int>]]

        private func isThere(_ column: Int, _ row: Int) -> Bool {
            let bits = buffers[column][0]
            return bits.isEmpty || bytes[bits.lowerBound + row / 8] >> UInt8(row % 8) & 1 == 1
        }

        public func number<Value: BitwiseCopyable>(_ column: Int, _ row: Int) -> Value? {
            guard isThere(column, row) else { return nil }
            let start = buffers[column][1].lowerBound + row * MemoryLayout<Value>.size
            return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: Value.self) }
        }

        public func text(_ column: Int, _ row: Int) -> String? {
            guard isThere(column, row) else { return nil }
            let ends = bytes.withUnsafeBytes { raw in
                (0..<2).map { place in
                    Int(
                        raw.loadUnaligned(
                            fromByteOffset: buffers[column][1].lowerBound + 4 * (row + place), as: Int32.self))
                }
            }
            let start = buffers[column][2].lowerBound
            return String(decoding: bytes[start + ends[0]..<start + ends[1]], as: UTF8.self)
        }
    }

    public struct Fault: Error {
        public var what: String
    }

    public private(set) var fields: [Field] = []
    public private(set) var batches: [Batch] = []
    /// Whether the stream has its end mark, with nothing behind it.
    public private(set) var isFinished = false
    private let bytes: [UInt8]
    private var place = 0

    /// - Throws: ``Fault`` if the stream is not as the specification says.
    public init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        fields = try schema()
        while let batch = try batch() { batches.append(batch) }
    }

    /// The values of all rows: texts as they are, numbers and days in digits, doubles as the hexadecimal digits of their bits, and
    /// nothing for what is missing.
    public var rows: [[String]] {
        batches.flatMap { batch in
            (0..<batch.rows).map { row in
                fields.indices.map { column in
                    switch (fields[column].type, fields[column].detail.first) {
                    case (5, _): batch.text(column, row) ?? ""
                    case (3, _):
                        (batch.number(column, row) as UInt64?).map {
                            let digits = String($0, radix: 16, uppercase: true)
                            return String(repeating: "0", count: 16 - digits.count) + digits
                        } ?? ""
                    case (2, 64): (batch.number(column, row) as Int64?).map(String.init) ?? ""
                    default: (batch.number(column, row) as Int32?).map(String.init) ?? ""
                    }
                }
            }
        }
    }

    private func load<Value: BitwiseCopyable>(_ place: Int, _: Value.Type) -> Value {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: Value.self) }
    }

    /// The place of a field of a table; nil if it has its default.
    private func field(_ number: Int, of table: Int) -> Int? {
        let description = table - Int(load(table, Int32.self))
        guard 4 + 2 * number < Int(load(description, UInt16.self)) else { return nil }
        let offset = Int(load(description + 4 + 2 * number, UInt16.self))
        return offset == 0 ? nil : table + offset
    }

    private func reference(_ place: Int) -> Int { place + Int(load(place, UInt32.self)) }

    private func reference(_ number: Int, of table: Int, _ what: String) throws -> Int {
        guard let place = field(number, of: table) else { throw Fault(what: "no \(what)") }
        return reference(place)
    }

    private func check(_ holds: Bool, _ what: String) throws {
        if !holds { throw Fault(what: what) }
    }

    /// The table of the next message's header, and where its body begins; nil at the end.
    private mutating func message(kind: UInt8) throws -> (header: Int, body: Int)? {
        guard place < bytes.count else { return nil }
        try check(load(place, UInt32.self) == .max, "no mark before a message")
        let length = Int(load(place + 4, UInt32.self))
        guard length > 0 else {
            isFinished = place + 8 == bytes.count
            return nil
        }
        let root = reference(place + 8)
        try check(length % 8 == 0, "metadata of \(length) bytes")
        try check(field(0, of: root).map { load($0, Int16.self) } == 4, "another version")
        try check(field(1, of: root).map { load($0, UInt8.self) } == kind, "another kind of message")
        let body = place + 8 + length
        place = body + (field(3, of: root).map { Int(load($0, Int64.self)) } ?? 0)
        return (try reference(2, of: root, "header"), body)
    }

    private mutating func schema() throws -> [Field] {
        guard let (schema, _) = try message(kind: 1) else { throw Fault(what: "no schema") }
        let list = try reference(1, of: schema, "fields")
        return try (0..<Int(load(list, UInt32.self))).map { index in
            let table = reference(list + 4 + 4 * index)
            let name = try reference(0, of: table, "name")
            let type = try reference(3, of: table, "type")
            let children = try reference(5, of: table, "children")
            try check(load(children, UInt32.self) == 0, "children of a flat column")
            let text = bytes[(name + 4)..<(name + 4 + Int(load(name, UInt32.self)))]
            try check(bytes[text.endIndex] == 0, "no zero behind a name")
            let kind = field(2, of: table).map { Int(load($0, UInt8.self)) } ?? 0
            var detail: [Int] = []
            switch kind {
            case 2:
                detail = [
                    field(0, of: type).map { Int(load($0, Int32.self)) } ?? -1,
                    field(1, of: type).map { Int(load($0, UInt8.self)) } ?? -1,
                ]
            case 3, 8: detail = [field(0, of: type).map { Int(load($0, Int16.self)) } ?? -1]
            default: break
            }
            return Field(
                name: String(decoding: text, as: UTF8.self), type: kind,
                isNullable: field(1, of: table).map { load($0, UInt8.self) == 1 } ?? false, detail: detail)
        }
    }

    private mutating func batch() throws -> Batch? {
        guard let (batch, body) = try message(kind: 3) else { return nil }
        let rows = field(0, of: batch).map { Int(load($0, Int64.self)) } ?? 0
        let nodes = try reference(1, of: batch, "nodes")
        let list = try reference(2, of: batch, "buffers")
        try check(Int(load(nodes, UInt32.self)) == fields.count, "a node for each column")
        try check((nodes + 4) % 8 == 0 && (list + 4) % 8 == 0 && body % 8 == 0, "alignment")
        var next = 0
        var buffers: [[Range<Int>]] = []
        for (index, field) in fields.enumerated() {
            try check(Int(load(nodes + 4 + 16 * index, Int64.self)) == rows, "rows of \(field.name)")
            var own: [Range<Int>] = []
            for _ in 0..<(field.type == 5 ? 3 : 2) {
                let start = body + Int(load(list + 4 + 16 * next, Int64.self))
                try check(start % 8 == 0, "alignment of \(field.name)")
                own.append(start..<start + Int(load(list + 12 + 16 * next, Int64.self)))
                next += 1
            }
            let isMissing: (Int) -> Bool = { [bytes] row in
                bytes[own[0].lowerBound + row / 8] >> UInt8(row % 8) & 1 == 0
            }
            let missing = own[0].isEmpty ? 0 : (0..<rows).filter(isMissing).count
            try check(
                Int(load(nodes + 12 + 16 * index, Int64.self)) == missing, "missing values of \(field.name)")
            buffers.append(own)
        }
        try check(Int(load(list, UInt32.self)) == next, "the number of buffers")
        return Batch(rows: rows, bytes: bytes, buffers: buffers)
    }
}
