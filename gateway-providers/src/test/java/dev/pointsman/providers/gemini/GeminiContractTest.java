package dev.pointsman.providers.gemini;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;

class GeminiContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Google.adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Google.KEY;
    }

    @Override
    protected String plainReply() {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Grüße 😀\"}]},\"finishReason\":\"STOP\"}],"
                + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4,\"totalTokenCount\":7},"
                + "\"modelVersion\":\"m\",\"responseId\":\"r\"}";
    }

    @Override
    protected String streamedReply() {
        return Google.events(
                "{'candidates':[{'content':{'role':'model','parts':[{'text':'weigh it','thought':true}]}}],"
                        + "'usageMetadata':{'promptTokenCount':3},'modelVersion':'m','responseId':'r'}",
                "{'candidates':[{'content':{'role':'model','parts':[{'text':'Grüße 😀'}]}}],'responseId':'r'}",
                "{'candidates':[{'content':{'role':'model','parts':[{'functionCall':{'name':'f','args':{'ß':'ü'}},"
                        + "'thoughtSignature':'c2ln'},{'functionCall':{'name':'g'}}]}}],'responseId':'r'}",
                "{'candidates':[{'content':{'role':'model','parts':[{'text':''}]},'finishReason':'STOP'}],'responseId':'r',"
                        + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':4,'totalTokenCount':7}}");
    }
}
