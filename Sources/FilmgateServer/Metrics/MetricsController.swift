import FilmgateDomain
import FilmgateEngine
import FilmgateStoreSQLite
import FilmgateTelemetry
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// `GET /metrics`: the server's metrics in the text format of Prometheus.
///
/// It asks nobody for a key: it belongs on a listener of its own, or behind a check that the caller of ``answer()`` makes.
struct MetricsController: Sendable {
    private let registry: MetricsRegistry

    init(
        version: String,
        requests: RequestMetrics,
        store: SQLiteStore,
        providers: ProviderDirectory,
        now: @escaping @Sendable () -> Timestamp
    ) {
        registry = MetricsRegistry([
            ("requests", { requests.families }),
            (
                "store",
                {
                    let moment = now()
                    return try await store.standing(at: moment).families(at: moment)
                }
            ),
            ("providers", { ProviderMetrics.families(providers.standings) }),
            (
                "build",
                { [MetricFamily("filmgate_build_info", .gauge, "1.", [.init(1, labels: [("version", version)])])] }
            ),
        ])
    }

    /// Mounts the route on a listener that nobody else can reach.
    func mount<Context: RequestContext>(on router: Router<Context>) {
        router.get("/metrics") { _, _ in await answer() }
    }

    /// All metrics at this moment.
    func answer(requestID: String? = nil) async -> Response {
        var headers: HTTPFields = [.contentType: MetricsText.contentType]
        headers[.xRequestID] = requestID
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: await text()))
        )
    }

    func text() async -> String { MetricsText.text(await registry.collect()) }

    /// A listener that serves nothing else.
    func listener(at place: ListenAddress, logger: Logger) throws -> some Service {
        let router = Router()
        mount(on: router)
        return Application(
            router: router,
            server: try .door(DoorSettings()),
            configuration: .init(address: .hostname(place.host, port: place.port)),
            onServerRunning: { channel in
                logger.info("metrics", metadata: ["port": "\(channel.localAddress?.port ?? place.port)"])
            },
            logger: logger
        )
    }
}
