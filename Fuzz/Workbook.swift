import Foundation

@testable import Workbook

/// Changed workbooks and gzip files: each is read, or refused with a fault.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    do {
        if bytes.starts(with: GzipStream.signature) {
            let stream = try GzipStream()
            try stream.unpack(bytes) { _ in }
            try stream.finish()
        } else if bytes.starts(with: [0x3C]) {
            // A document alone: few changes of a packed one get as far.
            var scanner = XMLScanner()
            for piece in [bytes.prefix(count / 2), bytes.dropFirst(count / 2)] {
                try scanner.scan(UnsafeRawBufferPointer(rebasing: piece)) { _ in }
            }
            try scanner.finish()
        } else {
            var lines = 0
            let written = try WorkbookText(bytes).write(sheet: nil) { piece in
                lines += piece.filter { $0 == UInt8(ascii: "\n") }.count
            }
            precondition(lines == written.ofLines.count, "the lines that are counted are those that are written")
            precondition(written.ofLines.allSatisfy { Int($0) <= written.columns }, "a line is longer than the longest")
        }
    } catch is PackedFault {
        return 0
    } catch {
        fatalError("\(error) is no fault of the file")
    }
    return 0
}
