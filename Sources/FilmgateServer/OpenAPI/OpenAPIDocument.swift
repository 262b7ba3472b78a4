internal import COpenAPI

/// The OpenAPI 3.1 document of everything that is served, joined of one part per dialect.
///
/// Every part is YAML by itself, with the sections `paths` and `components` at most; the first brings the rest of the top
/// level. Sections are joined as text: a part indents by two spaces, and its headings stand alone on their lines.
struct OpenAPIDocument: Sendable {
    let text: String

    /// The parts that were embedded when this was built.
    init() {
        self.init(parts: Self.embedded)
    }

    init(parts: [String]) {
        var head: [Substring] = []
        var paths: [Substring] = ["paths:"]
        var components: [(heading: Substring, lines: [Substring])] = []
        for part in parts {
            var section = Section.head
            for line in part.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
                switch line {
                case "": continue
                case "paths:": section = .paths
                case "components:": section = .component(nil)
                case _ where section.isComponent && line.prefix { $0 == " " }.count == 2:
                    let index = components.firstIndex { $0.heading == line } ?? components.count
                    if index == components.count { components.append((line, [])) }
                    section = .component(index)
                default:
                    switch section {
                    case .head: head.append(line)
                    case .paths: paths.append(line)
                    case .component(let index?): components[index].lines.append(line)
                    case .component(nil): break
                    }
                }
            }
        }
        let joined = head + paths + ["components:"] + components.flatMap { [$0.heading] + $0.lines }
        text = joined.joined(separator: "\n") + "\n"
    }

    /// Where in a part a line stands; components are counted in the order in which their kinds came.
    private enum Section {
        case head
        case paths
        case component(Int?)

        var isComponent: Bool {
            switch self {
            case .component: true
            case .head, .paths: false
            }
        }
    }

    private static var embedded: [String] {
        var parts: [String] = []
        while let text = openapi_part_at(parts.count).text {
            let bytes = UnsafeBufferPointer(start: text, count: openapi_part_at(parts.count).length)
            parts.append(String(decoding: bytes, as: UTF8.self))
        }
        return parts
    }
}
