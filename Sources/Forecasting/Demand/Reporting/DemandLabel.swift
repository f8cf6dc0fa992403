/// What a series is called in lists: what a planner should know of it before its forecast, else how steady its demand is.
///
/// The raw values are stored, and never change.
package enum DemandLabel: Int, CaseIterable, Sendable {
    case steady = 0
    case variable, erratic, lumpy, new, ended, outOfStock, storeClosed

    package init(_ status: DemandStatus, _ demand: DemandClass) {
        self =
            switch (status, demand) {
            case (.new, _): .new
            case (.ended, _): .ended
            case (.outOfStock, _): .outOfStock
            case (.storeClosed, _): .storeClosed
            case (.ongoing, .steady): .steady
            case (.ongoing, .variable): .variable
            case (.ongoing, .erratic): .erratic
            case (.ongoing, .lumpy): .lumpy
            }
    }

    package var text: String {
        switch self {
        case .steady: "steady"
        case .variable: "variable"
        case .erratic: "erratic"
        case .lumpy: "lumpy"
        case .new: "new"
        case .ended: "ended"
        case .outOfStock: "out of stock"
        case .storeClosed: "store closed"
        }
    }
}
