import FilmgateTelemetry

/// What the door counts of each request. Labels are bounded: the route's pattern, never a path.
struct RequestMetrics: Sendable {
    private let requests = CounterVector(
        "filmgate_http_requests_total",
        "Requests by method, route and status.",
        labels: ["method", "route", "status"]
    )
    private let times = HistogramVector(
        "filmgate_http_request_seconds",
        "Time from a request's head to the head of its answer.",
        labels: ["route"]
    )

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]

    func count(_ method: String, route: String, status: Int, seconds: Double) {
        requests.add([Self.methods.contains(method) ? method : "other", route, "\(status)"])
        times.observe(seconds, [route])
    }

    var families: [MetricFamily] { [requests.family, times.family] }
}
