import TestSupport
import Testing

@testable import Pages

/// Addresses of the site, which take any name.
@Suite struct SiteAddressTests {
    @Test(arguments: [
        ("P1", "P1"), ("a b&c=d#e?f", "a%20b%26c%3Dd%23e%3Ff"), ("../..", "%2E%2E%2F%2E%2E"), ("%00", "%2500"),
        ("\"'<>`", "%22%27%3C%3E%60"), ("ä", "%C3%A4"), ("\u{202E}", "%E2%80%AE"), ("\n", "%0A"), ("a+b", "a%2Bb"),
        ("-_", "-_"),
    ])
    func valuesAreEncoded(_ value: String, _ encoded: String) {
        #expect(SiteAddress(.product, ["product": value]).text == "/product?product=\(encoded)")
    }

    @Test func parametersAreSetAndTakenAway() {
        let address = SiteAddress(.orders, ["by": "2024-01-01", "store": nil, "part": "2"])
        #expect(address.text == "/orders?by=2024-01-01&part=2")
        #expect(address.with("part", "3").text == "/orders?by=2024-01-01&part=3")
        #expect(address.with("part", nil).on(.orderFile).text == "/orders.csv?by=2024-01-01")
        #expect(address.value(of: "part") == "2" && address.value(of: "store") == nil)
        #expect(SiteAddress(.overview).text == "/")
    }

    /// No text gets out of the attribute that has its address.
    @Test func noValueLeavesItsPlace() {
        var random = SeededGenerator("addresses")
        let pieces = [
            "<", ">", "\"", "'", "&", "#", "?", "/", "..", "\u{202E}", "\u{0}", "é", "=", "%", " ", "javascript:",
        ]
        for _ in 0..<1_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let address = SiteAddress(.product, ["product": text]).text
            let allowed = address.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || "/?=%-_".utf8.contains($0)
            }
            #expect(allowed && address.filter { $0 == "=" }.count == 1, "\(text)")
        }
    }

    @Test func linksLeadNowhereFromAFileByItself() {
        #expect(Links.none.product("P<1>").text == "<bdi>P&lt;1&gt;</bdi>")
        #expect(
            Links(scenario: "baseline").product("P1", store: "S").text
                == "<a href=\"/product?product=P1&amp;store=S\"><bdi>P1</bdi></a>")
        #expect(
            Links(scenario: "promo").product("P1").text
                == "<a href=\"/product?product=P1&amp;scenario=promo\"><bdi>P1</bdi></a>")
    }

    /// The digests are those of the styles, or a browser would show pages without any.
    @Test func thePolicyAllowsTheStylesAndNothingElse() {
        let policy = SiteStyle.policy
        #expect(policy.components(separatedBy: "'sha256-").count == 4)
        #expect(!policy.contains("unsafe") && !policy.contains("script") && !policy.contains("http"))
        // The digest of nothing would be this.
        #expect(!policy.contains("47DEQpj8HBSa"))
    }
}
