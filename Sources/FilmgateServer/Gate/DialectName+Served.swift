import FilmgateDialects
package import FilmgateDomain

extension DialectName {
    /// The dialects that this build answers in.
    package static var served: [DialectName] { Dialects.all().map(\.name) }
}
