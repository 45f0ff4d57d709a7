import Testing

/// How much a test needs, as a tag: `@Test(.tags(.small))`.
extension Tag {
    /// No files, no other process, milliseconds.
    @Tag package static var small: Self
    /// Scratch files on this machine, under a second or two.
    @Tag package static var medium: Self
    /// Other programs, mounts, or much data.
    @Tag package static var large: Self
}
