/// An error that has a sentence for users: what failed, where, and what to do.
///
/// The other modules throw facts. Sentences are made of them in this folder only, and so are the flags and commands in them.
package protocol ExplainedError: Error, CustomStringConvertible {}

/// A check has found that the file is damaged.
package struct ProblemsFound: ExplainedError {
    let text: String

    package var description: String { text }
}
