import CSV
import Foundation
import TestSupport
import Testing

private let folder = "\(Command.shared)/csv-spectrum"

/// csv-spectrum by Max Ogden: files that readers of CSV get wrong, and the records that they hold as JSON.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: folder), "the shared test data lies beside the repository"))
struct ConformanceTests {
    /// Where the JSON of the collection contradicts its own file.
    private static let misprints = ["location_coordinates": ["Contact Phone Number": "2095257564"]]

    @Test func everyFileHoldsTheRecordsOfItsJSON() throws {
        func names(in kind: String, _ suffix: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")
                .map { $0.hasSuffix(suffix) ? String($0.dropLast(suffix.count)) : $0 }.sorted()
        }
        let files = try names(in: "csvs", ".csv")
        #expect(files.count >= 12)
        #expect(try names(in: "json", ".json") == files)
        for name in files {
            let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/csvs/\(name).csv")))
            let expected = try Self.expected(name)
            #expect(try Self.records(Reading.whole(bytes)) == expected, "\(name)")
            #expect(try Self.records(Reading.growing(bytes)) == expected, "\(name), cut anywhere")
        }
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

    private static func expected(_ name: String) throws -> [Record] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/json/\(name).json"))
        // A file of one record may hold it without an array around it.
        let decoder = JSONDecoder()
        let isArray = data.first { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } == UInt8(ascii: "[")
        let records =
            try isArray
            ? decoder.decode([[String: String]].self, from: data) : [decoder.decode([String: String].self, from: data)]
        return records.map { record in
            var corrected = record
            for (column, value) in misprints[name] ?? [:] {
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
