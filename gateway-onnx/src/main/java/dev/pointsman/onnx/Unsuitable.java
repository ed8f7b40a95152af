package dev.pointsman.onnx;

/** A file that cannot be used; the message says why, for who wrote the policy. */
final class Unsuitable extends Exception {
    Unsuitable(String message) {
        super(message);
    }
}
