// Requests, tasks and dialects are words of these two modules: an app imports the client alone.
@_exported public import FilmgateDialects
@_exported public import FilmgateDomain
