package dev.pointsman.providers.ollama;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.providers.Workbench;

class OllamaContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Llama.bench().adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Workbench.KEY;
    }

    @Override
    protected String contentType(boolean stream) {
        return stream ? "application/x-ndjson" : "application/json; charset=utf-8";
    }

    @Override
    protected String plainReply() {
        return Llama.line(
                "'content':'Grüße 😀','thinking':'hm'",
                "'done':true,'done_reason':'stop','prompt_eval_count':3,'eval_count':4");
    }

    @Override
    protected String streamedReply() {
        return Llama.piece("'content':'','thinking':'hm'")
                + Llama.piece("'content':'Grüße 😀'")
                + Llama.piece("'content':'','tool_calls':[{'function':{'name':'f','arguments':{'a':'ü'}}}]")
                + Llama.last(",'done_reason':'stop','prompt_eval_count':3,'eval_count':4");
    }
}
