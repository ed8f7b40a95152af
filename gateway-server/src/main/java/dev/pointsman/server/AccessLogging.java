package dev.pointsman.server;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAware;
import dev.pointsman.policy.ServerSettings;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sends the request log to standard output in the policy's form, off the event loops: a full queue drops lines, never blocks. */
final class AccessLogging {
    private static final String NAME = "pointsman.access";
    private static final int QUEUE = 8_192;
    private static final String TEXT =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %replace(%kvp{NONE}){'[\\r\\n\\x1b\\u2028\\u2029]', ' '}%n";

    private AccessLogging() {}

    /** Does nothing under another logging library than Logback. */
    static void configure(ServerSettings.AccessLog form) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return;
        }
        Logger logger = context.getLogger(NAME);
        logger.detachAndStopAllAppenders();
        logger.setAdditive(false);
        if (form == ServerSettings.AccessLog.OFF) {
            logger.setLevel(Level.OFF);
            return;
        }
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(form == ServerSettings.AccessLog.JSON ? json(context) : text(context));
        console.start();
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(queue);
    }

    /** Writes what is queued: before the program ends. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.getFieldNames().setVersion("[ignore]");
        encoder.getFieldNames().setLevelValue("[ignore]");
        encoder.getFieldNames().setLevel("[ignore]");
        encoder.getFieldNames().setThread("[ignore]");
        encoder.getFieldNames().setLogger("[ignore]");
        return started(encoder, context);
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(TEXT);
        return started(encoder, context);
    }

    private static <E extends Encoder<ILoggingEvent> & ContextAware> E started(E encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
