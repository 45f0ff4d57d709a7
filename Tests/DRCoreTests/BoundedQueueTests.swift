import DRCore
import DRTestSupport
import Synchronization
import Testing

struct BoundedQueueTests {
    @Test(.tags(.small), arguments: [1, 2, 7, 64])
    func handsOnEverythingOnceAndInTheOrderOfEachProducer(capacity: Int) throws {
        let queue = BoundedQueue<(producer: Int, number: Int)>(capacity: capacity)
        let received = Mutex<[[[Int]]]>([])
        let producers = try (0..<4).map { producer in
            try WorkerThread { for number in 0..<2000 { queue.push((producer, number)) } }
        }
        let consumers = try (0..<3).map { _ in
            try WorkerThread {
                var mine = [[Int]](repeating: [], count: 4)
                while let element = queue.pop() { mine[element.producer].append(element.number) }
                received.withLock { [mine] in $0.append(mine) }
            }
        }
        for producer in producers { producer.join() }
        queue.close()
        for consumer in consumers { consumer.join() }
        let all = received.withLock { $0 }
        for producer in 0..<4 {
            // Each consumer sees the elements of one producer in their order; all together see each once.
            for mine in all { #expect(mine[producer] == mine[producer].sorted()) }
            #expect(all.flatMap { $0[producer] }.sorted() == Array(0..<2000))
        }
    }

    @Test(.tags(.small))
    func holdsNoMoreThanItsCapacity() throws {
        let queue = BoundedQueue<Int>(capacity: 3)
        let pushed = Atomic<Int>(0)
        let producer = try WorkerThread {
            for number in 0..<100 {
                queue.push(number)
                pushed.add(1, ordering: .sequentiallyConsistent)
            }
        }
        for number in 0..<100 {
            // Three in the queue, and one more whose push has returned only when this many were taken.
            #expect(pushed.load(ordering: .sequentiallyConsistent) <= number + 3)
            #expect(queue.pop() == number)
        }
        producer.join()
        #expect(pushed.load(ordering: .sequentiallyConsistent) == 100)
    }

    @Test(.tags(.small))
    func closingKeepsWhatIsInside() {
        let queue = BoundedQueue<Int>(capacity: 4)
        #expect(queue.push(1))
        #expect(queue.push(2))
        queue.close()
        #expect(!queue.push(3))
        #expect(queue.pop() == 1)
        #expect(queue.pop() == 2)
        #expect(queue.pop() == nil)
        #expect(queue.pop() == nil)
    }

    @Test(.tags(.small))
    func closingFreesThoseWhoWait() throws {
        let empty = BoundedQueue<Int>(capacity: 1)
        let full = BoundedQueue<Int>(capacity: 1)
        full.push(0)
        let popped = Mutex<[Int?]>([])
        let pushed = Mutex<[Bool]>([])
        let threads = try (0..<3).flatMap { _ in
            [
                try WorkerThread {
                    let element = empty.pop()
                    popped.withLock { $0.append(element) }
                },
                try WorkerThread {
                    let isTaken = full.push(1)
                    pushed.withLock { $0.append(isTaken) }
                },
            ]
        }
        empty.close()
        full.close()
        for thread in threads { thread.join() }
        #expect(popped.withLock { $0 } == [nil, nil, nil])
        #expect(pushed.withLock { $0 } == [false, false, false])
        #expect(full.pop() == 0)
    }

    @Test(.tags(.small))
    func letsGoOfWhatWasTaken() {
        let queue = BoundedQueue<ByteBuffer>(capacity: 4)
        weak var remains: ByteBuffer?
        do {
            let buffer = ByteBuffer()
            remains = buffer
            queue.push(buffer)
            #expect(remains != nil)
        }
        #expect(queue.pop() != nil)
        #expect(remains == nil)
    }
}
