import Platform

/// A failure of the database, as facts: what was being done, to which file, and why it failed.
///
/// The sentences for users are made of these in Reports.
package struct StoreError: Error, Equatable, Sendable {
    /// What was being done.
    package enum Operation: Equatable, Sendable {
        case open, read, make, close
        /// To give the file the log that it needs.
        case write
        case updateTables
        case emptyLog
        case importInto, forecastInto, saveScenario, deleteScenario
        /// To read the database for a copy of it.
        case copy
        /// To write the copy; the path is that of the copy.
        case writeCopy
    }

    package enum Cause: Equatable, Sendable {
        // The file is not one that can be worked on. It was left as it is.
        case missing
        /// The path leads to no file; the error number.
        case wrongName(Int32)
        case notADatabase
        case databaseOfAnotherProgram
        case noTables
        /// The numbers of the schemas.
        case newerSchema(file: Int, known: Int)
        /// One phrase for what differs: "the table supply is not as invdb makes it".
        case changedSchema(String)
        /// The log belongs to a database of another program.
        case foreignLog
        /// What lies in the place of the log is none.
        case notALog
        /// A log, by its path, without its database.
        case orphanedLog(String)

        // The system or another program is in the way.
        case busy(LockHolder?)
        case diskFull
        case obstacle(SystemFailure.Obstacle)
        /// Opening it failed, and nothing is known of why.
        case notAccessible
        case fileSizeLimit
        /// Reading or writing failed, and nothing is known of why.
        case failedToReadOrWrite
        /// The file system can't have a write-ahead log.
        case noWriteAheadLog
        case outOfMemory

        /// For programmers: what was found.
        case damaged(String?)
        /// What SQLite says of anything else.
        case sqlite(String)
        case openForReadingOnly
        case movedMeanwhile
        case madeMeanwhile
        case transactionDidNotRun

        // Places for a new file or a copy.
        case noFolder(String)
        case isItself
        case notAFile
        case exists
        /// The place has a log, by its path, of a database that is open or was left.
        case logInTheWay(String)

        // Names and results.
        /// A store or a product. Some that there are, and whether there are more.
        case unknownName(IdentifierKind, String, examples: [String], hasMore: Bool)
        /// No store or product was imported yet.
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
    }

    /// nil, as ``path`` is, until the error leaves the database; see ``located(_:_:)``.
    package let operation: Operation?
    package let path: String?
    package let cause: Cause
    /// Whether the result was told already when it could not be stored.
    package let hadBegunCommit: Bool

    package init(_ cause: Cause, while operation: Operation? = nil, path: String? = nil, hadBegunCommit: Bool = false) {
        self.cause = cause
        self.operation = operation
        self.path = path
        self.hadBegunCommit = hadBegunCommit
    }

    /// The same error with its place, unless it has one.
    func located(_ operation: Operation, _ path: String) -> StoreError {
        StoreError(cause, while: self.operation ?? operation, path: self.path ?? path, hadBegunCommit: hadBegunCommit)
    }

    /// The same error of a commit.
    var ofCommit: StoreError { StoreError(cause, while: operation, path: path, hadBegunCommit: true) }
}

extension StoreError {
    /// What an exit code tells of a failure.
    package enum Kind: Sendable {
        /// There is no such file.
        case missing
        /// The file is not an invdb database, or one that this program can't use. It was not touched.
        case refused
        /// Another program holds the lock.
        case busy
        /// The system failed or refused to read or write: a full disk, a read-only folder, a broken device.
        case inputOutput
        /// A name (of a store, a product, a scenario) that the database does not have.
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
        case .unknownName, .nothingImported, .unknownScenario: .unknownName
        case .outOfMemory, .damaged, .sqlite, .openForReadingOnly, .movedMeanwhile, .madeMeanwhile,
            .transactionDidNotRun, .noFolder, .isItself, .notAFile, .exists, .logInTheWay, .tooManyScenarios,
            .scenarioExists, .nameOfTheBaseline, .baselineStays, .noResultsToSave, .tooManyOrders, .tooManyStretches:
            .other
        }
    }

    /// What helps, for programs: the sentence says it in words.
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
        case .unknownName, .unknownScenario, .scenarioExists, .nameOfTheBaseline: .useAnotherName
        case .tooManyScenarios: .deleteAScenario
        case .baselineStays, .noResultsToSave: .forecastFirst
        case .tooManyOrders, .tooManyStretches: .shortenTheHorizon
        case .sqlite, .openForReadingOnly, .transactionDidNotRun: nil
        }
    }
}
