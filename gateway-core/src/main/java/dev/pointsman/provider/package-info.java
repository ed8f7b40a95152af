/** The seam to providers: adapters, decoders and the way out. */
@NullMarked
package dev.pointsman.provider;

import org.jspecify.annotations.NullMarked;
