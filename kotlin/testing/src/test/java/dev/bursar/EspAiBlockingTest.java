package dev.bursar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bursar.testing.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import kotlin.Pair;
import kotlinx.serialization.json.JsonElementKt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The package as Java calls it. Its tests share a sandbox. */
@Execution(ExecutionMode.SAME_THREAD)
class EspAiBlockingTest {
    private static Sandbox server;

    @BeforeAll
    static void start() {
        server = new Sandbox();
    }

    @BeforeEach
    void reset() {
        server.reset();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static EspAiBlocking espAi() {
        return new EspAiBlocking(server.espAi(url -> ClientOptions.builder().baseUrl(url).build()));
    }

    private static String card(int at, String field) {
        var cards = JsonElementKt.getJsonArray(JsonElementKt.getJsonObject(server.getReady().get("espai")).get("cards"));
        return JsonElementKt.getJsonPrimitive(JsonElementKt.getJsonObject(cards.get(at)).get(field)).getContent();
    }

    @Test
    void aRecordAListAndAChange() {
        try (EspAiBlocking espAi = espAi()) {
            Card card = espAi.getCards().get(card(0, "phone"), new Secret(card(0, "code")));
            assertEquals("1", card.getType());
            assertEquals(1000L, card.getApiLimit());
            List<String> ids = new ArrayList<>();
            for (Card row : espAi.getCards().list()) ids.add(row.getId());
            assertEquals(7, ids.size());
            assertEquals(7, espAi.getCards().list().stream().map(Card::getId).distinct().count());
            assertEquals(1, espAi.getCards().list(null, "1").page().getRows().stream().map(Card::getType).distinct().count());
            Secret from = new Secret(card(0, "code"));
            Secret to = new Secret(card(1, "code"));
            Transferred done = espAi.getCards().transfer(card(0, "phone"), from, card(1, "phone"), to, 10);
            assertEquals("reply", done.getKnownBy());
            espAi.getCards().destroy(card(6, "id"));
            assertEquals(6, espAi.getCards().list().all().size());
        }
    }

    @Test
    void theReplyIsToldOnRequest() {
        try (EspAiBlocking espAi = espAi()) {
            WithResponse<Credits> told = espAi.withResponse(EspAiBlocking::credits);
            assertEquals("calls", told.getValue().getUnit());
            assertEquals(200, told.getResponse().getStatus());
        }
    }

    @Test
    void aFailureIsOfItsClass() {
        server.fault("status", new Pair<>("platform", "espai"), new Pair<>("status", 429));
        try (EspAiBlocking espAi = espAi()) {
            CallOptions once = CallOptions.builder().maxRetries(0).timeout(Duration.ofSeconds(5)).build();
            BursarException error = assertThrows(BursarException.class, () -> espAi.credits(once));
            assertInstanceOf(RateLimitedException.class, error);
            assertEquals("rate_limited", error.getKind());
        }
    }

    @Test
    void anInterruptEndsACall() throws InterruptedException {
        server.fault("delay", new Pair<>("platform", "espai"), new Pair<>("ms", 5000));
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CallOptions watched = CallOptions.builder().onEvent(event -> begun.countDown()).build();
        try (EspAiBlocking espAi = espAi()) {
            Thread thread = new Thread(() -> {
                try {
                    espAi.credits(watched);
                } catch (Throwable interrupted) {
                    thrown.set(interrupted);
                }
            });
            thread.start();
            begun.await();
            long from = System.nanoTime();
            thread.interrupt();
            thread.join(4000);
            assertFalse(thread.isAlive());
            assertTrue(System.nanoTime() - from < 1_500_000_000L);
            assertInstanceOf(CancelledException.class, thrown.get());
            assertInstanceOf(InterruptedException.class, thrown.get().getCause());
        }
    }

    @Test
    void anInterruptedChangeKeepsItsDoubt() throws InterruptedException {
        server.fault("delay", new Pair<>("platform", "espai"), new Pair<>("path", "/cdkey/transfer"), new Pair<>("ms", 3000));
        CountDownLatch begun = new CountDownLatch(1);
        CallOptions unverified = CallOptions.builder().verify(false).onEvent(event -> begun.countDown()).build();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean interrupted = new AtomicBoolean();
        try (EspAiBlocking espAi = espAi()) {
            Runnable change = () -> {
                try {
                    Secret from = new Secret(card(0, "code"));
                    Secret to = new Secret(card(1, "code"));
                    espAi.getCards().transfer(card(0, "phone"), from, card(1, "phone"), to, 10, null, unverified);
                } catch (Throwable error) {
                    thrown.set(error);
                    interrupted.set(Thread.currentThread().isInterrupted());
                }
            };
            Thread before = new Thread(() -> {
                Thread.currentThread().interrupt();
                change.run();
            });
            before.start();
            before.join(4000);
            assertInstanceOf(CancelledException.class, thrown.get());
            assertTrue(interrupted.get());
            assertEquals(0, server.journal().size());
            Thread during = new Thread(change);
            during.start();
            begun.await();
            // So that the request has left, too.
            Thread.sleep(100);
            during.interrupt();
            during.join(2000);
            assertInstanceOf(OutcomeUnknownException.class, thrown.get());
            assertTrue(interrupted.get());
        }
    }

    @Test
    void credentialsAreGivenOrMissing() {
        assertThrows(ConfigurationException.class, EspAiBlocking::new);
        try (EspAiBlocking espAi = new EspAiBlocking(new Secret("k-0123"))) {
            assertNull(espAi.token());
        }
    }
}
