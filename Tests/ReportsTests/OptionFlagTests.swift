import Forecasting
import InventoryPipeline
import Reports
import TestSupport
import Testing

/// The flags that explanations name are those of the command line.
@Suite struct OptionFlagTests {
    private static let options: [OptionKey] =
        ProjectionOptions.Option.allCases.map { OptionKey($0) } + WhatIf.Option.allCases.map { OptionKey($0) }
        + TermDefaults.Option.allCases.map { OptionKey($0) }

    @Test func eachOptionIsAFlagOfPlan() throws {
        let help = try Command.run(Command.invdb, ["plan", "--help"], in: try TemporaryFolder())
        #expect(help.status == 0)
        let words = Set(help.output.split { " \n,[]=".contains($0) }.map(String.init))
        #expect(Self.options.count >= 14)
        for option in Self.options { #expect(words.contains(option.flag), "\(option.flag)") }
    }

    @Test func aFlagIsTheKeyInOtherLetters() {
        #expect(OptionKey(WhatIf.Option.salesFactor).flag == "--scale-sales")
        #expect(OptionKey(WhatIf.Option.extraLeadTimeDays).flag == "--lead-time")
        #expect(OptionKey(TermDefaults.Option.leadTimeDays).flag == "--lead-time")
        #expect(OptionKey(ProjectionOptions.Option.startDay).flag == "--from")
    }
}
