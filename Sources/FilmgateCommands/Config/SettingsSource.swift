import FilmgateDomain
import FilmgateMedia
import FilmgateServer
import Logging

/// Where settings come from: the file, then the environment, then options. It can be asked again while a server runs.
struct SettingsSource: Sendable {
    /// What the options of `serve` say; `nil` where they say nothing.
    var host: String?
    var port: Int?
    var data: String?
    var config: String?
    var publicURL: String?
    var allowedRanges: [String] = []
    var environment: [String: String]

    init(environment: [String: String]) {
        self.environment = environment
    }

    /// The configuration file that is named, if any.
    var file: String? { config ?? environment["FILMGATE_CONFIG"] }

    /// The settings that hold.
    ///
    /// - Throws: the first thing that is wrong.
    func settings() throws(ConfigurationError) -> ServerSettings {
        let (settings, problems) = read()
        if let problem = problems.first { throw problem }
        return settings
    }

    /// The settings, and everything that is wrong with them.
    func read() -> (settings: ServerSettings, problems: [ConfigurationError]) {
        var settings = ServerSettings()
        var problems: [ConfigurationError] = []
        if let file {
            problems = ConfigurationFile(path: file, environment: environment).read(into: &settings)
        }
        do throws(ConfigurationError) {
            try complete(&settings)
        } catch {
            problems.append(error)
        }
        if problems.isEmpty { problems = settings.providerProblems(now: SystemTime.now()) }
        return (settings, problems)
    }

    private func complete(_ settings: inout ServerSettings) throws(ConfigurationError) {
        if settings.providers.isEmpty, settings.simulation == nil, let ark = try arkFromEnvironment() {
            settings.providers = [ark]
        }
        settings.host = host ?? environment["FILMGATE_HOST"] ?? settings.host
        settings.dataDirectory = data ?? environment["FILMGATE_DATA"] ?? settings.dataDirectory
        settings.publicURL = publicURL ?? environment["FILMGATE_PUBLIC_URL"] ?? settings.publicURL
        if let word = environment["FILMGATE_PORT"] {
            guard let number = Int(word) else { throw wrong("FILMGATE_PORT", "must be a port number, not \(word)") }
            settings.port = number
        }
        settings.port = port ?? settings.port
        guard (0...65535).contains(settings.port) else {
            throw wrong("port", "must be from 0 to 65535, not \(settings.port)")
        }
        if let word = environment["FILMGATE_LOG_LEVEL"] {
            guard let level = Logger.Level(rawValue: word) else {
                throw wrong("FILMGATE_LOG_LEVEL", "must be debug, info, warning or error, not \(word)")
            }
            settings.logLevel = level
        }
        for text in allowedRanges {
            guard let block = CIDRBlock(text) else {
                throw wrong("--allow-fetch-cidr", "must be a range such as 127.0.0.0/8, not \(text)")
            }
            settings.allowedRanges.append(block)
        }
        if let url = settings.publicURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            throw wrong("public_url", "must be an http or https address, not \(url)")
        }
        if !settings.isLoopback, settings.publicURL == nil {
            throw wrong(
                "public_url",
                "must be set where the server listens at \(settings.host), for links are made from it"
            )
        }
    }

    private func arkFromEnvironment() throws(ConfigurationError) -> ProviderSettings? {
        guard let ark = ProviderSettings.ark(environment: environment) else { return nil }
        guard let address = ark.baseURL, address.hasPrefix("http://") || address.hasPrefix("https://") else {
            throw wrong("ARK_BASE_URL", "must be an http or https address, not \(ark.baseURL ?? "")")
        }
        return ark
    }

    private func wrong(_ key: String, _ problem: String) -> ConfigurationError {
        ConfigurationError(file: "settings", line: nil, key: key, problem: problem)
    }
}
