internal import BulkSQLite
import Forecasting
internal import GRDB
import InvdbMigrations

/// A simulation, as the log has it: a row of `simulation_run`.
package struct StoredSimulation: Equatable, Sendable {
    package var id: Int
    /// UTC, as ISO 8601.
    package var startedAt: String
    /// A JSON object.
    package var options: String
    /// The first day of sales that were replayed; nil if sales were drawn.
    package var firstDay: Int?
    /// Of a replay, the days of series on which nothing was left in the evening: what was sold is less than what was asked for.
    package var outDays: Int?
    /// The series that were simulated, and those that they stand for.
    package var series: Int
    package var allSeries: Int
    /// The days that count of each series.
    package var days: Int
    package var runs: Int
    /// Duration of the simulation, in seconds.
    package var seconds: Double
    /// The newest import that it includes.
    package var importID: Int
    /// The version of invdb that made it.
    package var version: String

    /// `simulate` or `replay`.
    package var kind: String { firstDay == nil ? "simulate" : "replay" }

    package init(
        id: Int, startedAt: String, options: String, firstDay: Int?, outDays: Int?, series: Int, allSeries: Int,
        days: Int, runs: Int, seconds: Double, importID: Int, version: String
    ) {
        self.id = id
        self.startedAt = startedAt
        self.options = options
        self.firstDay = firstDay
        self.outDays = outDays
        self.series = series
        self.allSeries = allSeries
        self.days = days
        self.runs = runs
        self.seconds = seconds
        self.importID = importID
        self.version = version
    }
}

/// What a policy gave: a row of `simulation_result`.
package struct SimulationResult: Equatable, Sendable {
    package var policy: String
    /// The service that safety stock is for, such as `service 95`; nil: what the terms say.
    package var target: String?
    package var figures: SimulationFigures

    package init(policy: String, target: String?, figures: SimulationFigures) {
        self.policy = policy
        self.target = target
        self.figures = figures
    }
}

/// `simulation_run`: the log of simulations.
enum SimulationTable {
    static let name = "simulation_run"

    struct Columns: BulkSQLite.Columns {
        private let id: Place
        private let startedAt: Place
        private let options: Place
        private let firstDay: Place
        private let outDays: Place
        private let series: Place
        private let allSeries: Place
        private let days: Place
        private let runs: Place
        private let seconds: Place
        private let importID: Place
        private let version: Place

        init(addedTo list: inout SelectList, of table: String) {
            id = list.add("\(table).simulation_id")
            startedAt = list.add("\(table).started_at")
            options = list.add("\(table).options")
            firstDay = list.add("\(table).first_day")
            outDays = list.add("\(table).out_day_count")
            series = list.add("\(table).series")
            allSeries = list.add("\(table).all_series")
            days = list.add("\(table).days")
            runs = list.add("\(table).runs")
            seconds = list.add("\(table).seconds")
            importID = list.add("\(table).import_id")
            version = list.add("\(table).invdb_version")
        }

        func read(_ row: ScannedRow) throws -> StoredSimulation {
            guard row.text(options).hasPrefix("{") else { throw row.outOfBounds(options) }
            let simulated = try row.int(series, in: StoredBounds.counts)
            guard row.isNull(firstDay) == row.isNull(outDays) else { throw row.outOfBounds(outDays) }
            return StoredSimulation(
                id: try row.int(id, in: StoredBounds.logIDs), startedAt: try row.timestamp(at: startedAt),
                options: row.text(options),
                firstDay: try row.optionalInt(firstDay, in: StoredBounds.resultDays),
                outDays: try row.optionalInt(outDays, in: StoredBounds.counts),
                series: simulated, allSeries: try row.int(allSeries, in: simulated...StoredBounds.counts.upperBound),
                days: try row.int(days, in: 1...StockLimits.durationDays),
                runs: try row.int(runs, in: 1...StoredBounds.counts.upperBound), seconds: try row.amount(seconds),
                importID: try row.int(importID, in: StoredBounds.logReferences), version: try row.name(at: version))
        }
    }

    static func insert(_ simulation: StoredSimulation, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO \(name)
                    (simulation_id, started_at, options, first_day, out_day_count, series, all_series, days, runs, seconds, import_id,
                    invdb_version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                simulation.id, simulation.startedAt, simulation.options, simulation.firstDay, simulation.outDays,
                simulation.series, simulation.allSeries, simulation.days, simulation.runs, simulation.seconds,
                simulation.importID, simulation.version,
            ])
    }
}

/// `simulation_result`: what each policy of a simulation gave. Its key is the number of the simulation and that of the policy in it.
enum SimulationResultTable {
    static let name = "simulation_result"
    static let key = "simulation_result_key"
    static let numberBits = KeyLayout.simulationNumberBits
    /// The most policies that a simulation tries.
    static let numberLimit = 1 << numberBits

    static let keys =
        StoredBounds.logIDs.lowerBound << numberBits...StoredBounds.logIDs.upperBound << numberBits | (numberLimit - 1)

    struct Columns: BulkSQLite.Columns {
        private let policy: Place
        private let target: Place
        private let figures: [(figure: SimulationFigure, mean: Place, margin: Place)]

        init(addedTo list: inout SelectList, of table: String) {
            policy = list.add("\(table).policy")
            target = list.add("\(table).target")
            figures = SimulationFigure.allCases.map {
                ($0, list.add("\(table).\($0.rawValue)"), list.add("\(table).\($0.rawValue)_margin"))
            }
        }

        func read(_ row: ScannedRow) throws -> SimulationResult {
            var found = SimulationFigures()
            for (figure, mean, margin) in figures {
                let limit = figure.isShare ? 1 : StoredBounds.amount
                // A unit may be sold for less than it costs.
                let value =
                    figure == .marginLost && !row.isNull(mean)
                    ? try row.double(mean, upTo: limit) : try row.optionalAmount(mean, upTo: limit)
                let width = try row.optionalAmount(margin)
                guard let value else {
                    guard width == nil else { throw row.outOfBounds(margin) }
                    continue
                }
                found[figure] = RunInterval(mean: value, halfWidth: width)
            }
            guard SimulatedPolicy(rawValue: row.text(policy)) != nil else { throw row.outOfBounds(policy) }
            return SimulationResult(
                policy: row.text(policy), target: row.isNull(target) ? nil : try row.name(at: target),
                figures: found)
        }
    }

    static func insert(_ results: [SimulationResult], of simulation: Int, _ db: Database) throws {
        let columns =
            [key, "policy", "target"]
            + SimulationFigure.allCases.flatMap { [$0.rawValue, "\($0.rawValue)_margin"] }
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        for (number, result) in results.enumerated() {
            let values = SimulationFigure.allCases.flatMap { figure -> [Double?] in
                let interval = result.figures[figure]
                return [interval?.mean, interval?.halfWidth]
            }
            try db.cachedStatement(sql: "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
                .execute(
                    arguments: [simulation << numberBits | number, result.policy, result.target]
                        + StatementArguments(values))
        }
    }
}
