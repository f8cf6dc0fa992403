extension StretchKey {
    static let scenarioShift = seriesBits + numberBits

    /// The series and scenario of a key.
    static func place(of rowID: Int) -> ResultPlace {
        ResultPlace(scenario: rowID >> scenarioShift, series: series(of: rowID))
    }
}
