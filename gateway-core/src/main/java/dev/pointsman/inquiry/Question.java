package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.signal.TaskFinding;

/** What is asked of a model about a text, and what its reply says. Stateless; shared by all loops. */
interface Question {
    /** The request; not streamed. */
    ApiRequest about(String text);

    /** What a whole reply says; abstains, and tells why, where it does not answer the question. */
    TaskFinding read(String text, byte[] reply);
}
