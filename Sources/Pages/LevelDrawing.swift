import Forecasting
import InventoryPipeline
import InventoryStore
import Reports

/// Levels as SVG, drawn at the size at which they are shown, because text in a stretched drawing would grow or shrink.
struct LevelDrawing {
    let picture: LevelPicture
    private let scale: LevelScale

    private let size: Size

    struct Size {
        var width: Double
        var height: Double
        /// The class of the drawing, by which a page chooses among those of one picture.
        var name: String

        /// As wide as a phone.
        static let narrow = Size(width: 320, height: 184, name: "levels narrow")
        /// For a page with nothing beside it.
        static let wide = Size(width: 680, height: 260, name: "levels wide")
    }

    init(_ picture: LevelPicture, _ size: Size = .narrow) {
        self.picture = picture
        self.size = size
        scale = LevelScale(picture, left: 44, right: size.width - 8, top: 18, bottom: size.height - 22)
    }

    /// - Parameter title: what the series is called, for the sentence that a screen reader reads.
    func drawing(of title: String) -> HTML {
        var parts = [leadTime, band, grid, negative, safetyStock]
        if picture.planned != picture.levels {
            parts.append(line(picture.levels, "without", "Level without the orders to place"))
        }
        parts += [line(picture.planned, "with", "Level with the orders to place"), marks, dates]
        return .element(
            "svg",
            [
                "class": size.name, "role": "img", "aria-label": "\(title): \(sentence)",
                "width": Values.pixels(size.width), "height": Values.pixels(size.height),
                "viewBox": "0 0 \(Values.pixels(size.width)) \(Values.pixels(size.height))",
            ], parts)
    }

    /// What the drawing shows, in words.
    var sentence: String {
        let quantity = NumberText.quantity
        var text =
            "\(quantity(picture.onHand)) on hand on \(NumberText.date(picture.firstDay)), \(quantity(picture.rate)) sold a day"
        text +=
            picture.stockoutDay.map { "; out on \(NumberText.date($0)) if nothing is ordered" } ?? "; does not run out"
        if let early = picture.risk?.earlyDay {
            let late = picture.risk?.lateDay.map(NumberText.date) ?? "after the horizon"
            text += ", from \(NumberText.date(early)) to \(late) with a chance of 10 to 90 %"
        }
        if let order = picture.orders.first {
            text +=
                "; \(NumberText.count(picture.orders.count, "order")) to place, the first of \(quantity(order.quantity)) on "
            text += "\(NumberText.date(order.orderDay)), there on \(NumberText.date(order.arrivalDay))"
        }
        if let lowest = picture.planned.min() {
            text += "; lowest level until \(NumberText.date(picture.lastDay)): \(quantity(lowest))"
        }
        return text + "."
    }

    /// The numbers that a planner looks for first.
    var caption: String {
        let quantity = NumberText.quantity
        var facts = [
            "\(quantity(picture.onHand)) on hand", "\(quantity(picture.rate)) sold a day",
            "lead time \(NumberText.count(picture.leadTime, "day"))",
        ]
        if let stock = picture.safetyStock { facts.append("safety stock \(quantity(stock))") }
        if let day = picture.stockoutDay { facts.append("out on \(NumberText.date(day)) without orders") }
        if let order = picture.orders.first {
            facts.append("order \(quantity(order.quantity)) on \(NumberText.date(order.orderDay))")
        }
        return facts.joined(separator: " · ")
    }

    // MARK: Areas

    private func area(_ days: ClosedRange<Int>, _ style: String, _ title: String) -> HTML {
        let left = scale.x(days.lowerBound)
        let width = scale.x(days.upperBound + 1) - left
        guard width > 0 else { return .empty }
        return .element(
            "rect",
            [
                "class": style, "x": Values.pixels(left), "y": Values.pixels(scale.top), "width": Values.pixels(width),
                "height": Values.pixels(scale.bottom - scale.top),
            ], .element("title", text: title))
    }

    private var leadTime: HTML {
        guard picture.leadTime > 0 else { return .empty }
        let there = picture.firstDay + picture.leadTime
        return area(
            picture.firstDay...max(picture.firstDay, min(there - 1, picture.lastDay)), "lead",
            "Lead time of \(NumberText.count(picture.leadTime, "day")): an order of the first day is there on \(NumberText.date(there))"
        )
    }

    private var band: HTML {
        guard let risk = picture.risk, let early = risk.earlyDay, early <= picture.lastDay else { return .empty }
        let late = min(risk.lateDay ?? picture.lastDay, picture.lastDay)
        return area(
            max(early, picture.firstDay)...max(early, late, picture.firstDay), "band",
            "Runs out from \(NumberText.date(early)) to \(risk.lateDay.map(NumberText.date) ?? "after the horizon") with a chance of 10 to 90 %"
        )
    }

    private var negative: HTML {
        var path = ""
        for (place, level) in picture.planned.enumerated() where level < 0 {
            let day = picture.firstDay + place
            path += "M\(Values.pixels(scale.x(day))) \(Values.pixels(scale.y(0)))V\(Values.pixels(scale.y(level)))"
            path += "H\(Values.pixels(scale.x(day + 1)))V\(Values.pixels(scale.y(0)))Z"
        }
        guard !path.isEmpty else { return .empty }
        let days = picture.planned.count { $0 < 0 }
        let title = "Below zero on \(NumberText.count(days, "day")): demand that can't be served"
        return .element("path", ["class": "short", "d": path], .element("title", text: title))
    }

    // MARK: Lines

    private var grid: HTML {
        scale.gridLevels.map { level in
            let y = Values.pixels(scale.y(level))
            return HTML.single(
                "line",
                [
                    "class": level == 0 ? "zero" : "grid", "x1": Values.pixels(scale.left), "y1": y,
                    "x2": Values.pixels(scale.right), "y2": y,
                ])
                + .element(
                    "text",
                    [
                        "x": Values.pixels(scale.left - 6), "y": Values.pixels(scale.y(level) + 4),
                        "text-anchor": "end",
                    ], text: LevelScale.label(level))
        }.joined()
    }

    private var safetyStock: HTML {
        guard let stock = picture.safetyStock, stock > 0 else { return .empty }
        let y = Values.pixels(scale.y(stock))
        return .element(
            "line",
            ["class": "safety", "x1": Values.pixels(scale.left), "y1": y, "x2": Values.pixels(scale.right), "y2": y],
            .element("title", text: "Safety stock of \(NumberText.quantity(stock))"))
    }

    private func line(_ levels: [Double], _ style: String, _ title: String) -> HTML {
        .element(
            "path", ["class": style, "d": scale.steps(from: picture.onHand, levels)], .element("title", text: title))
    }

    // MARK: Marks

    private var marks: HTML {
        var marks = HTML.empty
        for receipt in picture.receipts where receipt.day <= picture.lastDay {
            let x = scale.x(max(receipt.day, picture.firstDay))
            marks += triangle(
                x, scale.bottom, -8, "open",
                "Open order: \(NumberText.quantity(receipt.quantity)) on \(NumberText.date(receipt.day))")
        }
        for order in picture.orders where order.orderDay <= picture.lastDay {
            marks += triangle(
                scale.x(order.orderDay), scale.top - 12, 8, "place",
                "Order \(NumberText.quantity(order.quantity)) on \(NumberText.date(order.orderDay)), there on \(NumberText.date(order.arrivalDay))"
            )
        }
        if let day = picture.stockoutDay, day <= picture.lastDay {
            marks += .element(
                "circle",
                [
                    "class": "out", "cx": Values.pixels(scale.x(day)), "cy": Values.pixels(scale.y(0)), "r": "4",
                ], .element("title", text: "Out on \(NumberText.date(day)) if nothing is ordered"))
        }
        return marks
    }

    /// A triangle with its base at `y`; of a negative height it points up.
    private func triangle(_ x: Double, _ y: Double, _ height: Double, _ style: String, _ title: String) -> HTML {
        let path =
            "M\(Values.pixels(x - 5)) \(Values.pixels(y))H\(Values.pixels(x + 5))L\(Values.pixels(x)) \(Values.pixels(y + height))Z"
        return .element("path", ["class": style, "d": path], .element("title", text: title))
    }

    private var dates: HTML {
        let count = picture.levels.count
        let places = count < 3 ? [0] : [0, count / 3, 2 * count / 3, count - 1]
        return Set(places).sorted().map { place in
            let day = picture.firstDay + place
            let anchor = place == 0 ? "start" : place == count - 1 ? "end" : "middle"
            let x = place == count - 1 && place > 0 ? scale.right : scale.x(day)
            return HTML.element(
                "text", ["x": Values.pixels(x), "y": Values.pixels(scale.bottom + 16), "text-anchor": anchor],
                text: Values.shortDate(day))
        }.joined()
    }
}

/// A small picture of the levels of a series for a list: no labels, and a sentence for screen readers.
enum Sparkline {
    private static let size = (width: 120.0, height: 30.0)

    static func drawing(_ picture: LevelPicture, of title: String) -> HTML {
        let scale = LevelScale(picture, left: 1, right: size.width - 1, top: 3, bottom: size.height - 3)
        let zero = Values.pixels(scale.y(0))
        var parts = [
            HTML.single(
                "line", ["class": "zero", "x1": "0", "y1": zero, "x2": Values.pixels(size.width), "y2": zero])
        ]
        if picture.planned != picture.levels {
            parts.append(.single("path", ["class": "without", "d": scale.steps(from: picture.onHand, picture.levels)]))
        }
        parts.append(.single("path", ["class": "with", "d": scale.steps(from: picture.onHand, picture.planned)]))
        let sentence = LevelDrawing(picture).sentence
        return .element(
            "svg",
            [
                "class": "spark", "role": "img", "aria-label": "\(title): \(sentence)",
                "width": Values.pixels(size.width), "height": Values.pixels(size.height),
                "viewBox": "0 0 \(Values.pixels(size.width)) \(Values.pixels(size.height))",
            ], [.element("title", text: sentence)] + parts)
    }
}
