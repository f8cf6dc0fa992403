/// Maps the columns of a file to ours.
package struct ColumnMapping: Equatable, Sendable {
    /// The header as it is in the file, without the spaces around each name.
    package let header: [String]
    /// The columns that files of this kind can have, in their order.
    package let columns: [ImportColumn]
    /// The place of each of our columns in the file, from 0.
    package let indexes: [ImportColumn: Int]
    /// The further places of the columns that may repeat.
    private let repeated: [ImportColumn: [Int]]
    /// The columns that have the same value in all rows.
    package let given: [ImportColumn: GivenValue]
    /// The places of the columns that the user does not want to be read.
    package let ignored: [Int]
    /// The columns with the stock of one store each, if the user has named some.
    package let stores: [StoreColumn]
    /// The columns with what was sold, or the demand that is stated, of one period each, if the file has no column for periods; and how
    /// long those are that have a date for a name.
    package let periods: [PeriodColumn]
    package let periodFinding: PeriodFinding?
    /// Those that are not over yet, if the file says what was sold. They are not read.
    package let unfinished: [PeriodColumn]
    /// The places of the columns that are taken off the stock.
    package let takenOff: [Int]

    package struct StoreColumn: Equatable, Sendable {
        package var place: Int
        package var name: String
    }

    /// Whether each row has a value of a column.
    func states(_ column: ImportColumn) -> Bool {
        indexes[column] != nil || given[column].map { $0.origin != .usual } == true
    }

    /// All places of a column, the best first.
    func places(of column: ImportColumn) -> [Int] {
        (indexes[column].map { [$0] } ?? []) + (repeated[column] ?? [])
    }

    /// The names of the columns that are not read, although nobody said so.
    var unusedNames: [String] { unused.map { header[$0] } }

    /// The places of the columns that are not read, although nobody said so.
    package var unused: [Int] {
        let used = Set(indexes.values).union(repeated.values.joined()).union(ignored).union(stores.map(\.place))
            .union(takenOff).union(periods.map(\.place)).union(unfinished.map(\.place))
        return header.indices.filter { !used.contains($0) }
    }

    /// Finds the columns: first those that the user has named, then those with our own names, then those with synonyms, of
    /// which the best counts.
    ///
    /// - Parameters:
    ///   - columns: the columns that files of the kind can have.
    ///   - missing: the columns that a file would still need, given those that it has.
    ///   - fallbacks: the values of columns that the file doesn't have, given those that it has.
    ///   - others: other kinds that the file may be of, for a hint in the message about a missing column.
    /// - Throws: ``InputError`` if a column is missing, or if several columns of the file could be a required one.
    init(
        header fields: [String], columns: [ImportColumn], missing: (Set<ImportColumn>) -> [ImportColumn],
        _ request: ImportRequest, file: String,
        fallbacks: (Set<ImportColumn>) -> [ImportColumn: GivenValue] = { _ in [:] }, others: [FileKind] = []
    ) throws {
        var search = ColumnSearch(header: fields.map { $0.trimmingSpaces() }, columns: columns, request, file: file)
        try search.leaveOutIgnored()
        try search.takeStoreColumns(takenOff: try search.takeAllocated())
        let periods = try search.takePeriods()
        try search.takeNamed()
        try search.takeSuggested()
        try search.takeOwnNames()
        try search.takeSynonyms()
        try search.takeNameless()
        try search.takeFurtherName()
        search.takeRepeated()
        let found = Set(search.places.keys).union(search.set.keys)
        // A value that the user has set counts, also where the file has the column.
        let given = search.set.mapValues { GivenValue(text: $0, origin: .set) }
            .merging(fallbacks(found).filter { search.places[$0.key] == nil }) { set, _ in set }
        var missing = missing(Set(search.places.keys).union(given.keys))
        // What was sold in some time is a rate once the user says in how many days.
        let total = given[ProductColumns.salesRate] == nil ? search.unreadTotal : nil
        if total != nil, !missing.contains(ProductColumns.salesRate) { missing.append(ProductColumns.salesRate) }
        // Each column of a day or of a period has both.
        if !periods.columns.isEmpty {
            let both = [SalesColumns.date, SalesColumns.quantity, StatementColumns.period]
            missing.removeAll(where: both.contains)
        }
        guard missing.isEmpty else {
            // A column for each period, of which none could be read.
            let unread = missing.contains(SalesColumns.quantity) ? PeriodColumns.names(in: search.header, least: 1) : []
            if let first = unread.first, columns.contains(StatementColumns.period) {
                throw first.lowercased().hasPrefix("d_")
                    ? InputError.periods(file: file, names: unread, hasStock: false)
                    : InputError.unknownPeriodName(file: file, name: first)
            }
            let guess: HeaderGuess? =
                if search.places.isEmpty, Self.isRow(search.header) {
                    .aRow
                } else if let total, missing.contains(ProductColumns.salesRate) {
                    .total(
                        column: ProductColumns.salesRate.name, name: search.header[total],
                        maySayWhatWasSold: others.contains { $0.columns.contains(SalesColumns.closingStock) })
                } else if search.areSales, missing == [.productID] {
                    .allProducts
                } else {
                    others.count > 1
                        ? .otherKinds(others.map(\.name))
                        : others.first.map { .otherKind($0.name, columns: $0.required.map(\.name)) }
                }
            throw InputError.missingColumns(
                file: file, columns: missing.map(\.name), header: search.header, guess: guess)
        }
        header = search.header
        self.columns = columns
        self.given = given
        indexes = search.places
        repeated = search.repeated
        ignored = search.ignored
        stores = search.stores
        unfinished = search.unfinished
        self.periods = periods.columns
        periodFinding = periods.finding
        takenOff = search.takenOff
    }

    /// Whether any name in a header is a number, which means that the header is missing.
    private static func isRow(_ names: [String]) -> Bool {
        names.contains { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") } }
    }
}

/// The columns of a header that have been found so far. Each step takes some of those that are still free.
private struct ColumnSearch {
    let header: [String]
    /// The values of columns that the user has set.
    let set: [ImportColumn: String]
    private(set) var places: [ImportColumn: Int] = [:]
    private(set) var repeated: [ImportColumn: [Int]] = [:]
    private(set) var ignored: [Int] = []
    private(set) var stores: [ColumnMapping.StoreColumn] = []
    private(set) var takenOff: [Int] = []
    /// Columns of periods that are not over yet, of a file with what was sold.
    private(set) var unfinished: [PeriodColumn] = []
    private let names: [HeaderName]
    private let columns: [ImportColumn]
    private let request: ImportRequest
    private let file: String
    private var taken: Set<Int> = []

    init(header: [String], columns: [ImportColumn], _ request: ImportRequest, file: String) {
        self.header = header
        self.columns = columns
        self.request = request
        self.file = file
        names = header.map(HeaderName.init)
        set = request.constants.filter { columns.contains($0.key) }
    }

    var areSales: Bool { columns.contains(SalesColumns.closingStock) }
    private var hasStock: Bool { columns.contains(ProductColumns.initialInventory) }

    mutating func leaveOutIgnored() throws {
        for name in request.ignored { taken.formUnion(try find(name)) }
        for name in request.ignoredIfThere { taken.formUnion(named(name)) }
        ignored = taken.sorted()
    }

    /// The columns that the user wants to be taken off the stock: by their names in the file, or by what they mean.
    mutating func takeAllocated() throws -> [Int] {
        var found: [Int] = []
        for name in request.takenOff where hasStock {
            let meant =
                ProductColumns.allocated.rank(of: HeaderName(name)) == nil
                ? [] : header.indices.filter { ProductColumns.allocated.rank(of: names[$0]) != nil }
            let exact = named(name)
            let places = exact.isEmpty && !meant.isEmpty ? meant : try find(name)
            found += places.filter { !taken.contains($0) }
            taken.formUnion(places)
        }
        return found
    }

    /// The columns with the stock of one store each, which the user has named by a pattern.
    mutating func takeStoreColumns(takenOff: [Int]) throws {
        let patterns = request.storeColumns.isEmpty ? request.storeColumnsIfThere : request.storeColumns
        for pattern in patterns where hasStock {
            let found = free.compactMap { place in
                pattern.star(in: header[place]).map {
                    ColumnMapping.StoreColumn(place: place, name: $0.trimmingSpaces())
                }
            }
            guard !found.isEmpty || request.storeColumns.isEmpty else {
                throw InputError.noColumn(file: file, name: pattern.text, header: header)
            }
            stores += found
            taken.formUnion(found.map(\.place))
        }
        if let nameless = stores.first(where: \.name.isEmpty) {
            throw InputError.namelessStore(file: file, column: header[nameless.place])
        }
        if let second = stores.indices.first(where: { place in
            stores[..<place].contains { $0.name == stores[place].name }
        }) {
            throw InputError.storeTwice(file: file, name: stores[second].name)
        }
        self.takenOff = takenOff
        places[ProductColumns.initialInventory] = stores.first?.place
        places[ProductColumns.allocated] = takenOff.first
    }

    /// The columns with what was sold, or the demand that is stated, of one period each. Whoever names the columns of periods, dates and
    /// quantities has others in mind.
    ///
    /// - Throws: ``InputError`` if it can't be seen how long the periods are, or if none is over that should have been sold in.
    mutating func takePeriods() throws -> (columns: [PeriodColumn], finding: PeriodFinding?) {
        // What was sold may stand beside a total.
        let long =
            areSales
            ? [SalesColumns.date, StatementColumns.period]
            : [StatementColumns.period, StatementColumns.date, StatementColumns.quantity]
        guard areSales || columns.contains(StatementColumns.period), request.map[SalesColumns.quantity] == nil,
            !long.contains(where: { request.map[$0] != nil || set[$0] != nil || names.have($0) })
        else { return ([], nil) }
        let found = try PeriodColumns.periods(in: header, request, file: file, areSold: areSales)
        var free = found.columns.filter { !taken.contains($0.place) }
        // One that was found by chance is rather something else.
        guard free.count > (request.kind == nil ? 1 : 0), let first = free.first?.place, let last = free.last?.place
        else { return ([], nil) }
        taken.formUnion(free.map(\.place))
        if areSales {
            unfinished = free.filter { !PeriodColumns.isOver($0.days) }
            free.removeAll { !PeriodColumns.isOver($0.days) }
            guard !free.isEmpty else {
                throw InputError.nothingOver(file: file, names: unfinished.map { header[$0.place] })
            }
        }
        // Nothing must be missing because of a word in a header.
        if let hole = self.free.first(where: { place in
            place > first && place < last && !header[place].trimmingSpaces().isEmpty
                && !columns.contains { $0.rank(of: names[place]) != nil }
        }) {
            throw InputError.unknownPeriodName(file: file, name: header[hole])
        }
        return (free, found.finding)
    }

    /// The columns that the user has named.
    mutating func takeNamed() throws {
        for (column, name) in request.map.sorted(by: { $0.key.name < $1.key.name }) {
            let wanted = name.trimmingSpaces()
            let found = named(wanted)
            try take(column, among: found)
            guard places[column] == nil else { continue }
            if let first = places.first(where: { found.contains($0.value) }) {
                throw InputError.columnReadTwice(
                    file: file, name: wanted, first: first.key.name, second: column.name)
            }
            throw InputError.noSuchColumn(file: file, name: wanted, column: column.name, header: header)
        }
        // Who says which column it is wants it to be taken off.
        if let place = places[ProductColumns.allocated], hasStock, !takenOff.contains(place) { takenOff.append(place) }
    }

    /// The columns that a profile names, where the file has them.
    mutating func takeSuggested() throws {
        for column in columns where places[column] == nil && set[column] == nil {
            let suggested = request.suggested[column]?.first { named($0).contains { !taken.contains($0) } }
            if let suggested { try take(column, among: named(suggested)) }
        }
    }

    mutating func takeOwnNames() throws {
        for column in columns where isOpen(column) {
            try take(column, among: free.filter { column.rank(of: names[$0]) == 0 })
        }
    }

    mutating func takeSynonyms() throws {
        for column in columns where isOpen(column) {
            let ranks = free.compactMap { place in column.rank(of: names[place]).map { (place: place, rank: $0) } }
            guard let best = ranks.map(\.rank).min() else { continue }
            try take(column, among: ranks.filter { $0.rank == best }.map(\.place))
        }
    }

    /// Reports for people leave the name of the first column out: it is plain what is listed.
    mutating func takeNameless() throws {
        guard requires(.productID), places[.productID] == nil, set[.productID] == nil, header.first == "",
            header.count > 1, !places.isEmpty
        else { return }
        try take(.productID, among: [0])
    }

    /// Where products have codes, a further column of items has what they are called.
    mutating func takeFurtherName() throws {
        guard columns.contains(ProductColumns.name), !requires(ProductColumns.name), isOpen(ProductColumns.name),
            places[.productID] != nil
        else { return }
        try take(ProductColumns.name, among: free.filter { names[$0].isOne(of: ["item", "product"]) })
    }

    private func requires(_ column: ImportColumn) -> Bool { columns.contains { $0 == column && !$0.isOptional } }

    mutating func takeRepeated() {
        for column in columns where column.mayRepeat && places[column] != nil {
            let further = free.filter { column.rank(of: names[$0]) != nil }
            taken.formUnion(further)
            repeated[column] = further
        }
    }

    /// A column with the sales of some time, in a file that has no rate of sales.
    var unreadTotal: Int? {
        guard columns.contains(ProductColumns.salesRate), places[ProductColumns.salesRate] == nil else { return nil }
        return free.first { names[$0].isOne(of: ProductColumns.totals) }
    }

    /// The places that no column has taken.
    private var free: [Int] { header.indices.filter { !taken.contains($0) } }

    private func isOpen(_ column: ImportColumn) -> Bool {
        if places[column] != nil || set[column] != nil { return false }
        switch column {
        case ProductColumns.allocated: return false
        case .storeID: return stores.isEmpty
        // Sales have a date; a month beside it says nothing more.
        case StatementColumns.period where areSales: return places[SalesColumns.date] == nil
        case StatementColumns.year: return places[StatementColumns.period] != nil
        default: return true
        }
    }

    private func named(_ name: String) -> [Int] {
        let name = name.trimmingSpaces()
        let exact = header.indices.filter { header[$0] == name }
        return exact.isEmpty ? header.indices.filter { header[$0].lowercased() == name.lowercased() } : exact
    }

    private func find(_ name: String) throws -> [Int] {
        let found = named(name)
        guard !found.isEmpty else { throw InputError.noColumn(file: file, name: name, header: header) }
        return found
    }

    private mutating func take(_ column: ImportColumn, among found: [Int]) throws {
        let free = found.filter { !taken.contains($0) }
        // Nobody would miss an optional column, so several names for it are no reason to stop.
        guard free.count <= 1 || column.isOptional else {
            throw InputError.ambiguousColumn(file: file, column: column.name, candidates: free, header: header)
        }
        guard let place = free.first else { return }
        places[column] = place
        taken.insert(place)
    }
}
