import ArgumentParser
import FilmgateCommands

@main
enum Filmgate {
    static func main() async {
        await FilmgateCommand.main()
    }
}
