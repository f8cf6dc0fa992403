/// An error with a sentence for users: what failed, where, and what to do.
///
/// The other modules throw facts. Only this folder turns them into sentences, and only here are flags and commands
/// named.
package protocol ExplainedError: Error, CustomStringConvertible {}

/// A check found that the file is damaged.
package struct ProblemsFound: ExplainedError {
    let text: String

    package var description: String { text }
}
