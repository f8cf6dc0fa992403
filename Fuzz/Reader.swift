import CSV

@testable import InventoryPipeline

/// The CSV reader: a file in one piece, the same file in pieces of any size, and the plain reader of the tests give the same
/// records with the same line numbers.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReader(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    let given = input.choose(nil, nil, Dialect.comma, UInt8(ascii: ";"), UInt8(ascii: " "), UInt8(ascii: "a"))
    let file = input.file
    let dialect =
        given.map(Dialect.init) ?? file.withUnsafeBufferPointer { Dialect.detected(inHeader: $0) }
    let whole = Reading.whole(file, dialect)
    expect(whole == PlainReader.read(file, delimiter: dialect.delimiter), "the plain reader reads something else")
    expect(whole == readInPieces(file, dialect), "pieces are read as something else")
    compareStreams(of: file, given)
    return 0
}

/// As a reader of a file does it whose buffer ends anywhere: the bytes of the file say where.
private func readInPieces(_ file: [UInt8], _ dialect: Dialect) -> [Read] {
    var parser = RecordParser(dialect: dialect)
    return file.withUnsafeBufferPointer { buffer in
        var reads: [Read] = []
        var start = 0
        var end = 0
        while true {
            if start == end, end == buffer.count { return reads }
            let beginning = UnsafeBufferPointer(rebasing: buffer[..<end])
            let next: Int
            switch parser.parse(beginning, from: start, isLast: end == buffer.count) {
            case .record(let after):
                reads.append(.record(parser.fields.map { parser.text(of: $0, in: beginning) }))
                next = after
            case .blank(let after):
                reads.append(.blank)
                next = after
            case .malformed(.unclosedQuote(let at), let after):
                reads.append(.unclosedQuote(at: at))
                next = after
            case .malformed(.textAfterQuote(let at), let after):
                reads.append(.textAfterQuote(at: at))
                next = after
            case .incomplete:
                expect(end < buffer.count, "the end of the file is not enough")
                end = min(buffer.count, end + 1 + Int(buffer[end] % 16))
                continue
            }
            expect(next > start && next <= end, "the parser does not move on")
            start = next
        }
    }
}

/// The stream over a file, with a buffer that takes all of it and with one that has to be refilled and to grow.
private func compareStreams(of file: [UInt8], _ delimiter: UInt8?) {
    let path = Scratch.folder + "/file.csv"
    Scratch.write(file, to: path)
    // Files that are something else are refused by their beginning.
    guard let input = try? ImportInput(path: path, temporaryFolder: Scratch.folder),
        let whole = try? RecordStream(input, delimiter: delimiter)
    else { return }
    let dialect = whole.parser.dialect
    let expected = items(of: whole, countingLinesIn: file)
    for room in [64, 65 + Int(file.last ?? 0)] {
        let stream = withoutError("a smaller buffer") {
            try RecordStream(input, delimiter: dialect.delimiter, room: room)
        }
        expect(items(of: stream, countingLinesIn: nil) == expected, "a buffer of \(room) bytes gives something else")
    }
}

private struct Item: Equatable {
    var kind: String
    var line: Int
    var bytes: [UInt8]
    var texts: [String?]
}

/// - Parameter file: where the numbers of the lines are to be compared with those that its bytes give.
private func items(of stream: RecordStream, countingLinesIn file: [UInt8]?) -> [Item] {
    var items: [Item] = []
    // The lines are counted from record to record: a long file would be counted too often otherwise.
    var counted = (offset: 0, line: 1)
    while true {
        let kind: String
        var texts: [String?] = []
        switch withoutError("reading on", stream.next) {
        case .record:
            kind = "record"
            texts = stream.fields.map(stream.text)
        case .blank: kind = "blank"
        case .malformed(.unclosedQuote(let at)): kind = "unclosed quote in line \(stream.line(at: at))"
        case .malformed(.textAfterQuote(let at)): kind = "text behind a quote in line \(stream.line(at: at))"
        case .tooLong: kind = "too long"
        case .end: return items
        }
        items.append(Item(kind: kind, line: stream.line, bytes: Array(stream.rawRecord), texts: texts))
        // An end mark that is dropped is missed in the buffer.
        if let file, file.last != 0x1A {
            let offset = stream.bytesRead - stream.bytes.count + stream.recordStart
            for at in counted.offset..<offset
            where file[at] == 10 || (file[at] == 13 && (at + 1 >= file.count || file[at + 1] != 10)) {
                counted.line += 1
            }
            counted.offset = offset
            expect(stream.line == counted.line, "line \(stream.line) is line \(counted.line)")
        }
    }
}
