import Foundation

extension Command {
    /// Commands that go on until a signal ends them, so that tests of all calls leave them out. `ServeTests` has them.
    public static let endless = [["serve"]]

    /// A call of every other command, for a database that ``Workspace/threeStores()`` made.
    public static let calls = callsWithoutSales + [["estimate"], ["backtest"], ["replay"]]

    /// Those that need no sales.
    public static let callsWithoutSales = readingCalls + writingCalls

    /// Calls that leave all files as they are.
    public static let readingCalls: [[String]] = [
        ["check"], ["runs"], ["scenario", "list"], ["exceptions"], ["report"], ["stockouts"], ["orders"],
        ["show", "A1"],
        ["explain", "A1", "--store", "S1"], ["demand"], ["accuracy"], ["diff", "baseline", "promo"],
        ["export", "forecast"], ["export", "projection"],
        ["export", "stockout"], ["export", "risk"], ["export", "orders"], ["export", "exceptions"],
        ["export", "inventory"],
        ["export", "receipts"],
        ["export", "sales"], ["export", "demand"], ["export", "calendar"], ["export", "events"],
        ["export", "stated-demand"], ["export", "runs"], ["export", "simulation"],
        ["export", "simulation-by-series"],
    ]

    public static let writingCalls: [[String]] = [
        ["backup", "copy.db"], ["scenario", "save", "copy"], ["scenario", "delete", "promo"],
        ["import", "products.csv"],
        ["forecast"], ["plan"], ["simulate", "--assume-dispersion", "2", "--runs", "1", "--days", "9"],
    ]

    /// All commands that `invdb help` names, as the words that a user types: `["scenario", "list"]` for one that belongs to
    /// another. A command that has others below it is in the list itself, before them.
    public static func all(in folder: TemporaryFolder) throws -> [[String]] {
        try commands(below: [], in: folder)
    }

    private static func commands(below command: [String], in folder: TemporaryFolder) throws -> [[String]] {
        let help = try run(invdb, ["help"] + command, in: folder).output
        return try names(inHelp: help).flatMap { name in
            let full = command + [name]
            return [full] + (try commands(below: full, in: folder))
        }
    }

    /// The names below `SUBCOMMANDS:`. Each begins a line after two spaces; the text beside it goes on further to the right.
    private static func names(inHelp help: String) -> [String] {
        let parts = help.components(separatedBy: "\nSUBCOMMANDS:\n")
        guard parts.count == 2 else { return [] }
        return parts[1].components(separatedBy: "\n").prefix { !$0.isEmpty }.compactMap { line in
            guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return nil }
            return line.split(separator: " ").first.map(String.init)
        }
    }

    /// What `invdb export` has to offer, as its help names it.
    public static func exportContents(in folder: TemporaryFolder) throws -> [String] {
        let help = try run(invdb, ["help", "export"], in: folder).output
        guard let list = help.components(separatedBy: "(values:").dropFirst().first?.components(separatedBy: ")").first
        else { return [] }
        return list.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
}
