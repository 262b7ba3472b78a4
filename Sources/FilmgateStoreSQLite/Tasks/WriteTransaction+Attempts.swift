import FilmgateDomain

extension WriteTransaction {
    private static let insertExposure = SQL(
        """
        INSERT INTO exposures (project, task, attempt, provider, upstream_id, kind, at, detail, most)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let drain = SQL("INSERT INTO drained_providers VALUES (?) ON CONFLICT DO NOTHING")
    private static let undrain = SQL("DELETE FROM drained_providers WHERE provider = ?")

    func expose(_ exposure: Exposure, epoch: Epoch) throws {
        try check(epoch)
        try write(exposure, project: project(exposure.project).number)
    }

    func write(_ exposure: Exposure, project: Int64) throws {
        try connection.statement(WriteTransaction.insertExposure).run {
            $0.add(project)
            $0.add(exposure.task)
            $0.add(exposure.attempt)
            $0.add(exposure.provider.rawValue)
            $0.add(exposure.upstreamID)
            $0.add(exposure.kind.rawValue)
            $0.add(exposure.at)
            $0.add(exposure.detail)
            $0.add(exposure.most?.micros)
        }
    }

    func setDrained(_ isDrained: Bool, _ provider: ProviderName) throws {
        try connection.statement(isDrained ? WriteTransaction.drain : WriteTransaction.undrain).run {
            $0.add(provider.rawValue)
        }
    }
}
