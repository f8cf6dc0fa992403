import Foundation

extension Command {
    /// Runs invdb, whose output is thrown away, and measures the most memory that it had at a time, in bytes.
    ///
    /// The system counts what a process had before it became another program, too. So a small program is in between: Python, which has 10 MB.
    public static func peakMemory(of arguments: [String], in folder: TemporaryFolder) throws -> Int? {
        let script = """
            import resource, subprocess, sys
            subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
            """
        return Int(try run("/usr/bin/env", ["python3", "-c", script, invdb] + arguments, in: folder).lines.last ?? "")
    }
}
