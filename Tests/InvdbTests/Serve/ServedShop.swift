import Foundation
import TestSupport
import Testing

/// A small shop with names of every kind, for the pages.
enum ServedShop {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "../../etc/passwd", "..", ".",
        "right\u{202E}left",
        String(repeating: "x", count: 1000), "a,b;*~all", "all", "=all", "'--></style><h1>", "a&b=c#d?e+f%20g", "%00",
        " ",
        "Größe 漢字 😀", "=P1",
    ]

    static func quoted(_ text: String) -> String { "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\"" }

    /// Two stores with a plan, open orders, sales, and a scenario `promo`.
    static func workspace(products: [String] = ["P1", "P2", "P3"]) throws -> Workspace {
        let workspace = try Workspace(
            ProductFile.headerWithStore + ",lead_time_days,unit_cost,name,category,supplier",
            rows: ["North", "South & <b>"].flatMap { store in
                products.enumerated().flatMap { place, product in
                    [
                        "\(quoted(store)),\(quoted(product)),2024-01-01,\([0, 12, 900][place % 3]),\([4, 3, 0.5][place % 3]),0,60,1,7,\([2.5, 10, 3][place % 3]),\(quoted("Name of \(product.prefix(900))")),Kitchen,Acme & Sons"
                    ]
                }
            })
        try workspace.folder.write(
            "store_id,product_id,receipt_date,quantity\nNorth,\(quoted(products[0])),2024-01-05,10\nNorth,\(quoted(products[0])),2023-12-20,7\n",
            to: "open.csv")
        try workspace.succeed("import", "open.csv", "--kind", "receipts")
        try workspace.succeed("plan", "--cover", "14")
        try workspace.succeed("plan", "--cover", "14", "--scale-sales", "1.5", "--scenario", "promo")
        return workspace
    }

    /// The exact values of the numbers below an element with an id, in their order.
    static func values(_ page: String, in id: String) throws -> [String] {
        let part = try #require(page.components(separatedBy: "id=\"\(id)\"").dropFirst().first, "\(id)")
        let end = part.components(separatedBy: "</section>").first ?? part
        return end.components(separatedBy: "<data value=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    /// The addresses that a page leads to, as a browser reads them.
    static func links(_ page: String) -> [String] {
        page.components(separatedBy: "<a href=\"").dropFirst().map { part in
            [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
                .reduce(String(part.prefix { $0 != "\"" })) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
        }
    }
}
