import CLinux

/// An operating-system thread for blocking or processor-bound work, kept off the cooperative pool.
package final class WorkerThread: @unchecked Sendable {
    private var handle = pthread_t()
    private var joined = false

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread that runs `body`; signals are left to the main thread.
    ///
    /// - Throws: `DRError` when the system refuses another thread.
    package init(_ body: @escaping @Sendable () -> Void) throws {
        let context = Unmanaged.passRetained(Body(body))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        let result = pthread_create(
            &handle,
            nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard result == 0 else {
            context.release()
            throw DRError.system("start a thread", "pthread_create", errno: result)
        }
    }

    /// Waits until the thread has ended.
    package func join() {
        guard !joined else { return }
        pthread_join(handle, nil)
        joined = true
    }

    /// Lets the other threads and programs of the machine go before the calling thread from now on: what is done ahead of need
    /// must not delay what is needed.
    ///
    /// Where the system refuses, the thread stays what it was.
    package static func giveWay() { _ = clinux_set_thread_nice(10) }

    /// Processors that this process may run on.
    package static var processorCount: Int { max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1) }
}
