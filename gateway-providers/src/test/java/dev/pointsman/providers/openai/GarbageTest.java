package dev.pointsman.providers.openai;

import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Adapters.of("{ type: openai, key: $KEY }");
    }
}
