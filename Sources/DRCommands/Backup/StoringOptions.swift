import ArgumentParser
import DRRepository

extension Compression: ExpressibleByArgument {}

/// How new data is stored.
struct StoringOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Compression of new data: off, auto or max.", valueName: "mode"))
    var compression = Compression.auto

    @Flag(help: "Do not read back what is compressed and encrypted before it is stored; faulty memory may go unseen.")
    var noExtraVerify = false

    /// The options for the writer.
    var options: WriteOptions { WriteOptions(compression: compression, verifiesBlobs: !noExtraVerify) }
}
