import Foundation

/// How long tests may take.
public enum Patience {
    /// With `INVDB_TEST_LONG=1`, tests with many cases or large inputs try all of them.
    public static let isLong = ProcessInfo.processInfo.environment["INVDB_TEST_LONG"] == "1"

    /// How many times as long tests wait for what should take a moment. `INVDB_TEST_PATIENCE=10` is for builds that are slow,
    /// such as those with a sanitizer.
    public static let factor = ProcessInfo.processInfo.environment["INVDB_TEST_PATIENCE"].flatMap { Int($0) } ?? 1
}
