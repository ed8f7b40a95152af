package dev.pointsman.provider.chat;

import dev.pointsman.api.ApiRequest;

/**
 * How the client wants its reply written.
 *
 * @param created Unix seconds, told in every chunk
 * @param includeUsage a stream ends with a chunk that tells usage
 * @param functions the client used the deprecated {@code functions}: calls are told as {@code function_call}
 */
public record ReplyForm(long created, boolean includeUsage, boolean functions) {
    public static ReplyForm of(ApiRequest request, long created) {
        boolean functions =
                request.fields().indexOf("functions") >= 0 && request.fields().indexOf("tools") < 0;
        return new ReplyForm(created, request.facts().includeUsage(), functions);
    }
}
