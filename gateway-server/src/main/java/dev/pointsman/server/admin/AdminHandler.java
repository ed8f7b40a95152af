package dev.pointsman.server.admin;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one connection of the admin listener, one request at a time; what may block runs on a worker. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final List<AdminRoute> routes;
    private final AdminAccess access;
    private final Map<AdminRoute.Pace, Executor> workers;
    private boolean busy;
    private @Nullable ChannelStream stream;

    /** @param workers for what is not made on the loop */
    AdminHandler(List<AdminRoute> routes, AdminAccess access, Map<AdminRoute.Pace, Executor> workers) {
        this.routes = routes;
        this.access = access;
        this.workers = workers;
    }

    /** What is to be done, and how its answer goes out. */
    private record Task(AdminRoute route, AdminRequest request, boolean head, boolean keep) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (busy) {
            context.close(); // a request that does not wait for the answer to the one before
            return;
        }
        boolean broken = request.decoderResult().isFailure();
        boolean keep = !broken && HttpUtil.isKeepAlive(request);
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (broken) {
            write(context, AdminPage.error(400, "malformed request"), head, keep);
            return;
        }
        String path = AdminReply.path(request.uri());
        boolean known = false;
        for (AdminRoute route : routes) {
            Map<String, String> parameters = route.match(path);
            known |= parameters != null;
            if (parameters != null && route.takes(request.method().name())) {
                run(context, new Task(route, asked(request, parameters), head, keep));
                return;
            }
        }
        write(context, known ? otherMethod(path) : unknown(path), head, keep);
    }

    private AdminRequest asked(FullHttpRequest request, Map<String, String> parameters) {
        return new AdminRequest(
                access.who(request.headers().get(HttpHeaderNames.USER_AGENT)),
                parameters,
                new QueryStringDecoder(request.uri()).parameters(),
                request.headers()::get,
                ByteBufUtil.getBytes(request.content()));
    }

    private void run(ChannelHandlerContext context, Task task) {
        AdminRoute.Opening opening = task.route().opening();
        if (opening != null) {
            open(context, task, opening);
            return;
        }
        Executor worker = workers.get(task.route().pace());
        if (worker == null) {
            write(context, page(task), task.head(), task.keep());
            return;
        }
        busy = true;
        try {
            worker.execute(() -> {
                AdminPage page = page(task);
                context.executor().execute(() -> {
                    busy = false;
                    write(context, page, task.head(), task.keep());
                });
            });
        } catch (RejectedExecutionException tooMany) {
            busy = false;
            write(
                    context,
                    AdminPage.error(503, "too many requests wait, or the gateway stops"),
                    task.head(),
                    task.keep());
        }
    }

    private void open(ChannelHandlerContext context, Task task, AdminRoute.Opening opening) {
        var begun = new ChannelStream(context.channel(), task.keep(), () -> {
            busy = false;
            stream = null;
        });
        busy = true;
        stream = begun;
        try {
            opening.open(task.request(), begun);
        } catch (RuntimeException failure) {
            begun.close();
            write(context, failed(task, failure), false, task.keep());
        }
    }

    private static AdminPage page(Task task) {
        try {
            return task.route().answer().to(task.request());
        } catch (RuntimeException failure) {
            return failed(task, failure);
        }
    }

    private static AdminPage failed(Task task, RuntimeException failure) {
        if (failure instanceof AdminProblem refused) {
            return AdminPage.error(refused.status(), String.valueOf(refused.getMessage()));
        }
        LOG.error("admin page {} failed", task.route().path(), failure);
        return AdminPage.error(500, "internal error");
    }

    private AdminPage otherMethod(String path) {
        List<String> methods = routes.stream()
                .filter(route -> route.match(path) != null)
                .map(AdminRoute::method)
                .distinct()
                .sorted()
                .toList();
        return AdminPage.error(405, "only " + String.join(" and ", methods) + " here");
    }

    private AdminPage unknown(String path) {
        String shown = path.length() > 100 ? "" : path.replaceAll("[^\\w/.-]", "_");
        return AdminPage.error(
                404,
                "no page " + shown + "; there are "
                        + String.join(
                                ", ",
                                routes.stream()
                                        .map(AdminRoute::path)
                                        .distinct()
                                        .sorted()
                                        .toList()));
    }

    private static void write(ChannelHandlerContext context, AdminPage page, boolean head, boolean keep) {
        var written = context.writeAndFlush(AdminReply.of(page, head, keep));
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (stream != null) {
            stream.readyChanged();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (stream != null) {
            stream.close();
        }
        context.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && !busy) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("admin connection ended", cause);
        context.close();
    }
}
