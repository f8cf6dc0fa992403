import ArgumentParser
import InventoryPipeline
import Platform
import Reports

/// The defaults of an import: what the exports of a system have in common, or what was used the last time.
struct ImportProfile: ExpressibleByArgument {
    private let name: String

    /// - Parameter argument: the name of a system, or the path of a file.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        name = argument
    }

    /// Sets what the profile says. Whatever the command line says is set later, so it wins.
    func apply(to request: inout ImportRequest) throws {
        let text = try read()
        for entry in text.entries {
            func fail(_ reason: String) -> ValidationError {
                ValidationError("\(name):\(entry.line): \(entry.key): \(reason)")
            }
            do {
                switch entry.table {
                case "":
                    guard let key = Self.keys.first(where: { $0.name == entry.key }) else {
                        throw ValidationError(
                            "a profile has no such key; it has \(Self.keys.map(\.name).joined(separator: ", "))")
                    }
                    try key.read(entry.value, &request)
                case "map": request.suggested[try column(entry.key)] = entry.value.texts
                case "set": request.constants[try column(entry.key)] = try entry.value.text()
                case "part": request.parts[try column(entry.key)] = StarPattern(try entry.value.text())
                default: throw ValidationError("the tables of a profile are [map], [set] and [part]")
                }
            } catch let error as ValidationError {
                throw fail(error.message)
            }
        }
    }

    private func column(_ name: String) throws -> ImportColumn {
        guard let column = FileKind.allColumns.first(where: { $0.name == name }) else {
            throw ValidationError("no file has such a column")
        }
        return column
    }

    private func read() throws -> ProfileText {
        let bytes: [UInt8]
        if let known = Self.systems.first(where: { $0.name == name }) {
            bytes = known.text
        } else if name.contains("/") || name.contains(".") {
            let file = try POSIXFile.openForReading(name)
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var read: [UInt8] = []
            while read.count < 1 << 20 {
                let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                read += buffer[..<count]
            }
            bytes = read
        } else {
            let names = Self.systems.map(\.name)
            throw ValidationError(
                "There is no profile \(DisplayText.of(name))"
                    + DidYouMean.text(
                        NearNames.of(name, among: names),
                        otherwise:
                            "; there are \(names.joined(separator: ", ")). A file of your own is named by its path, such "
                            + "as ./mine.toml."))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ValidationError("\(DisplayText.of(name)) is no profile: it is not UTF-8 text.")
        }
        do {
            return try ProfileText(text)
        } catch let fault as ProfileText.Fault {
            throw ValidationError("\(name):\(fault.line): \(fault.text).")
        }
    }

    /// The profile that reads files as they have just been read.
    private static func saved(_ request: ImportRequest, _ summary: ImportSummary) -> String {
        var lines = ["# invdb import --profile FILE reads files like \(summary.files.first?.name ?? "these") with it."]
        for key in keys {
            if let value = key.write(request) { lines.append("\(key.name) = \(value.spelled)") }
        }
        func table(_ name: String, _ rows: [(String, String)]) {
            guard !rows.isEmpty else { return }
            lines += ["", "[\(name)]"] + rows.map { "\($0.0) = \(ProfileText.quoted($0.1))" }
        }
        if let mapping = summary.files.first?.mapping {
            table(
                "map",
                mapping.columns.compactMap { column in
                    guard mapping.stores.isEmpty || column != .stock else { return nil }
                    return mapping.indexes[column].map { (column.name, mapping.header[$0]) }
                })
        }
        let columns = FileKind.allColumns
        table("set", columns.compactMap { column in request.constants[column].map { (column.name, $0) } })
        table("part", columns.compactMap { column in request.parts[column].map { (column.name, $0.text) } })
        return lines.joined(separator: "\n") + "\n"
    }

    static func save(_ request: ImportRequest, _ summary: ImportSummary, to path: String) throws {
        let output = try OutputFile(path: path, inputs: request.files)
        try Array(saved(request, summary).utf8).withUnsafeBytes { try output.write($0) }
        try output.finish()
    }

    // MARK: Keys

    /// A key of a profile: how it sets what is asked for, and how that is written; nil if it is as usual.
    private struct Key: Sendable {
        let name: String
        let read: @Sendable (ProfileText.Value, inout ImportRequest) throws -> Void
        let write: @Sendable (ImportRequest) -> ProfileText.Value?

        static func text(
            _ name: String, _ read: @escaping @Sendable (String, inout ImportRequest) throws -> Bool,
            write: @escaping @Sendable (ImportRequest) -> String?
        ) -> Key {
            Key(name: name) { value, request in
                let text = try value.text()
                guard try read(text, &request) else {
                    throw ValidationError("“\(DisplayText.of(text))” is not one of its values")
                }
            } write: {
                write($0).map(ProfileText.Value.text)
            }
        }

        static func flag(_ name: String, _ place: WritableKeyPath<ImportRequest, Bool> & Sendable) -> Key {
            Key(name: name) { value, request in
                guard case .flag(let flag) = value else { throw ValidationError("it is true or false") }
                request[keyPath: place] = flag
            } write: {
                $0[keyPath: place] ? .flag(true) : nil
            }
        }

        static func list(_ name: String, _ place: WritableKeyPath<ImportRequest, [String]> & Sendable) -> Key {
            Key(name: name) { value, request in
                request[keyPath: place] = value.texts
            } write: {
                $0[keyPath: place].isEmpty ? nil : .list($0[keyPath: place])
            }
        }

        static func patterns(_ name: String, _ place: WritableKeyPath<ImportRequest, [StarPattern]> & Sendable) -> Key {
            Key(name: name) { value, request in
                request[keyPath: place] = value.texts.map { StarPattern($0) }
            } write: {
                $0[keyPath: place].isEmpty ? nil : .list($0[keyPath: place].map(\.text))
            }
        }
    }

    private static let keys: [Key] = [
        .text("kind") { text, request in
            request.kind = FileKind.named(text)
            return request.kind != nil
        } write: {
            $0.kind?.name
        },
        .text("sheet") { text, request in
            request.sheet = text
            return !text.isEmpty
        } write: {
            $0.sheet
        },
        .text("store") { text, request in
            request.store = text
            return !text.isEmpty
        } write: {
            $0.namesStore ? $0.store : nil
        },
        .text("delimiter") { text, request in
            request.delimiter = Delimiter(argument: text)?.byte
            return request.delimiter != nil
        } write: {
            $0.delimiter.map { Delimiter.name(of: $0) }
        },
        .text("decimal") { text, request in
            guard let separator = DecimalSeparator(rawValue: text) else { return false }
            request.decimalSeparator = separator.byte
            return true
        } write: {
            $0.decimalSeparator == DecimalSeparator.comma.byte ? DecimalSeparator.comma.rawValue : nil
        },
        .text("numbers") { text, request in
            request.numbers = NumberStyle(argument: text)
            return request.numbers != nil
        } write: {
            $0.numbers?.sample
        },
        .text("date-format") { text, request in
            request.dateOrder = DateOrder(argument: text)
            return request.dateOrder != nil
        } write: {
            $0.dateOrder?.letters
        },
        .text("sales-per") { text, request in
            guard let period = SalesPeriod(argument: text) else { return false }
            request.salesDays = period.days
            return true
        } write: {
            SalesPeriod.name(of: $0.salesDays)
        },
        .text("quantities") { text, request in
            guard let quantities = SoldQuantities(rawValue: text) else { return false }
            request.areMoved = quantities == .moved
            return true
        } write: {
            $0.areMoved.map { ($0 ? SoldQuantities.moved : .sold).rawValue }
        },
        .text("returns") { text, request in
            guard let returns = Returns(rawValue: text) else { return false }
            request.hasReturnsApart = returns == .separate
            return true
        } write: {
            $0.hasReturnsApart ? Returns.separate.rawValue : nil
        },
        .text("period") { text, request in
            request.period = PeriodLength(rawValue: text)
            return request.period != nil
        } write: {
            $0.period?.rawValue
        },
        .flag("carry-down", \.carriesDown),
        .text("overdue") { text, request in
            guard let overdue = OverdueReceipts(argument: text) else { return false }
            request.overdue = overdue
            return true
        } write: {
            $0.overdue == .start ? nil : $0.overdue.argument
        },
        .text("undated") { text, request in
            guard let undated = UndatedReceipts(rawValue: text) else { return false }
            request.leavesOutUndated = undated == .drop
            return true
        } write: {
            $0.leavesOutUndated ? nil : UndatedReceipts.reject.rawValue
        },
        .text("header-line") { text, request in
            request.headerLine = Int(text)
            return request.headerLine.map { (1...1000).contains($0) } == true
        } write: {
            $0.headerLine.map(String.init)
        },
        .flag("sum", \.addsUp),
        .flag("latest", \.takesLatest),
        .flag("trim-ids", \.trimsIdentifiers),
        .flag("strip-zeros", \.stripsZeros),
        Key(name: "ignore") { value, request in
            request.ignoredIfThere = value.texts
        } write: { request in
            let ignored = request.ignored + request.ignoredIfThere.filter { !request.ignored.contains($0) }
            return ignored.isEmpty ? nil : .list(ignored)
        },
        .list("net-of", \.takenOff),
        .list("unstocked", \.unstocked),
        .list("open-status", \.openWords),
        .list("closed-status", \.closedWords),
        Key(name: "wide") { value, request in
            request.storeColumnsIfThere = value.texts.map { StarPattern($0) }
        } write: { request in
            let patterns = request.storeColumns.isEmpty ? request.storeColumnsIfThere : request.storeColumns
            return patterns.isEmpty ? nil : .list(patterns.map(\.text))
        },
        Key(name: "only") { value, request in
            request.conditionsIfThere = try value.texts.map { text in
                guard let condition = RowCondition(text) else { throw ValidationError("write COLUMN=TEXT") }
                return condition
            }
        } write: { request in
            let conditions = request.conditions + request.conditionsIfThere
            return conditions.isEmpty ? nil : .list(conditions.map(\.text))
        },
        .patterns("skip-rows", \.skipped),
    ]

    // MARK: Systems

    private struct System: Sendable {
        let name: String
        let text: [UInt8]
    }

    private static let systems: [System] = [
        System(name: "amazon-fba", text: PackageResources.amazon_fba_toml),
        System(name: "business-central", text: PackageResources.business_central_toml),
        System(name: "cin7", text: PackageResources.cin7_toml),
        System(name: "erpnext", text: PackageResources.erpnext_toml),
        System(name: "frepple", text: PackageResources.frepple_toml),
        System(name: "lightspeed", text: PackageResources.lightspeed_toml),
        System(name: "lokad", text: PackageResources.lokad_toml),
        System(name: "netsuite", text: PackageResources.netsuite_toml),
        System(name: "odoo", text: PackageResources.odoo_toml),
        System(name: "quickbooks", text: PackageResources.quickbooks_toml),
        System(name: "sap", text: PackageResources.sap_toml),
        System(name: "shopify", text: PackageResources.shopify_toml),
        System(name: "square", text: PackageResources.square_toml),
        System(name: "woocommerce", text: PackageResources.woocommerce_toml),
    ]

    static var allValueStrings: [String] { systems.map(\.name) }
}

extension ProfileText.Value {
    func text() throws -> String {
        guard case .text(let text) = self else { throw ValidationError("it is one text") }
        return text
    }

    /// One text, or several.
    var texts: [String] {
        switch self {
        case .text(let text): [text]
        case .list(let list): list
        case .flag: []
        }
    }

    /// As ``ProfileText`` reads it.
    var spelled: String {
        switch self {
        case .text(let text): ProfileText.quoted(text)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let list): "[\(list.map(ProfileText.quoted).joined(separator: ", "))]"
        }
    }
}
