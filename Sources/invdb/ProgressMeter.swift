import InventoryPipeline
import Platform
import Reports

/// Progress on standard error, on one line that is overwritten. It is shown only on a terminal.
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
        // Often enough to look alive. Work that ends sooner shows nothing.
        guard now - lastShown >= .milliseconds(200) else { return }
        lastShown = now
        let elapsed = max((now - start) / .seconds(1), 0.001)
        var line = "\(NumberText.grouped(progress.done)) \(progress.unit)"
        line += ", \(NumberText.grouped(Int(Double(progress.done) / elapsed))) a second"
        if let fraction = progress.fraction, fraction > 0 {
            let left = elapsed / fraction - elapsed
            line += ", \(Int(fraction * 100)) %, \(Int(left.rounded(.up))) s left"
        }
        write(line)
    }

    /// Removes the line.
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
