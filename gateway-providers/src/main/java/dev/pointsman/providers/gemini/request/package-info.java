/** A chat request written in Google's form: what one generateContent call asks for. */
@NullMarked
package dev.pointsman.providers.gemini.request;

import org.jspecify.annotations.NullMarked;
