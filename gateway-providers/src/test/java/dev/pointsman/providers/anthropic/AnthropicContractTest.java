package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;

class AnthropicContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Claude.adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Claude.KEY;
    }

    @Override
    protected String plainReply() {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"Grüße 😀\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";
    }

    @Override
    protected String streamedReply() {
        return Claude.events(
                "{'type':'message_start','message':{'id':'msg_1','model':'m','usage':{'input_tokens':3,'output_tokens':1}}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                "{'type':'ping'}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Grüße 😀'}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "{'type':'content_block_stop','index':1}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':4}}",
                "{'type':'message_stop'}");
    }
}
