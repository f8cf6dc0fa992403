import CSV
import Platform

/// Finds files with several plans: rows of one period that are of different versions, measures or snapshots don't add up.
struct PlanVersions {
    private let fields: FieldReader
    private var columns: [(place: Int, known: Set<String>)]

    /// The texts that a file has in such a column, by its name in the file.
    typealias Found = [String: Set<String>]

    init(_ fields: FieldReader) {
        self.fields = fields
        columns = fields.mapping.unused.filter { HeaderName(fields.mapping.header[$0]).isOne(of: Self.names) }
            .map { ($0, []) }
    }

    /// Adds the texts of a record that no record before had.
    mutating func read(_ stream: RecordStream, _ found: inout Found) {
        for index in columns.indices where columns[index].known.count <= Self.most {
            let place = columns[index].place
            let text = DisplayText.value(of: FieldReader.trimmed(fields.text(place, stream)))
            if columns[index].known.insert(text).inserted {
                found[fields.mapping.header[place], default: []].insert(text)
            }
        }
    }

    /// The texts that are kept of a column.
    private static let most = 20

    private static let names: Set<String> = [
        "version", "plan_version", "forecast_version", "version_id", "version_name", "revision", "measure", "measures",
        "key_figure", "keyfigure", "metric", "snapshot", "snapshot_date", "snapshot_day", "snapshot_id", "scenario",
        "scenario_name", "plan", "plan_name", "plan_id", "forecast_cycle", "cycle", "forecast_run", "run_id",
        "run_date",
        "model", "forecast_model",
    ]
}
