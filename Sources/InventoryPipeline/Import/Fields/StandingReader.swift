import CSV

/// Reads from a record whether an order still stands: from columns of its status, and from columns that say that it was cancelled,
/// closed or deleted.
struct StandingReader {
    enum Reading {
        case stands
        case leftOut(LeftOut)
        case problem(column: ImportColumn, expected: Expectation)
    }

    private let fields: FieldReader
    private let status: ImportColumn
    private let cancelled: ImportColumn
    private let statusPlaces: [Int]
    private let cancelledPlaces: [Int]
    private let openWords: Set<String>
    private let closedWords: Set<String>

    /// - Returns: nil if the file has none of the columns.
    init?(_ fields: FieldReader, status: ImportColumn, cancelled: ImportColumn) {
        self.fields = fields
        self.status = status
        self.cancelled = cancelled
        statusPlaces = fields.mapping.places(of: status)
        cancelledPlaces = fields.mapping.places(of: cancelled)
        guard !statusPlaces.isEmpty || !cancelledPlaces.isEmpty else { return nil }
        let (open, closed) = (Self.folded(fields.options.openWords), Self.folded(fields.options.closedWords))
        openWords = Self.open.subtracting(closed).union(open)
        closedWords = Self.closed.subtracting(open).union(closed)
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
        for place in statusPlaces {
            let text = text(place, stream)
            let word = Self.folded(text)
            if word.isEmpty || openWords.contains(word) { continue }
            guard closedWords.contains(word) else {
                return .problem(column: status, expected: .knownStatus(text))
            }
            return .leftOut(.status(text))
        }
        return .stands
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

    /// What Odoo, ERPNext, NetSuite, Business Central, SAP, Zoho, Shopify and frePPLe say of an order of which something may still
    /// come…
    private static let open: Set<String> = [
        "open", "opened", "active", "new", "issued", "ordered", "on order", "placed", "sent", "sent to supplier",
        "submitted", "released", "approved", "confirmed", "acknowledged", "accepted", "purchase order", "scheduled",
        "expected", "outstanding", "pending", "pending receipt", "partial", "partially received", "partial receipt",
        "part received", "partially delivered", "partly received", "pending billing partially received",
        "received partly",
        "to receive", "to receive and bill", "in progress", "processing", "in transit", "shipped", "dispatched",
        "back ordered", "backordered", "backorder", "back order", "overdue", "late", "delayed", "not received",
        "unreceived",
    ]

    /// …and of one of which nothing will: it is done, or was never placed.
    private static let closed: Set<String> = [
        "closed", "closed short", "complete", "completed", "done", "finished", "locked", "received", "fully received",
        "received in full", "fulfilled", "delivered", "billed", "fully billed", "pending bill", "pending billing",
        "to bill",
        "to pay", "paid", "invoiced", "cancelled", "canceled", "cancel", "void", "voided", "deleted", "rejected",
        "declined",
        "archived", "draft", "rfq", "rfq sent", "quotation", "request for quotation", "proposed", "planned",
        "to approve",
        "pending approval", "pending supervisor approval", "awaiting approval",
    ]
}
