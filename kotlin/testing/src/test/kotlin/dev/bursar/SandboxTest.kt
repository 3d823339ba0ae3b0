package dev.bursar

import dev.bursar.testing.Sandbox
import dev.bursar.testing.ScriptedExecutor
import dev.bursar.testing.live
import kotlinx.coroutines.test.runTest
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

/** What is for tests of programs that use the package. */
class SandboxTest {
    @Test
    fun `every operation is tried`() {
        val readers = Files.readString(Path.of("../bursar/src/generated/kotlin/dev/bursar/Readers.kt"))
        val names = Regex("^ {8}\"([a-z_.]+)\" to", RegexOption.MULTILINE).findAll(readers).map { it.groupValues[1] }.toSet()
        assertTrue(names.size >= 33)
        assertEquals(names, OPERATIONS.keys)
    }

    @Test
    fun `a sandbox tells why it does not start, and how its program is made`() {
        for (program in listOf(null, "/nowhere/bursar-sandbox", "/bin/true")) {
            val error = assertThrows(IOException::class.java) { Sandbox(program) }
            assertTrue("bursar-sandbox" in error.message!!, error.message)
        }
    }

    @Test
    fun `a sandbox is of its seed, and gone once it is closed`() {
        val own = Sandbox(seed = 7)
        val other = Sandbox(seed = 8)
        assertTrue(Scene(own, null).id(0) != Scene(other, null).id(0))
        own.close()
        other.close()
        assertThrows(IOException::class.java) { own.journal() }
    }

    @Test
    fun `a scripted executor answers in order`() =
        runTest {
            val http = ScriptedExecutor(IOException("broken"), ScriptedExecutor.reply("""{"success":true,"code":0,"data":[]}"""))
            val espAi = EspAi(Secret("k-0123"), ClientOptions(http = http))
            assertEquals(
                0,
                espAi.cards
                    .list()
                    .page()
                    .rows.size,
            )
            assertEquals(2, http.requests.size)
            val error = thrown<ConnectionException> { espAi.cards.list(options = CallOptions(maxRetries = 0)).page() }
            assertTrue("no reply is left" in error.detail)
            espAi.begin("espai.cards.list").use { assertTrue(live() >= 1) }
        }

    @Test
    fun `a scripted executor plays a vector`() =
        runTest {
            val vector =
                """{"script":[{"send":{},"loss":"maybe_sent"},{"send":{},"reply":{"status":200,
                "json":{"success":true,"code":0,"data":[],"totalNumber":9}}},{"rows":[]}]}"""
            val http = ScriptedExecutor.vector(vector)
            assertEquals(
                9L,
                EspAi(Secret("k-0123"), ClientOptions(http = http))
                    .cards
                    .list()
                    .page()
                    .total,
            )
            assertEquals(2, http.requests.size)
        }
}
