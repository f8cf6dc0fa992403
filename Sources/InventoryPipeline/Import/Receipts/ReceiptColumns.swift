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
            "expected_receipt_date", "expected_arrival_date", "expected_arrival", "expected_delivery_date",
            "expected_delivery", "expected_date", "expected_on", "confirmed_date", "confirmed_delivery_date",
            "promised_date", "promise_date", "eta", "est_arrival", "estimated_arrival", "arrival_date", "arrival",
            "arrival_due", "scheduled_date", "planned_receipt_date", "receiving_date", "next_delivery_date",
            "next_deliv", "date_expected", "expected_by", "eta_date", "promised_delivery_date", "promised",
        ],
        ["delivery_date", "deliv_date", "due_date", "due", "date_due", "due_on", "due_by"],
        ["required_by", "required_date", "date_required", "need_by_date", "requested_delivery_date", "expected"],
        // It may be the day of the order, so any other name is better.
        ["date"])

    static let quantity = ImportColumn(
        "quantity", "units that are still to come, more than zero; or the units ordered, beside the next two columns",
        synonyms: [
            "order_quantity", "order_qty", "ordered_quantity", "ordered_qty", "quantity_ordered", "qty_ordered",
        ],
        ["qty"],
        [
            "receipt_quantity", "receipt_qty", "expected_quantity", "expected_qty", "delivery_quantity", "delivery_qty",
        ],
        [
            "ordered", "units_ordered", "ordered_units", "purchased", "purchased_quantity", "purchased_qty",
            "quantity_purchased", "qty_purchased", "purchase_quantity", "purchase_qty", "po_quantity", "po_qty",
        ], ["units"])

    /// Not stored.
    static let open = ImportColumn(
        "open_quantity", isOptional: true, "units that are still to come, where another column has those ordered",
        synonyms: [
            "open_qty", "outstanding_quantity", "outstanding_qty", "quantity_outstanding", "pending_quantity",
            "pending_qty", "still_to_be_delivered_qty", "qty_to_receive", "quantity_to_receive", "balance_due",
            "remaining_quantity", "remaining_qty", "quantity_remaining", "qty_remaining", "quantity_open", "qty_open",
            "open_units", "outstanding_units", "units_outstanding", "quantity_pending", "qty_pending",
        ],
        weak, ["outstanding", "pending", "remaining", "open"])

    /// Names of the open quantity that files of stock have as well.
    static let weak = [
        "on_order", "on_order_quantity", "on_order_qty", "quantity_on_order", "qty_on_order", "stock_on_order", "on_po",
        "incoming", "incoming_not_editable", "inbound_quantity",
    ]

    /// Not stored.
    static let received = ImportColumn(
        "received_quantity", isOptional: true, "units that have come already, which are subtracted from those ordered",
        synonyms: [
            "received_qty", "quantity_received", "qty_received", "received", "quantity_fulfilled_received",
            "quantity_delivered", "qty_delivered", "delivered_quantity", "delivered_qty", "gr_quantity",
            "units_received",
            "received_units", "received_to_date", "arrived", "delivered",
        ])

    /// Not stored.
    static let status = ImportColumn(
        "status", isOptional: true, mayRepeat: true, "whether the order still stands; one that doesn't is left out",
        synonyms: [
            "order_status", "po_status", "purchase_order_status", "line_status", "item_status", "document_status",
            "receipt_status",
        ])

    /// Not stored.
    static let cancelled = ImportColumn(
        "cancelled", isOptional: true, mayRepeat: true,
        "anything but nothing, `no`, `false` or 0 means that the order is closed; it is left out",
        synonyms: [
            "canceled", "cancelled_at", "canceled_at", "cancellation_date", "is_cancelled", "is_canceled", "closed",
            "is_closed", "closed_at", "closed_date", "deleted", "is_deleted", "deletion_indicator", "deletion_flag",
            "delivery_completed", "delivery_complete", "final_delivery",
        ])

    /// The columns that are read.
    static let read = all.map(\.column) + [open, received, status, cancelled, .unit]

    /// The columns that exports and the file of rejects write.
    static let all: [Field] = [
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(date) { .day($0.receipt.day) },
        Field(quantity) { .number($0.receipt.quantity) },
    ]
}
