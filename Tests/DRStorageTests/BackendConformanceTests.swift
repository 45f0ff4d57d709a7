import DRStorage
import DRTestSupport
import Testing

struct BackendConformanceTests {
    @Test(.tags(.medium), arguments: EveryBackend.allCases, BackendConformance.allCases)
    func keepsTheContract(backend: EveryBackend, check: BackendConformance) throws {
        try backend.with { try check.check($0) }
    }
}
