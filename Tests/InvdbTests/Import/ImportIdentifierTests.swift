import TestSupport
import Testing

/// Identifiers that are taken as they are, and of which the summary says that something may be wrong.
@Suite struct ImportIdentifierTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func warnings(_ output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("  warning: ") }.map(String.init)
    }

    private func row(_ product: String) -> String { "\(product),2024-01-01,1,1,1,1,1" }

    @Test("An identifier that only looks like a stored one is named in a warning")
    func anotherFormOfALetterThatIsInTheDatabase() throws {
        try folder.importGood(ProductFile.of(row("plain"), row("caf\u{E9}"), row("na\u{EF}ve")))
        let output = try folder.importGood(ProductFile.of(row("plain"), row("cafe\u{301}"), row("日本")))
        #expect(
            warnings(output).map { Array($0.utf8) } == [
                Array(
                    ("  warning: line 3: product_id “cafe\u{301}” is written cafe\\u{301} here and caf\\u{e9} elsewhere: "
                        + "two products that look the same").utf8)
            ])
        #expect(output.contains("read 3, inserted 2, updated 0, unchanged 1, rejected 0"))
        // It is said once, when the second one comes.
        #expect(warnings(try folder.importGood(ProductFile.of(row("cafe\u{301}"), row("caf\u{E9}")))) == [])
    }

    @Test("An identifier that only looks like one of another file is named in a warning")
    func anotherFormInAnotherFileOfTheSameImport() throws {
        try folder.write(ProductFile.of(row("\u{D55C}")), to: "a.csv")
        try folder.write(ProductFile.of(row("\u{1112}\u{1161}\u{11AB}")), to: "b.csv")
        let finished = try folder.importing("a.csv", "b.csv")
        #expect(finished.status == 0)
        #expect(warnings(finished.output).count == 1)
        #expect(try folder.rows("SELECT count(*) FROM product") == ["2"])
    }

    /// Letters that only look alike are no forms of one another: nobody can tell whether they were meant.
    @Test("Letters of another script are no reason for a warning")
    func lettersOfOtherScriptsAreOtherLetters() throws {
        #expect(
            warnings(
                try folder.importGood(ProductFile.of(row("A"), row("\u{410}"), row("\u{FF21}"), row("Å"), row("å"))))
                == [])
    }

    @Test func manyWarningsAreCounted() throws {
        let output = try folder.importGood(ProductFile.of((1...8).map { row("\"a\($0)\nb\"") }))
        #expect(warnings(output).count == 6)
        #expect(warnings(output).last == "  warning: 3 more of this kind")
    }

    @Test("Control characters of identifiers are shown as escapes in tables")
    func tablesAreHarmlessToATerminal() throws {
        try folder.importGood(ProductFile.of("\u{1B}[2J,2024-01-01,1,1,0,1,1", "a\u{202E}b,2024-01-01,1,1,0,1,1"))
        let (erasing, reversing) = ("\\u{1b}[2J", "a\\u{202e}b")
        for (command, shown) in [
            (["forecast"], [erasing, reversing]), (["stockouts"], [erasing, reversing]),
            (["show", "\u{1B}[2J"], [erasing]), (["show", "a\u{202E}b"], [reversing]),
        ] {
            let finished = try Command.run(Command.invdb, command, in: folder)
            #expect(finished.status == 0)
            for text in shown { #expect(finished.output.contains(text), "\(command)") }
            #expect(!finished.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(command)")
        }
    }
}
