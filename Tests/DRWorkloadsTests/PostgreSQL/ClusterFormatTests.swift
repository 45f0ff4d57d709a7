import DRCore
import DRTestSupport
import DRWorkloads
import Testing

/// What is read of a cluster, against what PostgreSQL itself says of it.
@Suite("The formats of a cluster", .enabled(if: TestCluster.programs != nil), .tags(.large))
struct ClusterFormatTests {
    /// The values that `pg_controldata` prints.
    private func printed(_ cluster: TestCluster) throws -> [String: String] {
        var values: [String: String] = [:]
        for line in try cluster.program("pg_controldata", [cluster.data]).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[String(parts[0])] = String(parts[1].drop { $0 == " " })
        }
        return values
    }

    @Test("the control file says what pg_controldata says, and one flipped bit is found")
    func controlFile() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            let values = try printed(cluster)
            let path = cluster.data + "/global/pg_control"
            var bytes = try ScratchDirectory(existing: cluster.data).read("global/pg_control")
            let control = try bytes.withUnsafeBytes { try ControlFile($0, path: path) }
            #expect(values["Database system identifier"] == String(control.systemIdentifier))
            #expect(values["Catalog version number"] == String(control.catalogVersion))
            #expect(values["Latest checkpoint location"] == control.checkpoint.description)
            #expect(values["Latest checkpoint's REDO location"] == control.redo.description)
            #expect(values["Latest checkpoint's TimeLineID"] == String(control.timeline))
            #expect(values["Database block size"] == String(control.pageSize))
            #expect(values["Blocks per segment of large relation"] == String(control.pagesPerFile))
            #expect(values["Bytes per WAL segment"] == String(control.segmentSize))
            #expect(values["Database cluster state"] == "shut down")
            #expect(control.state == .shutDown)
            #expect(control.hasPageChecksums)
            for place in [0, 40, 200, 291] {
                bytes[place] ^= 4
                #expect(throws: DRError.self) { try bytes.withUnsafeBytes { try ControlFile($0, path: path) } }
                bytes[place] ^= 4
            }
        }
    }

    @Test("page checksums agree with the server, and a flipped bit is found")
    func pageChecksums() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            try cluster.sql("CREATE TABLE t AS SELECT g, repeat('x', g % 500) FROM generate_series(1, 20000) g")
            let path = try cluster.sql("SELECT pg_relation_filepath('t')").split(separator: "\n").joined()
            try cluster.stop()
            var bytes = try ScratchDirectory(existing: cluster.data).read(path)
            #expect(bytes.count > 100 * PageChecks.pageSize)
            #expect(bytes.withUnsafeBytes { PageChecks.firstBadPage($0, block: 0) } == nil)
            // A page at the wrong place has the wrong checksum too.
            #expect(bytes.withUnsafeBytes { PageChecks.firstBadPage($0, block: 1) } == 0)
            for page in [0, 17, 99] {
                bytes[page * PageChecks.pageSize + 5000] ^= 0x10
                #expect(bytes.withUnsafeBytes { PageChecks.firstBadPage($0, block: 0) } == page)
                bytes[page * PageChecks.pageSize + 5000] ^= 0x10
            }
        }
    }

    @Test("a segment names its cluster and its place; a label is read; rows come through libpq")
    func segmentAndLabel() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            let connection = try cluster.connect()
            let rows = try connection.query("SELECT system_identifier::text FROM pg_control_system()")
            let identifier = try rows.value(0, 0)
            let name = try connection.query("SELECT pg_walfile_name(pg_current_wal_lsn())").value(0, 0)
            let bytes = try ScratchDirectory(existing: cluster.data).read("pg_wal/" + name)
            let header = try bytes.withUnsafeBytes { try WALSegmentHeader($0, name: name) }
            #expect(String(header.systemIdentifier) == identifier)
            #expect(header.segmentSize == UInt32(bytes.count))
            #expect(header.position == WALSegment(name: name)?.start)

            _ = try connection.query("SELECT pg_backup_start($1, true)", ["a label"])
            let stop = try connection.query("SELECT lsn, labelfile FROM pg_backup_stop(false)")
            let label = try BackupLabel(try stop.value(0, 1))
            let end = try #require(LogSequenceNumber(try stop.value(0, 0)))
            #expect(label.timeline == 1)
            #expect(label.start <= end)
            #expect(WALSegment(timeline: 1, holding: label.start).name == label.startSegment)
            #expect(try connection.query("SELECT NULL").text(0, 0) == nil)
        }
    }

    @Test("an error of the server is told with its state, and the connection goes on")
    func refusal() throws {
        try ScratchDirectory.with { scratch in
            let cluster = try TestCluster(scratch)
            try cluster.start()
            let connection = try cluster.connect()
            let failure = #expect(throws: DRError.self) { try connection.query("SELECT no_such_column") }
            #expect(failure?.message.contains("42703") == true)
            #expect(try connection.query("SELECT 1").value(0, 0) == "1")
            try cluster.stop("immediate")
            #expect(throws: DRError.self) { try connection.query("SELECT 1") }
        }
    }
}
