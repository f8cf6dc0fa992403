import CSV

/// Reads from a record whether it counts: from columns of its status, from columns that say that it was cancelled, closed or deleted, and
/// from those that say that it is a return.
///
/// A class, because it keeps what the few texts of such columns mean.
final class StandingReader {
    enum Reading {
        case stands
        /// It stands, and is a return, as this column of the file says if it isn't a status.
        case returned(flag: String?)
        case leftOut(LeftOut)
        /// A text of a column of the file says nothing that is known.
        case problem(place: Int, expected: Expectation)
    }

    /// The columns that files of a kind can have.
    struct Columns {
        var cancelled: ImportColumn
        var status: ImportColumn?
        var documentType: ImportColumn?
        var isReturn: ImportColumn?
    }

    /// A column of the file.
    private struct Source {
        enum Part { case cancelled, status, document, mark }

        let part: Part
        let place: Int
    }

    private enum Meaning {
        case nothing, returned
        case leftOut(LeftOut)
        case unknown(Expectation)
    }

    private let fields: FieldReader
    /// Of the record as one of an order first, then of itself alone.
    private let sources: [Source]
    private let firstOfItself: Int
    /// The first words of a status, or of documents, with which rows count.
    private(set) var countedWords: [String] = []
    private static let mostCounted = 12
    /// By the places of ``sources``.
    private var known: [KnownTexts<Meaning>]
    private let openWords: Set<String>
    private let closedWords: Set<String>
    private let returnedWords: Set<String>
    private let closedDocuments: Set<String>

    /// - Returns: nil if the file has none of the columns.
    init?(_ fields: FieldReader, _ columns: Columns, words: StandingWords) {
        func sources(_ part: Source.Part, _ column: ImportColumn?) -> [Source] {
            guard let column else { return [] }
            return fields.mapping.places(of: column).map { Source(part: part, place: $0) }
        }
        self.fields = fields
        let ofOrder = sources(.cancelled, columns.cancelled) + sources(.status, columns.status)
        self.sources = ofOrder + sources(.document, columns.documentType) + sources(.mark, columns.isReturn)
        firstOfItself = ofOrder.count
        known = self.sources.map { _ in KnownTexts(count: 64) }
        let (open, closed) = (Self.folded(fields.options.openWords), Self.folded(fields.options.closedWords))
        openWords = words.open.subtracting(closed).union(open)
        closedWords = words.closed.subtracting(open).union(closed)
        returnedWords = words.returned.subtracting(closed)
        closedDocuments = StandingWords.closedDocuments.subtracting(open).union(closed)
        guard !self.sources.isEmpty else { return nil }
    }

    /// Whether a record counts.
    ///
    /// - Parameter isFurtherLine: whether the first line of its order has said whether the order does.
    func read(_ stream: RecordStream, isFurtherLine: Bool = false) -> Reading {
        var reading = Reading.stands
        for source in isFurtherLine ? firstOfItself..<sources.count : sources.indices {
            switch meaning(ofSource: source, stream) {
            case .nothing: break
            case .returned:
                if case .stands = reading {
                    let isStatus = sources[source].part == .status
                    reading = .returned(flag: isStatus ? nil : fields.mapping.header[sources[source].place])
                }
            case .leftOut(let why): return .leftOut(why)
            case .unknown(let expected): return .problem(place: sources[source].place, expected: expected)
            }
        }
        return reading
    }

    /// Whether rows that are left out for a reason may have been sales before.
    func areCancelled(_ why: LeftOut) -> Bool {
        switch why {
        case .marked: true
        case .status(let word): StandingWords.cancelled.contains(Self.folded(word))
        default: false
        }
    }

    /// Whether the record says nothing of its order.
    func isEmpty(_ stream: RecordStream) -> Bool {
        sources[..<firstOfItself].allSatisfy { FieldReader.trimmed(fields.text($0.place, stream)).isEmpty }
    }

    private func meaning(ofSource source: Int, _ stream: RecordStream) -> Meaning {
        let text = FieldReader.trimmed(fields.text(sources[source].place, stream))
        return known[source].meaning(of: text) {
            let text = String(decoding: text, as: UTF8.self)
            let meaning = meaning(of: text, sources[source])
            let isWord = sources[source].part == .status || sources[source].part == .document
            if case .nothing = meaning, isWord, !text.isEmpty, countedWords.count < Self.mostCounted,
                !countedWords.contains(text)
            {
                countedWords.append(text)
            }
            return meaning
        }
    }

    private func meaning(of text: String, _ source: Source) -> Meaning {
        let word = Self.folded(text)
        switch source.part {
        case .cancelled:
            if Self.no.contains(word) { return .nothing }
            let isDate = word.count >= 6 && word.first?.isNumber == true
            guard Self.yes.contains(word) || isDate else { return .unknown(.yesNoOrDate) }
            return .leftOut(.marked(column: fields.mapping.header[source.place]))
        case .status:
            if word.isEmpty || openWords.contains(word) { return .nothing }
            if returnedWords.contains(word) { return .returned }
            return closedWords.contains(word) ? .leftOut(.status(text)) : .unknown(.knownStatus(text))
        case .document:
            if closedDocuments.contains(word) { return .leftOut(.status(text)) }
            return returnedWords.contains(word) && !openWords.contains(word) ? .returned : .nothing
        case .mark:
            if Self.no.contains(word) || openWords.contains(word) { return .nothing }
            return Self.yes.contains(word) || returnedWords.contains(word) ? .returned : .unknown(.yesOrNo)
        }
    }

    /// A text for comparison: in lower case, with one space for each run of other characters than letters and digits.
    private static func folded(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    private static func folded(_ words: [String]) -> Set<String> { Set(words.map { folded($0) }) }

    private static let no = YesNoWords.no.union(["", "open"])
    private static let yes = YesNoWords.yes.union(["l", "closed", "cancelled", "canceled", "deleted"])
}
