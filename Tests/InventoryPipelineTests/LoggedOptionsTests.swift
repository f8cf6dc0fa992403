import Forecasting
import InventoryStore
import TestSupport
import Testing

@testable import InventoryPipeline

/// The options of a run and its selection, in the log.
@Suite struct LoggedOptionsTests {
    private static func request() -> RunRequest {
        var options = RunOptions(forecast: ProjectionOptions(startDay: 19_723, durationDays: 30), plan: TermDefaults())
        options.forecast.whatIf.salesFactor = 1.25
        return RunRequest(
            selection: SeriesSelection(stores: ["S/1", "“S 2”"], products: ["P*"]), options: options, workers: 1,
            version: "1")
    }

    private static let text =
        #"{"days":30,"from":"2024-01-01","plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0},"#
        + #""product":["P*"],"scaleSales":1.25,"store":["S/1","“S 2”"]}"#

    @Test func theSelectionIsBesideTheOptions() throws {
        #expect(try LoggedOptions(Self.request()).json() == Self.text)
        #expect(LoggedOptions.options(fromJSON: Self.text) == Self.request().options)
    }

    @Test func aPlainRunOfEverythingIsEmpty() throws {
        let request = RunRequest(selection: .all, options: RunOptions(), workers: 1, version: "1")
        #expect(try LoggedOptions(request).json() == "{}")
        #expect(LoggedOptions.options(fromJSON: "{}") == RunOptions())
    }

    @Test(arguments: [
        #"{"dayz":30}"#, #"{"Days":30}"#, #"{"":1}"#, #"{"store":"S"}"#, #"{"product":[1]}"#, #"{"days":30"#, "",
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"revjew":1,"safetyDays":0}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0,"x":1}}"#,
    ])
    func whatIsNotAnOptionIsRefused(_ text: String) {
        #expect(LoggedOptions.options(fromJSON: text) == nil)
    }

    /// A changed digit is another value that a run can have; anything else is refused, and nothing ends the process.
    @Test func damagedTextIsRefusedOrHasOtherValuesWithinTheirBounds() throws {
        var generator = SeededGenerator("damaged options")
        let bytes = Array(Self.text.utf8)
        var refused = 0
        for _ in 0..<20_000 {
            var damaged = bytes
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: damaged.removeLast(Int.random(in: 1...bytes.count, using: &generator))
            case 1:
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            default:
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                damaged[place] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let options = LoggedOptions.options(fromJSON: String(decoding: damaged, as: UTF8.self)) else {
                refused += 1
                continue
            }
            #expect(options.forecast.problem == nil)
            #expect(options.forecast.whatIf.problem == nil)
            #expect(options.plan.map { $0.problem == nil } ?? true)
        }
        #expect(refused > 12_000)
    }
}
