package dev.pointsman.provider;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply that is one JSON object: held until it is whole, looked through once, passed on as it came. */
final class JsonReply implements ReplyDecoder {
    private final ChatReplyDecoder.Settings settings;
    private final ChatReplyDecoder.Failures failures;
    private final List<byte[]> parts = new ArrayList<>(2);
    private List<String> relayed = List.of();
    private int length;
    private boolean over;

    JsonReply(ChatReplyDecoder.Settings settings, ChatReplyDecoder.Failures failures) {
        this.settings = settings;
        this.failures = failures;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        relayed = ChatReplyDecoder.relayed(headers);
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (over) {
            return;
        }
        if (bytes.length > settings.maxBodyBytes() - length) {
            broken("the provider's answer is larger than " + settings.maxBodyBytes() + " bytes", reply);
            return;
        }
        parts.add(bytes);
        length += bytes.length;
    }

    @Override
    public void end(Reply reply) {
        if (over) {
            return;
        }
        over = true;
        byte[] body = body();
        if (settings.responses()) {
            response(body, reply);
            return;
        }
        ReplyScan scan = new ReplyScan();
        try {
            scan.read(body, 0, body.length);
        } catch (JsonCursor.Malformed notJson) {
            broken("the provider's answer is not a JSON object", reply);
            return;
        }
        if (scan.error) {
            reply.fail(failures.of(InBandError.status(body), body));
        } else if (settings.streamed() && settings.generates()) {
            broken("the provider answered a streamed request with one body", reply);
        } else if (settings.generates() && scan.choices == 0) {
            broken("the provider's answer has no choices", reply);
        } else {
            answer(scan.usage, scan.finishReason, edited(scan, body), reply);
        }
    }

    /** A response has a null error in good health, and names its model and usage like a chat. */
    private void response(byte[] body, Reply reply) {
        ResponsesScan scan = new ResponsesScan();
        try {
            scan.response(body);
        } catch (JsonCursor.Malformed notJson) {
            broken("the provider's answer is not a JSON object", reply);
            return;
        }
        if (scan.errorStart >= 0) {
            reply.fail(failures.of(InBandError.status(body), body));
        } else if (scan.status.equals("failed")) {
            broken("the provider's response failed without saying why", reply);
        } else if (settings.streamed()) {
            broken("the provider answered a streamed request with one body", reply);
        } else if (scan.outputStart < 0) {
            broken("the provider's answer has no output", reply);
        } else {
            String model = settings.publicModel();
            byte[] told = model == null || scan.modelStart < 0
                    ? body
                    : new JsonSplice(body, JsonFields.of(body))
                            .setString("model", model)
                            .apply()
                            .toArray();
            String finish = scan.finish();
            answer(scan.usage, finish.isEmpty() ? null : finish, told, reply);
        }
    }

    /** All bytes in one array, without the blank lines that some send while a request is queued. */
    private byte[] body() {
        byte[] body = parts.size() == 1 ? parts.get(0) : new byte[length];
        int at = 0;
        if (parts.size() != 1) {
            for (byte[] part : parts) {
                System.arraycopy(part, 0, body, at, part.length);
                at += part.length;
            }
        }
        parts.clear();
        int start = 0;
        while (start < body.length && (body[start] == '\n' || body[start] == '\r' || body[start] == ' ')) {
            start++;
        }
        return start == 0 ? body : Arrays.copyOfRange(body, start, body.length);
    }

    private byte[] edited(ReplyScan scan, byte[] body) {
        String model = settings.publicModel();
        if ((model == null || scan.modelStart < 0) && !scan.nullError) {
            return body;
        }
        JsonSplice splice = new JsonSplice(body, JsonFields.of(body)).remove("error");
        if (model != null && scan.modelStart >= 0) {
            splice.setString("model", model);
        }
        return splice.apply().toArray();
    }

    private void answer(@Nullable Usage usage, @Nullable String finish, byte[] body, Reply reply) {
        reply.start(new ReplyHead(200, ReplyHead.JSON, body.length, relayed));
        if (usage != null) {
            reply.usage(usage);
        }
        if (finish != null) {
            reply.finish(finish);
        }
        reply.output(body); // after the usage, so that the reply's head can tell the cost
        reply.end();
    }

    private void broken(String why, Reply reply) {
        over = true;
        parts.clear();
        reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
    }
}
