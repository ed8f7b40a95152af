package dev.pointsman.providers.gemini;

import dev.pointsman.provider.ProviderAdapter;

/** The same promises on Vertex AI. */
class VertexContractTest extends GeminiContractTest {
    private final ProviderAdapter adapter = Google.adapter(Google.VERTEX);

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }
}
