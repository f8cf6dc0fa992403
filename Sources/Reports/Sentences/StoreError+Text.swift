import InventoryStore
import Platform

extension StoreError: ExplainedError {
    package var description: String { hadBegunCommit ? "\(sentence) Nothing was stored." : sentence }

    private var sentence: String {
        fileSentence ?? nameSentence ?? "Can't \(operation?.text ?? "use") \(file): \(causeText)."
    }

    private var file: String { path ?? "the database" }

    /// Files that are refused. The sentence describes the file, whatever the operation was.
    private var fileSentence: String? {
        switch cause {
        case .missing: "There is no database \(file); make one with: invdb import FILE --db \(file)"
        case .notADatabase:
            "\(file) is not a database of invdb; name another file with --db. It was left as it is."
        case .databaseOfAnotherProgram:
            "\(file) is a SQLite database of another program; name another file with --db. It was left as it is."
        case .noTables: "\(file) has no tables of invdb; name another file with --db. It was left as it is."
        case .newerSchema(let version, let known):
            "\(file) was made by a newer invdb (its schema is \(version), this program knows \(known)); "
                + "install the newer one. The file was left as it is."
        case .changedSchema(let difference):
            "\(file) was changed by another program: \(difference). Restore a copy, or import and forecast into a new "
                + "file. It was left as it is."
        case .foreignLog:
            "\(file) has a log \(file)-wal that is not its own; move that away. Both were left as they are."
        case .notALog:
            "\(file)-wal lies beside \(file) and is not its log; move it away, or put the right one there. Both were left as "
                + "they are."
        case .isItself: "Can't copy \(file) to itself; name another file."
        default: nil
        }
    }

    /// Errors about names and results, not about the file.
    private var nameSentence: String? {
        switch cause {
        case .unknownName(let kind, let name, let near, let examples, let hasMore):
            "No \(kind.rawValue) is called \(name)"
                + DidYouMean.text(
                    near,
                    otherwise: "; the \(kind.rawValue)s are \(examples.joined(separator: ", "))"
                        + "\(hasMore ? ", …" : ""). Patterns take *: 'A*'.")
        case .unknownProductName(let text): "No product has a name with “\(DisplayText.of(text))” in it."
        case .unknownCategory(let name, let known):
            Self.unknown(name, "category", among: known)
        case .unknownSupplier(let name, let known):
            Self.unknown(name, "supplier", among: known)
        case .nothingImported(let kind):
            "There is no \(kind.rawValue) yet; import a product file first: invdb import FILE"
        case .unknownScenario(let name, let known):
            "No scenario is called \(name)"
                + DidYouMean.text(
                    NearNames.of(name, among: known), otherwise: "; there is \(known.joined(separator: ", ")).")
        case .tooManyScenarios(let count):
            "There are \(count) scenarios already, which is as many as a database can have; delete one with: "
                + "invdb scenario delete NAME"
        case .scenarioExists(let name):
            "There is a scenario \(name) already; delete it first with: invdb scenario delete \(name)"
        case .nameOfTheBaseline: "baseline is the name of the results themselves; save them under another one."
        case .baselineStays: "The baseline can't be deleted; make it anew with: invdb forecast --store all"
        case .noResultsToSave: "There are no results to save yet; make them with: invdb forecast --store all"
        case .tooManyOrders(let limit):
            "A series needs more than \(limit) orders; shorten its horizon, or review it less often."
        case .tooManyStretches(let limit):
            "A series changes its rates more than \(limit) times; shorten its horizon."
        case .tooManyDays(let limit):
            "A series with stated demand or with events of its own has more than \(limit) days; shorten its horizon."
        default: nil
        }
    }

    /// The cause and what to do. It follows the operation that failed.
    private var causeText: String {
        switch cause {
        case .wrongName(let code): SystemFailure.text(code)
        case .orphanedLog(let log):
            "\(log) is there, which is the log of a database that was moved or removed. Move it to "
                + "where that is, or name another file with --db. It was left as it is"
        case .busy(let holder):
            "\(LockHolder.text(holder)) is writing to it; do it again when that is done, or wait longer with --wait SECONDS"
        case .diskFull: "the disk is full; make room and do it again"
        case .obstacle(let obstacle): obstacle.text
        case .notAccessible:
            "it can't be opened for this; check that the file and its folder may be read and written"
        case .fileSizeLimit: "it can't grow further; raise the limit on the size of files (ulimit -f)"
        case .failedToReadOrWrite: "reading or writing it failed; check the disk and do it again"
        case .noWriteAheadLog: "it can't have a write-ahead log where it is; move it to a local disk"
        case .outOfMemory: "there is not enough memory; end other programs, or raise the limit on memory"
        case .damaged: "the file is damaged; restore a copy, or import and forecast into a new one"
        case .sqlite(let message): message
        case .openForReadingOnly: "it is open for reading only"
        case .movedMeanwhile: "it was moved or removed meanwhile. Do it again"
        case .madeMeanwhile: "another program has made it meanwhile. Do it again"
        case .transactionDidNotRun: "the transaction did not run"
        case .noFolder(let folder): "there is no folder \(folder)"
        case .notAFile: "it is not a file; name a file"
        case .exists: "it is there already; name another file, or replace it with --force"
        case .logInTheWay(let log):
            "\(log) is there, so a program has it open or was ended while it had; name another file"
        case .missing, .notADatabase, .databaseOfAnotherProgram, .noTables, .newerSchema, .changedSchema, .foreignLog,
            .notALog, .isItself, .unknownName, .unknownProductName, .unknownCategory, .unknownSupplier,
            .nothingImported, .unknownScenario,
            .tooManyScenarios, .scenarioExists,
            .nameOfTheBaseline, .baselineStays, .noResultsToSave, .tooManyOrders, .tooManyStretches, .tooManyDays:
            // The other properties have the sentences for these.
            ""
        }
    }
}

extension StoreError {
    /// That no product has a category or a supplier, and those that there are.
    fileprivate static func unknown(_ name: String, _ kind: String, among known: [String]) -> String {
        known.isEmpty
            ? "No product has a \(kind); import one with a product file that has the column \(kind)."
            : "No product has the \(kind) \(DisplayText.of(name))"
                + DidYouMean.text(
                    NearNames.of(name, among: known),
                    otherwise: "; there is \(known.prefix(5).map { DisplayText.of($0) }.joined(separator: ", "))"
                        + "\(known.count > 5 ? ", …" : ""). Patterns take *: 'A*'.")
    }
}

extension StoreError.Operation {
    /// A verb phrase, such as "import into".
    fileprivate var text: String {
        switch self {
        case .open: "open"
        case .read: "read"
        case .make: "make"
        case .close: "close"
        case .write: "write to"
        case .updateTables: "update the tables of"
        case .emptyLog: "empty the log of"
        case .importInto: "import into"
        case .estimateIn: "estimate demand in"
        case .forecastInto: "forecast into"
        case .simulateIn: "simulate in"
        case .saveScenario: "save a scenario in"
        case .deleteScenario: "delete a scenario in"
        case .copy: "copy"
        case .writeCopy: "write"
        }
    }
}

extension LockHolder {
    fileprivate static func text(_ holder: LockHolder?) -> String {
        guard let holder else { return "another program" }
        return holder.name.map { "\($0) (process \(holder.process))" } ?? "process \(holder.process)"
    }
}

extension LogLeftover: CustomStringConvertible {
    package var description: String {
        switch cause {
        case .reader(let holder):
            "the log \(log) has \(size >> 20) MB and can't be emptied, because \(LockHolder.text(holder)) still reads from "
                + "it. End that reader; the next import or forecast then empties the log."
        case .failure(let error):
            "\(error) The result is safe in \(log): keep it beside the database. The next import or forecast tries again."
        }
    }
}
