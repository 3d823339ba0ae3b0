package example

import dev.bursar.EspAi
import dev.bursar.EspAiBlocking
import dev.bursar.testing.Sandbox
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path

class ConsumerTest {
    @Test
    fun `the example of the README runs, and is this project's`() {
        val example = Files.readString(Path.of("src/main/kotlin/example/Readme.kt")).removePrefix("package example\n\n")
        assertTrue(example in Files.readString(Path.of("../../kotlin/README.md")))
        val printed = ByteArrayOutputStream()
        val out = System.out
        Sandbox().use { server ->
            System.setOut(PrintStream(printed))
            try {
                // The cards of the example are not among the sandbox's.
                val error = assertThrows(dev.bursar.BursarException::class.java) { runBlocking { report(server.espAi()) } }
                assertEquals("refused", error.kind.value, "$error")
            } finally {
                System.setOut(out)
            }
        }
        assertTrue("calls left" in "$printed", "$printed")
    }

    @Test
    fun `a program in Java runs`() {
        Sandbox().use { server ->
            val espAi = EspAiBlocking(server.espAi())
            assertEquals(Backend.ids(espAi, "1").toSet().size, Backend.ids(espAi, "1").size)
            assertTrue(Backend.left(espAi).toBigDecimal() > 0.toBigDecimal())
            server.fault("html", "platform" to "espai", "count" to 9)
            assertEquals("server", Backend.left(espAi))
        }
    }

    @Test
    fun `where no library fits, the platform and the path are named`() {
        val classes = System.getProperty("java.class.path").split(File.pathSeparator)
        // What is left out here is what a jar for other machines would lack.
        val others = classes.filterNot { "bursar-crossing" in it } + stripped(classes.single { "bursar-crossing" in it })
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val program = ProcessBuilder(java, "-cp", others.joinToString(File.pathSeparator), "example.ConsumerTestKt")
        val process = program.redirectErrorStream(true).start()
        val said = process.inputReader().readText()
        assertEquals(0, process.waitFor(), said)
        assertTrue("there is no core for this machine (" in said && "bursar_uniffi" in said, said)
    }

    /** The jar's classes, without its library. */
    private fun stripped(jar: String): String {
        val folder = Files.createTempDirectory(Path.of("target"), "stripped")
        java.util.zip.ZipFile(jar).use { zip ->
            for (entry in zip.entries().asSequence().filter { it.name.endsWith(".class") }) {
                val file = folder.resolve(entry.name)
                Files.createDirectories(file.parent)
                zip.getInputStream(entry).use { Files.copy(it, file) }
            }
        }
        return "$folder"
    }
}

fun main() {
    try {
        EspAi(dev.bursar.Secret("k-0123")).close()
    } catch (error: dev.bursar.ConfigurationException) {
        println(error.detail)
    }
}
