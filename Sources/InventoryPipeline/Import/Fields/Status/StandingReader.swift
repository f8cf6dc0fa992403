import CSV

/// Reads from a record whether it counts: from columns of its status, and from columns that say that it was cancelled, closed or
/// deleted.
struct StandingReader {
    enum Reading {
        case stands
        /// It stands, and is a return.
        case returned
        case leftOut(LeftOut)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let status: ImportColumn?
    private let cancelled: ImportColumn
    private let statusPlaces: [Int]
    private let cancelledPlaces: [Int]
    private let openWords: Set<String>
    private let closedWords: Set<String>
    private let returnedWords: Set<String>

    /// - Parameter status: nil if files of the kind have no such column.
    /// - Returns: nil if the file has none of the columns.
    init?(_ fields: FieldReader, status: ImportColumn?, cancelled: ImportColumn, words: StandingWords) {
        self.fields = fields
        self.status = status
        self.cancelled = cancelled
        statusPlaces = status.map { fields.mapping.places(of: $0) } ?? []
        cancelledPlaces = fields.mapping.places(of: cancelled)
        guard !statusPlaces.isEmpty || !cancelledPlaces.isEmpty else { return nil }
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
                return .problem(column: cancelled, expected: .yesNoOrDate)
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
                return .problem(column: status ?? cancelled, expected: .knownStatus(text))
            }
            return .leftOut(.status(text))
        }
        return isReturn ? .returned : .stands
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
