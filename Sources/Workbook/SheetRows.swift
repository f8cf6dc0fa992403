/// The rows of a sheet, as they come.
struct SheetRows {
    private let texts: SharedTexts
    private let areDates: [Bool]
    private let is1904: Bool
    private let form: SheetForm
    /// Whether a byte in a field makes quotes necessary. The first line must not look as if it had another delimiter.
    private let isSpecial: [Bool]
    /// The lines so far.
    var line: [UInt8] = []
    private(set) var columns = 0
    private(set) var columnsOfLines: [UInt16] = []

    private static let mostColumns = 16_384
    private static let mostRows = 1_048_576
    private var row = 0
    private var column = 0
    private var written = 0
    private var type = ""
    private var style = 0
    private var value: [UInt8] = []
    private var inline = TextReader()
    private var isInValue = false
    private var isInRow = false
    private var isInCell = false

    init(texts: SharedTexts, areDates: [Bool], is1904: Bool, _ form: SheetForm) {
        self.texts = texts
        self.areDates = areDates
        self.is1904 = is1904
        self.form = form
        let special = Array("\",;\t|".utf8) + [form.delimiter]
        isSpecial = (0...UInt8.max).map(special.contains)
    }

    mutating func take(_ event: XMLScanner.Event) throws {
        switch event {
        case .start("row", let attributes, let isEmpty):
            let number = attributes["r"].flatMap { Int($0) } ?? row + 1
            guard !isInRow, number > row, number <= Self.mostRows else { throw PackedFault.damaged }
            while row < number - 1 { endLine() }
            row = number
            (column, written) = (0, 0)
            isInRow = !isEmpty
            if isEmpty { endLine(counting: false) }
        case .end("row"):
            isInRow = false
            endLine(counting: false)
        case .start("c", let attributes, let isEmpty) where isInRow:
            column = try attributes["r"].map(Self.column) ?? column + 1
            guard !isInCell, column > written || written == 0, column <= Self.mostColumns else {
                throw PackedFault.damaged
            }
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
            inline = TextReader()
            // Without a value there is nothing in it.
            isInCell = !isEmpty
        case .end("c") where isInCell:
            isInCell = false
            try endCell()
        case .start("v", _, let isEmpty): isInValue = !isEmpty
        case .end("v"): isInValue = false
        case .text(let piece) where isInValue:
            guard value.count + piece.count <= TextReader.longest else { throw PackedFault.tooLong }
            value += piece
        default: if type == "inlineStr" { try inline.take(event) }
        }
    }

    private mutating func endCell() throws {
        let text: [UInt8]
        if value.isEmpty, type != "inlineStr" { return }
        switch type {
        case "s":
            guard let index = Int(String(decoding: value, as: UTF8.self)), let shared = texts[index] else {
                throw PackedFault.damaged
            }
            text = Array(shared)
        case "inlineStr": text = inline.text
        case "b": text = Array((value == Array("1".utf8) ? "TRUE" : "FALSE").utf8)
        case "n":
            let number = String(decoding: value, as: UTF8.self)
            let isDate = areDates.indices.contains(style) && areDates[style]
            text =
                (isDate ? CellFormat.date(number, is1904: is1904).map { Array($0.utf8) } : nil)
                ?? CellFormat.number(number).utf8.map { $0 == UInt8(ascii: ".") ? form.decimalSeparator : $0 }
        case "str": text = CellText.unescaped(value)
        // Errors, and dates that are written as such.
        default: text = value
        }
        if text.isEmpty { return }
        // From the first cell on, each has a delimiter in front.
        for _ in max(written, 1)..<max(column, 1) { line.append(form.delimiter) }
        written = column
        append(text)
    }

    private mutating func append(_ text: [UInt8]) {
        let needsQuotes = text.contains { isSpecial[Int($0)] }
        if needsQuotes { line.append(UInt8(ascii: "\"")) }
        var last: UInt8 = 0
        for byte in text {
            defer { last = byte }
            switch byte {
            case UInt8(ascii: "\n") where last == UInt8(ascii: "\r"): continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): line.append(UInt8(ascii: " "))
            case UInt8(ascii: "\""): line += [byte, byte]
            default: line.append(byte)
            }
        }
        if needsQuotes { line.append(UInt8(ascii: "\"")) }
    }

    /// - Parameter counting: whether the row itself is passed, because the sheet does not have it.
    private mutating func endLine(counting: Bool = true) {
        if counting {
            row += 1
            written = 0
        }
        columns = max(columns, written)
        columnsOfLines.append(UInt16(written))
        line.append(UInt8(ascii: "\n"))
    }

    /// The number of the column of a reference: 28 for `AB7`.
    private static func column(_ reference: String) throws -> Int {
        var column = 0
        for letter in reference.utf8 {
            guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z"), column < mostColumns else { break }
            column = column * 26 + Int(letter - UInt8(ascii: "A")) + 1
        }
        guard column > 0, column <= mostColumns else { throw PackedFault.damaged }
        return column
    }
}
