/** The operator's listener: health and metrics. */
@NullMarked
package dev.pointsman.server.admin;

import org.jspecify.annotations.NullMarked;
