import DRCore

extension ComplianceFacts {
    /// A restore that was tried.
    package struct RestoreTest: Hashable, Sendable {
        /// When.
        package var time: Timestamp
        /// How much was restored, such as `sample` or `whole`.
        package var scope: String
        /// Whether it was the whole plan, so that its time can be held against the RTO.
        package var isWhole: Bool
        /// The files compared, those that differed, the bytes restored, and how long it took in seconds.
        package var files: Int64
        package var mismatches: Int64
        package var bytes: Int64
        package var seconds: Double

        /// Takes what the test found.
        package init(
            time: Timestamp,
            scope: String,
            isWhole: Bool,
            files: Int64,
            mismatches: Int64,
            bytes: Int64,
            seconds: Double
        ) {
            self.time = time
            self.scope = scope
            self.isWhole = isWhole
            self.files = files
            self.mismatches = mismatches
            self.bytes = bytes
            self.seconds = seconds
        }
    }
}
