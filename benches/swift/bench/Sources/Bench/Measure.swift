import Foundation

/// A contestant: what is timed, and what is made for each turn before that.
struct Contestant {
  let name: String
  let sample: (Int) async throws -> Duration

  /// Work that is done when it returns, by the processor time of its thread. What `prepare` makes is not counted.
  static func direct<Prepared, Value>(
    _ name: String, prepare: @escaping () throws -> Prepared, _ run: @escaping (Prepared) throws -> Value
  ) -> Contestant {
    Contestant(name: name) { times in try sampled(times, prepare, run) }
  }

  /// Work that is awaited, by the processor time of all threads.
  static func awaited<Value>(_ name: String, _ run: @escaping () async throws -> Value) -> Contestant {
    Contestant(name: name) { times in
      let began = processor(CLOCK_PROCESS_CPUTIME_ID)
      for _ in 0..<times { keep(try await run()) }
      return processor(CLOCK_PROCESS_CPUTIME_ID) - began
    }
  }
}

private func sampled<Prepared, Value>(
  _ times: Int, _ prepare: () throws -> Prepared, _ run: (Prepared) throws -> Value
) rethrows -> Duration {
  let prepared = try (0..<times).map { _ in try prepare() }
  let began = processor(CLOCK_THREAD_CPUTIME_ID)
  for one in prepared { keep(try run(one)) }
  return processor(CLOCK_THREAD_CPUTIME_ID) - began
}

/// So that no compiler finds out that nobody reads it.
@inline(never)
func keep<Value>(_ value: Value) {}

private func processor(_ clock: clockid_t) -> Duration {
  var time = timespec()
  clock_gettime(clock, &time)
  return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// What was measured of a contestant.
struct Figure {
  let name: String
  /// Microseconds for one turn.
  let time: Double
  /// Of the first contestant's time, within the same round.
  let ratio: Double
  /// Half of the rounds were nearer to the ratio than this.
  let deviation: Double
}

/// Contestants take turns, round by round, in an order of each round's own; the first is what the others are held against.
func compare(_ contestants: [Contestant], rounds: Int) async throws -> [Figure] {
  var times: [Int] = []
  for contestant in contestants { times.append(try await calibrated(contestant)) }
  var samples = contestants.map { _ in [Double]() }
  for _ in 0..<rounds {
    for at in contestants.indices.shuffled() {
      let took = try await contestants[at].sample(times[at])
      let microseconds: Double = took / .microseconds(1)
      samples[at].append(microseconds / Double(times[at]))
    }
  }
  return contestants.indices.map { at in
    let ratios = zip(samples[at], samples[0]).map { $0 / $1 }
    let ratio = median(ratios)
    return Figure(
      name: contestants[at].name, time: median(samples[at]), ratio: ratio,
      deviation: median(ratios.map { abs($0 - ratio) }))
  }
}

/// How many turns take some milliseconds, once it is warm.
private func calibrated(_ contestant: Contestant) async throws -> Int {
  var times = 1
  while true {
    let took = try await contestant.sample(times)
    if took > .milliseconds(8) { return times }
    times *= 2
  }
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
