/// A sheet of an Excel workbook (ECMA-376, `.xlsx` and `.xlsm`) as CSV text: each row of the sheet is one line.
///
/// Dates are written `2024-01-31`, numbers with a decimal point and at most 15 digits, as a spreadsheet shows them. Line ends in
/// cells become blanks, so that the lines have the numbers of the rows.
package struct WorkbookText {
    private let archive: ZipArchive
    /// The sheets in the order of the workbook, and the part of each.
    private var sheets: [(name: String, isHidden: Bool, part: String)] = []
    private var is1904 = false
    private var texts = SharedTexts()
    /// Whether the cells of each format are dates.
    private var areDates: [Bool] = []

    /// The longest parts beside sheets, in bytes.
    private static let longestPart = 64 << 20

    /// - Parameter bytes: the whole file; it has to stay while this is in use.
    /// - Throws: ``PackedFault``.
    package init(_ bytes: UnsafeRawBufferPointer) throws {
        archive = try ZipArchive(bytes)
        let workbook = "xl/workbook.xml"
        guard archive.has(workbook) else { throw PackedFault.missingPart(workbook) }
        let targets = try relations("xl/_rels/workbook.xml.rels")
        try scan(workbook) { event in
            guard case .start(let name, let attributes, _) = event else { return }
            switch name {
            case "workbookPr": is1904 = ["1", "true"].contains(attributes["date1904"])
            case "sheet":
                guard let title = attributes["name"], let target = attributes["id"].flatMap({ targets[$0] }) else {
                    return
                }
                sheets.append((title, attributes["state"].map { $0 != "visible" } ?? false, target))
            default: break
            }
        }
        if let part = targets.values.first(where: { $0.hasSuffix("sharedStrings.xml") }), archive.has(part) {
            texts = try sharedTexts(part)
        }
        if let part = targets.values.first(where: { $0.hasSuffix("styles.xml") }), archive.has(part) {
            areDates = try dateFormats(part)
        }
    }

    /// Writes a sheet.
    ///
    /// - Parameter name: nil is the first one that is not hidden.
    /// - Returns: the number of columns that the longest row has, and of each line its own. Lines are shorter where the last cells
    ///   of a row are empty.
    /// - Throws: ``PackedFault``, and what `emit` throws.
    package func write(
        sheet name: String?, _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> (columns: Int, ofLines: [UInt16]) {
        let names = sheets.map(\.name)
        let sheet =
            name.map { name in
                sheets.first { $0.name == name } ?? sheets.first { $0.name.lowercased() == name.lowercased() }
            }
            ?? sheets.first { !$0.isHidden } ?? sheets.first
        guard let sheet else { throw name.map { PackedFault.noSheet($0, among: names) } ?? PackedFault.noSheets }
        guard archive.has(sheet.part) else { throw PackedFault.missingPart(sheet.part) }
        var rows = SheetRows(texts: texts, areDates: areDates, is1904: is1904)
        try scan(sheet.part) { event in
            try rows.take(event)
            if rows.line.count > 1 << 16 {
                try rows.line.withUnsafeBytes(emit)
                rows.line.removeAll(keepingCapacity: true)
            }
        }
        try rows.line.withUnsafeBytes(emit)
        return (rows.columns, rows.columnsOfLines)
    }

    private func scan(_ part: String, _ body: (XMLScanner.Event) throws -> Void) throws {
        var scanner = XMLScanner()
        try archive.read(part) { try scanner.scan($0, body) }
        try scanner.finish()
    }

    /// The targets of relations by their ids.
    private func relations(_ part: String) throws -> [String: String] {
        var targets: [String: String] = [:]
        try scan(part) { event in
            guard case .start("Relationship", let attributes, _) = event, let id = attributes["Id"],
                let target = attributes["Target"]
            else { return }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/\(target)"
        }
        return targets
    }

    private func sharedTexts(_ part: String) throws -> SharedTexts {
        var texts = SharedTexts()
        var reader = TextReader()
        try scan(part) { event in
            if case .end("si") = event {
                try texts.append(reader.text)
                reader.text.removeAll(keepingCapacity: true)
            } else if case .start("si", _, true) = event {
                try texts.append([])
            } else {
                reader.take(event)
            }
        }
        return texts
    }

    private func dateFormats(_ part: String) throws -> [Bool] {
        var own: [Int: Bool] = [:]
        var areDates: [Bool] = []
        var isInCells = false
        try scan(part) { event in
            switch event {
            case .start("numFmt", let attributes, _):
                if let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] {
                    own[id] = CellFormat.isDate(code)
                }
            case .start("cellXfs", _, let isEmpty): isInCells = !isEmpty
            case .end("cellXfs"): isInCells = false
            case .start("xf", let attributes, _) where isInCells:
                let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
                areDates.append(own[id] ?? CellFormat.isDate(builtIn: id))
            default: break
            }
        }
        return areDates
    }
}

/// The texts that cells refer to by their numbers.
struct SharedTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// In bytes: texts have to be in memory.
    private static let most = 1 << 30

    mutating func append(_ text: [UInt8]) throws {
        guard bytes.count + text.count <= Self.most else { throw PackedFault.tooLong }
        bytes += text
        ends.append(bytes.count)
    }

    subscript(index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}

/// Puts together the text of elements `t`, which may be in several runs. What is for the pronunciation is left out.
struct TextReader {
    var text: [UInt8] = []
    private var isInText = false
    private var phonetic = 0

    mutating func take(_ event: XMLScanner.Event) {
        switch event {
        case .start("t", _, let isEmpty): isInText = !isEmpty && phonetic == 0
        case .end("t"): isInText = false
        case .start("rPh", _, let isEmpty): if !isEmpty { phonetic += 1 }
        case .end("rPh"): phonetic -= 1
        case .text(let piece): if isInText { text += piece }
        default: break
        }
    }
}

/// The rows of a sheet, as they come.
private struct SheetRows {
    let texts: SharedTexts
    let areDates: [Bool]
    let is1904: Bool
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

    init(texts: SharedTexts, areDates: [Bool], is1904: Bool) {
        self.texts = texts
        self.areDates = areDates
        self.is1904 = is1904
    }

    mutating func take(_ event: XMLScanner.Event) throws {
        switch event {
        case .start("row", let attributes, let isEmpty):
            let number = attributes["r"].flatMap { Int($0) } ?? row + 1
            guard number > row, number <= Self.mostRows else { throw PackedFault.damaged }
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
            guard column > written || written == 0, column <= Self.mostColumns else { throw PackedFault.damaged }
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
            inline = TextReader()
            if isEmpty { try endCell() }
        case .end("c") where isInRow: try endCell()
        case .start("v", _, let isEmpty): isInValue = !isEmpty
        case .end("v"): isInValue = false
        case .text(let piece) where isInValue: value += piece
        default: if type == "inlineStr" { inline.take(event) }
        }
    }

    private mutating func endCell() throws {
        let text: [UInt8]
        switch type {
        case "s":
            if value.isEmpty { return }
            guard let index = Int(String(decoding: value, as: UTF8.self)), let shared = texts[index] else {
                throw PackedFault.damaged
            }
            text = Array(shared)
        case "inlineStr": text = inline.text
        case "b": text = Array((value == Array("1".utf8) ? "TRUE" : "FALSE").utf8)
        case "n":
            let number = String(decoding: value, as: UTF8.self)
            let isDate = areDates.indices.contains(style) && areDates[style]
            text = Array((isDate ? CellFormat.date(number, is1904: is1904) ?? number : CellFormat.number(number)).utf8)
        // Texts of formulas, errors, and dates that are written as such.
        default: text = value
        }
        if text.isEmpty { return }
        // From the first cell on, each has a comma in front.
        for _ in max(written, 1)..<max(column, 1) { line.append(UInt8(ascii: ",")) }
        written = column
        append(text)
    }

    private mutating func append(_ text: [UInt8]) {
        let needsQuotes = text.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }
        if needsQuotes { line.append(UInt8(ascii: "\"")) }
        for byte in text {
            switch byte {
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
