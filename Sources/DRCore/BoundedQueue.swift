import CLinux

/// A first-in first-out queue between threads that holds a bounded number of elements; a full queue makes producers wait.
package final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = ThreadCondition()
    private var elements: [Element?]
    private var head = 0
    private var count = 0
    private var closed = false

    /// Makes a queue for at most `capacity` elements.
    package init(capacity: Int) {
        elements = Array(repeating: nil, count: max(capacity, 1))
    }

    /// Adds an element, waiting for room; false when the queue was closed.
    @discardableResult
    package func push(_ element: Element) -> Bool {
        condition.withLock {
            while count == elements.count, !closed { condition.wait() }
            if closed { return false }
            elements[(head + count) % elements.count] = element
            count += 1
            condition.wakeAll()
            return true
        }
    }

    /// Takes the oldest element, waiting for one; nil when the queue is closed and empty.
    package func pop() -> Element? {
        condition.withLock {
            while count == 0, !closed { condition.wait() }
            guard count > 0 else { return nil }
            let element = elements[head]
            elements[head] = nil
            head = (head + 1) % elements.count
            count -= 1
            condition.wakeAll()
            return element
        }
    }

    /// Lets waiting producers and consumers go; what is in the queue can still be taken.
    package func close() {
        condition.withLock {
            closed = true
            condition.wakeAll()
        }
    }
}
