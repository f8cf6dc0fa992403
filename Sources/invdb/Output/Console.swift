import Foundation
import InventoryPipeline

/// Text for people. What is asked for goes to standard output, everything else to standard error.
enum Console {
    /// - Throws: ``BrokenPipe`` where nobody reads any more, ``PipelineError`` where it can't be written.
    static func print(_ text: String) throws {
        try StandardOutput.write(text + "\n")
    }

    /// Prints the summary of what is about to be committed. Where nobody reads any more, that is no reason not to.
    ///
    /// - Throws: ``PipelineError`` where it can't be written.
    static func printSummary(_ text: String) throws {
        do { try print(text) } catch is BrokenPipe {}
    }

    static func error(_ text: String) {
        StandardError.write(text + "\n")
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal that standard output is, or 80.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
    }
}

/// Numbers as people read them.
enum Figure {
    /// `1,234,567`
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return (number < 0 ? "-" : "") + grouped
    }

    /// `48`, `22.2`: rounded as it is reported.
    static func quantity(_ quantity: Double) -> String {
        FieldText.number(ReportedQuantity.rounded(quantity))
    }

    /// `1 series`, `2 series`, `1 row`, `3,000 rows`
    static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
    }

    /// `0.02 s`, `12.3 s`
    static func seconds(_ seconds: Double) -> String {
        String(format: seconds < 10 ? "%.2f s" : "%.1f s", seconds)
    }
}

/// Progress on standard error, on one line that is written over, where that is a terminal.
final class ProgressMeter {
    private let isShown: Bool
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant
    private var width = 0

    init(quiet: Bool) {
        isShown = !quiet && Console.errorIsTerminal
        start = clock.now
        lastShown = start
    }

    func show(_ progress: FlowProgress) {
        guard isShown else { return }
        let now = clock.now
        // Often enough to be alive; what is done sooner shows nothing.
        guard now - lastShown >= .milliseconds(200) else { return }
        lastShown = now
        let elapsed = max((now - start) / .seconds(1), 0.001)
        var line = "\(Figure.grouped(progress.done)) \(progress.unit)"
        line += ", \(Figure.grouped(Int(Double(progress.done) / elapsed))) a second"
        if let fraction = progress.fraction, fraction > 0 {
            let left = elapsed / fraction - elapsed
            line += ", \(Int(fraction * 100)) %, \(Int(left.rounded(.up))) s left"
        }
        write(line)
    }

    /// Takes the line away.
    func clear() {
        if isShown, width > 0 { StandardError.write("\r\(spaces(width))\r") }
        width = 0
    }

    private func write(_ line: String) {
        StandardError.write("\r\(line)\(spaces(max(0, width - line.count)))")
        width = line.count
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
