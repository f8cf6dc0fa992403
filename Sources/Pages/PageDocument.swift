/// A whole HTML document.
enum PageDocument {
    /// - Parameter head: what is in the head besides; empty for nothing.
    static func html(_ title: String, _ head: HTML, _ body: HTML, style: HTML = PageStyle.element) -> HTML {
        HTML("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            + HTML("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            + HTML("<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n")
            + head + .element("title", text: title) + HTML("\n") + style + HTML("\n</head>\n<body>\n") + body
            + HTML("\n</body>\n</html>\n")
    }
}
