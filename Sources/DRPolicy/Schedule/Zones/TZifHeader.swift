/// One of the headers of a TZif file (RFC 8536 section 3.1).
struct TZifHeader {
    static let byteCount = 44
    static let magic: [UInt8] = Array("TZif".utf8)

    /// 0 for the first version, otherwise an ASCII digit.
    let version: UInt8
    let leapCount: Int
    let timeCount: Int
    let typeCount: Int
    private let characterCount: Int
    private let standardCount: Int
    private let universalCount: Int
    /// Where the data block begins.
    let dataStart: Int

    /// Reads the header at an offset, or nil when there is none.
    init?(_ bytes: UnsafeRawBufferPointer, at start: Int) {
        guard start <= bytes.count - Self.byteCount, bytes[start..<start + 4].elementsEqual(Self.magic) else {
            return nil
        }
        func count(_ place: Int) -> Int {
            bytes[(start + 20 + place * 4)..<(start + 24 + place * 4)].reduce(0) { $0 << 8 | Int($1) }
        }
        version = bytes[start + 4]
        universalCount = count(0)
        standardCount = count(1)
        leapCount = count(2)
        timeCount = count(3)
        typeCount = count(4)
        characterCount = count(5)
        dataStart = start + Self.byteCount
    }

    /// The length of the data block, whose times have 4 bytes in the first and 8 in later versions.
    func dataCount(timeBytes: Int) -> Int {
        timeCount * (timeBytes + 1) + typeCount * 6 + characterCount + leapCount * (timeBytes + 4) + standardCount
            + universalCount
    }
}
