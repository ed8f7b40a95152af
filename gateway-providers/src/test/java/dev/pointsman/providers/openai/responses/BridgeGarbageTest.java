package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;

class BridgeGarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Bridge.bench().adapter();
    }
}
