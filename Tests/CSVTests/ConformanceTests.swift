import CSV
import Foundation
import TestSupport
import Testing

/// Files that readers of CSV get wrong, and the records that they hold as JSON: ours, and those of csv-spectrum by Max Ogden
/// (<https://github.com/max-mapper/csv-spectrum>) on a machine that has them beside the repository.
@Suite struct ConformanceTests {
    private static let ours = Fixture.path(of: "csv")
    private static let spectrum = "\(Command.repository)/../shared/csv-spectrum"

    /// Where the JSON of csv-spectrum contradicts its own file.
    private static let misprints = ["location_coordinates": ["Contact Phone Number": "2095257564"]]

    @Test func everyFileHoldsTheRecordsOfItsJSON() throws {
        #expect(try Self.compareAll(Self.ours, Self.ours, misprints: [:]) == 12)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: spectrum), "csv-spectrum lies beside the repository"))
    func everyFileOfCSVSpectrumHoldsTheRecordsOfItsJSON() throws {
        let count = try Self.compareAll("\(Self.spectrum)/csvs", "\(Self.spectrum)/json", misprints: Self.misprints)
        #expect(count >= 12)
    }

    /// - Returns: the number of files.
    private static func compareAll(
        _ texts: String, _ answers: String, misprints: [String: [String: String]]
    ) throws -> Int {
        func names(in folder: String, _ suffix: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
        }
        let files = try names(in: texts, ".csv")
        #expect(try names(in: answers, ".json") == files)
        for name in files {
            let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "\(texts)/\(name).csv")))
            let expected = try Self.expected("\(answers)/\(name).json", misprints: misprints[name] ?? [:])
            #expect(try Self.records(Reading.whole(bytes)) == expected, "\(name)")
            #expect(try Self.records(Reading.growing(bytes)) == expected, "\(name), cut anywhere")
        }
        return files.count
    }

    /// Names and values as bytes: texts that only look alike are not equal.
    private typealias Record = [[UInt8]: [UInt8]]

    private static func records(_ reads: [Read]) throws -> [Record] {
        let rows = try reads.map { read in
            guard case .record(let fields) = read else { throw Unexpected(read: read) }
            return try fields.map { Array(try #require($0).utf8) }
        }
        let header = try #require(rows.first)
        return try rows.dropFirst().map { row in
            try #require(row.count == header.count)
            return Dictionary(uniqueKeysWithValues: zip(header, row))
        }
    }

    private static func expected(_ path: String, misprints: [String: String]) throws -> [Record] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        // A file of one record may hold it without an array around it.
        let decoder = JSONDecoder()
        let isArray = data.first { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } == UInt8(ascii: "[")
        let records =
            try isArray
            ? decoder.decode([[String: String]].self, from: data) : [decoder.decode([String: String].self, from: data)]
        return records.map { record in
            var corrected = record
            for (column, value) in misprints {
                #expect(record[column] != value, "the misprint is gone: so can be its correction")
                corrected[column] = value
            }
            return Dictionary(uniqueKeysWithValues: corrected.map { (Array($0.utf8), Array($1.utf8)) })
        }
    }

    private struct Unexpected: Error {
        var read: Read
    }
}
