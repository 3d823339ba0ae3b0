import Bursar

/// How many calls are under way in this process: none, when all have ended or were closed.
public func live() -> Int {
  Core.live()
}
