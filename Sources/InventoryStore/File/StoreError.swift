import Platform

/// A failure of the database, as facts: the operation, the file, and the cause.
///
/// Reports turns them into sentences for users.
package struct StoreError: Error, Equatable, Sendable {
    /// The operation that failed.
    package enum Operation: Equatable, Sendable {
        case open, read, make, close
        /// To give the file a write-ahead log.
        case write
        case updateTables
        case emptyLog
        case importInto, estimateIn, forecastInto, simulateIn, saveScenario, deleteScenario
        /// To read the database in order to copy it.
        case copy
        /// To write the copy. The path is the path of the copy.
        case writeCopy
    }

    package enum Cause: Equatable, Sendable {
        // The file can't be used. It was not changed.
        case missing
        /// The path doesn't lead to a file; the system's error number.
        case wrongName(Int32)
        case notADatabase
        case databaseOfAnotherProgram
        case noTables
        /// The schema versions of the file and of this program.
        case newerSchema(file: Int, known: Int)
        /// The first difference, as a phrase: "the table supply is not as invdb makes it".
        case changedSchema(String)
        /// The log belongs to a database of another program.
        case foreignLog
        /// The file in the place of the log is not a log.
        case notALog
        /// A log without its database; the path of the log.
        case orphanedLog(String)

        // The system or another program prevented the operation.
        case busy(LockHolder?)
        case diskFull
        case obstacle(SystemFailure.Obstacle)
        /// The file could not be opened; the cause is unknown.
        case notAccessible
        case fileSizeLimit
        /// Reading or writing failed; the cause is unknown.
        case failedToReadOrWrite
        /// The file system doesn't support a write-ahead log.
        case noWriteAheadLog
        case outOfMemory

        /// The damage that was found, in words for programmers.
        case damaged(String?)
        /// SQLite's message for any other error.
        case sqlite(String)
        case openForReadingOnly
        case movedMeanwhile
        case madeMeanwhile
        case transactionDidNotRun

        // A new file or a copy can't be written to the place.
        case noFolder(String)
        case isItself
        case notAFile
        case exists
        /// The place has a log of another database, which is open or was left behind; the path of the log.
        case logInTheWay(String)

        // Names and results.
        /// An unknown store or product, those with nearly the same identifier, some of those that exist, and whether there are
        /// more.
        case unknownName(IdentifierKind, String, near: [String], examples: [String], hasMore: Bool)
        /// No product has a name that contains this text.
        case unknownProductName(String)
        /// No product has this category; those that there are.
        case unknownCategory(String, known: [String])
        /// The same of suppliers.
        case unknownSupplier(String, known: [String])
        /// No store or product has been imported yet.
        case nothingImported(IdentifierKind)
        case unknownScenario(String, known: [String])
        case tooManyScenarios(Int)
        case scenarioExists(String)
        case nameOfTheBaseline
        case baselineStays
        case noResultsToSave
        /// A series has more planned orders, or more stretches, than its key has room for.
        case tooManyOrders(limit: Int)
        case tooManyStretches(limit: Int)
        /// A series with a curve of its own has more days than its key has room for.
        case tooManyDays(limit: Int)
    }

    /// nil until the error leaves the database, as is ``path``; see ``located(_:_:)``.
    package let operation: Operation?
    package let path: String?
    package let cause: Cause
    /// Whether the command's summary was printed before the commit failed.
    package let hadBegunCommit: Bool

    package init(_ cause: Cause, while operation: Operation? = nil, path: String? = nil, hadBegunCommit: Bool = false) {
        self.cause = cause
        self.operation = operation
        self.path = path
        self.hadBegunCommit = hadBegunCommit
    }

    /// The same error with an operation and a path, unless it already has them.
    func located(_ operation: Operation, _ path: String) -> StoreError {
        StoreError(cause, while: self.operation ?? operation, path: self.path ?? path, hadBegunCommit: hadBegunCommit)
    }

    /// The same error, marked as one of the commit.
    var ofCommit: StoreError { StoreError(cause, while: operation, path: path, hadBegunCommit: true) }
}

extension StoreError {
    /// The kind of a failure, from which the exit code follows.
    package enum Kind: Sendable {
        /// There is no such file.
        case missing
        /// The file is not an invdb database, or this program can't use it. It was not changed.
        case refused
        /// Another program holds the lock.
        case busy
        /// The system failed or refused to read or write: a full disk, a read-only folder, a broken device.
        case inputOutput
        /// A name of a store, a product or a scenario that the database does not have.
        case unknownName
        case other
    }

    package var kind: Kind {
        switch cause {
        case .missing: .missing
        case .wrongName, .notADatabase, .databaseOfAnotherProgram, .noTables, .newerSchema, .changedSchema, .foreignLog,
            .notALog, .orphanedLog:
            .refused
        case .busy: .busy
        case .diskFull, .obstacle, .notAccessible, .fileSizeLimit, .failedToReadOrWrite, .noWriteAheadLog: .inputOutput
        case .unknownName, .unknownProductName, .unknownCategory, .unknownSupplier, .nothingImported, .unknownScenario:
            .unknownName
        case .outOfMemory, .damaged, .sqlite, .openForReadingOnly, .movedMeanwhile, .madeMeanwhile,
            .transactionDidNotRun, .noFolder, .isItself, .notAFile, .exists, .logInTheWay, .tooManyScenarios,
            .scenarioExists, .nameOfTheBaseline, .baselineStays, .noResultsToSave, .tooManyOrders, .tooManyStretches,
            .tooManyDays:
            .other
        }
    }

    /// The remedy, for programs. The sentence for users says it in words.
    package enum Remedy: Sendable {
        case nameAnotherDatabase
        case nameAnotherFile
        case replaceOrNameAnotherFile
        case installNewerVersion
        case restoreACopy
        case moveTheLog
        case waitLonger
        case makeRoom
        case removeTheObstacle
        case raiseFileSizeLimit
        case freeMemory
        case useALocalDisk
        case tryAgain
        case importFirst
        case forecastFirst
        case useAnotherName
        case deleteAScenario
        case shortenTheHorizon
    }

    package var remedy: Remedy? {
        switch cause {
        case .missing, .nothingImported: .importFirst
        case .wrongName, .notADatabase, .databaseOfAnotherProgram, .noTables: .nameAnotherDatabase
        case .newerSchema: .installNewerVersion
        case .changedSchema, .damaged: .restoreACopy
        case .foreignLog, .notALog, .orphanedLog: .moveTheLog
        case .busy: .waitLonger
        case .diskFull: .makeRoom
        case .obstacle, .notAccessible: .removeTheObstacle
        case .fileSizeLimit: .raiseFileSizeLimit
        case .failedToReadOrWrite, .movedMeanwhile, .madeMeanwhile: .tryAgain
        case .noWriteAheadLog: .useALocalDisk
        case .outOfMemory: .freeMemory
        case .noFolder, .isItself, .notAFile, .logInTheWay: .nameAnotherFile
        case .exists: .replaceOrNameAnotherFile
        case .unknownName, .unknownProductName, .unknownCategory, .unknownSupplier, .unknownScenario, .scenarioExists,
            .nameOfTheBaseline:
            .useAnotherName
        case .tooManyScenarios: .deleteAScenario
        case .baselineStays, .noResultsToSave: .forecastFirst
        case .tooManyOrders, .tooManyStretches, .tooManyDays: .shortenTheHorizon
        case .sqlite, .openForReadingOnly, .transactionDidNotRun: nil
        }
    }
}
