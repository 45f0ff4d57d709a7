import Testing

extension Trait where Self == TimeLimitTrait {
    /// When a test that waits for other processes counts as one that hangs.
    ///
    /// The library counts from when a test is queued, so the limit must outlast the whole run, also beside other work.
    package static var hangLimit: Self { .timeLimit(.minutes(60)) }
}
