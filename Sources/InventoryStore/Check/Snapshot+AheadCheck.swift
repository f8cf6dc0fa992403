internal import BulkSQLite
import Forecasting
internal import GRDB

extension Snapshot {
    /// The number of events, those that can't be read, those that are there twice, and the stores whose events refer to an unknown
    /// import.
    func checkedEvents() throws -> (count: Int, problems: CheckProblems) {
        var count = 0
        var problems = CheckProblems()
        var firsts: [EventIdentity: Int] = [:]
        var list = SelectList()
        let key = list.add("event_key")
        let columns = list.add(EventTable.Columns.self, of: EventTable.name)
        let check = RowCheck(stated: EventTable.Columns.self, of: EventTable.name, addedTo: &list)
        try db.scan(list, "FROM \(EventTable.name) ORDER BY event_key") { row in
            count += 1
            let fault = check.fault(row) ?? Self.read { try row.int(key, in: StoredBounds.rowKeys) }.fault
            if let fault {
                return problems.add(.value(.row(of: EventTable.name, key: row.int(key)), fault: fault))
            }
            let identity = EventIdentity(try columns.read(row))
            if let first = firsts[identity] {
                problems.add(.eventTwice(key: row.int(key), first: first))
            } else {
                firsts[identity] = row.int(key)
            }
        }
        problems.merge(
            try unknownImports(in: "store", "events_import_id", key: ["store_key"]) { .eventsOfStore($0[0]) })
        return (count, problems)
    }

    /// The number of periods with stated demand, those that can't be read, those that overlap the period before, and the stores whose
    /// stated demand refers to an unknown import.
    func checkedStatedDemand() throws -> (count: Int, problems: CheckProblems) {
        var count = 0
        var problems = CheckProblems()
        var list = SelectList()
        let key = list.add("series_key")
        let columns = list.add(StatedDemandTable.Columns.self, of: StatedDemandTable.name)
        let check = RowCheck(stated: StatedDemandTable.Columns.self, of: StatedDemandTable.name, addedTo: &list)
        var last: (key: Int, day: Int)?
        try db.scan(list, "FROM \(StatedDemandTable.name) ORDER BY series_key, first_day") { row in
            count += 1
            let series = SeriesKey(rowID: row.int(key))
            if let fault = check.fault(row) {
                return problems.add(.value(.series(series, table: StatedDemandTable.name), fault: fault))
            }
            let days = try columns.read(row).days
            if let last, last.key == row.int(key), days.lowerBound <= last.day {
                problems.add(.overlap(series, day: days.lowerBound))
            }
            last = (row.int(key), max(days.upperBound, last?.key == row.int(key) ? last?.day ?? .min : .min))
        }
        problems.merge(
            try unknownImports(in: "store", "stated_demand_import_id", key: ["store_key"]) {
                .statedDemandOfStore($0[0])
            })
        return (count, problems)
    }

    /// Stated demand of a store or a product that does not exist. No foreign key says so, because both are parts of one key.
    func statedDemandOfNothing() throws -> CheckProblems {
        var problems = CheckProblems()
        var list = SelectList()
        let series = list.add("series_key")
        let first = list.add("first_day")
        for (part, parent) in [
            ("series_key >> \(SeriesKey.productBits)", "store"),
            ("series_key & \(SeriesKey.greatestProduct)", "product"),
        ] {
            try db.scan(
                list,
                """
                FROM \(StatedDemandTable.name) WHERE (\(part)) NOT IN (SELECT \(parent)_key FROM \(parent))
                ORDER BY series_key, first_day
                """
            ) { row in
                problems.add(
                    .reference(
                        table: StatedDemandTable.name, row: "(\(row.shown(series)), \(row.shown(first)))",
                        parent: parent))
            }
        }
        return problems
    }
}
