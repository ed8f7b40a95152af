package dev.pointsman.flow.judged;

import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.routing.Chance;
import dev.pointsman.transcript.Transcript;
import dev.pointsman.transcript.TranscriptSettings;
import dev.pointsman.transcript.Transcripts;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Gathers prompt and reply of a share of the requests, drawn by their number, and has them marked once the client has its reply. A request whose client
 * forbids that its text is kept is not marked. What is gathered is bounded, freed of what has a known form, and gone when the mark is there.
 */
public final class JudgeFilter implements Filter {
    /** Bytes of each text that are shown to the model. */
    static final int MOST_BYTES = 8_000;

    private static final String DRAW = "judge";

    private final Judge judge;
    private final Transcripts transcripts;

    /** @param worker where slow patterns would be searched for; there are none */
    public JudgeFilter(Judge judge, Executor worker) {
        this.judge = judge;
        this.transcripts = Objects.requireNonNull(Transcripts.of(TranscriptSettings.both(MOST_BYTES), worker));
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        Transcript transcript = Chance.of(DRAW, exchange.draw()) < judge.share()
                ? transcripts.begin(exchange.request(), exchange.loop(), exchange::context)
                : null;
        if (transcript == null) {
            next.proceed(exchange, sink);
            return;
        }
        ResponseSink ear = transcript.sink(Overheard.ear(() -> ended(exchange, transcript)));
        next.proceed(exchange, new Overheard(sink, ear));
    }

    private void ended(Exchange exchange, Transcript transcript) {
        String prompt = transcript.prompt();
        String reply = transcript.reply();
        if (prompt != null && reply != null) {
            judge.ended(exchange, prompt, reply);
        }
    }
}
