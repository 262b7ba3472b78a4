package import FilmgateDomain

/// One entry of `providers:`, as it was written, with what it leaves out filled in as far as no dialect has to be asked.
package struct ProviderSettings: Sendable, Equatable {
    package var name: ProviderName
    /// `nil` for the built-in preview.
    package var dialect: DialectName?
    /// Without a slash at its end; `nil` for the preview.
    package var baseURL: String?
    /// Empty where the upstream asks for none.
    package var apiKey: String
    /// Default-tier tasks that may be open there at a time; `nil` for the preview's own number of workers.
    package var concurrency: Int?
    /// `nil` does not count them.
    package var flexConcurrency: Int?
    /// Lower first.
    package var priority: Int
    /// The share of tasks among accounts of one priority.
    package var weight: Int
    /// Thousandths of the list price.
    package var costFactor: Int
    package var limits: LimitSettings
    /// `nil` takes every model that the dialect's vendor sells.
    package var models: [ModelNaming]?
    /// What a text's `adaptive` becomes where the dialect lacks the word; `nil` rules such tasks out.
    package var adaptiveText: AspectRatio?
    /// How the OpenAI dialect writes a create.
    package var body: BodyForm
    /// Whether the OpenAI dialect sends Seedance's own parameters as fields that OpenAI does not document.
    package var sendsExtraFields: Bool
    /// Where the entry stands; for messages.
    package var file: String
    package var line: Int?

    package init(name: ProviderName, dialect: DialectName?) {
        self.name = name
        self.dialect = dialect
        apiKey = ""
        file = "settings"
        priority = 1
        weight = 1
        costFactor = 1000
        limits = LimitSettings()
        adaptiveText = .landscape
        body = .multipart
        sendsExtraFields = false
    }

    /// Default-tier tasks at a time where an account says nothing: what Ark gives a new one.
    package static let standardConcurrency = 10

    package enum BodyForm: String, Sendable, CaseIterable {
        case multipart
        case json
    }
}

/// A model by its name here and by its name at an account.
package struct ModelNaming: Sendable, Equatable {
    /// Any name that the catalog knows, or one that it does not: an open model.
    package var here: String
    /// `nil` leaves the name to the dialect.
    package var there: String?

    package init(here: String, there: String? = nil) {
        self.here = here
        self.there = there
    }
}

/// What an account's calls are limited to; `nil` keeps the dialect's own limit.
package struct LimitSettings: Sendable, Equatable {
    package var create: CallRate?
    package var get: CallRate?
    package var list: CallRate?
    package var delete: CallRate?

    package init() {}

    /// The dialect's limits with these in their place. An account of a dialect without a list has none to limit.
    package func over(_ limits: CallLimits) -> CallLimits {
        CallLimits(
            create: create ?? limits.create,
            get: get ?? limits.get,
            list: limits.list.map { list ?? $0 },
            delete: delete ?? limits.delete
        )
    }
}
