package dev.bursar.testing

import dev.bursar.crossing.live as liveInCore

/** How many calls are under way in this process: none, when all have ended or were closed. */
public fun live(): Long = liveInCore().toLong()
