/// A sheet of an Excel workbook (ECMA-376, `.xlsx` and `.xlsm`) as CSV text: each row of the sheet is one line.
///
/// Dates are written `2024-01-31`, numbers with at most 15 digits, as a spreadsheet shows them. Line ends in cells become blanks, so
/// that the lines have the numbers of the rows.
package struct WorkbookText {
    private let archive: ZipArchive
    /// The sheets in the order of the workbook, and the part of each.
    private var sheets: [(name: String, isHidden: Bool, part: String)] = []
    private var is1904 = false
    private var texts = SharedTexts()
    /// Whether the cells of each format are dates.
    private var areDates: [Bool] = []

    /// The longest parts beside sheets and texts, in bytes.
    private static let longestPart = 32 << 20
    /// The longest text of a sheet, in bytes: cells may repeat a shared text without end.
    private static let longestSheet = 4 << 30

    /// - Throws: ``PackedFault``, and what reading the file throws.
    package init(_ file: RandomAccessFile) throws {
        archive = try ZipArchive(file)
        let usual = "xl/workbook.xml"
        let root = try relations(of: "").values.first { $0.type == "officeDocument" }
        let workbook = root?.part ?? usual
        // What is not written as XML is another kind of workbook.
        guard archive.has(workbook), workbook.lowercased().hasSuffix(".xml") else {
            throw PackedFault.missingPart(usual)
        }
        let relations = try relations(of: workbook)
        var isWorkbook = false
        try scan(workbook, limit: Self.longestPart) { event in
            guard case .start(let name, let attributes, _) = event else { return }
            switch name {
            case "workbook": isWorkbook = true
            case "workbookPr": is1904 = ["1", "true"].contains(attributes["date1904"])
            case "sheet":
                // Sheets that have only a chart have no cells.
                guard let title = attributes["name"], let relation = attributes["id"].flatMap({ relations[$0] }),
                    relation.type == "worksheet"
                else { return }
                sheets.append((title, attributes["state"].map { $0 != "visible" } ?? false, relation.part))
            default: break
            }
        }
        guard isWorkbook else { throw PackedFault.missingPart(usual) }
        func part(_ type: String) -> String? { relations.values.first { $0.type == type }?.part }
        if let part = part("sharedStrings"), archive.has(part) { texts = try sharedTexts(part) }
        if let part = part("styles"), archive.has(part) { areDates = try dateFormats(part) }
    }

    /// Writes a sheet.
    ///
    /// - Throws: ``PackedFault``, what reading the file throws, and what `emit` throws.
    package func write(
        _ form: SheetForm, _ emit: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> WrittenSheet {
        let sheet = try sheet(form.sheet)
        var rows = SheetRows(texts: texts, areDates: areDates, is1904: is1904, form)
        var room = Self.longestSheet
        func pass() throws {
            room -= rows.line.count
            guard room >= 0 else { throw PackedFault.tooLong }
            try rows.line.withUnsafeBytes(emit)
            rows.line.removeAll(keepingCapacity: true)
        }
        try scan(sheet.part) { event in
            try rows.take(event)
            if rows.line.count > 1 << 16 { try pass() }
        }
        try pass()
        return WrittenSheet(name: sheet.name, columns: rows.columns, ofLines: rows.columnsOfLines)
    }

    /// The sheet of a name, in any case; without one, the first that is not hidden.
    private func sheet(_ name: String?) throws -> (name: String, isHidden: Bool, part: String) {
        guard let name else {
            guard let first = sheets.first(where: { !$0.isHidden }) ?? sheets.first else { throw PackedFault.noSheets }
            return first
        }
        let named =
            sheets.first { $0.name == name } ?? sheets.first { $0.name.lowercased() == name.lowercased() }
        guard let named else { throw PackedFault.noSheet(name, among: sheets.map(\.name)) }
        return named
    }

    private func scan(
        _ part: String, limit: Int = .max, _ body: (XMLScanner.Event) throws -> Void
    ) throws {
        var scanner = XMLScanner()
        try archive.read(part, limit: limit) { try scanner.scan($0, body) }
        try scanner.finish()
    }

    /// What a part refers to, by the ids of the relations. What the archive itself refers to has no part.
    private func relations(of part: String) throws -> [String: (type: String, part: String)] {
        var folders = part.split(separator: "/")
        let name = folders.popLast() ?? ""
        let path = (folders + ["_rels", "\(name).rels"]).joined(separator: "/")
        var relations: [String: (type: String, part: String)] = [:]
        guard archive.has(path) else { return relations }
        try scan(path, limit: Self.longestPart) { event in
            guard case .start("Relationship", let attributes, _) = event, let id = attributes["Id"],
                let type = attributes["Type"]?.split(separator: "/").last, let target = attributes["Target"]
            else { return }
            var path = target.hasPrefix("/") ? [] : folders
            for step in target.split(separator: "/") where step != "." {
                if step == ".." { _ = path.popLast() } else { path.append(step) }
            }
            relations[id] = (String(type), path.joined(separator: "/"))
        }
        return relations
    }

    private func sharedTexts(_ part: String) throws -> SharedTexts {
        var texts = SharedTexts()
        var reader = TextReader()
        try scan(part) { event in
            if case .end("si") = event {
                try texts.append(reader.text)
                reader = TextReader()
            } else if case .start("si", _, true) = event {
                try texts.append([])
            } else {
                try reader.take(event)
            }
        }
        return texts
    }

    private func dateFormats(_ part: String) throws -> [Bool] {
        var own: [Int: Bool] = [:]
        var areDates: [Bool] = []
        var isInCells = false
        try scan(part, limit: Self.longestPart) { event in
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

/// What was written of a sheet.
package struct WrittenSheet: Sendable {
    package let name: String
    /// The number of columns that the longest row has.
    package let columns: Int
    /// The number of columns in each line. Lines are shorter where the last cells of a row are empty.
    package let ofLines: [UInt16]
}
