import Foundation
import TestSupport
import Testing

/// What the options of `forecast` do to the results, against rows worked out by hand.
@Suite struct ForecastOptionTests {
    /// 10 on hand, 4 sold and 1 restocked a day, from 2024-01-30, for 6 days, each reported.
    private func workspace() throws -> Workspace {
        try Workspace(rows: ["S,P,2024-01-30,10,4,1,6,1"])
    }

    private func forecast(_ options: String...) throws -> (days: [String], stockout: [String]) {
        let workspace = try workspace()
        try workspace.succeed(["forecast"] + options)
        return (
            try workspace.query(
                "SELECT update_date, inventory_level, sales, restocking FROM forecast ORDER BY update_date"),
            try workspace.query("SELECT stockout_date, inventory_level, sales, restocking FROM stockout")
        )
    }

    @Test func theFileDecidesWhereNothingIsSaid() throws {
        let (days, stockout) = try forecast()
        #expect(
            days == [
                "2024-01-30|7.0|4.0|1.0", "2024-01-31|4.0|4.0|1.0", "2024-02-01|1.0|4.0|1.0",
                "2024-02-02|-2.0|4.0|1.0", "2024-02-03|-5.0|4.0|1.0", "2024-02-04|-8.0|4.0|1.0",
            ])
        #expect(stockout == ["2024-02-02|-2.0|4.0|1.0"])
    }

    @Test func fromMovesTheStart() throws {
        let (days, stockout) = try forecast("--from", "2024-02-28")
        #expect(days.first == "2024-02-28|7.0|4.0|1.0")
        #expect(days.last == "2024-03-04|-8.0|4.0|1.0")
        #expect(days.count == 6)
        #expect(stockout == ["2024-03-02|-2.0|4.0|1.0"])
    }

    @Test func daysSetTheLength() throws {
        let longer = try forecast("--days", "8")
        #expect(longer.days.count == 8)
        #expect(longer.days.last == "2024-02-06|-14.0|4.0|1.0")
        let shorter = try forecast("--days", "3")
        #expect(shorter.days.last == "2024-02-01|1.0|4.0|1.0")
        #expect(shorter.days.count == 3)
        #expect(shorter.stockout == [])
        let none = try forecast("--days", "0")
        #expect(none.days == [])
        #expect(none.stockout == [])
    }

    @Test func frequencyReportsFewerDaysOfTheSameProjection() throws {
        let (days, stockout) = try forecast("--frequency", "2")
        #expect(days == ["2024-01-30|7.0|4.0|1.0", "2024-02-01|1.0|4.0|1.0", "2024-02-03|-5.0|4.0|1.0"])
        // The day on which it really runs out, which is none of those reported.
        #expect(stockout == ["2024-02-02|-2.0|4.0|1.0"])
    }

    @Test func ratesPerUpdateCountUpdates() throws {
        let (days, stockout) = try forecast("--rates-per", "update", "--frequency", "7", "--days", "5")
        #expect(
            days == [
                "2024-01-30|7.0|4.0|1.0", "2024-02-06|4.0|4.0|1.0", "2024-02-13|1.0|4.0|1.0",
                "2024-02-20|-2.0|4.0|1.0", "2024-02-27|-5.0|4.0|1.0",
            ])
        #expect(stockout == ["2024-02-20|-2.0|4.0|1.0"])
    }

    @Test func lostSalesStopAtZero() throws {
        let (days, stockout) = try forecast("--lost-sales")
        #expect(
            days == [
                "2024-01-30|7.0|4.0|1.0", "2024-01-31|4.0|4.0|1.0", "2024-02-01|1.0|4.0|1.0",
                // One unit in the morning and one that comes in are all that can be sold.
                "2024-02-02|0.0|2.0|1.0", "2024-02-03|0.0|1.0|1.0", "2024-02-04|0.0|1.0|1.0",
            ])
        #expect(stockout == ["2024-02-02|0.0|2.0|1.0"])
    }

    @Test func lostSalesKeepTheRhythmOfTheReports() throws {
        let (days, stockout) = try forecast("--lost-sales", "--frequency", "5", "--days", "11")
        #expect(days == ["2024-01-30|7.0|4.0|1.0", "2024-02-04|0.0|1.0|1.0", "2024-02-09|0.0|1.0|1.0"])
        #expect(stockout == ["2024-02-02|0.0|2.0|1.0"])
    }

    @Test func aSecondForecastReplacesTheFirst() throws {
        let workspace = try workspace()
        try workspace.succeed("forecast", "--lost-sales", "--days", "30")
        #expect(try workspace.query("SELECT count(*) FROM projection") == ["3"])
        try workspace.succeed("forecast", "--days", "2")
        #expect(
            try workspace.query("SELECT update_date, inventory_level FROM forecast ORDER BY 1")
                == ["2024-01-30|7.0", "2024-01-31|4.0"])
        #expect(try workspace.query("SELECT count(*), min(run_id) FROM projection") == ["1|2"])
        #expect(try workspace.query("SELECT count(*) FROM stockout") == ["0"])
    }

    @Test func theSummaryNamesTheFirstToRunOut() throws {
        let workspace = try Workspace(
            rows: (1...9).map { "S\($0 % 2),P\($0),2024-01-01,\(10 * $0),5,0,12,1" } + ["S1,Q,2024-01-01,10,0,0,12,1"])
        let lines = try workspace.succeed("forecast").split(separator: "\n").map(String.init)
        let first = try #require(lines.first)
        // Ten units last two days; P7 and those after it outlast the horizon.
        let totals = try Regex(#"10 series, 6 stock-outs in [0-9.]+ s \([0-9,]+ series a second\)"#)
        #expect(try totals.wholeMatch(in: first) != nil, "\(first)")
        #expect(
            lines.dropFirst() == [
                "The first to run out:", "  2024-01-02  S1  P1", "  2024-01-04  S0  P2", "  2024-01-06  S1  P3",
                "  2024-01-08  S0  P4", "  2024-01-10  S1  P5",
            ])
        let quiet = try workspace.succeed("forecast", "--product", "Q").split(separator: "\n")
        #expect(quiet.count == 1)
        #expect(quiet.first?.hasPrefix("1 series, 0 stock-outs in ") == true)
    }

    @Test func runsTellWhatWasForecast() throws {
        let workspace = try Workspace.threeStores()
        try workspace.succeed("forecast")
        try workspace.succeed(
            "forecast", "--store", "S1,T1", "--product", "A*", "--from", "2024-02-01", "--days", "5", "--frequency",
            "2",
            "--rates-per", "update", "--lost-sales", "--scenario", "promo", "--workers", "2")
        let lines = try workspace.succeed("runs").split(separator: "\n").map(String.init)
        try #require(lines.count == 5)
        #expect(lines[4] == "2 runs")
        #expect(
            lines[0].split(separator: " ")
                == ["run", "started", "scenario", "series", "stock-outs", "orders", "seconds", "invdb", "options"])
        let first = lines[2].split(separator: " ").map(String.init)
        #expect([first[0]] + first[2...4] + first[6...] == ["1", "baseline", "9", "6", "0.2.0"])
        let second = lines[3].split(separator: " ").map(String.init)
        let options =
            "--days 5 --frequency 2 --from 2024-02-01 --lost-sales --product 'A*' --rates-per update --store S1,T1"
        let shown = ([second[0]] + second[2...4] + second[6...]).joined(separator: " ")
        #expect(shown == "2 promo 4 4 0.2.0 \(options)")
        // Times are UTC in ISO 8601.
        #expect(try Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"#).wholeMatch(in: second[1]) != nil)
    }

    @Test(
        "The options that runs show can be given again",
        arguments: [
            "plan",
            "plan --lead-time 3 --review 7 --review-on friday --cover 20 --multiple 6 --safety-days 2.5 --workdays mon-fri",
            "plan --lead-time +2 --lead-time-in workdays --workdays mon-fri --review 2 --review-from 2024-01-03 --service 95 --assume-dispersion 1.2",
            "plan --service economic --holding-rate 20 --assume-dispersion 2",
            "plan --service A=98,B=95,C=90 --assume-dispersion 2",
            "plan --fill-rate 98.5 --risk --assume-dispersion 1.5 --demand stated --roll-forward --lost-sales",
            "forecast --scale-sales 1.5 --between 2024-01-05,2024-01-09 --scale-restocking 0.5 --delay-receipts 3 --from 2024-01-02",
            "forecast --store S1 --store T1,S1 --product 'A*,B*' --rates-per update --days 9",
        ])
    func optionsCanBeGivenAgain(command: String) throws {
        let workspace = try Workspace.threeStores()
        func run(_ command: String) throws -> (shown: String, logged: String) {
            let finished = try workspace.folder.shell("invdb \(command) --quiet --scenario again")
            #expect(finished.status == 0, "\(command): \(finished.error)")
            let lines = try workspace.succeed("runs", "--limit", "1").split(separator: "\n")
            let shown = try #require(lines.dropFirst(2).first?.split(separator: "0.2.0", maxSplits: 1).last)
            let logged = try workspace.query("SELECT options FROM run ORDER BY run_id DESC LIMIT 1")
            return (String(shown), try #require(logged.first))
        }
        let (shown, logged) = try run(command)
        let again = try run(command.prefix { $0 != " " } + " " + shown)
        #expect(again == (shown, logged))
    }
}
