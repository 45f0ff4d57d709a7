import CLinux
import DRCore
import FuzzTargets

/// The target that `DR_FUZZ_TARGET` names.
private let target = getenv("DR_FUZZ_TARGET").flatMap { FuzzTarget(rawValue: String(cString: $0)) }

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let target else {
        print("DR_FUZZ_TARGET names none of: " + FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
        exit(2)
    }
    do {
        try target.run(UnsafeRawBufferPointer(start: bytes, count: count))
    } catch {
        print("contradiction: \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
