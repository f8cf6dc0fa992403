import Foundation
import TestSupport

/// Calls commands on damaged copies of a good file, and compares with what they do to the good one.
struct DamageTrial: Sendable {
    private static let database = "damaged.db"
    private static let inputs = [
        "products.csv", "receipts.csv", "holidays.csv", "sales.csv", "events.csv", "ahead.csv",
    ]

    private let good: Data
    private let files: [String: Data]
    private let expected: [[String]: Outcome]

    /// What a call of a command comes to.
    private struct Outcome: Equatable {
        var output: String
        /// The rows of each table afterwards, if the command has changed the file; for an import, what
        /// ``DamageTrial/afterImport(in:)`` says.
        var tables: [String: [String]]?
    }

    /// Calls all commands on the good file.
    init(_ workspace: Workspace, _ calls: [[String]]) throws {
        good = try workspace.folder.bytes(of: "invdb.db")
        files = try Dictionary(uniqueKeysWithValues: Self.inputs.map { ($0, try workspace.folder.bytes(of: $0)) })
        var expected: [[String]: Outcome] = [:]
        for call in calls {
            let folder = try Self.folder(with: files)
            try good.write(to: URL(fileURLWithPath: folder.path(of: Self.database)))
            let finished = try Self.run(call, in: folder)
            guard finished.status == 0 else { throw Unexpected(call: call, finished: finished) }
            expected[call] = Outcome(
                output: Self.masked(finished.output + finished.error),
                tables: try Self.tables(after: call, good, in: folder))
        }
        self.expected = expected
    }

    private struct Unexpected: Error {
        var call: [String]
        var finished: Finished
    }

    /// A line for each call that took the damage for good.
    func failures(after damage: ColumnDamage, _ calls: [[String]]) throws -> [String] {
        let folder = try Self.folder(with: files)
        let path = URL(fileURLWithPath: folder.path(of: Self.database))
        try good.write(to: path)
        var damage = damage
        guard try damage.apply(to: Self.database, in: folder) else { return [] }
        let damaged = try Data(contentsOf: path)
        return try calls.compactMap { call in
            for name in try folder.names() where !Self.inputs.contains(name) {
                try FileManager.default.removeItem(atPath: folder.path(of: name))
            }
            try damaged.write(to: path)
            let finished = try Self.run(call, in: folder)
            guard let fault = try fault(of: finished, call, damage, damaged, in: folder) else { return nil }
            return "\(damage): invdb \(call.joined(separator: " ")): \(fault)"
        }
    }

    /// What is wrong with the end of a call; nil if it was refused, or is the same as without the damage.
    private func fault(
        of finished: Finished, _ call: [String], _ damage: ColumnDamage, _ damaged: Data, in folder: TemporaryFolder
    ) throws -> String? {
        let isCheck = call == ["check"]
        if finished.status == 1, finished.error.hasPrefix("invdb: ") || isCheck && !finished.output.isEmpty {
            return nil
        }
        guard finished.status == 0, let expected = expected[call] else {
            return "exit code \(finished.status), \(finished.error.prefix(80))"
        }
        if isCheck {
            return damage.value == .otherText || damage.column.table == "sqlite_stat1" ? nil : "finds nothing"
        }
        let isImport = call.first == "import"
        // Under another identifier, what a file says is a new series.
        if isImport, damage.value == .otherText { return nil }
        let outputs = damage.undone(Self.masked(finished.output + finished.error))
        // What is mended by an import counts as updated.
        if !isImport, !outputs.contains(expected.output) { return Self.difference(outputs[0], expected.output) }
        guard let after = try Self.tables(after: call, damaged, in: folder) else {
            return isImport || expected.tables == nil ? nil : "has written nothing"
        }
        for (table, rows) in expected.tables ?? [:] {
            // A row that is missing there costs time, and changes no answer.
            if table == "store_result", damage.column.table == table { continue }
            let isDamaged = damage.column.table == table
            let then = Self.rows(rows, without: isDamaged ? damage.column.name : nil)
            var now = Self.rows(after[table] ?? [], without: isDamaged ? damage.column.name : nil)
            // Under a damaged key a row may be left that nothing replaces.
            if isDamaged, now.count == then.count + 1,
                let extra = now.indices.first(where: { $0 == then.count || now[$0] != then[$0] })
            {
                now.remove(at: extra)
            }
            if now != then {
                return "then \(table): " + Self.difference(now.joined(separator: "\n"), then.joined(separator: "\n"))
            }
        }
        return nil
    }

    private static func folder(with files: [String: Data]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { try bytes.write(to: URL(fileURLWithPath: folder.path(of: name))) }
        return folder
    }

    private static func run(_ call: [String], in folder: TemporaryFolder) throws -> Finished {
        try Command.run(
            "/usr/bin/timeout", ["-s", "KILL", "\(60 * Patience.factor)", Command.invdb] + call + ["--db", database],
            in: folder)
    }

    /// Output without what differs from run to run.
    private static func masked(_ output: String) -> String {
        output.replacing(#/\d+\.\d+ s\b/#, with: "N s").replacing(
            #/\([\d,]+ series a second\)/#, with: "(N series a second)")
    }

    // MARK: What is stored

    private static let separator: Character = "\u{1f}"

    /// The rows of all tables, each as the names and values of its columns; nil if the command has changed nothing.
    private static func tables(
        after call: [String], _ before: Data, in folder: TemporaryFolder
    ) throws -> [String: [String]]? {
        guard call.first != "import" else { return try afterImport(in: folder) }
        let name = folder.contains("copy.db") ? "copy.db" : database
        guard try name != database || folder.bytes(of: database) != before else { return nil }
        // Each table has a query of its own, as their columns differ. How long a run took differs from run to run.
        let queries = try Command.sqlite3(
            """
            SELECT 'SELECT ''' || stored.name || '''' || group_concat(
                ' || char(31) || ''' || declared.name || '='' || quote(' || declared.name || ')', '')
                || ' FROM "' || stored.name || '";'
            FROM sqlite_schema AS stored, pragma_table_xinfo(stored.name) AS declared
            WHERE stored.type = 'table' AND stored.name NOT LIKE 'sqlite%' AND declared.hidden = 0
                AND declared.name <> 'seconds'
            GROUP BY stored.name
            """, in: folder, database: name)
        let rows = try Command.sqlite3(queries.output, in: folder, database: name)
        guard rows.status == 0, rows.error == "" else { throw Unexpected(call: call, finished: rows) }
        var tables: [String: [String]] = [:]
        for line in rows.lines {
            tables[String(line.prefix { $0 != separator }), default: []].append(
                line.replacing(#/'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ'/#, with: "TIME"))
        }
        return tables
    }

    /// The inventory, the receipts and the calendar as an export has them; nil if they can't be exported. The rest of the file may differ: a
    /// damaged row that the import has mended counts as updated, and has the number of the import.
    private static func afterImport(in folder: TemporaryFolder) throws -> [String: [String]]? {
        var tables: [String: [String]] = [:]
        for content in ["inventory", "receipts", "calendar"] {
            let finished = try run(["export", content], in: folder)
            guard finished.status == 0 else { return nil }
            tables["export \(content)"] = finished.lines
        }
        return tables
    }

    /// Rows in an order of their own, without the values of a column.
    private static func rows(_ rows: [String], without column: String?) -> [String] {
        guard let column else { return rows.sorted() }
        return rows.map { row in
            row.split(separator: separator).filter { !$0.hasPrefix("\(column)=") }.joined(separator: " ")
        }.sorted()
    }

    /// The first line that only one of two texts has, and its like in the other.
    private static func difference(_ text: String, _ expected: String) -> String {
        let (lines, others) = (text.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
        let new = lines.first { !others.contains($0) } ?? "a line less, or in another place"
        let gone = others.first { !lines.contains($0) } ?? "-"
        return "“\(new)”, before “\(gone)”".replacing(String(separator), with: " ")
    }
}
