import CKernels

/// The checksums of the pages of a relation.
package enum PageChecks {
    /// The size of the pages that are checked, in bytes; a cluster built with another has none checked.
    package static let pageSize = 8192

    /// The first page whose checksum is wrong, counted from the first given; nil when all are right.
    ///
    /// - Parameters:
    ///   - pages: whole pages; bytes after the last whole one are not looked at.
    ///   - block: the number of the first page in its relation.
    package static func firstBadPage(_ pages: UnsafeRawBufferPointer, block: UInt32) -> Int? {
        let count = pages.count / pageSize
        guard count > 0, let base = pages.baseAddress else { return nil }
        let bad = postgres_first_bad_page(base, count, block)
        return bad < count ? bad : nil
    }
}
