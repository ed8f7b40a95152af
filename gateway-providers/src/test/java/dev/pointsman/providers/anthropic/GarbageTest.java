package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Claude.adapter();
    }
}
