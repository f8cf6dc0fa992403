import InventoryStore
import Platform

/// The values that one attempt of an import works with.
struct ImportContext {
    let request: ImportRequest
    let inputs: [ImportInput]
    /// The findings of earlier attempts.
    let known: ImportAttempt
    let database: InventoryDatabase
    let transaction: WriteTransaction
    /// The rows of the import in the log. They say which ids the files have in the database.
    let log: ImportLog
    /// The files, rows and problems so far.
    let ledger: ImportLedger
    /// The folder for rows that are sorted and don't fit in memory.
    let temporaryFolder: String
    /// The stores in the database before the import.
    let stores: IdentifierTable
    let products: IdentifierTable

    var interruption: Interruption { database.interruption }

    init(
        _ kind: String, _ request: ImportRequest, _ inputs: [ImportInput], _ known: ImportAttempt,
        _ database: InventoryDatabase,
        _ transaction: WriteTransaction, temporaryFolder: String
    ) throws {
        self.request = request
        self.inputs = inputs
        self.known = known
        self.database = database
        self.transaction = transaction
        self.temporaryFolder = temporaryFolder
        log = try ImportLog(transaction, kind: kind, files: request.files, importedAt: Timestamp.now())
        ledger = try ImportLedger(request, inputs, database)
        stores = try transaction.snapshot.storeIdentifiers()
        products = try transaction.snapshot.productIdentifiers()
    }

    /// The store that the user has named for files without any row: they say that it has nothing.
    var emptiedStore: Int32? {
        guard request.namesStore, ledger.files.allSatisfy({ $0.read == $0.blank }) else { return nil }
        var stores = stores
        return Array(request.store.utf8).withUnsafeBufferPointer { stores.key(of: $0) }
    }

    /// The position of a file among those of the import.
    func file(ofImport id: Int32) -> Int { Int(id - log.firstImportID) }

    func leaveOut(_ row: some ImportedRow, _ why: LeftOut) {
        ledger.leaveOut(why, file: file(ofImport: row.importID), line: row.line)
    }

    /// Rejects a row that was found to be wrong after all files had been read.
    ///
    /// - Parameter column: the wrong column and its value; nil if the row as a whole is wrong.
    func reject(
        _ row: some ImportedRow, column: (ImportColumn, value: String)? = nil, _ expected: Expectation
    ) throws {
        try ledger.reject(file: file(ofImport: row.importID), line: row.line, column: column, expected)
    }

    /// That a row is not the first one of its series or product.
    func firstRow(
        store: String?, product: String, importID: Int32, line: Int32, before row: some ImportedRow
    ) -> Expectation {
        .firstRow(store: store, product: product, file: otherFile(importID, than: row), line: line)
    }

    /// The name of the file of an import; nil if it is that of a row.
    func otherFile(_ importID: Int32, than row: some ImportedRow) -> String? {
        importID == row.importID ? nil : ledger.files[file(ofImport: importID)].name
    }
}
