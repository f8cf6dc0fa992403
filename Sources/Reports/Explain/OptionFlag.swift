import InventoryPipeline

extension OptionKey {
    /// Options whose name on the command line differs from that in the log.
    private static let exceptions = ["extraLeadTime": "--lead-time", "economic": "--holding-rate"]

    /// The name on the command line: `scaleSales` is `--scale-sales`.
    package var flag: String {
        if let exception = Self.exceptions[name] { return exception }
        return name.reduce(into: "--") { flag, letter in
            if letter.isUppercase { flag += "-" }
            flag += letter.lowercased()
        }
    }
}
