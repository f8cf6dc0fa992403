/// What the words of a status mean, in lower case with one space between them.
struct StandingWords {
    /// The row counts…
    let open: Set<String>
    /// …or it doesn't…
    let closed: Set<String>
    /// …or it counts, and is a return.
    var returned: Set<String> = []

    /// Of an order of which something may still come.
    static let orders = StandingWords(open: openOrders, closed: closedOrders)

    /// Of a sale, or of a movement of stock.
    static let sales = StandingWords(open: sold, closed: notSold, returned: returns)

    /// What Odoo, ERPNext, NetSuite, Business Central, SAP, Zoho, Shopify and frePPLe say of an order of which something may still
    /// come…
    private static let openOrders: Set<String> = [
        "open", "opened", "active", "new", "issued", "ordered", "on order", "placed", "sent", "sent to supplier",
        "submitted", "released", "approved", "confirmed", "acknowledged", "accepted", "purchase order", "scheduled",
        "expected", "outstanding", "pending", "pending receipt", "partial", "partially received", "partial receipt",
        "part received", "partially delivered", "partly received", "pending billing partially received",
        "received partly",
        "to receive", "to receive and bill", "in progress", "processing", "in transit", "shipped", "dispatched",
        "back ordered", "backordered", "backorder", "back order", "overdue", "late", "delayed", "not received",
        "unreceived",
    ]

    /// …and of one of which nothing will: it is done, or was never placed.
    private static let closedOrders: Set<String> = [
        "closed", "closed short", "complete", "completed", "done", "finished", "locked", "received", "fully received",
        "received in full", "fulfilled", "delivered", "billed", "fully billed", "pending bill", "pending billing",
        "to bill",
        "to pay", "paid", "invoiced", "cancelled", "canceled", "cancel", "void", "voided", "deleted", "rejected",
        "declined",
        "archived", "draft", "rfq", "rfq sent", "quotation", "request for quotation", "proposed", "planned",
        "to approve",
        "pending approval", "pending supervisor approval", "awaiting approval",
    ]

    /// What these systems, Square and Amazon say of what was sold: what was ordered counts, whether it is delivered or paid or not yet.
    /// Of movements of stock, it is what goes to customers or is used up: in SAP the movement types 201, 251, 261 and 601.
    private static let sold: Set<String> = [
        "sale", "sale line", "layby", "layby closed", "on account", "on account closed",
        "sales", "sold", "sales order", "sale order", "sales invoice", "pos invoice", "invoice",
        "delivery note",
        "delivery", "sales shipment", "shipment", "shipments", "shipped", "partially shipped", "shipping", "payment",
        "paid", "partially paid", "partially refunded", "authorized", "charge", "open", "new", "active", "confirmed",
        "accepted", "approved", "released", "submitted", "processing", "in progress", "pending", "unshipped",
        "unfulfilled",
        "partially fulfilled", "fulfilled", "partial", "done", "locked", "complete", "completed", "closed", "finished",
        "delivered", "partially delivered", "invoiced", "billed", "to bill", "to deliver", "to deliver and bill",
        "to invoice", "posted", "order", "checkout", "201", "251", "261", "601",
        // What takes a return back; what is exchanged has its sign.
        "652", "654", "exchange",
        "on hold", "pending payment", "unpaid", "awaiting payment", "awaiting shipment", "awaiting fulfillment",
        "deposited", "cash sale", "pending fulfillment", "pending billing", "pending billing partially fulfilled",
        "dispatched", "authorised", "collected", "picked up", "picked", "packed", "ready", "ready for pickup",
        "verkauf", "rechnung", "lieferschein", "abgeschlossen", "erledigt", "bezahlt", "vente", "facture", "venta",
        "factura", "vendita", "fattura", "verkoop", "factuur",
    ]

    private static let returns: Set<String> = [
        "return", "returns", "returned", "refund", "refunds", "refunded", "sales return", "customer return",
        "customer returns", "customerreturns", "return receipt", "sales return receipt", "credit memo", "credit note",
        "sales credit memo", "sales credit note", "return order", "sales return order", "return invoice", "rma", "crn",
        "sale return", "refund receipt", "credit", "exchange return", "202", "252", "262", "602", "651", "653",
        "gutschrift",
        "retoure", "rückgabe", "avoir", "retour", "devolución", "devolucion", "nota de crédito", "nota de credito",
        "reso", "nota di credito", "creditnota",
    ]

    /// Documents that are no sales; with all others something was sold or came back.
    static let closedDocuments: Set<String> = [
        "cancelled", "canceled", "cancellation", "void", "voided", "draft", "blanket order", "blanket sales order",
        "bill",
        "item receipt", "transfer", "transfer order", "adjustment", "quotation", "quote", "sales quote",
        "sales quotation",
        "estimate", "proforma", "proforma invoice",
        "pro forma", "pro forma invoice", "purchase order", "purchase invoice", "purchase receipt", "purchase return",
        "purchase credit memo", "transfer shipment", "transfer receipt", "stock transfer", "stock adjustment",
        "angebot", "offerte", "devis", "presupuesto", "preventivo",
    ]

    /// Of a sale that was one before, as it may be stored.
    static let cancelled = cancelledOrders.union(["cancellation"])

    private static let cancelledOrders: Set<String> = [
        "cancelled", "canceled", "cancel", "void", "voided", "deleted", "rejected", "declined", "failed", "expired",
        "storniert", "abgebrochen", "annulé", "annulée", "annule", "annulee", "cancelado", "cancelada", "anulado",
        "anulada", "annullato", "annullata", "geannuleerd",
    ]

    private static let notSold = cancelledOrders.union([
        "abandoned", "draft", "quotation", "quote", "quotation sent", "sent", "estimate", "proforma", "archived",
        // Movements that are no sales.
        "positive adjmt", "negative adjmt", "positive adjustment", "negative adjustment", "adjustment", "adjustments",
        "transfer", "transfers", "whse transfers", "consumption", "output", "assembly consumption", "assembly output",
        "stock entry", "stock reconciliation", "purchase", "purchases", "purchase receipt", "purchase invoice",
        "receipts", "receipt",
        "vendor returns", "vendorreturns", "found", "lost", "damaged", "disposed", "count", "recount", "opening",
        "101", "102", "103", "104", "105", "106", "121", "122", "123", "161", "162", "301", "302", "303", "304", "305",
        "306",
        "309", "310", "311", "312", "313", "314", "315", "316", "321", "322", "323", "324", "325", "326", "343", "344",
        "349",
        "350", "411", "412", "413", "414", "415", "416", "501", "502", "511", "512", "521", "522", "531", "532", "541",
        "542",
        "543", "544", "551", "552", "553", "554", "555", "556", "561", "562", "563", "564", "565", "566", "641", "642",
        "643",
        "644", "645", "646", "647", "648", "701", "702", "703", "704", "707", "708", "711", "712", "715", "716",
    ])
}
