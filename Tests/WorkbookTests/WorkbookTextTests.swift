import TestSupport
import Testing

@testable import Workbook

@Suite struct WorkbookTextTests {
    private func text(_ bytes: [UInt8], _ form: SheetForm = SheetForm()) throws -> String {
        let file = RandomAccessFile(size: bytes.count) { buffer, offset in
            // A read may return less than there is room for.
            let piece = bytes[offset...].prefix(min(buffer.count, 1000))
            buffer.copyBytes(from: piece)
            return piece.count
        }
        var text: [UInt8] = []
        _ = try WorkbookText(file).write(form) { text += $0 }
        return String(decoding: text, as: UTF8.self)
    }

    private func fixture(_ name: String) throws -> [UInt8] { try Fixture.bytes(of: "workbooks/\(name).xlsx") }

    @Test("A sheet is written as text with the delimiter and the decimal separator that are asked for")
    func forms() throws {
        let bytes = try fixture("xlsxwriter")
        #expect(
            try text(bytes)
                == """
                Stock of Monday

                SKU,Store,On hand,Daily sales,Counted,Name,Margin,Note
                007,Oslo,0.3,1.5,2024-03-04,"Bolt; 5 mm",0.15
                4006381333931,Oslo,1234.567,2,2024-03-04 08:15:00,"Nut, ""hex"" steel",0.2
                Ærø,Málaga,100,0.333333333333333,2024-03-04,,,as counted

                """)
        let lines = try text(bytes, SheetForm(delimiter: UInt8(ascii: ";"), decimalSeparator: UInt8(ascii: ",")))
            .split(separator: "\n")
        #expect(lines[2] == "007;Oslo;\"0,3\";\"1,5\";2024-03-04;\"Bolt; 5 mm\";\"0,15\"")
        #expect(try text(bytes, SheetForm(sheet: "other")) == "SKU\n")
        #expect(throws: PackedFault.noSheet("x", among: ["Lists", "Stock & more", "Other"])) {
            try text(bytes, SheetForm(sheet: "x"))
        }
    }

    @Test("A workbook that was cut off, or in which a byte has changed, gives the same text or none")
    func damage() throws {
        let good = try fixture("openpyxl")
        let expected = try text(good)
        for length in stride(from: 0, to: good.count, by: 97) {
            #expect(throws: PackedFault.truncated) { try text(Array(good[..<length])) }
        }
        var generator = SeededGenerator("changed workbooks")
        var refused = 0
        for _ in 0..<300 {
            var bad = good
            bad[Int.random(in: 0..<bad.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            do {
                // The name of a part may have changed that is not needed for the texts, such as that of the formats.
                let read = try text(bad).replacing(
                    /2024-03-04( 08:15:00)?/, with: { $0.output.1 == nil ? "45355" : "45355.34375" })
                let same = expected.replacing(
                    /2024-03-04( 08:15:00)?/, with: { $0.output.1 == nil ? "45355" : "45355.34375" })
                #expect(read == same)
            } catch is PackedFault { refused += 1 }
        }
        #expect(refused > 30)
    }
}
