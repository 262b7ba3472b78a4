import FilmgateDomain
import FilmgateEngine
import FilmgateProviders
import FilmgateRenderer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Gateway {
    /// Who makes videos on this machine: the substitute, or the preview where its encoder is there; both as the simulation
    /// wants them.
    static func localProvider(
        _ settings: ServerSettings,
        substitute: (any VideoProvider)?,
        simulator: Simulator?,
        artifacts: any ArtifactStore,
        catalog: ModelCatalog,
        moments: Moments
    ) -> (any VideoProvider)? {
        let directory = settings.dataDirectory + "/renders"
        let maker: (any VideoProvider)?
        if let substitute {
            maker = substitute
        } else if RenderProcess.hasEncoder {
            maker = PreviewProvider(
                workers: settings.preview.workers ?? max(ProcessInfo.processInfo.activeProcessorCount, 2),
                process: RenderProcess(executable: settings.preview.executable ?? ProgramPath.current),
                artifacts: artifacts,
                catalog: catalog,
                directory: directory,
                mark: settings.preview.mark,
                sleep: moments.sleep
            )
        } else {
            maker = nil
        }
        guard let maker, let simulator else { return maker }
        return SimulatedProvider(maker: maker, simulator: simulator, directory: directory, sleep: moments.sleep)
    }
}

extension ProviderMounts {
    /// What the server starts with: the configured accounts; with none, whoever makes videos here where nobody but this
    /// machine can ask for it.
    func mount(_ settings: ServerSettings, substitute: (any VideoProvider)?) throws -> [MountedProvider] {
        if substitute == nil, !settings.providers.isEmpty { return try mount(settings.providers) }
        guard substitute != nil || settings.isLoopback else { return [] }
        guard let local else { throw MissingEncoder() }
        return [onlyLocal(local)]
    }
}
