import Reports

/// What was sold week by week, as bars.
enum WeekDrawing {
    private static let size = (width: 320.0, height: 140.0)
    private static let edges = (left: 44.0, right: 312.0, top: 8.0, bottom: 118.0)

    /// - Parameter sentence: the same in words.
    static func drawing(_ weeks: [(firstDay: Int, units: Double)], _ sentence: String) -> HTML {
        // Goods that come back can be more than what is sold.
        let greatest = max(weeks.map(\.units).max() ?? 0, 1e-9)
        let step = (edges.right - edges.left) / Double(max(weeks.count, 1))
        func y(_ units: Double) -> Double {
            edges.bottom - (edges.bottom - edges.top) * min(max(units / greatest, 0), 1)
        }
        let bars = weeks.enumerated().map { place, week in
            HTML.element(
                "rect",
                [
                    "class": "sold", "x": Values.pixels(edges.left + Double(place) * step + 1),
                    "y": Values.pixels(y(week.units)), "width": Values.pixels(max(step - 2, 1)),
                    "height": Values.pixels(edges.bottom - y(week.units)),
                ],
                .element(
                    "title",
                    text: "Week from \(NumberText.date(week.firstDay)): \(NumberText.quantity(week.units)) units"))
        }
        let places = weeks.count < 3 ? [0] : [0, weeks.count / 2, weeks.count - 1]
        let labels = places.map { place in
            let isLast = place > 0 && place == weeks.count - 1
            return HTML.element(
                "text",
                [
                    "x": Values.pixels(isLast ? edges.right : edges.left + Double(place) * step),
                    "y": Values.pixels(edges.bottom + 16),
                    "text-anchor": place == 0 ? "start" : isLast ? "end" : "middle",
                ], text: Values.shortDate(weeks[place].firstDay))
        }
        let levels = [0, greatest].map { level in
            HTML.single(
                "line",
                [
                    "class": level == 0 ? "zero" : "grid", "x1": Values.pixels(edges.left),
                    "y1": Values.pixels(y(level)),
                    "x2": Values.pixels(edges.right), "y2": Values.pixels(y(level)),
                ])
                + .element(
                    "text",
                    ["x": Values.pixels(edges.left - 6), "y": Values.pixels(y(level) + 4), "text-anchor": "end"],
                    text: LevelScale.label(level))
        }
        return .element(
            "svg",
            [
                "class": "levels weeks", "role": "img", "aria-label": sentence, "width": Values.pixels(size.width),
                "height": Values.pixels(size.height),
                "viewBox": "0 0 \(Values.pixels(size.width)) \(Values.pixels(size.height))",
            ], levels + bars + labels)
    }
}
