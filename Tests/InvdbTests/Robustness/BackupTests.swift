import Foundation
import TestSupport
import Testing

/// `invdb backup`: a whole copy of one moment under its name, or nothing.
@Suite struct BackupTests {
    private func workspace() throws -> Workspace {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        return workspace
    }

    @Test func theCopyIsTheSameDatabase() throws {
        let workspace = try workspace()
        let before = try workspace.folder.bytes(of: "invdb.db")
        let output = try workspace.succeed("backup", "copy.db")
        #expect(try Regex(#"Copied invdb\.db to copy\.db, [\d,]+ bytes\.\n"#).wholeMatch(in: output) != nil)
        #expect(try workspace.folder.names() == ["copy.db", "invdb.db", "products.csv"])
        #expect(try workspace.folder.bytes(of: "invdb.db") == before)
        #expect(try workspace.succeed("check", "--db", "copy.db").hasSuffix("\ncopy.db is in order\n"))
        for content in ["forecast", "stockout", "inventory", "runs"] {
            #expect(
                try workspace.succeed("export", content, "--db", "copy.db") == workspace.succeed("export", content))
        }
        // The order of what was created may differ.
        let dumps = try ["copy.db", "invdb.db"].map {
            try Command.sqlite3(".dump", in: workspace.folder, database: $0).lines.sorted()
        }
        #expect(dumps[0] == dumps[1])
        // It is one to go on with, too.
        try workspace.succeed("forecast", "--db", "copy.db")
        try workspace.succeed("import", "products.csv", "--db", "copy.db")
        for pragma in ["journal_mode", "page_size", "application_id", "user_version"] {
            let sql = "PRAGMA \(pragma)"
            #expect(
                try Command.sqlite3(sql, in: workspace.folder, database: "copy.db").output
                    == Command.sqlite3(sql, in: workspace.folder).output)
        }
    }

    @Test func aFileThatIsThereIsReplacedWithForceOnly() throws {
        let workspace = try workspace()
        try workspace.folder.write("mine", to: "copy.db")
        #expect(
            try workspace.fail("backup", "copy.db")
                == "invdb: Can't write copy.db: it is there already; name another file, or replace it with --force.")
        #expect(try workspace.folder.read("copy.db") == "mine")
        try workspace.succeed("backup", "copy.db", "--force")
        #expect(try workspace.succeed("check", "--db", "copy.db").hasSuffix("in order\n"))
        #expect(try workspace.folder.names() == ["copy.db", "invdb.db", "products.csv"])
    }

    @Test func theDatabaseItselfIsNeverTheTarget() throws {
        let workspace = try workspace()
        let before = try workspace.folder.bytes(of: "invdb.db")
        try FileManager.default.createSymbolicLink(
            atPath: workspace.folder.path(of: "link.db"), withDestinationPath: "invdb.db")
        try FileManager.default.linkItem(
            atPath: workspace.folder.path(of: "invdb.db"), toPath: workspace.folder.path(of: "twin.db"))
        for target in ["invdb.db", "./invdb.db", "link.db", "twin.db", workspace.folder.path(of: "invdb.db")] {
            for options in [[], ["--force"]] {
                #expect(
                    try workspace.fail(["backup", target] + options)
                        == "invdb: Can't copy invdb.db to itself; name another file.")
            }
        }
        #expect(try workspace.folder.bytes(of: "invdb.db") == before)
    }

    @Test("A copy to a folder, a device or a folder that is not there is refused")
    func aPlaceThatIsNoneIsRefused() throws {
        let workspace = try workspace()
        #expect(try workspace.fail("backup", ".").contains("it is not a file; name a file"))
        #expect(try workspace.fail("backup", "/dev/null", "--force").contains("it is not a file; name a file"))
        #expect(try workspace.fail("backup", "none/copy.db").contains("there is no folder"))
        #expect(try workspace.folder.names() == ["invdb.db", "products.csv"])
    }

    @Test func aLogUnderTheNameIsNotTakenForThatOfTheCopy() throws {
        let workspace = try workspace()
        try workspace.folder.write("log", to: "copy.db-wal")
        for options in [[], ["--force"]] {
            #expect(try workspace.fail(["backup", "copy.db"] + options).contains("copy.db-wal is there"))
        }
        #expect(try workspace.folder.names() == ["copy.db-wal", "invdb.db", "products.csv"])
    }

    @Test func aDamagedFileLeavesNoCopy() throws {
        let workspace = try workspace()
        var bytes = Array(try workspace.folder.bytes(of: "invdb.db"))
        // The pages behind the schema are of tables.
        for place in bytes.indices.suffix(bytes.count / 2) { bytes[place] = 0xA5 }
        try workspace.folder.write(bytes, to: "invdb.db")
        #expect(try workspace.fail("backup", "copy.db").contains("the file is damaged"))
        #expect(try workspace.folder.names() == ["invdb.db", "products.csv"])
    }

    @Test("A copy has no more rights than the database")
    func itHasNoMoreRightsThanTheDatabase() throws {
        let workspace = try workspace()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: workspace.folder.path(of: "invdb.db"))
        try workspace.succeed("backup", "copy.db")
        let attributes = try FileManager.default.attributesOfItem(atPath: workspace.folder.path(of: "copy.db"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func aFileInUseIsCopiedAsItIsAtOneMoment() throws {
        var rows = RandomRows("files that are copied while forecasts run")
        let workspace = try Workspace(rows: rows.rows(stores: ["S1", "S2"], products: 2000))
        try workspace.succeed("forecast")
        let line = """
            (for days in 1 2 3 4 5 6; do invdb forecast -q --lost-sales --days ${days}0 > log || echo failed; done) &
            for turn in 1 2 3 4 5 6; do
              invdb backup copy$turn.db > log2 && invdb check --db copy$turn.db || echo wrong
            done; wait
            """
        let finished = try Command.shell(line, in: workspace.folder)
        #expect(!finished.output.contains("failed"), "\(finished)")
        #expect(!finished.output.contains("wrong"), "\(finished)")
        #expect(finished.error == "")
        #expect(finished.lines.filter { $0.hasSuffix("is in order") }.count == 6, "\(finished)")
    }
}
