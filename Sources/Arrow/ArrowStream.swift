/// Writes a stream of Arrow (<https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format>): the schema, batches of rows, and
/// an end mark. It does no output itself.
///
///     FFFFFFFF | length of the metadata | metadata (FlatBuffer) | buffers of the columns, each a multiple of 8 bytes
///
/// Little-endian, as the machines are that this is built for. A reader takes a stream without its end mark for a broken one, so the end
/// mark says that the writer has finished its work.
public struct ArrowStream {
    private let fields: [ArrowField]
    private let write: (UnsafeRawBufferPointer) throws -> Void
    private var isBegun = false
    private var message: [UInt8] = []
    /// Version 5 of the metadata, which is the one since Arrow 1.0.
    private static let version: Int16 = 4
    private static let continuation = [UInt8](repeating: 0xFF, count: 4)

    public init(_ fields: [ArrowField], _ write: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.fields = fields
        self.write = write
    }

    /// Writes the values of all columns as a batch, and removes them. Before the first one comes the schema.
    ///
    /// - Parameter columns: one for each field, with equally many values.
    /// - Throws: what writing throws.
    public mutating func write(_ columns: [any ArrowColumn]) throws {
        precondition(columns.count == fields.count)
        try begin()
        let rows = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == rows })
        guard rows > 0 else { return }
        var body: [(offset: Int, count: Int)] = []
        var size = 0
        for column in columns {
            column.withBuffers { buffer in
                body.append((size, buffer.count))
                size += Self.padded(buffer.count)
            }
        }
        begin(message: Self.batch(rows, columns.map { ($0.count, $0.nullCount) }, body, size))
        message.reserveCapacity(message.count + size)
        for column in columns {
            column.withBuffers { buffer in
                message.append(contentsOf: buffer)
                for _ in buffer.count..<Self.padded(buffer.count) { message.append(0) }
            }
        }
        try message.withUnsafeBytes(write)
        for column in columns { column.removeAll() }
    }

    /// Writes the end mark.
    public mutating func finish() throws {
        try begin()
        try (Self.continuation + [0, 0, 0, 0]).withUnsafeBytes(write)
    }

    private mutating func begin() throws {
        guard !isBegun else { return }
        isBegun = true
        begin(message: Self.schema(fields))
        try message.withUnsafeBytes(write)
    }

    private mutating func begin(message metadata: [UInt8]) {
        message.removeAll(keepingCapacity: true)
        message += Self.continuation
        let length = UInt32(metadata.count)
        for byte in 0..<4 { message.append(UInt8(truncatingIfNeeded: length >> (8 * UInt32(byte)))) }
        message += metadata
    }

    private static func padded(_ count: Int) -> Int { (count + 7) / 8 * 8 }

    private static func schema(_ fields: [ArrowField]) -> [UInt8] {
        var buffer = FlatBuffer()
        let places = fields.map { field in
            let name = buffer.text(field.name)
            let form = field.type.form
            let type = buffer.table(form.fields)
            let children = buffer.vector([FlatBuffer.Place]())
            return buffer.table([
                .reference(0, name), .reference(3, type), .reference(5, children), .bool(1, field.isNullable),
                .uint8(2, form.number),
            ])
        }
        let list = buffer.vector(places)
        let schema = buffer.table([.reference(1, list), .int16(0, 0)])
        return wrap(schema, kind: 1, bodySize: 0, &buffer)
    }

    private static func batch(
        _ rows: Int, _ nodes: [(Int, Int)], _ body: [(offset: Int, count: Int)], _ bodySize: Int
    ) -> [UInt8] {
        var buffer = FlatBuffer()
        let nodes = buffer.vector(nodes)
        let buffers = buffer.vector(body.map { ($0.offset, $0.count) })
        let batch = buffer.table([.int64(0, Int64(rows)), .reference(1, nodes), .reference(2, buffers)])
        return wrap(batch, kind: 3, bodySize: bodySize, &buffer)
    }

    /// - Parameter kind: the number of the header's table in the union `MessageHeader`.
    private static func wrap(_ header: FlatBuffer.Place, kind: UInt8, bodySize: Int, _ buffer: inout FlatBuffer)
        -> [UInt8]
    {
        let message = buffer.table([
            .int64(3, Int64(bodySize)), .reference(2, header), .int16(0, version), .uint8(1, kind),
        ])
        return buffer.finish(message)
    }
}
