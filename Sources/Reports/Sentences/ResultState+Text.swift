import InventoryStore
import Platform

extension ResultState {
    /// That there is nothing to show at all; nil if there is.
    package var missing: String? {
        guard !isThere else { return nil }
        return needsPlan
            ? "There is no plan in \(DisplayText.of(scenario)) yet; make it with: invdb plan --store all\(option)"
            : "There are no results in \(DisplayText.of(scenario)) yet; make them with: invdb forecast --store all\(option)"
    }

    /// What the user has to know before results are used: which of them are old, lacking or without their orders.
    package var warnings: [String] {
        let command = "invdb \(needsPlan || hasOrders ? "plan" : "forecast") --store"
        // A plan with other options than the last one would be another plan.
        let option = option + (lastOptions.map { RunOptionsText.again(ofJSON: $0) } ?? "")
        var sentences: [String] = []
        if !older.isEmpty {
            sentences.append(
                "The results of \(Self.names(older)) are older than the stock, receipts, terms, calendar or sales that are stored "
                    + "now; renew them with: \(command) \(Self.argument(older))\(option)")
        }
        if !without.isEmpty {
            sentences.append(
                "\(Self.names(without)) \(without.count == 1 ? "has" : "have") no results yet; make them with: "
                    + "\(command) \(Self.argument(without))\(option)")
        }
        if !incomplete.isEmpty {
            sentences.append(
                "Some series of \(Self.names(incomplete)) have no results yet; make them with: "
                    + "\(command) \(Self.argument(incomplete))\(option)")
        }
        if needsPlan, !lostPlan.isEmpty {
            sentences.append(
                "A forecast has removed planned orders of \(Self.names(lostPlan)); plan anew with: "
                    + "invdb plan --store \(Self.argument(lostPlan))\(option)")
        }
        return sentences
    }

    private var option: String {
        scenario == Scenario.baseline ? "" : " --scenario \(DisplayText.ofIdentifier(scenario))"
    }

    private static func names(_ stores: [String]) -> String {
        let shown = stores.prefix(5).map(DisplayText.ofIdentifier).joined(separator: ", ")
        return stores.count == 1
            ? "store \(shown)" : "\(NumberText.count(stores.count, "store")) (\(shown)\(stores.count > 5 ? ", …" : ""))"
    }

    private static func argument(_ stores: [String]) -> String {
        stores.count > 1 ? "all" : stores[0] == "all" ? "=all" : DisplayText.ofIdentifier(stores[0])
    }
}
