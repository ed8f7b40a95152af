package dev.pointsman.providers.ollama;

import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Llama.bench().adapter();
    }
}
