package example;

import dev.bursar.BursarException;
import dev.bursar.Card;
import dev.bursar.EspAiBlocking;
import java.util.ArrayList;
import java.util.List;

/** A user's program in Java. */
public final class Backend {
    private Backend() {}

    /** The ids of all cards of a type. */
    public static List<String> ids(EspAiBlocking espAi, String type) {
        List<String> ids = new ArrayList<>();
        for (Card card : espAi.getCards().list(null, type)) ids.add(card.getId());
        return ids;
    }

    /** What is left, or why that is not known. */
    public static String left(EspAiBlocking espAi) {
        try {
            return String.valueOf(espAi.credits().getRemaining());
        } catch (BursarException error) {
            return error.getKind();
        }
    }
}
