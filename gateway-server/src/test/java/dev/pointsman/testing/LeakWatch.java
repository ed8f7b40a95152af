package dev.pointsman.testing;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in whose course a buffer was dropped without being released. Registered for every test of this module, and made
 * before the first of them: Netty asks for its detectors once, when its classes are loaded. It says how long tests wait for what must come, too.
 */
public final class LeakWatch implements AfterAllCallback {
    private static final int GIVE_UP_MILLIS = 30_000;
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();
    private static final List<Detector<?>> DETECTORS = new CopyOnWriteArrayList<>();

    static {
        Awaitility.setDefaultTimeout(
                Duration.ofSeconds(60)); // what comes at once elsewhere comes late where other builds run
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation") // abstract, so it must be there
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                    Class<T> resource, int samplingInterval, long maxActive) {
                return newResourceLeakDetector(resource, samplingInterval);
            }

            @Override
            public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
                var detector = new Detector<T>(resource, samplingInterval);
                DETECTORS.add(detector);
                return detector;
            }
        });
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<?> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        /** A detector looks at what the collector found whenever it tracks another resource. */
        void look() {
            @SuppressWarnings("unchecked") // it is tracked and let go, never used
            T probe = (T) new Object();
            ResourceLeakTracker<T> tracker = trackForcibly(probe);
            tracker.close(probe);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            FOUND.add(resource + " was not released:" + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            FOUND.add(resource + " was not released");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError("buffers were dropped without being released:\n" + String.join("\n", leaks));
        }
    }

    /** Every buffer dropped before this call that was not told by an earlier one. */
    public static List<String> leaks() throws InterruptedException {
        ByteBufAllocator.DEFAULT.buffer(1).release();
        if (DETECTORS.isEmpty() || ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            throw new IllegalStateException("Netty was loaded before this watch, or tracks only some of its buffers");
        }
        // what one collection finds is enqueued before anything that a later one finds
        collect();
        collect();
        DETECTORS.forEach(Detector::look);
        var leaks = new ArrayList<String>();
        for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** Ends when a collection has found and enqueued an object dropped here. */
    private static void collect() throws InterruptedException {
        var queue = new ReferenceQueue<>();
        var dropped = new WeakReference<>(new Object(), queue);
        System.gc();
        if (queue.remove(GIVE_UP_MILLIS) != dropped) {
            throw new IllegalStateException("the collector did not run");
        }
    }
}
