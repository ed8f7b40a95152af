package dev.pointsman.providers.cohere;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;

class CohereContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Command.adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Command.KEY;
    }

    @Override
    protected String plainReply() {
        return "{\"id\":\"c1\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"Grüße 😀\"}]},"
                + "\"usage\":{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":4},"
                + "\"tokens\":{\"input_tokens\":200,\"output_tokens\":5},\"cached_tokens\":64}}";
    }

    @Override
    protected String streamedReply() {
        return Command.events(
                "{'id':'c1','type':'message-start','delta':{'message':{'role':'assistant','content':[],'tool_plan':'','tool_calls':[],'citations':[]}}}",
                "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'Look it up.'}}}",
                "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'text','text':''}}}}",
                "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'Grüße 😀'}}}}",
                "{'type':'content-end','index':0}",
                "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'f_1','type':'function','function':{'name':'f','arguments':''}}}}}",
                "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':{'arguments':'{}'}}}}}",
                "{'type':'tool-call-end','index':0}",
                "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL','usage':{'tokens':{'input_tokens':9,'output_tokens':4}}}}");
    }
}
