import Foundation
import TestSupport
import Testing

/// What a script sees: exit codes, and messages that name the file and say what to do.
@Suite struct ExitCodeTests {
    @Test(
        "Output that can't be written is an error, and a reader who has left is none",
        arguments: ["--help", "--version", "help import"] + Command.readingCalls.map { $0.joined(separator: " ") })
    func readingIntoNowhere(_ command: String) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("plan")
        try workspace.succeed("scenario", "save", "promo")
        let full = try Command.shell("invdb \(command) > /dev/full", in: workspace.folder)
        #expect(full.status == 74)
        #expect(
            full.error == "invdb: Can't write standard output: no space left on device; make room and do it again.\n")
        let closed = try Command.shell("invdb \(command) >&-", in: workspace.folder)
        #expect(closed.status == 74)
        #expect(closed.error == "invdb: Can't write standard output: bad file descriptor; it is closed.\n")
        // A reader who is gone has seen enough.
        let unread = try Command.shell(
            "mkfifo p; (exec 3<>p; exec 4>p; exec 3<&-; invdb \(command) >&4); echo $?", in: workspace.folder)
        #expect(unread.lines == ["0"])
        #expect(unread.error == "")
    }

    /// Who can't be told of a result must not find one.
    @Test(
        "A command whose summary can't be written stores nothing",
        arguments: [
            "import products.csv", "forecast", "plan", "scenario save copy", "scenario delete old",
            "import products.csv --db new.db",
        ])
    func writingIsUndoneWhereItCannotBeTold(_ command: String) throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed("scenario", "save", "old")
        let before = try (workspace.folder.dump(), workspace.visible())
        for output in ["> /dev/full", ">&-", ">&- 2>&- <&-"] {
            let finished = try Command.shell("invdb \(command) \(output)", in: workspace.folder)
            #expect(finished.status == 74)
            #expect(try workspace.folder.dump() == before.0)
            #expect(try workspace.visible() == before.1)
        }
        // Nobody reading is no reason not to do it.
        let unread = try Command.shell(
            "mkfifo p; (exec 3<>p; exec 4>p; exec 3<&-; invdb \(command) >&4); echo $?", in: workspace.folder)
        #expect(unread.lines == ["0"])
        #expect(try workspace.folder.dump() != before.0 || workspace.folder.contains("new.db"))
    }

    @Test(
        "A command that meets a lock names the process that holds it",
        arguments: ["import products.csv", "forecast", "plan", "scenario save copy", "scenario delete old"])
    func aLockThatIsHeldIsNamed(_ command: String) throws {
        let workspace = try Workspace.threeStores()
        let other = try OtherProgram("BEGIN IMMEDIATE", in: workspace.folder)
        let finished = try Command.shell("invdb \(command) --wait 0.1", in: workspace.folder)
        #expect(finished.status == 75)
        #expect(finished.output == "")
        #expect(
            finished.error.contains(
                "invdb.db: sqlite3 (process \(other.shell.processID)) is writing to it; do it again "))
        #expect(finished.error.contains("--wait SECONDS"))
        // Whoever reads is not concerned.
        #expect(try workspace.succeed("export", "inventory", "--wait", "0").split(separator: "\n").count == 10)
        try other.rollBack()
    }

    @Test("A reader that meets an exclusive lock names the process that holds it")
    func readersToldOfAnExclusiveLock() throws {
        let workspace = try Workspace.threeStores()
        let other = try OtherProgram("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE", in: workspace.folder)
        let finished = try workspace.run(["export", "inventory", "--wait", "0"])
        #expect(finished.status == 75)
        #expect(finished.error.contains("sqlite3 (process \(other.shell.processID))"))
    }

    @Test func aLockThatIsReleasedInTime() throws {
        let workspace = try Workspace.threeStores()
        let other = try OtherProgram("BEGIN IMMEDIATE", in: workspace.folder)
        let process = try Running(Command.invdb, ["forecast", "--wait", "600"], in: workspace.folder)
        process.wait { process.hasOpen(workspace.folder.path(of: "invdb.db-shm")) }
        #expect(process.isRunning)
        try other.rollBack()
        #expect(try process.end().status == 0)
        #expect(try workspace.query("SELECT count(*) FROM run") == ["1"])
    }

    @Test(arguments: ["-1", "86401", "nan", "x", ""])
    func waitIsANumberOfSeconds(_ seconds: String) throws {
        #expect(try Workspace().run(["forecast", "--wait=\(seconds)"]).status == 64)
    }

    @Test(
        "Too few file descriptors end a command, which changes nothing",
        arguments: ["import products.csv", "forecast", "export inventory -o out.csv"])
    func tooFewDescriptors(_ command: String) throws {
        let workspace = try Workspace.threeStores()
        let before = try workspace.folder.dump()
        let finished = try Command.shell("ulimit -n 12; exec invdb \(command)", in: workspace.folder)
        #expect(finished.status == 74)
        #expect(finished.error.hasSuffix("too many open files; raise the limit on open files (ulimit -n).\n"))
        #expect(try workspace.folder.dump() == before)
    }

    /// The pages of a small import are written at the commit, after the summary. Those of results are written before, as soon as they
    /// are full.
    @Test(
        "A limit on the size of files ends a command, which changes nothing",
        arguments: [("import more.csv", true), ("forecast", false), ("plan", false)])
    func aDatabaseThatMayNotGrow(_ command: String, _ isFoundAtTheCommit: Bool) throws {
        let workspace = try Workspace(rows: (1...3000).map { "S,P\($0),2024-01-01,10,2,0,60,1" })
        let more = (1...1000).map { "T,P\($0),2024-01-01,10,2,0,60,1\n" }.joined()
        try workspace.folder.write("\(ProductFile.headerWithStore)\n\(more)", to: "more.csv")
        let before = try workspace.folder.dump()
        let finished = try Command.shell(
            "ulimit -f 64; exec env --default-signal=XFSZ invdb \(command)", in: workspace.folder)
        #expect(finished.status == 74)
        #expect(
            finished.error.hasSuffix(
                " invdb.db: it can't grow further; raise the limit on the size of files (ulimit -f)."
                    + (isFoundAtTheCommit ? " Nothing was stored.\n" : "\n")))
        #expect(finished.output.isEmpty != isFoundAtTheCommit)
        #expect(try workspace.folder.dump() == before)
        #expect(try workspace.visible() == ["invdb.db", "more.csv", "products.csv"])
    }

    @Test func helpAndDocumentsListTheSameCodes() throws {
        let help = try Workspace().succeed("--help")
        let document = try MarkdownDocument("docs/commands.md").text
        for code in ["0", "1", "3", "64", "74", "75", "129", "130", "143"] {
            #expect(help.contains(try Regex("\\b\(code)\\b")), "\(code)")
            #expect(document.contains(try Regex("\n\\| \(code) \\|")), "\(code)")
        }
    }
}
