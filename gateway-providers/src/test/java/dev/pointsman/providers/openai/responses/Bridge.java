package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.Workbench;
import dev.pointsman.providers.openai.OpenAiFactory;
import java.util.ArrayList;
import java.util.List;

/** Chats carried over to the Responses API, on a workbench; its events with single quotes. */
final class Bridge {
    static final String ASKED = "'messages':[{'role':'user','content':'hi'}]";
    static final String CREATED =
            "{'type':'response.created','response':{'id':'resp_1','object':'response','created_at':"
                    + "1790000000,'status':'in_progress','error':null,'model':'gpt-5-pro','output':[]}}";
    static final String COMPLETED =
            "{'type':'response.completed','response':{'id':'resp_1','status':'completed','error':null,'incomplete_details':"
                    + "null,'model':'gpt-5-pro','output':[],'usage':{'input_tokens':9,'input_tokens_details':{"
                    + "'cached_tokens':4},'output_tokens':12,'output_tokens_details':{'reasoning_tokens':5},"
                    + "'total_tokens':21}}}";

    private Bridge() {}

    static Workbench bench() {
        return bench("{ type: openai, key: $KEY, api: responses }");
    }

    static Workbench bench(String entry) {
        return new Workbench(new OpenAiFactory(), entry);
    }

    /** Events in the order given, numbered and named as the API does. */
    static String events(String... events) {
        StringBuilder stream = new StringBuilder();
        int number = 0;
        for (String event : events) {
            String type = event.replaceFirst("(?s)^\\{'type':'([^']*)'.*", "$1");
            String data = event.replaceFirst("\\{", "{'sequence_number':" + number++ + ",");
            stream.append("event: ").append(type).append("\ndata: ").append(data.replace('\'', '"'));
            stream.append("\n\n");
        }
        return stream.toString();
    }

    /** What comes between the first event and the last. */
    static RecordedReply stream(String... between) {
        List<String> all = new ArrayList<>(List.of(CREATED));
        all.addAll(List.of(between));
        all.add(COMPLETED);
        return raw(events(all.toArray(String[]::new)));
    }

    static RecordedReply raw(String stream) {
        return asked(ASKED + ",'stream':true", stream);
    }

    static RecordedReply asked(String fields, String stream) {
        return bench().reply(Workbench.chat(fields), "gpt-5-pro", "text/event-stream", stream, 1 << 20);
    }

    /** A whole response with these items; {@code more} are further fields. */
    static RecordedReply whole(String items, String more) {
        String body =
                "{'id':'resp_1','object':'response','created_at':1790000000,'model':'gpt-5-pro','error':null,'output':["
                        + items
                        + "],'usage':{'input_tokens':9,'output_tokens':12,'output_tokens_details':{'reasoning_tokens':5},"
                        + "'total_tokens':21}," + more + "}";
        return body(body.replace('\'', '"'));
    }

    static RecordedReply body(String body) {
        return bench().reply(Workbench.chat(ASKED), "gpt-5-pro", "application/json", body, 1 << 20);
    }

    static String added(int index, String item) {
        return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
    }

    static String done(int index, String item) {
        return "{'type':'response.output_item.done','output_index':" + index + ",'item':" + item + "}";
    }

    static String delta(String kind, int index, String delta) {
        return "{'type':'response." + kind + ".delta','item_id':'i','output_index':" + index + ",'delta':'" + delta
                + "'}";
    }

    static String call(String id, String arguments) {
        return "{'type':'function_call','id':'fc','call_id':'" + id + "','name':'wx','arguments':'" + arguments
                + "','status':'completed'}";
    }
}
