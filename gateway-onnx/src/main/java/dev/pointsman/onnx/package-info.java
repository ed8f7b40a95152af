/** A plug-in that encodes sentences by a model in ONNX's format, in the gateway's own process. */
@NullMarked
package dev.pointsman.onnx;

import org.jspecify.annotations.NullMarked;
