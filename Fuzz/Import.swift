import CSV
import Forecasting
import Foundation
import InventoryPipeline
import InventoryStore

/// A whole import, of products, receipts, sales, a calendar, events or stated demand, into a database that has an inventory, terms, receipts, sales and results:
/// every row is accounted for, and nothing is half done.
///
/// Most are dry runs on a database that stays open, as opening one takes longer than the import. For the others, the database is in
/// order afterwards, and the same file a second time says nothing new, or replaces what it has brought. What was sold is then
/// estimated and forecast.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImport(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    var input = Input(bytes, count)
    var request = ImportRequest(files: [Place.products])
    request.isDryRun = input.choose(true, true, true, false)
    request.rejects = input.choose(Place.rejects, nil)
    let former = input.choose(Former.asUsual, .replace, .add)
    request.replacement = request.rejects == nil && former == .replace ? .ofAllStores : .none
    request.adds = former == .add
    request.delimiter = input.choose(nil, UInt8(ascii: ";"))
    request.decimalSeparator = input.choose(UInt8(ascii: "."), UInt8(ascii: ","))
    request.dateOrder = input.choose(nil, .dayFirst, .yearFirst)
    input.chooseWithAnotherByte()
    request.kind = input.choose(nil, FileKind.named("sales"), FileKind.named("demand"), FileKind.named("events"))
    request.period = input.choose(nil, .week, .month)
    request.areMoved = input.choose(nil, true, false)
    request.hasReturnsApart = input.choose(false, true)
    request.firstDay = input.choose(nil, Place.firstDay)
    request.carriesDown = input.choose(false, true)
    let standing = Place.standing
    Scratch.write(input.file, to: Place.products)
    if request.isDryRun {
        _ = imported(request, into: standing)
        return 0
    }
    Scratch.write(Place.before, to: Place.database)
    let database = opened(Place.database)
    let first = imported(request, into: database)
    if let first {
        check(database)
        // Stated demand may be too much if it is added twice.
        let mayBeTooMuch = request.adds && first.stated != nil
        guard let second = imported(request, into: database) else {
            guard mayBeTooMuch else { fatalError("the same file can't be imported again") }
            withoutError("closing") { _ = try database.close() }
            return 0
        }
        var expected = first.total
        switch second.former {
        case .replaced(let receipts, _, _):
            expect(receipts == first.total.inserted, "\(receipts) receipts are replaced")
        case .kept where request.adds:
            check(database)
            if first.sales != nil || first.stated != nil {
                // A day or a period that had none was inserted, and has twice as much now; another one may have come to nothing.
                expected.inserted = second.total.inserted
                expected.updated = second.total.updated
                expected.unchanged = second.total.unchanged
                if mayBeTooMuch { expected.rejected = second.total.rejected }
                expect(second.total.accounted == first.total.accounted, "again: \(second.total), first \(first.total)")
            }
        case .kept, .removed, .removedDays, .removedEvents:
            (expected.inserted, expected.updated) = (0, 0)
            expected.unchanged += first.total.inserted + first.total.updated
        }
        expect(second.total == expected, "again: \(second.total) and not \(expected)")
        if first.sales != nil { forecast(database) } else { planAndSimulate(database) }
    }
    withoutError("closing") { _ = try database.close() }
    if first == nil { expect(Scratch.read(Place.database) == Place.before, "an import that failed leaves something") }
    return 0
}

/// What becomes of what is there before an import.
private enum Former { case asUsual, replace, add }

/// Imports the file, and looks at the counts.
///
/// - Returns: nil where it was refused.
private func imported(_ request: ImportRequest, into database: InventoryDatabase) -> ImportSummary? {
    do {
        let summary = try ImportFlow.run(request, database: database)
        for (counts, file) in zip(summary.counts, summary.files) {
            expect(
                counts.read == counts.accounted, "of \(counts.read) rows \(counts.accounted) are accounted for")
            expect(
                (file.read, file.rejected, file.blank, file.leftOutCount)
                    == (counts.read, counts.rejected, counts.blank, counts.leftOut),
                "the file says something else than the counts")
        }
        let total = summary.total
        expect(total.rejected == summary.problems.total, "not every rejected row has a problem")
        expect(total.rejected == 0 || request.rejects != nil, "bad rows are let through")
        return summary
    } catch let refused as ImportRefused {
        expect(request.rejects == nil && refused.problems.total > 0, "refused without a problem")
        return nil
    } catch is InputError {
        return nil
    } catch {
        fatalError("\(error)")
    }
}

private func opened(_ path: String) -> InventoryDatabase {
    withoutError("opening") { try InventoryDatabase(path: path, access: .create) }
}

/// A forecast by what was sold, which estimates it before.
private func forecast(_ database: InventoryDatabase) {
    let options = RunOptions(forecast: ProjectionOptions(), demand: .history)
    let request = RunRequest(selection: SeriesSelection(), options: options, workers: 1, version: "0")
    withoutError("forecasting by history") { _ = try RunFlow.run(request, database: database) }
    check(database)
}

/// A plan with services and with the risk, and a simulation of the same terms.
private func planAndSimulate(_ database: InventoryDatabase) {
    var terms = TermDefaults()
    terms.service = ServiceLevels("95", .cycle)
    var options = RunOptions(forecast: ProjectionOptions(), risk: true, assumedDispersion: 1.5, plan: terms)
    withoutError("planning") {
        let request = RunRequest(selection: SeriesSelection(), options: options, workers: 1, version: "0")
        _ = try RunFlow.run(request, database: database)
    }
    options.risk = false
    options.plan?.service = nil
    options.forecast.lostSales = true
    var request = SimulationRequest(selection: SeriesSelection(), options: options, workers: 1, version: "0")
    // A lead time of a century takes as many days.
    request.targets = [nil, ServiceLevels("25", .economic)]
    request.policies = [.stated, .minMax]
    (request.days, request.runs, request.bySeries) = (30, 1, true)
    do {
        _ = try SimulateFlow.run(request, database: database)
    } catch RequestError.nothingToSimulate {
        // No series sells anything.
    } catch {
        fatalError("simulating: \(error)")
    }
    check(database)
}

/// What `invdb check` looks at.
private func check(_ database: InventoryDatabase) {
    for line in withoutError("checking", { try CheckFlow.run(database: database, workers: 1) }) {
        expect(line.problems.total == 0, "\(line.subject): \(line.problems.first)")
    }
}

private enum Place {
    static let products = Scratch.folder + "/products.csv"
    static let receipts = Scratch.folder + "/receipts.csv"
    static let sales = Scratch.folder + "/sales.csv"
    static let rejects = Scratch.folder + "/rejects.csv"
    static let database = Scratch.folder + "/invdb.db"

    /// The day of a column d_1: 2024-01-01, as in the other files.
    static let firstDay = CivilDate(isoText: "2024-01-01")?.dayNumber

    /// A database for what is not committed.
    static let standing: InventoryDatabase = {
        Scratch.write(before, to: Scratch.folder + "/standing.db")
        return opened(Scratch.folder + "/standing.db")
    }()

    /// The database that each import begins with, made once.
    static let before: [UInt8] = {
        Scratch.write(
            Array(
                """
                store_id,product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency,lead_time_days,min_order_quantity,max_order_quantity,name
                main,A,2024-01-01,10,5,3,30,1,,,,
                main,B,2024-01-01,10,5,3,30,1,5,,,Bolt
                main,007,2024-01-01,20,5,3,30,7,,24,48,
                S,A,2024-01-01,1,0,0,0,1,,,,

                """.utf8), to: products)
        Scratch.write(
            Array(
                """
                store_id,product_id,receipt_date,quantity
                main,A,2024-01-03,7
                main,A,2024-01-03,7
                S,A,2024-01-01,2.5

                """.utf8), to: receipts)
        Scratch.write(
            Array(
                """
                date,store_id,product_id,quantity,closing_stock,category
                2023-12-29,main,A,3,,
                2023-12-30,main,A,5,2,
                2023-12-30,main,B,1,0,Bolts
                2023-12-31,S,A,-1,,

                """.utf8), to: sales)
        withoutError("making a database") {
            let database = opened(database)
            try ImportFlow.run(ImportRequest(files: [products]), database: database)
            try ImportFlow.run(ImportRequest(files: [receipts]), database: database)
            try ImportFlow.run(ImportRequest(files: [sales]), database: database)
            let request = RunRequest(
                selection: SeriesSelection(), options: RunOptions(forecast: ProjectionOptions()), workers: 1,
                version: "0"
            )
            try RunFlow.run(request, database: database)
            try database.close()
        }
        return Scratch.read(database)
    }()
}
