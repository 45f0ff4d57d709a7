// swift-tools-version: 6.2
import PackageDescription

// One section per target, lowest layer first; dependencies point one way only (docs/architecture.md).

let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The byte path runs at full speed in debug builds too, so that tests work on real amounts of data.
let bytePathSettings =
    swiftSettings + [
        .unsafeFlags(["-O"], .when(configuration: .debug))
    ]

let package = Package(
    name: "dr",
    products: [
        .executable(name: "dr", targets: ["dr"]),
        .executable(name: "dr-wal", targets: ["dr-wal"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // MARK: C libraries of the system
        .systemLibrary(
            name: "CArchive",
            path: "Sources/C/CArchive",
            pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            path: "Sources/C/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CPostgres",
            path: "Sources/C/CPostgres",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            path: "Sources/C/COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CZlib",
            path: "Sources/C/CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]
        ),
        .systemLibrary(
            name: "CZstd",
            path: "Sources/C/CZstd",
            pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"])]
        ),
        .systemLibrary(name: "CLinux", path: "Sources/C/CLinux"),
        .target(
            name: "CKernels",
            path: "Sources/C/CKernels",
            cSettings: [.unsafeFlags(["-O3"])]
        ),

        // MARK: DRCore
        .target(
            name: "DRCore",
            dependencies: ["CLinux"],
            swiftSettings: bytePathSettings
        ),
        .testTarget(
            name: "DRCoreTests",
            dependencies: ["CLinux", "DRCore", "DRTestSupport"],
            swiftSettings: swiftSettings
        ),

        // MARK: DRLogSocket
        .target(
            name: "DRLogSocket",
            dependencies: ["CLinux", "DRCore"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DRLogSocketTests",
            dependencies: ["CLinux", "DRCore", "DRLogSocket", "DRTestSupport"],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "dr-wal",
            dependencies: ["CLinux", "DRCore", "DRLogSocket"],
            swiftSettings: swiftSettings,
            // A server starts it for every file of its log: no library is looked for then.
            linkerSettings: [.unsafeFlags(["-static-executable"], .when(configuration: .release))]
        ),

        // MARK: DRPolicy
        .target(
            name: "DRPolicy",
            dependencies: ["DRCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DRPolicyTests",
            dependencies: ["DRCore", "DRPolicy", "DRTestSupport", .product(name: "Yams", package: "Yams")],
            exclude: ["Configuration/bad-configurations.txt", "Schedule/Golden"],
            swiftSettings: swiftSettings
        ),

        // MARK: DRStorage
        .target(
            name: "DRStorage",
            dependencies: ["CCurl", "CLinux", "DRCore"],
            swiftSettings: bytePathSettings
        ),
        .testTarget(
            name: "DRStorageTests",
            dependencies: ["CLinux", "DRCore", "DRStorage", "DRTestSupport"],
            swiftSettings: swiftSettings
        ),

        // MARK: DRRepository
        .target(
            name: "DRRepository",
            dependencies: ["CKernels", "CLinux", "COpenSSL", "CZstd", "DRCore", "DRPolicy", "DRStorage"],
            swiftSettings: bytePathSettings
        ),
        .testTarget(
            name: "DRRepositoryTests",
            dependencies: ["CLinux", "COpenSSL", "DRRepository", "DRStorage", "DRTestSupport", "FuzzTargets"],
            resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings
        ),

        // MARK: DRWorkloads
        .target(
            name: "DRWorkloads",
            dependencies: [
                "CArchive", "CKernels", "CLinux", "CPostgres", "CZlib", "DRCore", "DRRepository", "DRStorage",
            ],
            swiftSettings: bytePathSettings
        ),
        .testTarget(
            name: "DRWorkloadsTests",
            dependencies: ["CLinux", "DRCore", "DRRepository", "DRStorage", "DRTestSupport", "DRWorkloads"],
            swiftSettings: swiftSettings
        ),

        // MARK: DRRecovery
        .target(
            name: "DRRecovery",
            dependencies: ["CLinux", "DRCore", "DRPolicy", "DRRepository", "DRStorage", "DRWorkloads"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DRRecoveryTests",
            dependencies: [
                "CLinux", "DRCore", "DRPolicy", "DRRecovery", "DRRepository", "DRStorage", "DRTestSupport",
                "DRWorkloads",
            ],
            swiftSettings: swiftSettings
        ),

        // MARK: DROperations
        .target(
            name: "DROperations",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                "CLinux",
                "DRCore",
                "DRLogSocket",
                "DRPolicy",
                "DRRecovery",
                "DRRepository",
                "DRStorage",
                "DRWorkloads",
            ],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DROperationsTests",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                "CLinux",
                "DRCore",
                "DROperations",
                "DRPolicy",
                "DRRepository",
                "DRStorage",
                "DRTestSupport",
                "DRWorkloads",
            ],
            resources: [.copy("Fixtures")],
            swiftSettings: swiftSettings
        ),

        // MARK: DRCommands
        .target(
            name: "DRCommands",
            dependencies: [
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                "DRCore",
                "DRLogSocket",
                "DROperations",
                "DRPolicy",
                "DRRecovery",
                "DRRepository",
                "DRStorage",
                "DRWorkloads",
            ],
            resources: [.embedInCode("Config/Example/Files")],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "dr",
            dependencies: ["DRCommands"],
            swiftSettings: swiftSettings
        ),

        // MARK: Entry points of the fuzzer, which tests feed too
        .target(
            name: "FuzzTargets",
            dependencies: ["DRCore", "DRRepository", "DRStorage", "DRWorkloads"],
            path: "tools/fuzz/Targets",
            swiftSettings: bytePathSettings
        ),

        // MARK: Tests that drive the built binary against real peers
        .target(
            name: "DRTestSupport",
            dependencies: ["CLinux", "DRCore", "DRRepository", "DRStorage", "DRWorkloads"],
            path: "Tests/DRTestSupport",
            exclude: ["Servers/http_server.py", "Servers/smtp_server.py"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "Integration",
            dependencies: [
                "CLinux", "DRCore", "DROperations", "DRRepository", "DRStorage", "DRTestSupport", "DRWorkloads", "dr",
                "dr-wal",
            ],
            path: "Tests/Integration",
            exclude: ["Drills/order_service.py", "Drills/reading_client.py"],
            swiftSettings: swiftSettings
        ),
    ]
)
