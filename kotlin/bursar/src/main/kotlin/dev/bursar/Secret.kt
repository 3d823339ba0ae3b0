package dev.bursar

/**
 * Text that no rendering shows: a token, a key, a redemption code, the URL of a payment page.
 *
 * It is not serialised either: neither by Java, nor by libraries that read fields.
 */
public class Secret(
    text: String,
) {
    // Gson and others that read fields by reflection leave out what is transient.
    @Transient
    private val text: String = text

    /** The text itself. Whoever calls this answers for where it goes. */
    public fun expose(): String = text

    override fun equals(other: Any?): Boolean = other is Secret && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "***"
}

/** Text with named values; those that are newer than this version are handed on as they came. */
public interface OpenText {
    /** The text as the platform writes it. */
    public val value: String
}
