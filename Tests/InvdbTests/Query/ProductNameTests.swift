import TestSupport
import Testing

/// The names that a product file states: how products are found by them.
@Suite struct ProductNameTests {
    private static let header = ProductFile.headerWithStore + ",name"

    private func workspace() throws -> Workspace {
        try Workspace(
            Self.header,
            rows: [
                "North,100,2024-01-01,10,5,3,30,1,\"T-Shirt, red\"", "North,101,2024-01-01,10,5,3,30,1,Shirt BLUE",
                "North,~shirt,2024-01-01,10,5,3,30,1,", "South,102,2024-01-01,10,5,3,30,1,Blouse",
            ])
    }

    @Test(
        "A text finds the products that have it in their name",
        arguments: [
            ("~shirt", ["~shirt"]), ("~Shirt", ["100", "101"]), ("~BLUE", ["101"]), ("~t, r", ["100"]),
            ("~s*red", ["100"]), ("~bl", ["101", "102"]), ("=~shirt", ["~shirt"]),
        ])
    func products(_ text: String, _ expected: [String]) throws {
        let workspace = try workspace()
        func found(_ options: [String]) throws -> [String] {
            try workspace.succeed(["export", "inventory"] + options).split(separator: "\n").dropFirst().map {
                String($0.split(separator: ",")[1])
            }
        }
        #expect(try found(["--product", text]) == expected)
        #expect(try Set(found(["--product", text, "--product", "102"])) == Set(expected + ["102"]))
        #expect(try workspace.succeed("forecast", "--product", text).hasPrefix("\(expected.count) series, "))
        for product in expected { #expect(try workspace.succeed("show", text).contains(product)) }
    }

    @Test func whatNoNameHasIsToldSo() throws {
        let workspace = try workspace()
        for command in [["forecast", "--product", "~skirt"], ["show", "~skirt"], ["explain", "~skirt"]] {
            #expect(try workspace.fail(command) == "invdb: No product has a name with “skirt” in it.")
        }
        #expect(try workspace.fail("show", "~").hasPrefix("invdb: No product is called ~; "))
        // Stores have no names.
        #expect(
            try workspace.fail("forecast", "--store", "~North").hasPrefix("invdb: No store is called ~North; did you"))
    }
}
