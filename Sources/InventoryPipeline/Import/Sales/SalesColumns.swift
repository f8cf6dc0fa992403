import InventoryStore

/// The values of a row of sales.
struct SalesValues {
    var storeID: String
    var productID: String
    var day: Int
    var quantity: SoldQuantity
    /// Only of exports.
    var category: String?
}

/// The columns of files of sales.
enum SalesColumns {
    typealias Field = ExportedColumn<SalesValues>

    static let date = ImportColumn(
        "date", "the day of the sale",
        synonyms: ["sale_date", "sales_date", "date_of_sale", "sold_on", "sale_day", "day_of_sale"],
        ["transaction_date", "business_date", "posting_date", "invoice_date", "bill_date"],
        [
            "purchase_date", "order_date", "ordered_on", "date_ordered", "created_at", "date_created", "document_date",
            "voucher_date", "line_item_date", "day",
        ],
        ["paid_at", "shipment_date", "ship_date", "shipped_date", "snapshot_date"],
        [
            "week_ending", "week_end", "week_ending_date", "week_end_date", "week_start", "week_starting",
            "week_beginning", "week_commencing", "week_start_date", "week_of",
        ])

    static let quantity = ImportColumn(
        "quantity", "units sold: of a line of a receipt, of a sale, or of a day; less than zero is a return",
        synonyms: clear,
        ["lineitem_quantity", "order_quantity", "order_qty", "ordered_quantity", "ordered_qty", "quantity_ordered"],
        ["qty", "units", "pieces"],
        [
            "transaction_quantity", "transaction_qty", "item_quantity", "item_qty", "line_quantity", "line_qty",
            "sale_quantity",
            "sale_qty",
        ],
        ["sales", "demand"],
        moved,
        [
            "delivered_quantity", "delivered_qty", "quantity_delivered", "shipped_quantity", "quantity_shipped",
            "shipped_qty",
            "qty_shipped", "invoiced_quantity", "invoiced_qty", "quantity_invoiced", "qty_invoiced", "product_quantity",
        ])

    /// Names of a quantity that can be nothing but sold.
    static let clear = [
        "quantity_sold", "qty_sold", "units_sold", "unit_sales", "sold_quantity", "sold_qty", "sold_units", "sold",
        "sales_quantity", "sales_qty", "sales_units", "net_units_sold", "net_quantity", "net_sales_quantity",
        "net_items_sold", "items_sold",
    ]

    /// Names of quantities by which a stock changes: what is sold is less than zero.
    static let moved = ["customer_shipments", "out_qty", "out_quantity"]

    /// Not stored.
    static let returned = ImportColumn(
        "returned_quantity", isOptional: true, "units that came back, which are subtracted from those sold",
        synonyms: [
            "returned_qty", "quantity_returned", "qty_returned", "units_returned", "returned_units", "returned",
            "return_quantity", "return_qty", "returns", "customer_returns", "refunded_quantity", "quantity_refunded",
            "refunded_qty", "qty_refunded", "refund_quantity", "refund_qty", "units_refunded",
        ], ["in_qty", "in_quantity"])

    /// Not stored.
    static let cancelledQuantity = ImportColumn(
        "cancelled_quantity", isOptional: true, "units that were cancelled, which are subtracted from those sold",
        synonyms: [
            "canceled_quantity", "cancelled_qty", "canceled_qty", "quantity_cancelled", "quantity_canceled",
            "qty_cancelled", "qty_canceled", "units_cancelled", "units_canceled",
        ])

    static let closingStock = ImportColumn(
        "closing_stock", isOptional: true,
        "units on hand in the evening; on a day that ends with none, more may have been asked for than was sold",
        synonyms: [
            "closing_inventory", "closing_balance", "closing_quantity", "closing_qty", "closing_on_hand",
            "ending_stock", "ending_inventory", "ending_balance", "ending_on_hand", "end_of_day_stock", "eod_stock",
            "stock_at_close", "stock_end", "end_stock", "ending_warehouse_balance",
        ],
        ["stock_on_hand", "on_hand", "balance_qty", "balance_quantity", "stock_level", "inventory_level", "stock"])

    /// Not stored.
    static let status = ImportColumn(
        "status", isOptional: true, mayRepeat: true,
        "whether the row is a sale: what was cancelled, and what moves a stock in another way, is left out",
        synonyms: [
            "order_status", "line_status", "item_status", "sale_status", "sales_status", "financial_status", "state",
            "order_state", "invoice_status", "transaction_status", "payment_status", "receipt_status", "doc_status",
            "docstatus",
            "bill_status", "ticket_status", "so_status", "sales_order_status", "auftragsstatus", "bestellstatus",
            "rechnungsstatus",
            "zahlungsstatus", "txn_type", "trans_type", "tran_type", "record_type",
            "event_type", "transaction_type", "type_of_transaction", "document_status", "line_type", "sale_type",
            "sales_type",
        ], movements, ["type"])

    /// Names of the kind of a movement of stock.
    static let movements = [
        "entry_type", "movement_type", "voucher_type", "mvt", "mvt_type", "mvmt_type", "mov_type", "bwart",
    ]

    /// Not stored.
    static let isReturn = ImportColumn(
        "is_return", isOptional: true, mayRepeat: true,
        "`yes`, `true`, 1 or a word such as `Refund` means that the row is a return, whose quantity is less than zero",
        synonyms: [
            "is_refund", "is_returned", "is_refunded", "return", "refund", "refunded", "return_flag", "refund_flag",
            "return_indicator",
        ])

    /// Not stored.
    static let documentType = ImportColumn(
        "document_type", isOptional: true, mayRepeat: true,
        "what the sale is written on: a credit memo is a return, and a quotation is left out; any other word says nothing",
        synonyms: ["doc_type", "type_of_document", "invoice_type", "receipt_type", "order_type", "belegart"])

    /// Not stored.
    static let cancelled = ImportColumn(
        "cancelled", isOptional: true, mayRepeat: true,
        "anything but nothing, `no`, `false` or 0 means that the sale was cancelled; it is left out",
        synonyms: [
            "canceled", "cancelled_at", "canceled_at", "cancelled_on", "canceled_on", "cancellation_date",
            "date_cancelled", "date_canceled", "cancelled_date", "canceled_date", "cancel_date", "is_cancelled",
            "is_canceled", "void", "voided", "is_void", "is_voided", "voided_at", "void_date", "storno", "storniert",
            "reversed", "is_reversed", "deleted", "is_deleted", "deleted_at",
            "deleted_on",
        ])

    /// The columns that are read.
    static let read =
        all.map(\.column) + [
            StatementColumns.period, StatementColumns.year, returned, cancelledQuantity, status, isReturn, documentType,
            cancelled, .unit, category,
        ]

    /// The place of the numbers of orders, which tell with `--carry-down` where another one begins; nil if there is none.
    ///
    /// - Parameter header: the columns that are not read.
    static func orderNumber(among header: [(place: Int, name: String)], isOfShopify: Bool) -> Int? {
        for names in orderNumbers + (isOfShopify ? [["name"]] : []) {
            if let found = header.first(where: { HeaderName($0.name).isOne(of: names) }) { return found.place }
        }
        return nil
    }

    /// The better ones first: the lines of an order may be transactions of their own.
    private static let orderNumbers: [Set<String>] = [
        ["order", "order_id", "order_number", "order_no", "order_name", "order_ref", "order_reference", "sales_order"],
        ["invoice", "invoice_id", "invoice_no", "invoice_number"],
        ["receipt", "receipt_id", "receipt_no", "receipt_number", "ticket", "ticket_no", "ticket_number"],
    ]

    /// Not a column `type`: in a list of sales that is a sale or a refund.
    static let category = ProductColumns.category.without("type")

    /// The columns that exports and the file of rejects write.
    static let all: [Field] = [
        Field(date) { .day($0.day) },
        Field(.storeID) { .text($0.storeID) },
        Field(.productID) { .text($0.productID) },
        Field(quantity) { .number($0.quantity.sold) },
        Field(closingStock) { $0.quantity.closingStock.map(Cell.number) ?? .missing },
    ]

    /// The column of exports that have categories: without them, their estimates would be others.
    static let exportedCategory = Field(category) { $0.category.map(Cell.text) ?? .missing }
}
