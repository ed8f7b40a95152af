package dev.pointsman.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line a request on the logger {@code pointsman.access}: who, what, where, how it ended, how long; no prompt, no key. Its form (JSON or
 * text) is the logging configuration's; switched off it costs one check of a level.
 */
public final class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("pointsman.access");

    /** Whether lines are wanted at all. */
    public boolean enabled() {
        return LOG.isInfoEnabled();
    }

    /**
     * Writes the line.
     *
     * @param values name and value in turn; null values are left out
     */
    public void write(String id, int status, String end, @Nullable Object... values) {
        LoggingEventBuilder line = LOG.makeLoggingEventBuilder(Level.INFO)
                .addKeyValue("id", id)
                .addKeyValue("status", status)
                .addKeyValue("end", end);
        for (int i = 0; i + 1 < values.length; i += 2) {
            if (values[i + 1] != null) {
                line = line.addKeyValue((String) values[i], values[i + 1]);
            }
        }
        line.log("request");
    }
}
