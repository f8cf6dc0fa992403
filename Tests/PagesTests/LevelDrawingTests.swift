import InventoryPipeline
import InventoryStore
import Testing

@testable import Pages

/// Drawings of levels: steps at the right places, and never a number that isn't one.
@Suite struct LevelDrawingTests {
    private func picture(_ levels: [Double], planned: [Double]? = nil, onHand: Double = 10) -> LevelPicture {
        LevelPicture(
            firstDay: 19_723, onHand: onHand, levels: levels, planned: planned ?? levels, stockoutDay: nil, rate: 2,
            leadTime: 2, safetyStock: nil, receipts: [], orders: [], risk: nil)
    }

    @Test func aLevelIsAStepADay() {
        let scale = LevelScale(picture([8, 6, 6, 10]), left: 0, right: 40, top: 0, bottom: 100)
        #expect(scale.steps(from: 10, [8, 6, 6, 10]) == "M0 0H0V20H10V40H30V0H40")
        #expect(scale.x(19_723) == 0 && scale.x(19_724) == 10 && scale.x(19_000) == 0 && scale.x(30_000) == 40)
        #expect(scale.y(0) == 100 && scale.y(10) == 0 && scale.y(5) == 50)
    }

    @Test func theGridHasZeroAndAtMostTwoRoundLevels() {
        func grid(_ levels: [Double], planned: [Double]? = nil, onHand: Double) -> [Double] {
            LevelScale(picture(levels, planned: planned, onHand: onHand), left: 0, right: 1, top: 0, bottom: 1)
                .gridLevels
        }
        #expect(grid([8], onHand: 10) == [0, 10])
        #expect(grid([-30], onHand: 99) == [0, 50])
        // Below zero it goes as far as the orders leave it, and else to half of what is above.
        #expect(grid([-900], planned: [8], onHand: 99) == [0, 50])
        #expect(grid([-900], onHand: 99) == [0, -500])

        #expect(grid([0.3], onHand: 0.3).count == 2)
        #expect(grid([0], onHand: 0) == [0])
    }

    @Test(
        arguments: [
            [], [0], [0, 0, 0], [.nan, .infinity, 3], [-1e18, 1e18], [1e-12], [-.greatestFiniteMagnitude, 1],
        ] as [[Double]])
    func noDrawingHasWhatIsNoNumber(_ levels: [Double]) {
        for drawing in [
            LevelDrawing(picture(levels)).drawing(of: "P").text, Sparkline.drawing(picture(levels), of: "P").text,
        ] {
            // The sentence may name a level that is none; the coordinates may not.
            let coordinates = drawing.split(separator: "\"").filter { $0.first?.isNumber == true || $0.hasPrefix("M") }
            #expect(!coordinates.contains { $0.contains("nan") || $0.contains("inf") }, "\(levels)")
            #expect(drawing.hasPrefix("<svg ") && drawing.hasSuffix("</svg>"))
        }
    }

    @Test func theSentenceSaysWhatIsDrawn() {
        var picture = picture([8, 0, -2], planned: [8, 0, 18])
        picture.stockoutDay = 19_724
        #expect(
            LevelDrawing(picture).sentence
                == "10 on hand on 2024-01-01, 2 sold a day; out on 2024-01-02 if nothing is ordered; lowest level until 2024-01-03: 0."
        )
        let text = LevelDrawing(picture).drawing(of: "A <b>").text
        #expect(text.contains("aria-label=\"A &lt;b&gt;: 10 on hand"))
        #expect(text.contains("class=\"without\"") && text.contains("class=\"out\""))
    }
}
