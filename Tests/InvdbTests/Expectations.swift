import TestSupport
import Testing

extension Finished {
    /// Expects that nothing is said that only programmers read.
    func expectPlainWords(at location: SourceLocation = #_sourceLocation) {
        #expect(programmersWords == nil, sourceLocation: location)
    }

    /// Expects a failure with a message of one sentence that begins with the program's name.
    func expectFailure(_ words: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(status == 1, sourceLocation: location)
        #expect(output == "", sourceLocation: location)
        #expect(error.hasPrefix("invdb: "), sourceLocation: location)
        for word in words { #expect(error.contains(word), sourceLocation: location) }
    }
}
