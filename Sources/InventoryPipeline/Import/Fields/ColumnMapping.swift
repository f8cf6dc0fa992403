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

    /// The places of the columns that are not read, although nobody said so.
    package var unused: [Int] {
        let used = Set(indexes.values).union(repeated.values.joined()).union(ignored).union(stores.map(\.place))
            .union(takenOff)
        return header.indices.filter { !used.contains($0) }
    }

    /// Finds the columns: first those that the user has named, then those with our own names, then those with synonyms, of
    /// which the best counts.
    ///
    /// - Parameters:
    ///   - columns: the columns that files of the kind can have.
    ///   - missing: the columns that a file would still need, given those that it has.
    ///   - fallbacks: the values of columns that the file doesn't have, given those that it has.
    ///   - other: another kind that the file may be of, for a hint in the message about a missing column.
    /// - Throws: ``InputError`` if a column is missing, or if several columns of the file could be a required one.
    init(
        header fields: [String], columns: [ImportColumn], missing: (Set<ImportColumn>) -> [ImportColumn],
        _ request: ImportRequest, file: String,
        fallbacks: (Set<ImportColumn>) -> [ImportColumn: GivenValue] = { _ in [:] }, other: FileKind? = nil
    ) throws {
        let header = fields.map { $0.trimmingSpaces() }
        let names = header.map(HeaderName.init)
        var places: [ImportColumn: Int] = [:]
        var taken: Set<Int> = []
        func take(_ column: ImportColumn, among found: [Int]) throws {
            let free = found.filter { !taken.contains($0) }
            // Nobody would miss an optional column, so several names for it are no reason to stop.
            guard free.count <= 1 || column.isOptional else {
                throw InputError.ambiguousColumn(file: file, column: column.name, candidates: free, header: header)
            }
            guard let place = free.first else { return }
            places[column] = place
            taken.insert(place)
        }
        func named(_ name: String) -> [Int] {
            let exact = header.indices.filter { header[$0] == name }
            return exact.isEmpty ? header.indices.filter { header[$0].lowercased() == name.lowercased() } : exact
        }
        func find(_ name: String) throws -> [Int] {
            let found = named(name.trimmingSpaces())
            guard !found.isEmpty else { throw InputError.noColumn(file: file, name: name, header: header) }
            return found
        }
        for name in request.ignored {
            taken.formUnion(try find(name))
        }
        for name in request.ignoredIfThere { taken.formUnion(named(name.trimmingSpaces())) }
        ignored = taken.sorted()
        let hasStock = columns.contains(ProductColumns.initialInventory)
        var takenOff: [Int] = []
        for name in request.takenOff where hasStock {
            // The name of the column in the file, or what it means.
            let meant =
                ProductColumns.allocated.rank(of: HeaderName(name)) == nil
                ? [] : header.indices.filter { ProductColumns.allocated.rank(of: names[$0]) != nil }
            let exact = named(name.trimmingSpaces())
            let found = exact.isEmpty && !meant.isEmpty ? meant : try find(name)
            takenOff += found.filter { !taken.contains($0) }
            taken.formUnion(found)
        }
        var stores: [StoreColumn] = []
        for pattern in request.storeColumns.isEmpty ? request.storeColumnsIfThere : request.storeColumns where hasStock
        {
            let found = header.indices.compactMap { place in
                taken.contains(place)
                    ? nil : pattern.star(in: header[place]).map { StoreColumn(place: place, name: $0.trimmingSpaces()) }
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
        if let first = stores.indices.first(where: { place in
            stores[..<place].contains { $0.name == stores[place].name }
        }) {
            throw InputError.storeTwice(file: file, name: stores[first].name)
        }
        self.stores = stores
        places[ProductColumns.initialInventory] = stores.first?.place
        places[ProductColumns.allocated] = takenOff.first
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
        self.takenOff = takenOff
        // A value that the user has set counts, also where the file has the column.
        let set = request.constants.filter { columns.contains($0.key) }
        func isOpen(_ column: ImportColumn) -> Bool {
            places[column] == nil && set[column] == nil && column != ProductColumns.allocated
                && !(column == .storeID && !stores.isEmpty)
        }
        for column in columns where places[column] == nil && set[column] == nil {
            let suggested = request.suggested[column] ?? []
            let found = suggested.lazy.map { named($0.trimmingSpaces()).filter { !taken.contains($0) } }
            try take(column, among: found.first { !$0.isEmpty } ?? [])
        }
        for column in columns where isOpen(column) {
            try take(column, among: header.indices.filter { column.rank(of: names[$0]) == 0 })
        }
        for column in columns where isOpen(column) {
            let ranks = header.indices.map { taken.contains($0) ? nil : column.rank(of: names[$0]) }
            guard let best = ranks.compactMap({ $0 }).min() else { continue }
            try take(column, among: header.indices.filter { ranks[$0] == best })
        }
        // Reports for people leave the name of the first column out: it is plain what is listed.
        if places[.productID] == nil, set[.productID] == nil, header.first == "", !taken.contains(0), header.count > 1,
            !places.isEmpty
        {
            try take(.productID, among: [0])
        }
        // Where products have codes, a further column of items has what they are called.
        if columns.contains(ProductColumns.name), isOpen(ProductColumns.name), places[.productID] != nil {
            try take(
                ProductColumns.name,
                among: header.indices.filter { !taken.contains($0) && names[$0].isOne(of: ["item", "product"]) })
        }
        var repeated: [ImportColumn: [Int]] = [:]
        for column in columns where column.mayRepeat && places[column] != nil {
            let further = header.indices.filter { !taken.contains($0) && column.rank(of: names[$0]) != nil }
            taken.formUnion(further)
            repeated[column] = further
        }
        let setValues = set.mapValues { GivenValue(text: $0, origin: .set) }
        let given = setValues.merging(fallbacks(Set(places.keys).union(set.keys)).filter { places[$0.key] == nil }) {
            set, _ in
            set
        }
        var missing = missing(Set(places.keys).union(given.keys))
        let rate = ProductColumns.salesRate
        if columns.contains(rate), places[rate] == nil, given[rate] == nil, !missing.contains(rate),
            names.indices.contains(where: { !taken.contains($0) && names[$0].isOne(of: ProductColumns.totals) })
        {
            missing.append(rate)
        }
        if !missing.isEmpty {
            throw InputError.missingColumns(
                file: file, columns: missing.map(\.name), header: header,
                guess: Self.guess(
                    missing, header, names, isUnread: { !taken.contains($0) }, isEmpty: places.isEmpty, other))
        }
        self.header = header
        self.columns = columns
        indexes = places
        self.repeated = repeated
        self.given = given
    }

    /// What a header that lacks columns may be.
    private static func guess(
        _ missing: [ImportColumn], _ header: [String], _ names: [HeaderName], isUnread: (Int) -> Bool, isEmpty: Bool,
        _ other: FileKind?
    ) -> HeaderGuess? {
        if isEmpty, isRow(header) { return .aRow }
        let rate = ProductColumns.salesRate
        if missing.contains(rate),
            let place = names.indices.first(where: { isUnread($0) && names[$0].isOne(of: ProductColumns.totals) })
        {
            return .total(column: rate.name, name: header[place])
        }
        return other.map { .otherKind($0.name, columns: $0.required.map(\.name)) }
    }

    /// Whether any name in a header is a number, which means that the header is missing.
    private static func isRow(_ names: [String]) -> Bool {
        names.contains { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") } }
    }
}

extension String {
    /// The text without the spaces and tabs around it.
    func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        var text = self[...]
        while let first = text.first, isSpace(first) { text.removeFirst() }
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
