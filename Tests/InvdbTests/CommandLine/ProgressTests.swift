import TestSupport
import Testing

/// Progress is for people in front of a terminal, which `script` makes here.
@Suite struct ProgressTests {
    /// Runs a command with its standard error on a terminal, and gives what that shows.
    private func terminal(_ command: String, in folder: TemporaryFolder) throws -> String {
        try Command.shell("script -qec \"\(command) 2>&1 >/dev/null\" /dev/null", in: folder).output
    }

    @Test func longWorkShowsRateAndTimeLeftUnlessQuiet() throws {
        let folder = try TemporaryFolder()
        // Far more than is done before progress is first shown. With a sanitizer, which takes patience, the program is optimised as well.
        let rows = Command.isShipped || Patience.factor > 1 ? 2_000_000 : 150_000
        let header =
            "product_id,sell_start_date,initial_inventory,sales_rate,restocking_rate,duration_days,forecast_frequency"
        try #require(
            try Command.shell(
                "(echo \(header); seq \(rows) | sed s/$/,2024-01-01,50,10,8,30,1/) > products.csv", in: folder
            ).status == 0)
        let progress = #/[\d,]+ rows, [\d,]+ a second, \d+ %, \d+ s left/#
        #expect(try terminal("invdb import products.csv", in: folder).contains(progress))
        #expect(try terminal("invdb import products.csv --quiet", in: folder) == "")
        #expect(
            try terminal("invdb forecast", in: folder)
                .contains(#/[\d,]+ series, [\d,]+ a second, \d+ %, \d+ s left/#))
        #expect(try terminal("invdb forecast --quiet", in: folder) == "")
        #expect(try terminal("invdb export forecast", in: folder).contains(progress))

        // Where standard error is no terminal, nothing is shown.
        #expect(try Command.invdb("forecast", in: folder).error == "")
    }
}
