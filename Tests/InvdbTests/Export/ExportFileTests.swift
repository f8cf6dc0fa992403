import Foundation
import TestSupport
import Testing

/// Where an export goes: standard output, a file that appears whole or not at all, a reader who leaves early.
@Suite struct ExportFileTests {
    /// Enough results for an export of several times what a pipe holds.
    private func large() throws -> Workspace {
        let workspace = try Workspace(rows: (1...400).map { "S,P\($0),2024-01-01,10,2,0,60,1" })
        try workspace.succeed("forecast")
        return workspace
    }

    @Test("Nothing but the data goes to standard output")
    func dataIsAllThatStandardOutputGets() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        // `succeed` checks that standard error is empty; a file leaves standard output empty too.
        for content in ["forecast", "stockout", "inventory", "runs"] {
            let text = try workspace.succeed("export", content)
            #expect(try workspace.succeed("export", content, "-o", "out.csv") == "")
            #expect(try workspace.folder.read("out.csv") == text)
            #expect(try workspace.succeed("export", content, "--output", "out.csv") == "")
            let fields = try #require(text.split(separator: "\n").first).filter { $0 == "," }.count
            #expect(fields >= 5)
        }
        #expect(
            try workspace.folder.names().filter { !$0.hasPrefix("invdb.db") } == ["out.csv", "products.csv"])
    }

    @Test(arguments: [
        ["export", "forecast", "--store", "nope"], ["export", "stockout", "--product", "nope"],
        ["export", "inventory", "--store", "nope"], ["export", "forecast", "--scenario", "nope"],
    ])
    func anErrorLeavesNoFileAndKeepsTheOneThatIsThere(_ arguments: [String]) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        #expect(try workspace.fail(arguments + ["-o", "new.csv"]).contains("nope"))
        #expect(try !workspace.folder.names().contains { $0.hasPrefix("new.csv") })
        try workspace.folder.write("kept\n", to: "old.csv")
        try workspace.fail(arguments + ["-o", "old.csv"])
        #expect(try workspace.folder.read("old.csv") == "kept\n")
        #expect(try workspace.folder.names().filter { $0.hasPrefix("old.csv") } == ["old.csv"])
    }

    @Test func aFileThatGetsTooLargeLeavesTheFormerOne() throws {
        let workspace = try large()
        try workspace.folder.write("kept\n", to: "old.csv")
        // Files may grow to 128 KB only.
        let finished = try Command.shell(
            "ulimit -f 128; exec env --default-signal=XFSZ invdb export forecast -o old.csv", in: workspace.folder)
        #expect(finished.status == 74)
        #expect(
            finished.error
                == "invdb: Can't write old.csv: file too large; raise the limit on the size of files (ulimit -f).\n")
        #expect(try workspace.folder.read("old.csv") == "kept\n")
        #expect(try workspace.folder.names().filter { $0.hasPrefix("old.csv") } == ["old.csv"])
    }

    @Test func aPlaceThatCannotBeWrittenIsTold() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        #expect(
            try workspace.fail("export", "forecast", "-o", "nowhere/out.csv")
                == "invdb: Can't write nowhere/out.csv: no such file or directory.")
        #expect(
            try workspace.fail("export", "forecast", "-o", ".")
                == "invdb: Can't write .: it is a folder; name a file in it.")
    }

    @Test func anExistingFileIsReplacedAsAWhole() throws {
        let workspace = try large()
        try workspace.folder.write(String(repeating: "old line\n", count: 200_000), to: "out.csv")
        try workspace.succeed("export", "stockout", "-o", "out.csv")
        #expect(try workspace.folder.read("out.csv") == (try workspace.succeed("export", "stockout")))
    }

    @Test(
        "A reader that leaves ends an export without an error",
        arguments: ["export forecast", "export forecast --format jsonl", "export inventory", "stockouts"])
    func aReaderThatLeavesEndsItQuietly(_ command: String) throws {
        let rows = (1...5000).map { "S,P\($0),2024-01-01,10,2,0,\(command.contains("forecast") ? 30 : 6),1" }
        let workspace = try Workspace(rows: rows)
        try workspace.succeed("forecast")
        let all = try workspace.succeed(command.split(separator: " ").map(String.init)).utf8
        try #require(all.count > 1 << 17, "What fits into the pipe would not notice that its reader is gone.")
        let finished = try Command.shell(
            "invdb \(command) | head -1; echo \"${PIPESTATUS[0]}\"", in: workspace.folder)
        #expect(finished.error == "")
        #expect(finished.lines.count == 2)
        #expect(finished.lines.last == "0")
        #expect(
            finished.lines.first.map { Array($0.utf8) }
                == all.split(separator: UInt8(ascii: "\n")).first.map(Array.init))
    }

    @Test func aDeviceIsWrittenToAndNotReplaced() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        let full = try workspace.run(["export", "forecast", "-o", "/dev/full"])
        #expect(full.status == 74)
        #expect(full.error == "invdb: Can't write /dev/full: no space left on device; make room and do it again.\n")
        let text = try workspace.succeed("export", "forecast")
        let finished = try Command.shell("invdb export forecast -o /dev/stdout | cat", in: workspace.folder)
        #expect(finished.output == text)
        #expect(finished.error == "")
    }
}
