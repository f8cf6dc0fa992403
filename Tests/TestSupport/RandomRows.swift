/// Text of random product rows: all kinds of quantities that a file may have.
public struct RandomRows: Sendable {
    public var generator: SeededGenerator

    public init(_ name: String) {
        generator = SeededGenerator(name)
    }

    /// `store_id,product_id,…` for products P1 to P`count` in each of the stores.
    public mutating func rows(stores: [String], products: Int) -> [String] {
        var rows: [String] = []
        rows.reserveCapacity(stores.count * products)
        for store in stores {
            for product in 1...products { rows.append("\(store),P\(product),\(position())") }
        }
        return rows
    }

    private mutating func position() -> String {
        let day = Int.random(in: 1...28, using: &generator)
        let start = "2024-0\(Int.random(in: 1...3, using: &generator))-\(day < 10 ? "0" : "")\(day)"
        // A third each: plain, with up to six decimals, and large.
        let (onHand, sales, restocking) =
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: (decimal(-20...200, 0), decimal(0...30, 0), decimal(0...25, 0))
            case 1: (decimal(-20...200, 3), decimal(0...20, 6), decimal(0...20, 4))
            default: (decimal(0...999_999_999_999, 2), decimal(0...99_999_999_999, 3), decimal(0...99_999_999_999, 1))
            }
        let duration = Int.random(in: 1...40, using: &generator)
        let frequency = Bool.random(using: &generator) ? 1 : Int.random(in: 2...9, using: &generator)
        return "\(start),\(onHand),\(sales),\(restocking),\(duration),\(frequency)"
    }

    /// A number with some decimals, as text.
    private mutating func decimal(_ whole: ClosedRange<Int>, _ decimals: Int) -> String {
        let text = String(Int.random(in: whole, using: &generator))
        guard decimals > 0 else { return text }
        let one = (0..<decimals).reduce(1) { power, _ in power * 10 }
        // One more digit in front keeps the zeros.
        return "\(text).\(String(one + Int.random(in: 0..<one, using: &generator)).dropFirst())"
    }
}
