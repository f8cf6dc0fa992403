import CSV
import Forecasting

/// The values of a row of a file of scheduled receipts.
struct ReceiptValues {
    var storeID: String
    var productID: String
    var receipt: Receipt
}

/// The columns of files of scheduled receipts.
enum ReceiptColumns {
    typealias Field = ExportedColumn<ReceiptValues>

    static let date = ImportColumn(
        "receipt_date", "the day on whose morning the goods are there",
        synonyms: [
            "expected_date", "expected_on", "expected_arrival", "expected_arrival_date", "expected_delivery",
            "expected_delivery_date", "expected_receipt_date", "due_date", "due", "arrival_date", "arrival", "eta",
            "delivery_date", "promised_date", "scheduled_date", "planned_receipt_date", "receiving_date", "date",
        ])

    static let quantity = ImportColumn(
        "quantity", "units that are still to come, more than zero",
        synonyms: [
            "qty", "order_quantity", "order_qty", "ordered_quantity", "ordered_qty", "quantity_ordered",
            "qty_ordered", "open_quantity", "open_qty", "receipt_quantity", "receipt_qty", "expected_quantity",
            "expected_qty", "delivery_quantity", "delivery_qty", "on_order", "on_order_quantity", "on_order_qty",
            "quantity_on_order", "qty_on_order", "units",
        ])

    static let all: [Field] = [
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(date) { .day($0.receipt.day) },
        Field(quantity) { .number($0.receipt.quantity) },
    ]
}
