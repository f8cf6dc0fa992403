import InventoryPipeline

extension OptionKey {
    /// Options of the command line that are not called as in the log.
    private static let exceptions = ["extraLeadTime": "--lead-time"]

    /// As it is written on the command line: `scaleSales` is `--scale-sales`.
    package var flag: String {
        if let exception = Self.exceptions[name] { return exception }
        return name.reduce(into: "--") { flag, letter in
            if letter.isUppercase { flag += "-" }
            flag += letter.lowercased()
        }
    }
}
