import Foundation
import TestSupport
import Testing

private let systemExamples = "\(Command.repository)/../shared/formats"

/// Small exports of real systems, which lie beside the repository. What a planner would write down of each is here; the pages in
/// `docs/systems` show the same with examples of our own.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: systemExamples)))
struct ImportSystemsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func importing(_ file: String, _ options: [String]) throws -> Finished {
        try Command.run(Command.invdb, ["import", "\(systemExamples)/\(file)"] + options, in: folder)
    }

    @Test(
        "Stocks are read with at most a profile and the day that they are of",
        arguments: [
            ("amazon_ledger.tsv", "amazon-fba", ["US|TEE-M|2026-05-13|11.0|"]),
            ("amazon_restock.csv", "amazon-fba", ["United Kingdom|TEE-M|2026-11-23|37.0|0.8"]),
            ("bc_items.csv", "business-central", ["main|TEE-M|2026-11-23|40.0|"]),
            ("cin7_core_availability.csv", "cin7", ["Main|TEE-M|2026-11-23|40.0|"]),
            ("cin7_core_availability.csv", "", ["Main|TEE-M|2026-11-23|40.0|"]),
            ("erpnext_projected.csv", "", ["Stores - A|TEE-M|2026-11-23|40.0|"]),
            ("katana_inventory.csv", "", ["Main|TEE-M|2026-11-23|40.0|"]),
            (
                "lightspeed_x_products.csv", "lightspeed",
                ["Main_Outlet|TEE-M|2026-11-23|12.0|", "Market_Square|TEE-M|2026-11-23|7.0|"]
            ),
            ("lokad_items.tsv", "lokad", ["main|TEE-M|2026-11-23|40.0|"]),
            ("magento_msi.csv", "", ["default|TEE-M|2026-11-23|40.0|"]),
            ("odoo_quant_labels.csv", "odoo", ["WH|TEE-M|2026-11-23|40.0|"]),
            ("quickbooks_stock.csv", "quickbooks", ["main|TEE-M|2026-11-23|40.0|1.03571428571429"]),
            ("sap_mb52.csv", "sap", ["1000|100001|2026-11-23|1252.0|"]),
            ("shopify_inventory.csv", "shopify", ["Main Street|TEE-M|2026-11-23|40.0|"]),
            ("woo_products.csv", "woocommerce", ["main|TEE-M|2026-11-23|40.0|"]),
        ])
    func stocks(file: String, profile: String, expected: [String]) throws {
        let finished = try importing(file, (profile == "" ? [] : ["--profile", profile]) + ["--as-of", "2026-11-23"])
        #expect(finished.status == 0, "\(finished)")
        #expect(
            try folder.rows(
                """
                SELECT store_id, product_id, date(start_day * 86400, 'unixepoch'), on_hand, sales_rate FROM inventory
                JOIN store USING (store_key) JOIN product USING (product_key) ORDER BY 1, 2
                """) == expected)
    }

    @Test(
        "Open orders are read with what is still to come, on the day on which it comes",
        arguments: [
            ("erpnext_po_analysis.csv", ["--profile", "erpnext"], "Stores - A"),
            ("netsuite_po.csv", ["--profile", "netsuite"], "Main"),
            ("netsuite_po.csv", [], "Main"), ("odoo_po_lines.csv", ["--profile", "odoo", "--store", "WH"], "WH"),
            ("sap_me2m.csv", ["--profile", "sap"], "1000"), ("zoho_po.csv", [], "Main"),
        ])
    func openOrders(file: String, options: [String], store: String) throws {
        try folder.importGood(
            "store,sku,on hand\n\(store),TEE-M,40\n\(store),100001,40\n", "--as-of", "2026-11-23")
        let finished = try importing(file, options)
        #expect(finished.status == 0, "\(finished)")
        #expect(
            try folder.rows(
                "SELECT store_id, date(receipt_day * 86400, 'unixepoch'), quantity FROM receipt JOIN inventory USING (series_key) JOIN store USING (store_key)"
            ) == ["\(store)|2026-12-04|12.0"])
    }

    @Test("Terms of a supplier's items are those of the items in all stores")
    func itemSuppliers() throws {
        try folder.importGood("store,sku,on hand\nN,TEE-M,40\nS,TEE-M,3\n", "--as-of", "2026-11-23")
        #expect(try importing("frepple_itemsupplier.csv", ["--profile", "frepple"]).status == 0)
        #expect(
            try folder.rows(
                "SELECT lead_time_days, min_order_quantity, order_multiple, max_order_quantity, unit_cost FROM supply_terms"
            )
                == ["14|48.0|12.0||9.5", "14|48.0|12.0||9.5"])
    }

    @Test(
        "Histories of sales are read with at most a profile",
        arguments: [
            ("amazon_ledger.tsv", ["--profile", "amazon-fba", "--kind", "sales"], ["US|TEE-M|2026-05-13|0.0|11.0"]),
            ("bc_item_ledger.csv", ["--profile", "business-central"], ["MAIN|TEE-M|2026-11-02|2.0|"]),
            ("kaggle_favorita.csv", [], ["25|103665|2013-01-01|7.0|", "25|103665|2013-01-02|-1.0|"]),
            ("kaggle_m5.csv", ["--first-day", "2011-01-29"], ["CA_1|HOBBIES_1_001|2011-01-31|1.0|"]),
            ("lokad_orders.tsv", ["--profile", "lokad"], ["main|TEE-M|2026-11-02|2.0|"]),
            ("odoo_sale_lines.csv", ["--profile", "odoo"], ["WH|TEE-M|2026-11-02|2.0|"]),
            (
                "shopify_orders.csv", ["--profile", "shopify"],
                ["Main Street|TEE-L|2026-05-01|2.0|", "Main Street|TEE-M|2026-05-01|1.0|"]
            ),
            (
                "square_item_sales.csv", ["--profile", "square"],
                ["Downtown|TEE-M|2026-07-18|1.0|", "Downtown|TEE-M|2026-07-19|-1.0|"]
            ),
        ])
    func histories(file: String, options: [String], expected: [String]) throws {
        let finished = try importing(file, options)
        #expect(finished.status == 0, "\(finished)")
        #expect(try folder.rows("SELECT * FROM sales ORDER BY 1, 2, 3") == expected)
    }

    @Test("Columns of periods are named as what they are")
    func periods() throws {
        try importing("kaggle_m5.csv", ["--as-of", "2026-11-23"]).expectFailure("has a column for each period")
    }

    @Test("What was sold by week is spread over its days")
    func weeks() throws {
        let finished = try importing("wide_weekly.csv", ["--kind", "sales"])
        #expect(finished.output.contains("\n  periods: 4 columns, 2026-10-26 to 2026-11-22\n"), "\(finished)")
        #expect(
            try folder.rows(
                "SELECT store_id, product_id, min(date), count(*), round(sum(quantity), 9) FROM sales GROUP BY (unixepoch(date) / 86400 + 3) / 7"
            ) == [
                "Main|TEE-M|2026-10-26|7|7.0", "Main|TEE-M|2026-11-02|7|5.0", "Main|TEE-M|2026-11-09|7|9.0",
                "Main|TEE-M|2026-11-16|7|8.0",
            ])
        #expect(try Command.invdb("check", in: folder).status == 0)
    }

    @Test("Each of the examples is among these") func all() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: systemExamples).filter { $0 != "README.md" }
        #expect(files.count == 28)
    }
}
