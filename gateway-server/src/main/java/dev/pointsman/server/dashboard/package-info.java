/** The dashboard: its files, and its way to the front for trying prompts. */
@NullMarked
package dev.pointsman.server.dashboard;

import org.jspecify.annotations.NullMarked;
