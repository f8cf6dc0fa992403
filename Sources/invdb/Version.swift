/// The version of this program, for `--version` and the log of runs.
enum Version {
    static let current = "0.2.0"
}
