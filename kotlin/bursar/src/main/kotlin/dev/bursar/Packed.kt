package dev.bursar

import java.math.BigDecimal
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.time.Instant
import java.time.temporal.ChronoUnit

/** The layout of `bursar::packed::Rows`, with lengths in bytes: read row by row, column by column, in their order. */
internal class Packed(
    private val block: ByteArray,
) {
    private val view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN)

    /** How many rows there are. */
    val rows: Int = view.getInt(ROWS)

    /** How many rows there are in all, if the server says so. */
    val total: Long? get() = if (block[FLAGS].toInt() and WITH_TOTAL == 0) null else view.getLong(TOTAL)

    private var number = HEAD
    private var length = HEAD + NUMBER * view.getInt(NUMBERS)
    private var ascii = length + LENGTH * (view.getInt(LENGTHS) + view.getInt(MARKS))
    private var wide = ascii + view.getInt(ASCII)
    private val following = wide + view.getInt(WIDE)

    /** The cursor of the next page. */
    fun next(): String? = string(following, view.getInt(NEXT)).ifEmpty { null }

    /** JSON about the last reply; empty if nobody asked for it. */
    fun meta(): String = string(following + view.getInt(NEXT), view.getInt(META))

    private fun string(
        from: Int,
        length: Int,
    ): String = String(block, from, length, Charsets.UTF_8)

    fun longOrNull(): Long? = cell().let { if (it.isNaN()) null else it.toLong() }

    fun long(): Long = cell().toLong()

    fun boolOrNull(): Boolean? = cell().let { if (it.isNaN()) null else it != 0.0 }

    fun bool(): Boolean = cell() != 0.0

    fun instantOrNull(): Instant? = longOrNull()?.let(::instantOf)

    fun instant(): Instant = instantOf(long())

    fun textOrNull(): String? {
        val told = view.getInt(length)
        length += LENGTH
        if (told == NULL) return null
        val bytes = told ushr 1
        if (told and 1 == 0) {
            ascii += bytes
            // Copied as it is, without a look at each byte.
            return String(block, ascii - bytes, bytes, Charsets.ISO_8859_1)
        }
        wide += bytes
        return string(wide - bytes, bytes)
    }

    fun text(): String = textOrNull().orEmpty()

    fun secretOrNull(): Secret? = textOrNull()?.let(::Secret)

    fun secret(): Secret = Secret(text())

    fun decimalOrNull(): BigDecimal? = textOrNull()?.let(::BigDecimal)

    fun decimal(): BigDecimal = BigDecimal(text())

    private fun cell(): Double {
        val at = number
        number += NUMBER
        return view.getDouble(at)
    }

    private companion object {
        const val FLAGS = 1
        const val ROWS = 4
        const val TOTAL = 8
        const val NUMBERS = 16
        const val LENGTHS = 20
        const val MARKS = 24
        const val ASCII = 28
        const val WIDE = 32
        const val NEXT = 36
        const val META = 40
        const val HEAD = 48
        const val NUMBER = 8
        const val LENGTH = 4
        const val WITH_TOTAL = 2
        const val NULL = -1
    }
}

private fun instantOf(micros: Long): Instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS)

/** All rows of a type. */
internal inline fun <T> Packed.read(row: Packed.() -> T): List<T> {
    val rows = ArrayList<T>(rows)
    repeat(this.rows) { rows.add(row()) }
    return rows
}
