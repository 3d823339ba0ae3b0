package bench

import java.lang.management.ManagementFactory
import kotlin.math.abs
import kotlin.random.Random

/** Somebody who does the same as others: what it does once. */
class Contestant(
    val name: String,
    val act: () -> Any?,
)

/** A ratio, and how far the rounds are apart. */
data class Figure(
    val median: Double,
    val deviation: Double,
)

/** What the results are kept in, so that no work is found to be useless. */
@Volatile
private var kept: Any? = null

private val CLOCK = ManagementFactory.getThreadMXBean()
private const val PIECE_NS = 20_000_000L
private const val WARM_NS = 1_500_000_000L

private fun timed(
    times: Int,
    contestant: Contestant,
): Double {
    val began = CLOCK.currentThreadCpuTime
    repeat(times) { kept = contestant.act() }
    return (CLOCK.currentThreadCpuTime - began).toDouble() / times
}

/** Microseconds of this thread by contestant: round by round, in a random order within each. */
fun measure(
    contestants: List<Contestant>,
    rounds: Int,
): Map<String, List<Double>> {
    val times =
        contestants.associate { contestant ->
            val until = System.nanoTime() + WARM_NS
            var last = 0.0
            while (System.nanoTime() < until) last = timed(10, contestant)
            contestant.name to (PIECE_NS / maxOf(last, 1.0)).toInt().coerceAtLeast(1)
        }
    val measured = contestants.associate { it.name to ArrayList<Double>() }
    val random = Random(1)
    repeat(rounds) {
        for (one in contestants.shuffled(random)) measured.getValue(one.name) += timed(times.getValue(one.name), one) / 1_000
    }
    return measured
}

fun median(values: List<Double>): Double = values.sorted()[values.size / 2]

/** The median of the rounds' ratios, and their median absolute deviation. */
fun ratio(
    of: List<Double>,
    to: List<Double>,
): Figure {
    val ratios = of.zip(to).map { (one, other) -> one / other }
    val median = median(ratios)
    return Figure(median, median(ratios.map { abs(it - median) }))
}
