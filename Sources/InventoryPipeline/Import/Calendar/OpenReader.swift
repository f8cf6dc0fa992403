import CSV

/// Reads whether a day is open, from the first of its columns that has a text:
///
///     open: yes is open      closed: yes is closed      holiday: yes, or a name, is closed
///
/// An empty field is a no: without `open` the day is closed, and in a file that only has the others, it is neither closed nor a
/// holiday. A file with none of them lists closed days.
struct OpenReader {
    enum Reading {
        case state(isOpen: Bool)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let sources: [(column: ImportColumn, source: FieldSource)]
    private let isOpenIfEmpty: Bool

    init(_ fields: FieldReader) {
        self.fields = fields
        sources = CalendarColumns.states.compactMap { column in fields.source(column).map { (column, $0) } }
        isOpenIfEmpty = !sources.isEmpty && sources[0].column != CalendarColumns.open
    }

    func read(_ stream: RecordStream) -> Reading {
        for (column, source) in sources {
            let text = FieldReader.trimmed(fields.text(source, stream))
            if text.isEmpty { continue }
            let word = String(decoding: text, as: UTF8.self).lowercased()
            if Self.openWords.contains(word) { return .state(isOpen: true) }
            if Self.closedWords.contains(word) { return .state(isOpen: false) }
            let isOpen = column == CalendarColumns.open
            if YesNoWords.yes.contains(word) { return .state(isOpen: isOpen) }
            if YesNoWords.no.contains(word) { return .state(isOpen: !isOpen) }
            guard column == CalendarColumns.holiday else { return .problem(column: column, expected: .openOrClosed) }
            guard word.contains(where: \.isLetter), !Self.nothing.contains(word) else {
                return .problem(column: column, expected: .yesNoOrHoliday)
            }
            return .state(isOpen: false)
        }
        return .state(isOpen: isOpenIfEmpty)
    }

    private static let openWords: Set<String> = ["open", "opened", "working"]
    private static let closedWords: Set<String> = ["closed"]
    /// Words of programs for nothing, which are no names of holidays.
    private static let nothing: Set<String> = ["none", "null", "nil", "nan", "n/a", "na", "#n/a"]
}
