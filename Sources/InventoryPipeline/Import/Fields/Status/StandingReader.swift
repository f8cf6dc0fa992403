import CSV

/// Reads from a record whether it counts: from columns of its status, and from columns that say that it was cancelled, closed or
/// deleted.
struct StandingReader {
    enum Reading {
        case stands
        /// It stands, and is a return, as this column of the file says if it isn't a status.
        case returned(flag: String?)
        case leftOut(LeftOut)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let columns: Columns
    private let statusPlaces: [Int]
    private let cancelledPlaces: [Int]
    private let returnPlaces: [Int]
    private let documentPlaces: [Int]
    private let openWords: Set<String>
    private let closedWords: Set<String>
    private let returnedWords: Set<String>

    /// The columns that files of a kind can have.
    struct Columns {
        var cancelled: ImportColumn
        var status: ImportColumn?
        var isReturn: ImportColumn?
        var documentType: ImportColumn?
    }

    /// - Returns: nil if the file has none of the columns.
    init?(_ fields: FieldReader, _ columns: Columns, words: StandingWords) {
        func places(_ column: ImportColumn?) -> [Int] { column.map { fields.mapping.places(of: $0) } ?? [] }
        self.fields = fields
        self.columns = columns
        (statusPlaces, cancelledPlaces) = (places(columns.status), places(columns.cancelled))
        (returnPlaces, documentPlaces) = (places(columns.isReturn), places(columns.documentType))
        guard !(statusPlaces + cancelledPlaces + returnPlaces + documentPlaces).isEmpty else { return nil }
        let (open, closed) = (Self.folded(fields.options.openWords), Self.folded(fields.options.closedWords))
        openWords = words.open.subtracting(closed).union(open)
        closedWords = words.closed.subtracting(open).union(closed)
        returnedWords = words.returned.subtracting(closed)
    }

    func read(_ stream: RecordStream) -> Reading {
        for place in cancelledPlaces {
            let text = text(place, stream)
            let word = Self.folded(text)
            if Self.no.contains(word) { continue }
            let isDate = word.count >= 6 && word.first?.isNumber == true
            guard Self.yes.contains(word) || isDate else {
                return .problem(column: columns.cancelled, expected: .yesNoOrDate)
            }
            return .leftOut(.marked(column: fields.mapping.header[place]))
        }
        var isReturn = false
        for place in statusPlaces {
            let text = text(place, stream)
            let word = Self.folded(text)
            if word.isEmpty || openWords.contains(word) { continue }
            if returnedWords.contains(word) {
                isReturn = true
                continue
            }
            guard closedWords.contains(word) else {
                return .problem(column: columns.status ?? columns.cancelled, expected: .knownStatus(text))
            }
            return .leftOut(.status(text))
        }
        let marked = readMarks(stream)
        if case .stands = marked, isReturn { return .returned(flag: nil) }
        return marked
    }

    /// Reads what says of a row by itself, and not of its order, that it is a return or no sale.
    func readMarks(_ stream: RecordStream) -> Reading {
        for place in documentPlaces {
            let text = text(place, stream)
            let word = Self.folded(text)
            if openWords.contains(word) { continue }
            if closedWords.contains(word) || StandingWords.documents.closed.contains(word) {
                return .leftOut(.status(text))
            }
            if StandingWords.documents.returned.contains(word) {
                return .returned(flag: fields.mapping.header[place])
            }
        }
        for place in returnPlaces {
            let word = Self.folded(text(place, stream))
            if Self.no.contains(word) || openWords.contains(word) { continue }
            guard Self.yes.contains(word) || returnedWords.contains(word) else {
                return .problem(column: columns.isReturn ?? columns.cancelled, expected: .yesOrNo)
            }
            return .returned(flag: fields.mapping.header[place])
        }
        return .stands
    }

    /// Whether the record says nothing of it.
    func isEmpty(_ stream: RecordStream) -> Bool {
        (statusPlaces + cancelledPlaces).allSatisfy { FieldReader.trimmed(fields.text($0, stream)).isEmpty }
    }

    private func text(_ place: Int, _ stream: RecordStream) -> String {
        String(decoding: FieldReader.trimmed(fields.text(place, stream)), as: UTF8.self)
    }

    /// A text for comparison: in lower case, with one space for each run of other characters than letters and digits.
    private static func folded(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    private static func folded(_ words: [String]) -> Set<String> { Set(words.map { folded($0) }) }

    private static let no = YesNoWords.no.union(["", "open"])
    private static let yes = YesNoWords.yes.union(["l", "closed", "cancelled", "canceled", "deleted"])
}
