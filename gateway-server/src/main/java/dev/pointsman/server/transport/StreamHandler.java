package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of HTTP/2 with its one call. Flow control follows reading: while the call is paused, the provider's window stays used up. */
final class StreamHandler extends ChannelInboundHandlerAdapter implements Carrier {
    private static final int MOST_INTERIM_REPLIES = 8;

    private final SharedConnection connection;
    private @Nullable UpstreamCall call;
    private @Nullable Channel channel;
    private @Nullable BodySource rest;
    private boolean writing;
    private boolean headed;
    private boolean whole;
    private int interimReplies;

    StreamHandler(SharedConnection connection, UpstreamCall call) {
        this.connection = connection;
        this.call = call;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    /** The stream is open: the request goes out, unless the call has ended meanwhile. */
    void send(Target target, String userAgent) {
        Channel stream = channel;
        UpstreamCall sent = call;
        if (stream == null || sent == null) {
            drop();
            return;
        }
        UpstreamRequest request = sent.request();
        Http2Headers headers = headers(request, target, userAgent);
        if (headers == null) {
            sent.failLater(new GatewayException(
                    ErrorKind.INVALID_REQUEST,
                    "the request cannot be sent: a header or the path holds what HTTP forbids"));
            drop();
            return;
        }
        boolean empty = request.body().length() == 0;
        stream.write(new DefaultHttp2HeadersFrame(headers, empty));
        if (!empty) {
            rest = new BodySource(request.body());
            writeRest(stream);
        }
        stream.flush();
        if (sent.paused()) {
            reading(false);
        }
    }

    private static @Nullable Http2Headers headers(UpstreamRequest request, Target target, String userAgent) {
        if (!RequestHead.oneWord(request.method()) || !RequestHead.oneWord(request.path())) {
            return null;
        }
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.method(request.method()).scheme(target.tls() ? "https" : "http");
        headers.authority(target.authority()).path(request.path());
        headers.add("user-agent", userAgent).add("accept-encoding", "identity");
        List<String> given = request.headers();
        for (int i = 0; i + 1 < given.size(); i += 2) {
            if (!RequestHead.oneWord(given.get(i))
                    || given.get(i).indexOf(':') >= 0
                    || !RequestHead.sendable(given.get(i + 1))) {
                return null;
            }
            if (!RequestHead.ours(given.get(i))) {
                headers.add(given.get(i), given.get(i + 1));
            }
        }
        int body = request.body().length();
        if (body > 0) {
            headers.add("content-length", Integer.toString(body));
        }
        return headers;
    }

    private void writeRest(Channel stream) {
        if (writing) {
            return;
        }
        writing = true;
        while (rest != null && stream.isWritable() && stream.isActive()) {
            BodySource source = rest;
            var piece = source.next(stream.alloc());
            if (source.exhausted()) {
                rest = null;
            }
            stream.write(new DefaultHttp2DataFrame(piece, rest == null));
            stream.flush();
        }
        writing = false;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        writeRest(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            UpstreamCall receiver = call;
            if (receiver == null) {
                return;
            }
            if (message instanceof Http2HeadersFrame frame) {
                head(receiver, frame);
            } else if (message instanceof Http2DataFrame frame) {
                data(receiver, frame);
            } else if (message instanceof Http2ResetFrame frame) {
                reset(frame.errorCode());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(UpstreamCall receiver, Http2HeadersFrame frame) {
        if (headed) {
            if (frame.isEndStream()) { // trailers; dropped
                end(receiver);
            }
            return;
        }
        Http2Headers headers = frame.headers();
        int status = status(headers.status());
        if (status < 100 || status > 599 || status == 101) {
            receiver.broken("a reply without a proper status", null);
            return;
        }
        if (status < 200) {
            receiver.heard();
            if (++interimReplies > MOST_INTERIM_REPLIES || frame.isEndStream()) {
                receiver.broken("interim replies without end", null);
            }
            return;
        }
        headed = true;
        receiver.head(status, name -> text(headers.get(name)), text(headers.get("content-encoding")));
        if (frame.isEndStream() && call == receiver) {
            end(receiver);
        }
    }

    private static @Nullable String text(@Nullable CharSequence value) {
        return value == null ? null : value.toString();
    }

    /** 0 where it is not three digits. */
    private static int status(@Nullable CharSequence text) {
        if (text == null || text.length() != 3) {
            return 0;
        }
        int status = 0;
        for (int i = 0; i < 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            status = status * 10 + digit;
        }
        return status;
    }

    private void data(UpstreamCall receiver, Http2DataFrame frame) {
        if (!headed) {
            receiver.broken("a body without a head", null);
            return;
        }
        receiver.data(frame.content());
        if (frame.isEndStream() && call == receiver) {
            end(receiver);
        }
    }

    private void end(UpstreamCall receiver) {
        receiver.end();
        whole = true;
        call = null;
        if (rest != null && channel != null) {
            rest = null;
            channel.close(); // answered before the request was out: the rest is not wanted
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (call != null) {
            call.deliver();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame frame) {
            reset(frame.errorCode());
        } else if (event instanceof Http2GoAwayFrame) {
            lose(null, true); // comes to streams the provider has not looked at, and never will
            context.close();
        }
        ReferenceCountUtil.release(event);
    }

    private void reset(long errorCode) {
        lose(null, errorCode == Http2Error.REFUSED_STREAM.code());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose(null, false);
        connection.streamEnded(whole);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(cause, false);
        context.close();
    }

    private void lose(@Nullable Throwable cause, boolean unprocessed) {
        UpstreamCall carried = call;
        call = null;
        rest = null;
        if (carried != null) {
            carried.lost(cause, unprocessed);
        }
    }

    @Override
    public void drop() {
        call = null;
        rest = null;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void reading(boolean on) {
        if (channel != null) {
            channel.config().setAutoRead(on);
        }
    }
}
