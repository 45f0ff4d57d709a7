import Testing

/// One stream of test data and where restic 0.14 cut it.
struct RecordedCuts: CustomTestStringConvertible {
    /// What is peculiar about the stream.
    let testDescription: String
    /// The content.
    let data: [ChunkerTestData]
    /// The chunk lengths for each of `polynomials`, read from the trees and indexes of repositories that restic made.
    let lengths: [[Int]]

    /// The chunker polynomials of those repositories.
    static let polynomials: [UInt64] = [0x2F1E9E691AC97B, 0x301C98D7A738BF, 0x2834D963BEFF89]

    static let all = [
        RecordedCuts(
            testDescription: "empty",
            data: [],
            lengths: [
                [],
                [],
                [],
            ]
        ),
        RecordedCuts(
            testDescription: "below minimum",
            data: [.random(seed: 19, count: 524_287)],
            lengths: [
                [524_287],
                [524_287],
                [524_287],
            ]
        ),
        RecordedCuts(
            testDescription: "minimum",
            data: [.random(seed: 20, count: 524_288)],
            lengths: [
                [524_288],
                [524_288],
                [524_288],
            ]
        ),
        RecordedCuts(
            testDescription: "above minimum",
            data: [.random(seed: 21, count: 524_289)],
            lengths: [
                [524_289],
                [524_289],
                [524_289],
            ]
        ),
        RecordedCuts(
            testDescription: "zeros",
            data: [.zeros(524_289)],
            lengths: [
                [524_288, 1],
                [524_288, 1],
                [524_288, 1],
            ]
        ),
        RecordedCuts(
            testDescription: "below maximum",
            data: [.pattern(seed: 22, period: 1021, count: 8_388_607)],
            lengths: [
                [8_388_607],
                [8_388_607],
                [8_388_607],
            ]
        ),
        RecordedCuts(
            testDescription: "maximum",
            data: [.pattern(seed: 22, period: 1021, count: 8_388_608)],
            lengths: [
                [8_388_608],
                [8_388_608],
                [8_388_608],
            ]
        ),
        RecordedCuts(
            testDescription: "above maximum",
            data: [.pattern(seed: 22, period: 1021, count: 8_388_609)],
            lengths: [
                [8_388_608, 1],
                [8_388_608, 1],
                [8_388_608, 1],
            ]
        ),
        RecordedCuts(
            testDescription: "maximum and minimum",
            data: [.pattern(seed: 22, period: 1021, count: 8_912_896)],
            lengths: [
                [8_388_608, 524_288],
                [8_388_608, 524_288],
                [8_388_608, 524_288],
            ]
        ),
        RecordedCuts(
            testDescription: "one more than both",
            data: [.pattern(seed: 22, period: 1021, count: 8_912_897)],
            lengths: [
                [8_388_608, 524_289],
                [8_388_608, 524_289],
                [8_388_608, 524_289],
            ]
        ),
        RecordedCuts(
            testDescription: "zero windows",
            data: [
                .random(seed: 23, count: 600_000), .zeros(64), .random(seed: 24, count: 600_000),
                .zeros(63), .random(seed: 25, count: 600_000),
            ],
            lengths: [
                [600_064, 1_200_063],
                [566_449, 1_130_032, 103_646],
                [600_064, 1_200_063],
            ]
        ),
        RecordedCuts(
            testDescription: "zero runs",
            data: [
                .random(seed: 12, count: 700_000), .zeros(3_000_001), .random(seed: 13, count: 4_000_003),
                .zeros(524_288), .random(seed: 14, count: 3_000_000),
            ],
            lengths: [
                [
                    700_064, 524_288, 524_288, 524_288, 524_288, 524_288, 721_696, 586_166, 1_359_141, 901_755,
                    809_806, 888_697, 1_311_071, 1_324_456,
                ],
                [
                    700_064, 524_288, 524_288, 524_288, 524_288, 524_288, 1_320_656, 584_083, 1_938_196, 535_629,
                    3_207_765, 316_459,
                ],
                [
                    700_064, 524_288, 524_288, 524_288, 524_288, 524_288, 1_182_838, 1_359_943, 926_188, 909_595,
                    2_495_073, 900_379, 128_772,
                ],
            ]
        ),
        RecordedCuts(
            testDescription: "patterns",
            data: [
                .pattern(seed: 15, period: 509, count: 20_000_000), .random(seed: 16, count: 3_000_000),
                .pattern(seed: 17, period: 64, count: 9_000_000),
                .pattern(
                    seed: 18,
                    period: 4096,
                    count:
                        1_000_000
                ),
            ],
            lengths: [
                [8_388_608, 8_388_608, 3_395_241, 1_272_600, 817_007, 641_842, 8_388_608, 1_707_486],
                [8_388_608, 8_388_608, 3_832_419, 1_043_976, 559_202, 8_388_608, 2_398_579],
                [8_388_608, 8_388_608, 8_388_608, 7_834_176],
            ]
        ),
        RecordedCuts(
            testDescription: "random",
            data: [.random(seed: 11, count: 33_566_777)],
            lengths: [
                [
                    1_722_175, 1_111_540, 895_413, 701_623, 2_288_303, 667_681, 976_391, 552_636, 1_730_718,
                    1_608_521, 4_119_310, 920_356, 1_807_238, 632_452, 710_470, 3_201_253, 707_326, 831_165,
                    1_101_793, 1_425_247, 617_110, 997_923, 1_517_938, 1_561_567, 1_160_628,
                ],
                [
                    865_302, 2_553_017, 747_726, 2_324_509, 2_144_790, 1_551_823, 2_456_265, 938_396, 1_498_383,
                    806_351, 3_331_691, 1_020_668, 1_416_232, 1_312_191, 1_166_524, 737_487, 2_762_421, 2_914_047,
                    547_205, 1_550_872, 920_877,
                ],
                [
                    836_643, 1_358_736, 579_122, 1_775_692, 1_490_262, 990_103, 881_954, 568_739, 686_797,
                    1_954_340, 748_083, 738_979, 675_603, 1_526_097, 1_585_067, 606_855, 550_157, 2_536_347,
                    1_679_473, 1_862_128, 3_213_308, 2_731_321, 1_804_166, 1_530_662, 656_143,
                ],
            ]
        ),
    ]
}
