package dev.pointsman.providers.openai;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;

class OpenAiAdapterContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Adapters.of("{ type: openai, key: $KEY }");

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Adapters.KEY;
    }

    @Override
    protected String plainReply() {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"Grüße 😀\",\"refusal\":null},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";
    }

    @Override
    protected String streamedReply() {
        String head =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
        return head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"
                + head + "{\"index\":0,\"delta\":{\"content\":\"Grüße 😀\"},\"finish_reason\":null}]}\n\n"
                + head + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                + head + "],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n"
                + "data: [DONE]\n\n";
    }
}
