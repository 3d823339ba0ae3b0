package dev.bursar

import java.math.BigDecimal
import java.nio.ByteBuffer
import java.time.Instant

/** The layout of `bursar::packed::Rows`, with lengths in bytes: read row by row, column by column, in their order. */
internal class Packed(
    private val block: ByteBuffer,
) {
    private val rows = block.getInt(ROWS)
    private var number = HEAD
    private var length = HEAD + NUMBER * block.getInt(NUMBERS)
    private var mark = length + LENGTH * block.getInt(LENGTHS)
    private val ascii = Texts(mark + LENGTH * block.getInt(MARKS))
    private val wide = Texts(ascii.base + block.getInt(ASCII))
    private val following = wide.base + block.getInt(WIDE)

    /** How many rows there are in all, if the server says so. */
    val total: Long? get() = if (block.get(FLAGS).toInt() and WITH_TOTAL == 0) null else block.getLong(TOTAL)

    /** The cursor of the next page. */
    fun next(): String? = string(following, block.getInt(NEXT)).ifEmpty { null }

    /** JSON about the last reply; empty if nobody asked for it. */
    fun meta(): String = string(following + block.getInt(NEXT), block.getInt(META))

    /** All rows. */
    fun <T> read(row: Reader<T>): List<T> {
        val read = ArrayList<T>(rows)
        for (at in 0 until rows) {
            if (at % PIECE == 0) {
                ascii.take(block.getInt(mark))
                wide.take(block.getInt(mark + LENGTH))
                mark += 2 * LENGTH
            }
            read.add(row())
        }
        return read
    }

    fun longOrNull(): Long? = cell().let { if (it.isNaN()) null else it.toLong() }

    fun long(): Long = cell().toLong()

    fun boolOrNull(): Boolean? = cell().let { if (it.isNaN()) null else it != 0.0 }

    fun bool(): Boolean = cell() != 0.0

    fun instantOrNull(): Instant? = longOrNull()?.let(::instantOf)

    fun instant(): Instant = instantOf(long())

    fun textOrNull(): String? {
        val told = block.getInt(length)
        length += LENGTH
        return when {
            told == NULL -> null

            // Copied as it is, without a look at each byte.
            told and 1 == 0 -> ascii.text(told ushr 1, Charsets.ISO_8859_1)

            else -> wide.text(told ushr 1, Charsets.UTF_8)
        }
    }

    fun text(): String = textOrNull().orEmpty()

    fun secretOrNull(): Secret? = textOrNull()?.let(::Secret)

    fun secret(): Secret = Secret(text())

    fun decimalOrNull(): BigDecimal? = textOrNull()?.let(::BigDecimal)

    fun decimal(): BigDecimal = BigDecimal(text())

    private fun cell(): Double {
        val at = number
        number += NUMBER
        return block.getDouble(at)
    }

    private fun string(
        from: Int,
        length: Int,
    ): String = if (length == 0) "" else ByteArray(length).also { block.get(from, it) }.decodeToString()

    /** Texts one behind the other, which are taken out of the block piece by piece: one by one would take longer. */
    private inner class Texts(
        val base: Int,
    ) {
        private var piece = ByteArray(0)
        private var taken = 0
        private var at = 0

        fun take(until: Int) {
            val size = until - taken
            if (size > piece.size) piece = ByteArray(size)
            block.get(base + taken, piece, 0, size)
            taken = until
            at = 0
        }

        fun text(
            length: Int,
            of: java.nio.charset.Charset,
        ): String {
            at += length
            return String(piece, at - length, length, of)
        }
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
        const val PIECE = 64
    }
}

private const val MICROS = 1_000_000L
private const val NANOS = 1_000L

private fun instantOf(micros: Long): Instant = Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS)
