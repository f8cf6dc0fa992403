/// The words for yes and no in exports, in lower case.
enum YesNoWords {
    static let yes: Set<String> = ["1", "yes", "y", "true", "t", "x"]
    static let no: Set<String> = ["0", "no", "n", "false", "f"]
}
