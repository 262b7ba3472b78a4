import FilmgateDomain
import Testing

@Suite("The needs of a task as one word")
struct LaneNameTests {
    @Test(
        "A model that an account alone knows may have any name",
        arguments: ["seedance", "a|b", "|", "a,b|c,|", "a||north"]
    )
    func openModel(name: String) {
        for account in [nil, ProviderName(rawValue: "north")] {
            let needs = TaskNeeds(
                model: name,
                mode: .text,
                tier: .flex,
                features: [.audible, .seed],
                account: account
            )
            #expect(TaskNeeds(needs.lane) == needs)
        }
    }
}
