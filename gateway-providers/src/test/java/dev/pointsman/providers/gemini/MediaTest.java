package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.ProviderAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MediaTest {
    private static String message(String part) {
        return "'messages':[{'role':'user','content':[" + part + "]}]";
    }

    private static JsonNode sent(ProviderAdapter adapter, String model, String part) {
        return Google.body(adapter.encode(Google.request(message(part)), Google.model(model)))
                .at("/contents/0/parts/0");
    }

    private static String image(String url) {
        return "{'type':'image_url','image_url':{'url':'" + url + "'}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,/9j/4A=='}} | image/jpeg | /9j/4A==",
                "{'type':'image_url','image_url':{'url':'data:image/jpeg;base64,iVBORw0KGgo='}} | image/png | iVBORw0KGgo=",
                "{'type':'image_url','image_url':{'url':'data:video/mp4;base64,AAAA'}} | video/mp4 | AAAA",
                "{'type':'input_audio','input_audio':{'data':'UklGRg==','format':'wav'}} | audio/wav | UklGRg==",
                "{'type':'input_audio','input_audio':{'data':'SUQz','format':'mp3'}} | audio/mp3 | SUQz",
                "{'type':'file','file':{'filename':'a.pdf','file_data':'JVBERi0x'}} | application/pdf | JVBERi0x",
                "{'type':'file','file':{'file_data':'data:text/plain;base64,aGk='}} | text/plain | aGk=",
                "{'type':'file','file':{'file_data':'data:application/json;base64,e30='}} | text/plain | e30=",
                "{'type':'file','file':{'filename':'clip.webm','file_data':'GkXf'}} | video/webm | GkXf",
                "{'type':'video_url','video_url':{'url':'data:video/mp4;base64,AAAA'}} | video/mp4 | AAAA"
            })
    void e54_bytes_go_with_the_type_they_have(String part, String type, String data) {
        assertThat(sent(Google.adapter(), "gemini-2.5-flash", part).path("inlineData"))
                .isEqualTo(Google.json("{'mimeType':'" + type + "','data':'" + data + "'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://x.example/a.PNG?s=1.jpg | {'fileUri':'https://x.example/a.PNG?s=1.jpg','mimeType':'image/png'}",
                "gs://bucket/a.webp | {'fileUri':'gs://bucket/a.webp','mimeType':'image/webp'}",
                "https://x.example/picture | {'fileUri':'https://x.example/picture'}",
                "https://www.youtube.com/watch?v=1 | {'fileUri':'https://www.youtube.com/watch?v=1'}"
            })
    void e54_addresses_go_with_the_type_their_ending_tells(String url, String file) {
        assertThat(sent(Google.adapter(), "gemini-2.5-flash", image(url)).path("fileData"))
                .isEqualTo(Google.json(file));
    }

    @Test
    void filesOfGooglesOwnAreNamed() {
        assertThat(sent(Google.adapter(), "gemini-2.5-flash", "{'type':'file','file':{'file_id':'files/abc'}}")
                        .at("/fileData/fileUri")
                        .stringValue())
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/files/abc");
        assertThat(sent(Google.adapter(), "gemini-2.5-flash", "{'type':'file','file':{'file_id':'gs://b/c.pdf'}}")
                        .path("fileData"))
                .isEqualTo(Google.json("{'fileUri':'gs://b/c.pdf','mimeType':'application/pdf'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,PHN2Zz4='}}",
                "{'type':'image_url','image_url':{'url':'data:;base64,AAAA'}}",
                "{'type':'image_url','image_url':{'url':'data:image/bmp;base64,Qk0='}}",
                "{'type':'input_audio','input_audio':{'data':'AAAA','format':'midi'}}",
                "{'type':'input_audio','input_audio':{'data':'','format':'wav'}}",
                "{'type':'file','file':{'file_id':'file-123'}}",
                "{'type':'file','file':{'filename':'a.zip','file_data':'UEsDBA=='}}",
                "{'type':'hologram','hologram':{}}",
                "{'type':'video_url','video_url':{}}"
            })
    void e54_what_google_cannot_take_names_its_part(String part) {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> sent(Google.adapter(), "gemini-2.5-flash", part));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("messages[0].content[0]");
    }

    @Test
    void vertexMustBeToldTheType() {
        ProviderAdapter vertex = Google.adapter(Google.VERTEX);
        GatewayException refused = catchThrowableOfType(
                GatewayException.class, () -> sent(vertex, "gemini-2.5-flash", image("https://x.example/picture")));

        assertThat(refused.param()).isEqualTo("messages[0].content[0]");
        assertThat(sent(vertex, "gemini-2.5-flash", image("https://youtu.be/1"))
                        .at("/fileData/mimeType")
                        .stringValue())
                .isEqualTo("video/mp4");
    }

    @Test
    void theDetailOfAnImageIsItsResolutionInTheThirdGeneration() {
        String part = "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo=','detail':'low'}}";

        assertThat(sent(Google.adapter(), "gemini-3-flash", part).path("mediaResolution"))
                .isEqualTo(Google.json("{'level':'MEDIA_RESOLUTION_LOW'}"));
        assertThat(Google.call("gemini-2.5-flash", message(part)).dropped())
                .containsExactly("messages.image_url.detail");
    }
}
