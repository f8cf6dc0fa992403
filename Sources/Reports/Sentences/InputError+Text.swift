import InventoryPipeline
import Platform
import Workbook

extension InputError: ExplainedError {
    package var description: String {
        fileSentence ?? columnSentence ?? "Nothing was imported: \(combinationText)"
    }

    /// Files that can't be read as CSV.
    private var fileSentence: String? {
        switch self {
        case .isFolder(let file): "Can't read \(file): it is a folder; name the files in it."
        case .isEmpty(let file): "\(file) is empty; expected a header line and a line for each product."
        case .foreignFormat(let file, let format): "\(file) \(format.text)."
        case .packed(let file, let fault): "\(file) \(fault.text)."
        case .noWorkbook(let file): "\(file) is no workbook, so it has no sheets; import it without --sheet."
        case .noHeader(let file): "\(file) has no header line and no rows."
        case .noHeaderLine(let file, let line):
            "\(file) has no line \(line) near its beginning, which --header-line says is the header."
        case .malformedHeader(let file, let fault):
            "\(file):\(fault.line): the header line can't be read: \(fault.form.text)."
        case .tooManyColumns(let file, let line, let count, let most):
            "\(file):\(line): the header has \(count) columns; expected \(most) at most."
        case .headerNotUTF8(let file, let line, let column, let value):
            "\(file):\(line): the header is not UTF-8 text: column \(column + 1) is “\(DisplayText.of(value))”; save the file "
                + "as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE | invdb import -."
        case .recordTooLong(let file, let fault): "Nothing was imported: \(file):\(fault.line): \(fault.form.text)."
        default: nil
        }
    }

    /// Headers whose columns can't be identified.
    private var columnSentence: String? {
        switch self {
        case .ambiguousColumn(let file, let column, let candidates, let header):
            "\(file): more than one column could be \(column): "
                + candidates.map { "“\(DisplayText.of(header[$0]))” (column \($0 + 1))" }.joined(separator: " and ")
                + "; say which with --map \(column)=NAME, or rename the other."
        case .columnReadTwice(let file, let name, let first, let second):
            "\(file): the column “\(name)” can't be read as both \(first) and \(second)."
        case .noSuchColumn(let file, let name, let column, let header):
            "\(file): there is no column “\(name)” to read as \(column)\(Self.near(name, header))"
        case .noColumn(let file, let name, let header):
            "\(file): there is no column “\(DisplayText.of(name))”\(Self.near(name, header))"
        case .namelessStore(let file, let column):
            "\(file): the column “\(DisplayText.of(column))” leaves no name for its store; name the columns with --wide more closely."
        case .storeTwice(let file, let name):
            "\(file): two columns have the stock of store \(DisplayText.of(name)); name the columns with --wide more closely."
        case .periods(let file, let names, true):
            "\(file) has stocks and a column for each period, \(Self.list(names)): import it once with --kind products, which leaves these "
                + "columns out, and once with --kind demand, which reads them as demand stated ahead, or with --kind sales, as what was sold."
        case .periods(let file, let names, false):
            "\(file) has a column for each period, \(Self.list(names)), and it can't be seen what they are: --kind sales reads them as what "
                + "was sold in each"
                + (names.first?.lowercased().hasPrefix("d_") == true ? ", once --first-day says which day d_1 is" : "")
                + ", --kind demand as demand stated ahead; if it is a file of stocks, --kind products leaves them out."
        case .unknownPeriod(let file, let day):
            "\(file): \(NumberText.date(day)) is its only date, so it can't be seen how long the period is that begins on it; --period day, "
                + "week, month or quarter says so, or a column until with the last day."
        case .nothingOver(let file, let names):
            "\(file): none of its periods, \(Self.list(names)), is over yet, so it can't be known what was sold in them; --kind demand reads "
                + "them as demand stated ahead."
        case .severalPlans(let file, let column, let values):
            "\(file) has several plans, with \(Self.list(values)) in the column “\(DisplayText.of(column))”, whose periods would be added up: "
                + "--only \"\(DisplayText.of(column))=\(DisplayText.of(values.first { !$0.isEmpty } ?? "TEXT"))\" takes one of them, "
                + "--ignore \"\(DisplayText.of(column))\" adds up all."
        case .unknownPeriodName(let file, let name):
            "\(file): the column “\(DisplayText.of(name))” stands among those of periods, and can't be read as one; name it like 2026-03, "
                + "Mar 2026 or 2026-W10, or leave it out with --ignore \"\(DisplayText.of(name))\"."
        case .datesInHeader(let file, let names):
            "\(file): the dates in its header, \(Self.list(names)), could have the day or the month first; --date-format dmy or mdy says "
                + "which."
        case .missingColumns(let file, let columns, let header, let guess):
            "\(file): no column for \(columns.joined(separator: ", ")); the header has \(Self.list(header)). "
                + Self.advice(columns, guess)
        default: nil
        }
    }

    /// Files that don't fit each other or the options.
    private var combinationText: String {
        switch self {
        case .differentKinds(let first, let other):
            "\(first.file) has \(Self.contents(first.kind)) and \(other.file) has \(Self.contents(other.kind)); import them one after the other, products "
                + "first."
        case .optionOfOthers(let option, let files, let kind, let others):
            Self.refused(option, files, kind, goesWith: others.map(Self.contents))
        case .cannotReplaceWithPart(let files):
            "\(files.joined(separator: ", ")) has no stock, so it says something of stored series and not which there are; "
                + "import it without --replace."
        case .nothingToReplaceWith(let files):
            "\(files.joined(separator: ", ")) has no rows, and --replace would have removed everything."
        case .isFolder, .isEmpty, .foreignFormat, .packed, .noWorkbook, .noHeader, .noHeaderLine, .malformedHeader,
            .tooManyColumns,
            .headerNotUTF8,
            .recordTooLong, .ambiguousColumn, .columnReadTwice, .noColumn, .noSuchColumn, .namelessStore,
            .storeTwice, .periods, .unknownPeriod, .datesInHeader, .nothingOver, .severalPlans, .unknownPeriodName,
            .missingColumns:
            // The other properties have the sentences for these.
            ""
        }
    }

    private static func refused(
        _ option: String, _ files: [String], _ kind: FileKind, goesWith names: [String]
    ) -> String {
        "\(files.joined(separator: ", ")) has \(kind.contents), and \(option) is for "
            + (names.count > 1
                ? "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])" : names.joined())
            + "; import it without \(option)."
    }

    /// What files of a kind have: `products`, `a calendar`.
    private static func contents(_ kind: String) -> String { FileKind.named(kind)?.contents ?? kind }

    private static func advice(_ missing: [String], _ guess: HeaderGuess?) -> String {
        let first = missing.first ?? "COLUMN"
        var map = "Say which it is with --map \(first)=NAME"
        map += first == ImportColumn.productID.name ? "." : ", or give all rows a value with --set \(first)=VALUE."
        if missing == [FileKind.stock] {
            map += " A file that is not about stock is read without its date: --ignore the name of that column."
        }
        if missing.contains(FileKind.startDate) { map += " The day that stocks are of is --as-of DATE." }
        switch guess {
        case .aRow: return "This looks like a row: put a line with the names of the columns above it."
        case .total(let column, let name, let maySayWhatWasSold):
            let name = DisplayText.of(name)
            return
                "“\(name)” may be of a day, or a total: --map \(column)=\"\(name)\" reads it as units a day, and with "
                + "--sales-per week, month or 30 as those of so many days; --ignore \"\(name)\" leaves it out."
                + (maySayWhatWasSold ? " If the rows say what was sold, --kind sales reads them." : "")
        case .otherKind(let kind, let columns):
            return
                "\(map) A file of \(contents(kind)) has the column\(columns.count == 1 ? "" : "s") \(columns.joined(separator: ", ")), and --kind \(kind) "
                + "reads it."
        case .otherKinds(let kinds):
            let ways = kinds.map { "--kind \($0) reads it as a file of \(contents($0))" }
            return "\(map) \(ways.joined(separator: ", and "))."
        case .allProducts:
            return
                "Say which it is with --map \(first)=NAME, or, if each row is of all products together, name them with --set \(first)=all."
        case nil: return map
        }
    }

    /// What a column that the header doesn't have may be.
    private static func near(_ name: String, _ header: [String]) -> String {
        DidYouMean.text(NearNames.of(name, among: header), otherwise: "; the header has \(list(header)).")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(12).map { DisplayText.of($0, limit: 40) }
        return shown.map { "“\($0)”" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    }
}

extension ForeignFormat {
    /// The format of the file, and what to do with it.
    fileprivate var text: String {
        switch self {
        case .utf16(let encoding):
            "is UTF-16 text; save it as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: "
                + "iconv -f \(encoding) -t UTF-8 FILE | invdb import -"
        case .compressed(let compression):
            "is compressed; pass it on unpacked: \(compression.command) FILE | invdb import -"
        case .zip: "is a zip archive; pass on the file in it: unzip -p FILE | invdb import -"
        case .tar: "is a tar archive; pass on the file in it: tar -xOf FILE | invdb import -"
        case .workbook: "is a workbook; save it as .xlsx, or the sheet as CSV (“CSV UTF-8”)"
        case .oldWorkbook:
            "is a workbook of an old Excel, or has a password; open it in a spreadsheet and save it as .xlsx without one, or the "
                + "sheet as CSV"
        case .pdf: "is a PDF, not a CSV file; get the data as CSV from where the PDF was made"
        case .parquet:
            "is a Parquet file; pass on its table: "
                + "duckdb -csv -c \"FROM 'FILE'\" | invdb import -"
        case .json: "is JSON, not a CSV file; write it as CSV with a line for each product"
        case .webPage:
            "is a web page or XML, as some programs name it .csv or .xls; open it in a spreadsheet and save it as CSV"
        case .invdbDatabase:
            "is a database of invdb; name it with --db to work on it, or pass on what is in it: "
                + "invdb export inventory --db FILE | invdb import -"
        case .sqliteDatabase:
            "is a SQLite database, not a CSV file; pass on a table of it: "
                + "sqlite3 -header -csv FILE \"SELECT * FROM TABLE\" | invdb import -"
        case .zeroBytes: "has zero bytes in its first line, so it is no CSV file"
        }
    }
}

extension PackedFault {
    /// What is wrong with the file, and what to do.
    fileprivate var text: String {
        switch self {
        case .damaged: "is damaged: what is in it does not fit together, or not its checksum; get it anew"
        case .truncated: "ends too early; get it anew"
        case .followedByOther: "has something else behind its end; get it anew, or unpack it and import what is in it"
        case .outOfMemory: "can't be unpacked: there is not enough memory"
        case .missingPart(let part):
            "has no \(part), so it is no Excel workbook; save it as .xlsx, or the sheet as CSV (“CSV UTF-8”)"
        case .unusual: "is packed in a way that can't be read here; open it in a spreadsheet and save it anew"
        case .tooLong: "has a part that is too large to be read; save the sheet as CSV"
        case .noSheet(let name, let sheets):
            "has no sheet “\(DisplayText.of(name))”; it has "
                + sheets.prefix(12).map { "“\(DisplayText.of($0))”" }.joined(separator: ", ")
                + (sheets.count > 12 ? ", …" : "")
        case .noSheets: "is a workbook without a sheet"
        }
    }
}

extension ForeignFormat.Compression {
    fileprivate var command: String {
        switch self {
        case .gzip: "gzip -dc"
        case .zstd: "zstd -dc"
        case .xz: "xz -dc"
        case .bzip2: "bzip2 -dc"
        case .lz4: "lz4 -dc"
        case .sevenZip: "7z x -so"
        }
    }
}
