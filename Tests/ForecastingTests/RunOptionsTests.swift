import Forecasting
import Foundation
import TestSupport
import Testing

/// `RunOptions` as the log of runs has them.
@Suite struct RunOptionsTests {
    private static func json(_ options: RunOptions) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(options), as: UTF8.self)
    }

    private static func options(_ json: String) throws -> RunOptions {
        try JSONDecoder().decode(RunOptions.self, from: Data(json.utf8))
    }

    /// With the options that the projection of one series does not know.
    private static func random(_ generator: inout SeededGenerator) -> RunOptions {
        var options = RunOptions.random(&generator)
        options.demand = DemandSource.allCases.randomElement(using: &generator) ?? .best
        options.rollsForward = Bool.random(using: &generator)
        options.risk = Bool.random(using: &generator)
        options.assumedDispersion = [nil, 1, 1.5, 1_000].randomElement(using: &generator) ?? nil
        options.plan?.service =
            [
                nil, ServiceLevels("95", .cycle), ServiceLevels("97.5", .fillRate), ServiceLevels("A=98,C=90", .cycle),
            ].randomElement(using: &generator) ?? nil
        if Bool.random(using: &generator) {
            let day = Int.random(in: StockLimits.days.lowerBound...StockLimits.days.upperBound - 365, using: &generator)
            options.forecast.whatIf.salesDays =
                day...day + Int.random(in: 0..<StockLimits.daysOfFactor, using: &generator)
        }
        return options
    }

    @Test func onlyWhatDiffersIsWritten() throws {
        #expect(try Self.json(RunOptions()) == "{}")
        #expect(
            try Self.json(RunOptions(plan: TermDefaults()))
                == #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0}}"#)
        var options = RunOptions(
            forecast: ProjectionOptions(
                startDay: 19_723, durationDays: 0, frequency: 1, ratesPer: .update, lostSales: true))
        options.forecast.whatIf.salesFactor = 1.5
        options.forecast.whatIf.restockingFactor = 0
        options.forecast.whatIf.receiptDelayDays = 3
        options.forecast.whatIf.extraLeadTimeDays = -2
        options.forecast.whatIf.salesDays = 19_724...19_725
        options.demand = .history
        options.rollsForward = true
        let text =
            #"{"between":"2024-01-02,2024-01-03","days":0,"delayReceipts":3,"demand":"history","extraLeadTime":-2,"frequency":1,"from":"2024-01-01","lostSales":true,"#
            + #""ratesPer":"update","rollForward":true,"scaleRestocking":0,"scaleSales":1.5}"#
        #expect(try Self.json(options) == text)
        #expect(try Self.options(text) == options)
    }

    @Test func randomOptionsComeBackAsTheyWere() throws {
        var generator = SeededGenerator("options in the log")
        for _ in 0..<2000 {
            let options = Self.random(&generator)
            #expect(try Self.options(Self.json(options)) == options)
        }
    }

    @Test func everyKeyIsOneThatIsWritten() throws {
        var written: Set<String> = []
        var generator = SeededGenerator("keys in the log")
        for _ in 0..<500 {
            let text = try Self.json(Self.random(&generator))
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            written.formUnion(object.keys)
        }
        #expect(written == RunOptions.keys)
    }

    @Test(arguments: [
        "", "[]", "7", "null", "{", #"{"days":"5"}"#, #"{"days":-1}"#, #"{"days":36526}"#, #"{"days":1.5}"#,
        #"{"days":1e400}"#, #"{"days":99999999999999999999}"#, #"{"frequency":0}"#, #"{"frequency":36526}"#,
        #"{"from":""}"#, #"{"from":"2024-1-01"}"#, #"{"from":"2024-02-30"}"#, #"{"from":"2024-01-01T"}"#,
        #"{"from":"1899-12-31"}"#, #"{"from":"3000-01-01"}"#, #"{"from":"9999-12-31"}"#, #"{"from":5}"#,
        #"{"from":"٢٠٢٤-٠١-٠١"}"#, #"{"from":"-024-01-01"}"#,
        #"{"ratesPer":"week"}"#, #"{"lostSales":1}"#, #"{"lostSales":"true"}"#, #"{"scaleSales":-1}"#,
        #"{"scaleSales":1000001}"#, #"{"scaleSales":NaN}"#, #"{"scaleRestocking":-0.5}"#, #"{"delayReceipts":-1}"#,
        #"{"demand":"guessed"}"#, #"{"risk":1}"#, #"{"assumeDispersion":0.5}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":0,"service":"0.9"}}"#,
        #"{"plan":{"cover":14,"fillRate":"95","leadTime":7,"multiple":1,"review":1,"safetyDays":0,"service":"90"}}"#,
        #"{"demand":1}"#, #"{"rollForward":"yes"}"#, #"{"between":"2024-01-02"}"#,
        #"{"between":"2024-01-03,2024-01-02","scaleSales":2}"#, #"{"between":"2024-01-01,2025-01-01","scaleSales":2}"#,
        #"{"between":"2024-01-01,2024-01-02","scaleSales":1001}"#, #"{"between":",","scaleSales":2}"#,
        #"{"between":"9999-01-01,9999-01-02","scaleSales":2}"#,
        #"{"delayReceipts":36526}"#, #"{"extraLeadTime":-36526}"#, #"{"extraLeadTime":36526}"#,
        #"{"extraLeadTime":-9223372036854775808}"#, #"{"plan":7}"#, #"{"plan":{}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":0,"safetyDays":0}}"#,
        #"{"plan":{"cover":-1,"leadTime":7,"multiple":1,"review":1,"safetyDays":0}}"#,
        #"{"plan":{"cover":14,"leadTime":36526,"multiple":1,"review":1,"safetyDays":0}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1e13,"review":1,"safetyDays":0}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":-1,"review":1,"safetyDays":0}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":-0.1}}"#,
        #"{"plan":{"cover":14,"leadTime":7,"multiple":1,"review":1,"safetyDays":36526}}"#,
    ])
    func aValueThatNoRunCanHaveIsRefused(_ text: String) {
        #expect(throws: DecodingError.self) { try Self.options(text) }
    }
}
