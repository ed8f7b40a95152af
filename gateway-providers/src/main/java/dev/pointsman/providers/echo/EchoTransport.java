package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import java.util.concurrent.ScheduledExecutorService;

/** Answers calls by itself, on the caller's loop: reads the request as a provider would, and plays the plan made for it. */
final class EchoTransport implements Transport {
    private final EchoPlanner planner;

    EchoTransport(EchoPlanner planner) {
        this.planner = planner;
    }

    @Override
    public Call send(UpstreamRequest request, Listener listener, ScheduledExecutorService loop) {
        EchoCall call = new EchoCall(plan(request), listener, loop);
        call.start();
        return call;
    }

    private EchoPlan plan(UpstreamRequest request) {
        Endpoint endpoint = Endpoint.of(request.path());
        if (endpoint == null) {
            return planner.refusal(new GatewayException(ErrorKind.NOT_FOUND, "no such path: " + request.path()));
        }
        try {
            ApiRequest asked = ApiRequest.parse(
                    endpoint, request.path(), Headers.NONE, request.body().toArray());
            return planner.plan(asked);
        } catch (GatewayException refused) {
            return planner.refusal(refused);
        }
    }
}
