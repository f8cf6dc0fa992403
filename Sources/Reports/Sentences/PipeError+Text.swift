import InventoryPipeline
import Platform

extension PipeError: ExplainedError {
    package var description: String {
        switch self {
        case .unsorted(let series, let former):
            "\(series.text) comes after \(former.text): rows have to ascend by store and product, byte by byte; sort them, or say --unsorted, "
                + "which sorts them in memory."
        }
    }
}

extension SeriesName {
    /// `store Berlin, product bolt`
    var text: String { "store \(DisplayText.of(store)), product \(DisplayText.of(product))" }
}
