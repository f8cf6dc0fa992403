/// The kinds of files that can be imported.
enum ImportKinds {
    static let all: [any ImportKind.Type] = [
        Products.self, Receipts.self, Sales.self, Calendars.self, Events.self, Statements.self,
    ]

    static func type(of kind: FileKind) -> any ImportKind.Type { all.first { $0.name == kind.name } ?? all[0] }

    /// The kind that a header shows. Without evidence for another kind it is the first one.
    static func detected(inHeader header: [String], _ request: ImportRequest) -> any ImportKind.Type {
        let names = HeaderNames(header, request)
        return all.dropFirst().first { $0.isDetected(in: names) } ?? all[0]
    }

    /// Whether names could be the header of a file of some kind.
    static func fits(_ names: [String], _ request: ImportRequest, file: String) -> Bool {
        detected(inHeader: names, request).fits(names, request, file: file)
    }

    /// The number of names that mean a column of some kind.
    static func knownNames(in names: [String]) -> Int {
        let columns = all.flatMap { $0.columns }
        return names.map(HeaderName.init).filter { name in columns.contains { $0.rank(of: name) != nil } }.count
    }

    /// Other kinds that a file with this header could be of: the last one, because those behind ask for more. What is given by period
    /// may have been sold, or be planned.
    static func possible(inHeader header: [String], insteadOf kind: any ImportKind.Type) -> [FileKind] {
        let names = header.map(HeaderName.init)
        let found = all.filter { $0.name != kind.name && $0.isPossible(in: names) }
        let byPeriod = found.filter { $0 == Sales.self || $0 == Statements.self }
        let isEither = byPeriod.count > 1 && names.have(StatementColumns.period)
        return (isEither ? byPeriod : found.suffix(1)).map { $0.fileKind }
    }
}

extension FileKind {
    /// All kinds, the most usual one first.
    package static let all: [FileKind] = ImportKinds.all.map { $0.fileKind }

    /// The name of the column with the day that stocks are of.
    package static let startDate = ProductColumns.sellStartDate.name

    /// The names of the kinds of files of stocks and of open purchase orders.
    package static let products = Products.name
    package static let receipts = Receipts.name

    /// The name of the kind of files of what was sold.
    package static let sales = Sales.name

    /// The name of the kind of files of demand that is stated ahead.
    package static let demand = Statements.name

    /// The name of the column with the stock of that day.
    package static let stock = ProductColumns.initialInventory.name

    package static func named(_ name: String) -> FileKind? { all.first { $0.name == name } }

    /// The columns of all kinds, each once.
    package static var allColumns: [ImportColumn] {
        var columns: [ImportColumn] = []
        for column in all.flatMap(\.columns) where !columns.contains(column) { columns.append(column) }
        return columns
    }

    /// The columns that no other kind has.
    package var ownColumns: [ImportColumn] {
        let others = Self.all.filter { $0 != self }.flatMap(\.columns)
        return columns.filter { !others.contains($0) }
    }
}
