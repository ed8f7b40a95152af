package dev.pointsman.providers.echo;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.UpstreamRequest;
import java.util.Map;

class EchoAdapterContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = EchoRun.adapter("{ type: echo }");

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return "";
    }

    @Override
    protected String plainReply() {
        return answer(false);
    }

    @Override
    protected String streamedReply() {
        return answer(true);
    }

    private String answer(boolean stream) {
        Deployment deployment = new Deployment("it", "upstream-model", 1, null, Map.of());
        UpstreamRequest request = adapter.encode(chat(stream), deployment);
        return EchoRun.of(adapter, request).finish().body();
    }
}
