internal import BulkSQLite
import Forecasting
internal import GRDB

/// The estimate of the demand of a series, a row of `demand_estimate`.
package struct DemandRow: Equatable, Sendable {
    package var profile: Int
    package var bucket: Int
    /// Day numbers.
    package var until: Int
    package var firstSale: Int
    package var lastSale: Int
    /// Units a day at a factor of 1.
    package var rate: Double
    package var averages: SIMD4<Double>
    /// The parameters of the variance: noise × m + (spread + drift × h / 28) × m².
    package var noise: Double
    package var spread: Double
    package var drift: Double
    package var label: DemandLabel
    /// Whether only whole units were sold.
    package var isWhole: Bool

    package init(_ demand: SeriesDemand, profile: Int, until: Int, label: DemandLabel, isWhole: Bool) {
        self.profile = profile
        bucket = demand.bucket
        self.until = until
        firstSale = demand.state.firstSale ?? until
        lastSale = demand.state.lastSale
        rate = demand.rate
        averages = demand.rates.rates
        let dispersion = demand.ownDispersion
        (noise, spread, drift) = (dispersion.phi, dispersion.c, dispersion.d)
        self.label = label
        self.isWhole = isWhole
    }

    fileprivate init(
        profile: Int, bucket: Int, until: Int, firstSale: Int, lastSale: Int, rate: Double, averages: SIMD4<Double>,
        variance: SIMD3<Double>, label: DemandLabel, isWhole: Bool
    ) {
        self.profile = profile
        self.bucket = bucket
        self.until = until
        self.firstSale = firstSale
        self.lastSale = lastSale
        self.rate = rate
        self.averages = averages
        (noise, spread, drift) = (variance[0], variance[1], variance[2])
        self.label = label
        self.isWhole = isWhole
    }
}

/// What a forecast needs of the estimate of a series.
package struct DemandRate: Equatable, Sendable {
    /// The key of its group.
    package var profile: Int
    /// Units a day at a factor of 1.
    package var rate: Double
    /// Whether it seems to sell no longer.
    package var hasEnded: Bool
    /// How far sales are from what is expected; nil if that isn't read.
    package var spread: DemandSpread?
}

/// `demand_estimate`. Its key is ``SeriesKey/rowID``.
enum DemandTable {
    static let name = "demand_estimate"

    /// What a forecast needs.
    struct Rate: BulkSQLite.Columns {
        private let profile: Place
        private let rate: Place
        private let label: Place

        init(addedTo list: inout SelectList, of table: String) {
            profile = list.add("\(table).profile_key")
            rate = list.add("\(table).rate")
            label = list.add("\(table).label")
        }

        @inline(__always)
        func read(_ row: ScannedRow) throws -> DemandRate {
            // A forecast takes no rate that a file could not state.
            DemandRate(
                profile: try row.int(profile, in: StoredBounds.counts),
                rate: min(try row.amount(rate), StockLimits.quantity),
                hasEnded: try DemandTable.label(row, label) == .ended)
        }
    }

    /// What a forecast needs that also says how likely series run out.
    struct RateAndSpread: BulkSQLite.Columns {
        private let rate: Rate
        private let spread: [Place]
        private let isWhole: Place

        init(addedTo list: inout SelectList, of table: String) {
            rate = Rate(addedTo: &list, of: table)
            spread = ["noise", "spread", "drift"].map { list.add("\(table).\($0)") }
            isWhole = list.add("\(table).is_whole")
        }

        func read(_ row: ScannedRow) throws -> DemandRate {
            var found = try rate.read(row)
            let (phi, c, d) = (try row.amount(spread[0]), try row.amount(spread[1]), try row.amount(spread[2]))
            found.spread = DemandSpread(
                Dispersion(phi: phi, c: c, d: d), isWhole: try row.int(isWhole, in: 0...1) == 1, isAssumed: false)
            return found
        }
    }

    struct Columns: BulkSQLite.Columns {
        private let profile: Place
        private let bucket: Place
        private let until: Place
        private let firstSale: Place
        private let lastSale: Place
        private let rate: Place
        private let averages: [Place]
        private let variance: [Place]
        private let label: Place
        private let isWhole: Place

        init(addedTo list: inout SelectList, of table: String) {
            profile = list.add("\(table).profile_key")
            bucket = list.add("\(table).bucket")
            until = list.add("\(table).until_day")
            firstSale = list.add("\(table).first_sale_day")
            lastSale = list.add("\(table).last_sale_day")
            rate = list.add("\(table).rate")
            averages = ["average_7", "average_28", "average_91", "average_364"].map { list.add("\(table).\($0)") }
            variance = ["noise", "spread", "drift"].map { list.add("\(table).\($0)") }
            label = list.add("\(table).label")
            isWhole = list.add("\(table).is_whole")
        }

        func read(_ row: ScannedRow) throws -> DemandRow {
            let until = try row.int(until, in: StoredBounds.startDays)
            return DemandRow(
                profile: try row.int(profile, in: StoredBounds.counts),
                bucket: try row.int(bucket, in: 0...DemandRates.bucketCount - 1), until: until,
                firstSale: try row.int(firstSale, in: StoredBounds.startDays.lowerBound...until),
                lastSale: try row.int(lastSale, in: StoredBounds.startDays.lowerBound...until),
                rate: try row.amount(rate),
                averages: SIMD4(try averages.map { try row.amount($0) }),
                variance: SIMD3(try variance.map { try row.amount($0) }),
                label: try DemandTable.label(row, label),
                isWhole: try row.int(isWhole, in: 0...1) == 1)
        }
    }

    @inline(__always)
    private static func label(_ row: ScannedRow, _ place: Place) throws -> DemandLabel {
        DemandLabel(rawValue: try row.int(place, in: 0...DemandLabel.allCases.count - 1)) ?? .steady
    }

    static func encode(_ demand: DemandRow, into record: inout RecordEncoder) {
        record.append(demand.profile)
        record.append(demand.bucket)
        record.append(demand.until)
        record.append(demand.firstSale)
        record.append(demand.lastSale)
        record.append(demand.rate)
        for place in 0..<4 { record.append(demand.averages[place]) }
        record.append(demand.noise)
        record.append(demand.spread)
        record.append(demand.drift)
        record.append(demand.label.rawValue)
        record.append(demand.isWhole ? 1 : 0)
    }
}

extension Snapshot {
    /// Whether the demand of any series is estimated.
    func hasEstimates() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(DemandTable.name))") ?? false
    }
}
