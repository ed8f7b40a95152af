package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.providers.Workbench;

class BridgeContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Bridge.bench().adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Workbench.KEY;
    }

    @Override
    protected String plainReply() {
        return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\",\"error\":null,\"output\":[{\"type\":"
                + "\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}],"
                + "\"encrypted_content\":\"gA==\"},{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"output_text\",\"text\":\"Grüße 😀\",\"annotations\":[]}]}],\"status\":\"completed\","
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}";
    }

    @Override
    protected String streamedReply() {
        return Bridge.events(
                Bridge.CREATED,
                Bridge.added(0, "{'type':'reasoning','id':'rs_1','summary':[]}"),
                Bridge.delta("reasoning_summary_text", 0, "hm"),
                Bridge.done(
                        0,
                        "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hm'}],"
                                + "'encrypted_content':'gA=='}"),
                Bridge.added(1, "{'type':'message','id':'m','role':'assistant','content':[]}"),
                Bridge.delta("output_text", 1, "Grüße 😀"),
                Bridge.done(1, "{'type':'message','id':'m','role':'assistant','content':[]}"),
                Bridge.added(2, Bridge.call("call_1", "")),
                Bridge.delta("function_call_arguments", 2, "{}"),
                Bridge.done(2, Bridge.call("call_1", "{}")),
                Bridge.COMPLETED);
    }
}
