import CSV
import Foundation

@testable import Workbook

/// Changed workbooks, sheets and gzip files: each is read, or refused with a fault.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    do {
        if bytes.starts(with: GzipStream.signature) {
            let stream = try GzipStream()
            try stream.unpack(bytes) { _ in }
            try stream.finish()
        } else if bytes.starts(with: [0x3C]) {
            // A sheet alone: the checksums of a packed one let no change through.
            let whole = try sheet([bytes])
            let half = count / 2
            let pieces = [bytes.prefix(half), bytes.dropFirst(half)].map(UnsafeRawBufferPointer.init(rebasing:))
            expect(try whole == sheet(pieces), "pieces are read as something else")
        } else {
            let file = RandomAccessFile(size: count) { buffer, offset in
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(buffer.count)))
                return min(buffer.count, count - offset)
            }
            var text: [UInt8] = []
            let written = try WorkbookText(file).write(SheetForm()) { text += $0 }
            compare(text, with: (written.columns, written.ofLines))
        }
    } catch is PackedFault {
        return 0
    } catch {
        fatalError("\(error) is no fault of the file")
    }
    return 0
}

/// The text of a sheet that comes in pieces.
private func sheet(_ pieces: [UnsafeRawBufferPointer]) throws -> [UInt8] {
    var texts = SharedTexts()
    for text in ["sku", "a,\"b\"\r\nc;", ""] { try texts.append(Array(text.utf8)) }
    var rows = SheetRows(texts: texts, areDates: [false, true], is1904: false, SheetForm())
    var scanner = XMLScanner()
    for piece in pieces { try scanner.scan(piece) { try rows.take($0) } }
    try scanner.finish()
    compare(rows.line, with: (rows.columns, rows.columnsOfLines))
    return rows.line
}

/// Each line is a record with as many fields as are counted.
private func compare(_ text: [UInt8], with written: (columns: Int, ofLines: [UInt16])) {
    var parser = RecordParser(dialect: Dialect(delimiter: Dialect.comma))
    text.withUnsafeBufferPointer { text in
        var place = 0
        for fields in written.ofLines {
            expect(Int(fields) <= written.columns, "a line is longer than the longest")
            switch parser.parse(text, from: place, isLast: true) {
            case .blank(let end):
                expect(fields == 0, "a line of \(fields) fields is blank")
                place = end
            case .record(let end):
                expect(parser.fields.count == Int(fields), "\(parser.fields.count) fields are counted as \(fields)")
                place = end
            case .malformed, .incomplete: fatalError("a line is no record")
            }
        }
        expect(place == text.count, "there are more lines than are counted")
    }
}
