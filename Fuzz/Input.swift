import Foundation

/// What libFuzzer hands over: a file, and behind it one byte that says how it is read. A line end there means in the usual way,
/// so that any text file is an input as it is.
struct Input {
    private(set) var file: [UInt8]
    private var choices: UInt8

    init(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
        let all = Array(UnsafeBufferPointer(start: bytes, count: count))
        file = Array(all.dropLast())
        choices = (all.last ?? 0) ^ UInt8(ascii: "\n")
    }

    /// Has another byte choose from now on, the one before: if it is of no text, so that files remain as they are. Otherwise all that
    /// follows is chosen as usual.
    mutating func chooseWithAnotherByte() {
        choices = 0
        if let last = file.last, last >= 0x80 {
            choices = last - 0x80
            file.removeLast()
        }
    }

    /// Takes one of `options`; the first of them is the usual one.
    mutating func choose<Option>(_ options: Option...) -> Option {
        defer { choices /= UInt8(options.count) }
        return options[Int(choices) % options.count]
    }
}

/// Ends the process with a sentence where something does not hold; libFuzzer keeps the input.
func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) {
    if !holds { fatalError(sentence()) }
}

/// Ends the process where `body` throws.
func withoutError<Result>(_ what: String, _ body: () throws -> Result) -> Result {
    do { return try body() } catch { fatalError("\(what): \(error)") }
}

/// A folder for the files of this process, in memory where TMPDIR says so.
enum Scratch {
    static let folder: String = {
        let path = NSTemporaryDirectory() + "/invdb-fuzz-\(getpid())"
        withoutError("making \(path)") {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        return path
    }()

    static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        expect(Foundation.write(descriptor, bytes, bytes.count) == bytes.count, "\(path) can't be written")
        close(descriptor)
    }

    static func read(_ path: String) -> [UInt8] {
        withoutError("reading \(path)") { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
    }
}
