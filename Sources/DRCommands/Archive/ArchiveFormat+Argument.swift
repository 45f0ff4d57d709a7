import ArgumentParser
import DRWorkloads

/// The formats by the names that the values have: tar, tar.zst, tar.gz, zip, cpio.
extension ArchiveFormat: ExpressibleByArgument {}
