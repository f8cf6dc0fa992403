import Foundation

/// How long tests wait for what should take a moment only.
public enum Patience {
    /// With `INVDB_TEST_PATIENCE=10` it is ten times as long: for builds that are slow, as those with a sanitizer.
    public static let factor = ProcessInfo.processInfo.environment["INVDB_TEST_PATIENCE"].flatMap { Int($0) } ?? 1

    public static func seconds(_ seconds: Int) -> Duration { .seconds(seconds * factor) }
}
