package import FilmgateDialects
package import FilmgateDomain
package import FilmgateEngine
package import FilmgateMedia
package import FilmgateProviders
package import Logging

/// Everything that can be set about a server; the values here hold with no configuration at all.
package struct ServerSettings: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes a free port.
    package var port = 8080
    package var dataDirectory = "filmgate-data"
    /// `nil` makes links from host and port, which only suits a loopback address.
    package var publicURL: String?
    /// Private ranges from which pictures may be fetched.
    package var allowedRanges: [CIDRBlock] = []
    package var engine = EngineSettings()
    package var preview = PreviewSettings()
    /// Where videos are made. With none the preview serves, on a loopback address alone.
    package var providers: [ProviderSettings] = []
    /// What a bad upstream is to be simulated; `nil` for a good one.
    package var simulation: SimulationSettings?
    /// Whose forwarded headers are believed.
    package var trustedProxies: [CIDRBlock] = []
    /// What one client may take of connections and time.
    package var door = DoorSettings()
    /// How much of the disk stays free.
    package var storage = StorageSettings()
    /// What the server proves with who it is; `nil` listens without TLS.
    package var tls: TLSSettings?
    /// Web pages of these origins may call the server.
    package var origins: Set<String> = []
    /// Where metrics are served; `nil` serves them nowhere.
    package var metricsListener: ListenAddress?
    package var dialects = DialectSettings()
    /// Who answers on a path that two dialects share, where nothing decides.
    package var contested: DialectName?
    package var logLevel = Logger.Level.info
    /// How long a shutdown waits for open requests.
    package var shutdownLimit = Duration.seconds(20)
    /// Whether a poster and a contact sheet are made with each video; else when they are asked for.
    package var makesStills = true
    /// The file system layer below the store, by SQLite's name for it; `nil` is the operating system's. For tests.
    package var fileSystem: String?

    package init() {}

    /// Whether only this machine can reach the listener.
    package var isLoopback: Bool {
        if host == "localhost" { return true }
        return switch IPAddress(host) {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let high, let low): high == 0 && low == 1
        case nil: false
        }
    }
}

/// How the built-in renderer serves.
package struct PreviewSettings: Sendable {
    /// Renders at a time; `nil` takes one for each core, at least two.
    package var workers: Int?
    /// The small faint mark that says what it is.
    package var mark = true
    /// The program that renders, with the arguments that make it do so; `nil` is this very program.
    package var executable: String?

    package init() {}
}
