import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Yams

/// The sections that set single values.
extension ConfigurationReader {
    func dialects(_ node: Node, _ settings: inout ServerSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "dialects") { (key, node) throws(ConfigurationError) in
            switch key {
            case "dialects.contested":
                result.contested = DialectName(rawValue: try word(node, key, ["xcompute", "toapis"]))
            case "dialects.anyfast_read":
                result.dialects.anyfastRead =
                    try word(node, key, ["current", "oldest"]) == "current" ? .shapeBC : .shapeA
            default: throw unknown(key, node, known: ["contested", "anyfast_read"])
            }
        }
    }

    func fetch(_ node: Node, _ settings: inout ServerSettings) throws(ConfigurationError) {
        var ranges = settings.allowedRanges
        defer { settings.allowedRanges = ranges }
        try section(node, key: "fetch") { (key, node) throws(ConfigurationError) in
            guard key == "fetch.allow" else { throw unknown(key, node, known: ["allow"]) }
            try each(node, key: key) { (item) throws(ConfigurationError) in
                ranges.append(try range(item, key))
            }
        }
    }

    func tasks(_ node: Node, _ settings: inout EngineSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "tasks") { (key, node) throws(ConfigurationError) in
            switch key {
            case "tasks.max_age": result.maximumAge = try duration(node, key)
            case "tasks.max_queued": result.maximumQueued = try integer(node, key, 1...10_000_000)
            case "tasks.max_queued_total": result.maximumQueuedInAll = try integer(node, key, 1...100_000_000)
            default: throw unknown(key, node, known: ["max_age", "max_queued", "max_queued_total"])
            }
        }
    }

    func polling(_ node: Node, _ settings: inout EngineSettings) throws(ConfigurationError) {
        var result = settings.polling
        defer { settings.polling = result }
        let least = Duration.milliseconds(1)
        try section(node, key: "polling") { (key, node) throws(ConfigurationError) in
            switch key {
            case "polling.first": result.first = try duration(node, key, least: least)
            case "polling.min": result.min = try duration(node, key, least: least)
            case "polling.max": result.max = try duration(node, key, least: least)
            default: throw unknown(key, node, known: ["first", "min", "max"])
            }
        }
        guard result.min <= result.max else {
            throw wrong(
                "polling.max",
                node,
                "must be at least polling.min, which is \(Units.text(result.min)), not \(Units.text(result.max))"
            )
        }
    }

    func retention(_ node: Node, _ settings: inout EngineSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "retention") { (key, node) throws(ConfigurationError) in
            switch key {
            case "retention.records": result.recordRetention = try duration(node, key)
            case "retention.files": result.fileRetention = try duration(node, key)
            case "retention.cancelled": result.cancelledRetention = try duration(node, key)
            default: throw unknown(key, node, known: ["records", "files", "cancelled"])
            }
        }
    }

    func preview(_ node: Node, _ settings: inout ServerSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "preview") { (key, node) throws(ConfigurationError) in
            switch key {
            case "preview.workers": result.preview.workers = try integer(node, key, 1...64)
            case "preview.mark": result.preview.mark = try flag(node, key)
            case "preview.priced": result.engine.pricesPreviews = try flag(node, key)
            default: throw unknown(key, node, known: ["workers", "mark", "priced"])
            }
        }
    }
}
