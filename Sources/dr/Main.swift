import DRCommands

@main
enum Main {
    static func main() {
        CommandLineTool.run()
    }
}
