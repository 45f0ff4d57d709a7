/// Whoever read standard output has gone; there is nobody left to tell.
struct ClosedOutput: Error {}
