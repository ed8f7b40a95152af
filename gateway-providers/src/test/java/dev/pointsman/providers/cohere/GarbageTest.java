package dev.pointsman.providers.cohere;

import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Command.adapter();
    }
}
