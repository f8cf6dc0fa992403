import Forecasting
import Foundation
import Platform
import Testing

@testable import InventoryPipeline
@testable import InventoryStore
@testable import Reports

/// Facts become sentences. What the binary prints is compared in `InvdbTests`; here is each kind of fact once.
@Suite struct SentencesTests {
    private func store(
        _ cause: StoreError.Cause, _ operation: StoreError.Operation? = .importInto, commit: Bool = false
    ) -> String {
        StoreError(cause, while: operation, path: "a.db", hadBegunCommit: commit).description
    }

    @Test func filesThatAreRefused() {
        #expect(store(.missing, .open) == "There is no database a.db; make one with: invdb import FILE --db a.db")
        #expect(store(.wrongName(EISDIR), .read) == "Can't read a.db: is a directory.")
        #expect(
            store(.notADatabase, .open)
                == "a.db is not a database of invdb; name another file with --db. It was left as it is.")
        #expect(
            store(.databaseOfAnotherProgram, .open)
                == "a.db is a SQLite database of another program; name another file with --db. It was left as it is.")
        #expect(
            store(.noTables, .open) == "a.db has no tables of invdb; name another file with --db. It was left as it is."
        )
        #expect(
            store(.newerSchema(file: 9, known: 2), .open)
                == "a.db was made by a newer invdb (its schema is 9, this program knows 2); install the newer one. "
                + "The file was left as it is.")
        #expect(
            store(.changedSchema("the table t is not as invdb makes it"), .open)
                == "a.db was changed by another program: the table t is not as invdb makes it. Restore a copy, or import "
                + "and forecast into a new file. It was left as it is.")
        #expect(
            store(.foreignLog, .open)
                == "a.db has a log a.db-wal that is not its own; move that away. Both were left as they are.")
        #expect(
            store(.notALog, .open)
                == "a.db-wal lies beside a.db and is not its log; move it away, or put the right one there. Both were left "
                + "as they are.")
        #expect(
            store(.orphanedLog("a.db-wal"), .make)
                == "Can't make a.db: a.db-wal is there, which is the log of a database that was moved or removed. Move it "
                + "to where that is, or name another file with --db. It was left as it is.")
    }

    @Test func whatIsInTheWay() {
        let other = "is writing to it; do it again when that is done, or wait longer with --wait SECONDS."
        #expect(store(.busy(nil)) == "Can't import into a.db: another program \(other)")
        #expect(
            store(.busy(LockHolder(process: 7, name: "sqlite3")))
                == "Can't import into a.db: sqlite3 (process 7) \(other)")
        #expect(store(.busy(LockHolder(process: 7, name: nil))) == "Can't import into a.db: process 7 \(other)")
        #expect(
            store(.diskFull, .forecastInto) == "Can't forecast into a.db: the disk is full; make room and do it again.")
        #expect(
            store(.obstacle(.folder("/x", EACCES)), .open)
                == "Can't open a.db: its folder /x: permission denied; ask its owner for the right, or use another place."
        )
        #expect(
            store(.obstacle(.system(EMFILE)), .open)
                == "Can't open a.db: too many open files; raise the limit on open files (ulimit -n).")
        #expect(
            store(.noWriteAheadLog, .write)
                == "Can't write to a.db: it can't have a write-ahead log where it is; move it to a local disk.")
        #expect(
            store(.damaged("series 17 has no store"), .read)
                == "Can't read a.db: the file is damaged; restore a copy, or import and forecast into a new one.")
        #expect(store(.sqlite("no such table: t"), .saveScenario) == "Can't save a scenario in a.db: no such table: t.")
        #expect(
            store(.madeMeanwhile, .make, commit: true)
                == "Can't make a.db: another program has made it meanwhile. Do it again. Nothing was stored.")
        #expect(
            store(.movedMeanwhile, .deleteScenario)
                == "Can't delete a scenario in a.db: it was moved or removed meanwhile. Do it again.")
    }

    @Test func placesForCopies() {
        #expect(store(.isItself, .copy) == "Can't copy a.db to itself; name another file.")
        #expect(
            store(.exists, .writeCopy)
                == "Can't write a.db: it is there already; name another file, or replace it with --force.")
        #expect(store(.notAFile, .writeCopy) == "Can't write a.db: it is not a file; name a file.")
        #expect(store(.noFolder("/x"), .make) == "Can't make a.db: there is no folder /x.")
        #expect(
            store(.logInTheWay("b.db-wal"), .writeCopy)
                == "Can't write a.db: b.db-wal is there, so a program has it open or was ended while it had; name another "
                + "file.")
    }

    @Test func namesAndResults() {
        #expect(
            store(.unknownName(.store, "S9", near: [], examples: ["A", "B"], hasMore: true))
                == "No store is called S9; the stores are A, B, …. Patterns take *: 'A*'.")
        #expect(
            store(.unknownName(.product, "aple", near: ["apple"], examples: ["A"], hasMore: true))
                == "No product is called aple; did you mean apple?")
        #expect(
            store(.unknownName(.store, "Nor", near: ["Nord", "Norm", "Nort\u{7}"], examples: [], hasMore: false))
                == "No store is called Nor; did you mean Nord, Norm or Nort\\u{7}?")
        #expect(store(.unknownProductName("shirt")) == "No product has a name with “shirt” in it.")
        #expect(
            store(.unknownSupplier("Acne", known: ["Acme", "Bright"]))
                == "No product has the supplier Acne; did you mean Acme?")
        #expect(
            store(.unknownSupplier("Acme", known: []))
                == "No product has a supplier; import one with a product file that has the column supplier.")
        #expect(
            store(.nothingImported(.product))
                == "There is no product yet; import a product file first: invdb import FILE")
        #expect(
            store(.unknownScenario("x", known: ["baseline", "promo"]))
                == "No scenario is called x; there is baseline, promo.")
        #expect(
            store(.unknownScenario("pormo", known: ["baseline", "promo"]))
                == "No scenario is called pormo; did you mean promo?")
        #expect(
            store(.scenarioExists("a"))
                == "There is a scenario a already; delete it first with: invdb scenario delete a")
        #expect(
            store(.baselineStays) == "The baseline can't be deleted; make it anew with: invdb forecast --store all")
        #expect(
            RequestError.noResults(scenario: "promo").description
                == "There are no results in promo yet; make them with: invdb forecast --store all --scenario promo")
        #expect(
            RequestError.noResults(scenario: "baseline").description
                == "There are no results in baseline yet; make them with: invdb forecast --store all")
        let series = [SeriesName(product: "P1", store: "A"), SeriesName(product: "P1", store: "B")]
        #expect(
            RequestError.severalSeries(product: "P1", found: series, hasMore: true).description
                == "P1 finds several series: P1 in A, P1 in B, …; name one product and its --store.")
        let cause = RequestError.noResults(scenario: "baseline")
        #expect(
            PartitionFailure(partition: .products(store: "A", first: "P1", last: "P9"), cause: cause).description
                == "The forecast of store A, products P1 to P9 failed, and with it the whole run: There are no results in "
                + "baseline yet; make them with: invdb forecast --store all")
        let title = SeriesTitle(storeID: "A", productID: "P1", name: nil)
        #expect(
            UnplannedSeries(series: title, problem: .minimumAboveMaximum, stated: StatedTerms()).reason
                == "its min_order_quantity is above its max_order_quantity")
        let half = StatedTerms(maximumOrderQuantity: 0.75)
        #expect(
            UnplannedSeries(series: title, problem: .noMultipleWithinBounds, stated: half).reason
                == "no multiple of its order_multiple lies between its min_order_quantity and its max_order_quantity; "
                + "order_multiple is the default, as no file states it")
    }

    @Test func systemCalls() {
        #expect(
            SystemError(.write, "/dev/full", code: ENOSPC).description
                == "Can't write /dev/full: no space left on device; make room and do it again.")
        #expect(
            SystemError(.openNeededFiles, code: EMFILE).description
                == "Can't open the files that are needed: too many open files; raise the limit on open files (ulimit -n)."
        )
        #expect(
            SystemError(.startThread, code: EAGAIN).description
                == "Can't start a thread: there is not enough memory; end other programs, or raise the limit on memory "
                + "(ulimit -v).")
        #expect(
            OutputRefused.isFolder("out").description == "Can't write out: it is a folder; name a file in it.")
    }

    @Test func logsThatStay() {
        let reader = LogLeftover(log: "a.db-wal", size: 20 << 20, cause: .reader(LockHolder(process: 7, name: "x")))
        #expect(
            reader.description
                == "the log a.db-wal has 20 MB and can't be emptied, because x (process 7) still reads from it. End that "
                + "reader; the next import or forecast then empties the log.")
        let failure = StoreError(.diskFull, while: .emptyLog, path: "a.db")
        #expect(
            LogLeftover(log: "a.db-wal", size: 1, cause: .failure(failure)).description
                == "Can't empty the log of a.db: the disk is full; make room and do it again. The result is safe in "
                + "a.db-wal: keep it beside the database. The next import or forecast tries again.")
    }

    @Test func headers() {
        let missing = InputError.missingColumns(
            file: "f.csv", columns: ["sales_rate", "duration_days"], header: ["sku", "qty"],
            guess: .otherKind("receipts", columns: ["product_id", "quantity"]))
        #expect(
            missing.description
                == "f.csv: no column for sales_rate, duration_days; the header has “sku”, “qty”. Say which it is with "
                + "--map sales_rate=NAME, or give all rows a value with --set sales_rate=VALUE. A file of receipts has the columns product_id, quantity, and --kind receipts reads it."
        )
        let row = InputError.missingColumns(file: "f.csv", columns: ["a"], header: ["1", "2"], guess: .aRow)
        #expect(
            row.description
                == "f.csv: no column for a; the header has “1”, “2”. This looks like a row: put a line with the names of "
                + "the columns above it.")
        let two = InputError.ambiguousColumn(
            file: "f.csv", column: "product_id", candidates: [0, 2], header: ["SKU", "x", "Item"])
        #expect(
            two.description
                == "f.csv: more than one column could be product_id: “SKU” (column 1) and “Item” (column 3); say which "
                + "with --map product_id=NAME, or rename the other.")
        let long = InputError.noSuchColumn(
            file: "f.csv", name: "nope", column: "a", header: (0..<40).map { "column \($0)" })
        #expect(long.description.hasPrefix("f.csv: there is no column “nope” to read as a; the header has “column 0”"))
        #expect(long.description.hasSuffix("“column 11”, …."))
        let near = InputError.noColumn(file: "f.csv", name: "color", header: ["SKU", "Colour"])
        #expect(near.description == "f.csv: there is no column “color”; did you mean Colour?")
        let periods = InputError.periods(file: "f.csv", names: ["d_1", "d_2"], hasStock: false)
        #expect(
            periods.description
                == "f.csv has a column for each period, “d_1”, “d_2”, and it can't be seen what they are: --kind sales reads them as "
                + "what was sold in each, once --first-day says which day d_1 is, --kind demand as demand stated ahead; if it is a file of "
                + "stocks, --kind products leaves them out.")
        let plans = InputError.severalPlans(file: "f.csv", column: "Version", values: ["", "V1"])
        #expect(
            plans.description
                == "f.csv has several plans, with “”, “V1” in the column “Version”, whose periods would be added up: --only "
                + "\"Version=V1\" takes one of them, --ignore \"Version\" adds up all.")
        let ahead = InputError.nothingOver(file: "f.csv", names: ["2990-01"])
        #expect(
            ahead.description
                == "f.csv: none of its periods, “2990-01”, is over yet, so it can't be known what was sold in them; --kind demand reads "
                + "them as demand stated ahead.")
    }

    @Test func filesOfOtherFormats() {
        func text(_ format: ForeignFormat) -> String {
            InputError.foreignFormat(file: "f.csv", format).description
        }
        #expect(text(.compressed(.xz)) == "f.csv is compressed; pass it on unpacked: xz -dc FILE | invdb import -.")
        #expect(text(.tar) == "f.csv is a tar archive; pass on the file in it: tar -xOf FILE | invdb import -.")
        #expect(
            text(.utf16(encoding: "UTF-16LE"))
                == "f.csv is UTF-16 text; save it as UTF-8 (“CSV UTF-8” in a spreadsheet), or convert it: iconv -f "
                + "UTF-16LE -t UTF-8 FILE | invdb import -.")
        #expect(
            text(.invdbDatabase)
                == "f.csv is a database of invdb; name it with --db to work on it, or pass on what is in it: "
                + "invdb export inventory --db FILE | invdb import -.")
    }
}
