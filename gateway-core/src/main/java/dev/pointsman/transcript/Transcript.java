package dev.pointsman.transcript;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Prompt;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.rules.RequestCondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of one request: gathered while its reply passes, and freed of what is not to be kept before the end of the reply is passed on. Confined
 * to the request's loop.
 *
 * <p>What has a known form is removed on the loop, in a fraction of a millisecond. Where the policy has patterns of its own, a worker removes both, and the end
 * of the reply waits for it; after {@value #WAIT_MILLIS} ms it waits no more, and a mark is kept in place of the texts. Whatever goes wrong, no text is
 * kept that nothing was removed from.
 */
public final class Transcript {
    static final String LATE = "[not redacted in time]";
    static final String BROKEN = "[not redacted]";
    static final int WAIT_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(Transcript.class);

    private final TranscriptSettings settings;
    private final Executor worker;
    private final ApiRequest request;
    private final ScheduledExecutorService loop;
    private final Supplier<@Nullable RoutingContext> decided;
    private @Nullable Boolean wanted;
    private @Nullable ReplyText replyText;
    private Texts texts = Texts.NONE;
    private boolean ending;
    private boolean done;

    /** Texts as they may be kept; null where there is none. */
    private record Texts(Excerpt.@Nullable Kept prompt, Excerpt.@Nullable Kept reply) {
        static final Texts NONE = new Texts(null, null);

        /** In place of texts that cannot be kept. */
        static Texts mark(String mark) {
            return new Texts(new Excerpt.Kept(mark, 0, 0), null);
        }
    }

    /** The same before anything was removed. */
    private record Excerpts(
            @Nullable Excerpt prompt, @Nullable Excerpt reply) {}

    Transcript(
            TranscriptSettings settings,
            Executor worker,
            ApiRequest request,
            ScheduledExecutorService loop,
            Supplier<@Nullable RoutingContext> decided) {
        this.settings = settings;
        this.worker = worker;
        this.request = request;
        this.loop = loop;
        this.decided = decided;
    }

    /** A sink that passes everything on; the end once the texts are ready. */
    public ResponseSink sink(ResponseSink next) {
        return new Sink(next);
    }

    /** Null where none is kept; known when the end of the reply is passed on. */
    public @Nullable String prompt() {
        return texts.prompt == null ? null : texts.prompt.text();
    }

    /** Where the last user message begins in {@link #prompt}. */
    public int askedFrom() {
        return texts.prompt == null ? 0 : texts.prompt.askedFrom();
    }

    /** Where it ends; the same where nothing of it is kept. */
    public int askedTo() {
        return texts.prompt == null ? 0 : texts.prompt.askedTo();
    }

    /** Null where none is kept; known when the end of the reply is passed on. */
    public @Nullable String reply() {
        return texts.reply == null ? null : texts.reply.text();
    }

    private boolean wanted() {
        Boolean known = wanted;
        if (known != null) {
            return known;
        }
        RoutingContext context = decided.get();
        RequestCondition when = settings.when();
        boolean answer = context != null && (when == null || when.holds(context));
        wanted = answer;
        return answer;
    }

    private void ending(Runnable passOn) {
        if (ending) {
            return;
        }
        ending = true;
        if (!wanted()) {
            end(Texts.NONE, passOn);
        } else if (settings.redaction().slow()) {
            endLater(passOn);
        } else {
            end(guarded(this::excerpts, this::kept), passOn);
        }
    }

    private void endLater(Runnable passOn) {
        Excerpts excerpts = excerpts();
        Future<?> late = loop.schedule(() -> end(Texts.mark(LATE), passOn), WAIT_MILLIS, TimeUnit.MILLISECONDS);
        worker.execute(() -> {
            Texts ready = guarded(() -> excerpts, this::kept);
            loop.execute(() -> {
                late.cancel(false);
                end(ready, passOn);
            });
        });
    }

    private Excerpts excerpts() {
        ReplyText gathered = replyText;
        return new Excerpts(
                settings.prompt() ? prompt(request, settings.limitBytes()) : null,
                gathered == null ? null : gathered.excerpt());
    }

    /** A defect here costs the texts, not the reply. */
    private static Texts guarded(Supplier<Excerpts> from, Function<Excerpts, Texts> kept) {
        try {
            return kept.apply(from.get());
        } catch (RuntimeException defect) {
            LOG.error("a text could not be redacted and is not kept", defect);
            return Texts.mark(BROKEN);
        }
    }

    private Texts kept(Excerpts excerpts) {
        return new Texts(kept(excerpts.prompt), kept(excerpts.reply));
    }

    /** No text at all is none, not an empty one. */
    private Excerpt.@Nullable Kept kept(@Nullable Excerpt excerpt) {
        Excerpt.Kept kept = excerpt == null ? null : excerpt.kept(settings.redaction(), settings.limitBytes());
        return kept == null || kept.text().isEmpty() ? null : kept;
    }

    private void end(Texts ready, Runnable passOn) {
        if (!done) {
            done = true;
            texts = ready;
            passOn.run();
        }
    }

    /** The newest texts of a request, in their order. */
    static Excerpt prompt(ApiRequest request, int limit) {
        List<Piece> pieces = new ArrayList<>();
        Prompt prompt = request.prompt();
        boolean all = prompt.newest(
                limit,
                Piece.MARGIN,
                (text, keep) -> pieces.add(new Piece(text, keep, prompt.ofLastUser(pieces.size()))));
        Collections.reverse(pieces);
        return new Excerpt(pieces, !all);
    }

    private final class Sink extends ResponseSink.Forwarding {
        Sink(ResponseSink next) {
            super(next);
        }

        @Override
        public void start(ReplyHead head) {
            if (settings.reply() && wanted()) {
                ReplyText text = new ReplyText(request.endpoint(), settings.limitBytes());
                text.start(head);
                replyText = text;
            }
            super.start(head);
        }

        @Override
        public void data(byte[] bytes) {
            ReplyText text = replyText;
            if (text != null) {
                text.data(bytes);
            }
            super.data(bytes);
        }

        @Override
        public void complete() {
            ending(super::complete);
        }

        @Override
        public void fail(GatewayException error) {
            ending(() -> super.fail(error));
        }
    }
}
